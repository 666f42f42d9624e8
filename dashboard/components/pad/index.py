"""Two components that provide a picture: the drawing pad and the paste zone."""

import base64
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard.components.keys import kept_key
from dashboard.components.modules import join_modules, join_texts
from dashboard.components.pad.strokes import Strokes, checked_strokes
from runtime import InkError

HERE = Path(__file__).parent
MAX_TEXT_LENGTH = 14_000_000  # characters of base64: 10 MB, the largest file that the runtime opens

_css = join_texts(HERE, "../buttons.css", "pad.css")
_pad = st.components.v2.component("latent_digits_pad", css=_css, js=join_modules(HERE / "pad.js"))
_paste = st.components.v2.component("latent_digits_paste", css=_css, js=join_modules(HERE / "paste.js"))


def pad(*, key: str, label: str) -> Strokes:
    """Show a drawing pad for mouse, pen and finger, and return its strokes.

    The session keeps the strokes while the pad is not on the page.

    Args:
        key: Key of the widget.
        label: Text alternative of the pad, for screen readers.

    Raises:
        InkError: The browser sent too many points, or data that is not strokes.
    """
    strokes = st.session_state.get(kept_key(key), [])
    _pad(
        key=key,
        data={"strokes": strokes, "label": label},
        on_strokes_change=partial(_store, key, "strokes"),
    )
    return checked_strokes(strokes)


def paste_zone(*, key: str, label: str) -> bytes | None:
    """Show a zone to paste a picture into, by key or by button, and return its file, or None if it is empty.

    The file is a PNG of at most 1024 pixels a side. The session keeps it while the zone is not on the page.

    Args:
        key: Key of the widget.
        label: Text alternative of the zone, for screen readers.

    Raises:
        InkError: The browser sent more than 10 MB, or data that is not base64 text.
    """
    text = st.session_state.get(kept_key(key))
    _paste(
        key=key,
        data={"label": label, "filled": text is not None},
        on_picture_change=partial(_store, key, "picture"),
    )
    if text is None:
        return None
    if not isinstance(text, str) or len(text) > MAX_TEXT_LENGTH:
        raise InkError("the pasted data is not a picture of up to 10 MB; copy a smaller picture")
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise InkError(f"the pasted picture arrived incomplete ({error}); paste it again") from error


def _store(key: str, name: str) -> None:
    value = st.session_state.get(key, {}).get(name)  # None if the user has left the page
    if value is not None:
        st.session_state[kept_key(key)] = value
