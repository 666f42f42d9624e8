"""The browser part that shows the boxes of a picture's digits, and lets a person correct them."""

import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.components.keys import kept_key
from dashboard.components.modules import join_modules, join_texts
from dashboard.draw.seen_ink import SeenInk
from runtime import Correction, InkError
from runtime.ink.frame import DEFAULT_THRESHOLD, HIGHEST_THRESHOLD, LOWEST_THRESHOLD
from runtime.ink.segment import MAX_DIGIT_COUNT

HERE = Path(__file__).parent
MOST_BOXES = 2 * MAX_DIGIT_COUNT  # that one may have on the way to the right ones

_mount = st.components.v2.component(
    "latent_digits_boxes",
    html=join_texts(HERE, "boxes.html"),
    css=join_texts(HERE, "../buttons.css", "boxes.css"),
    js=join_modules(HERE / "boxes.js"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person has said about a picture so far.

    Attributes:
        picture: Its file.
        correction: What was said.
        number: How often something was said: an answer to an older saying is out of date.
    """

    picture: bytes
    correction: Correction = field(default_factory=Correction)
    number: int = 0

    @property
    def name(self) -> str:
        """What tells this picture from the one before."""
        return f"{zlib.crc32(self.picture):08x}"


def recall_correction(key: str, picture: bytes) -> Kept:
    """What was said about a picture; with another picture that is forgotten."""
    before = st.session_state.get(kept_key(key))
    if not isinstance(before, Kept) or before.picture != picture:
        before = st.session_state[kept_key(key)] = Kept(picture)
    return before


def editor(
    said: Kept, seen: SeenInk, *, key: str, label: str, readings: Sequence[str] = (), note: str = ""
) -> None:
    """Show the boxes of a picture: drag, split, merge, delete, reorder, add; and how dark ink is.

    Args:
        said: What was said about it until now.
        seen: Its ink.
        key: Key of the widget, as ``recall_correction`` knows it.
        label: Whose picture it is, for those who do not see it.
        readings: What each box reads as; none where they cannot be read.
        note: What is wrong with the boxes.
    """
    boxes = said.correction.boxes
    _mount(
        key=key,
        data={
            "picture": said.name,
            "number": said.number,
            "label": label,
            "ink": seen.url,
            "size": seen.size,
            "boxes": seen.boxes if boxes is None else boxes,
            "corrected": boxes is not None,
            "threshold": said.correction.threshold,
            "thresholds": [LOWEST_THRESHOLD, HIGHEST_THRESHOLD, DEFAULT_THRESHOLD],
            "most": MOST_BOXES,
            "readings": list(readings),
            "note": note,
        },
        on_correction_change=partial(_keep, key),
    )


def _keep(key: str) -> None:
    before = st.session_state.get(kept_key(key))
    value = st.session_state.get(key, {}).get("correction")  # nothing where the page was left meanwhile
    if isinstance(before, Kept) and isinstance(value, Mapping) and value.get("picture") == before.name:
        with suppress(
            InkError, LookupError, TypeError, ValueError, OverflowError
        ):  # nothing that our own part can have sent
            st.session_state[kept_key(key)] = _heard(before, value)


def _heard(before: Kept, value: Mapping[str, Any]) -> Kept:
    boxes = value["boxes"]
    if boxes is not None and len(boxes) > MOST_BOXES:
        raise ValueError(f"{len(boxes)} boxes")
    return replace(
        before,
        correction=Correction.of(boxes, float(value["threshold"])),
        number=int(value["number"]),
    )
