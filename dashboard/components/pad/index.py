"""Two parts of the page that hand in a picture: a pad to draw on, and a place to paste into."""

import base64
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard.components.keys import kept_key
from dashboard.components.modules import join_modules, join_texts
from dashboard.components.pad.strokes import Strokes, checked_strokes
from runtime import InkError

HERE = Path(__file__).parent
MAX_TEXT_LENGTH = 14_000_000  # the base64 of 10 MB, which is what the runtime opens

_css = join_texts(HERE, "../buttons.css", "pad.css")
_pad = st.components.v2.component("latent_digits_pad", css=_css, js=join_modules(HERE / "pad.js"))
_paste = st.components.v2.component("latent_digits_paste", css=_css, js=join_modules(HERE / "paste.js"))


def pad(*, key: str, label: str) -> Strokes:
    """A pad for pen, finger and mouse, with undo, clear and a larger form for whole numbers → its strokes.

    They stay in the session when the pad is not on the page. ``label`` says what is drawn, for those who
    do not see the pad.

    Raises:
        InkError: The browser sent too many strokes, or something else.
    """
    strokes = st.session_state.get(kept_key(key), [])
    _pad(key=key, data={"strokes": strokes, "label": label}, on_strokes_change=partial(_keep, key, "strokes"))
    return checked_strokes(strokes)


def paste_zone(*, key: str, label: str) -> bytes | None:
    """A place that takes a picture from the clipboard, by key or by button → its file, or None.

    The file is a PNG of at most 1024 pixels a side and stays in the session. ``label`` says what is pasted.

    Raises:
        InkError: The browser sent something else.
    """
    text = st.session_state.get(kept_key(key))
    _paste(
        key=key,
        data={"label": label, "filled": text is not None},
        on_picture_change=partial(_keep, key, "picture"),
    )
    if text is None:
        return None
    if not isinstance(text, str) or len(text) > MAX_TEXT_LENGTH:
        raise InkError("what was pasted is no picture of at most 10 MB; copy a smaller one")
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise InkError(f"what was pasted did not arrive whole ({error}); paste it again") from error


def _keep(key: str, name: str) -> None:
    value = st.session_state.get(key, {}).get(name)  # nothing where the page was left meanwhile
    if value is not None:
        st.session_state[kept_key(key)] = value
