"""The box editor, which shows the boxes of a picture's digits and lets the user correct them."""

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
MAX_BOX_COUNT = 2 * MAX_DIGIT_COUNT  # a correction may need extra boxes temporarily

_mount = st.components.v2.component(
    "latent_digits_boxes",
    html=join_texts(HERE, "boxes.html"),
    css=join_texts(HERE, "../buttons.css", "boxes.css"),
    js=join_modules(HERE / "boxes.js"),
)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A picture and its latest correction.

    Attributes:
        picture: The picture's file.
        correction: The user's boxes and ink threshold.
        number: Number of the latest change. The browser ignores responses to older changes.
    """

    picture: bytes
    correction: Correction = field(default_factory=Correction)
    number: int = 0

    @property
    def name(self) -> str:
        """A checksum of the picture as it is shown, in hexadecimal."""
        shown = self.correction.quarter_turns, self.correction.row
        return f"{zlib.crc32(repr(shown).encode(), zlib.crc32(self.picture)):08x}"


def recall_correction(key: str, picture: bytes) -> Corrected:
    """Return the session's correction to a picture; a different picture starts without a correction."""
    latest = st.session_state.get(kept_key(key))
    if not isinstance(latest, Corrected) or latest.picture != picture:
        latest = st.session_state[kept_key(key)] = Corrected(picture)
    return latest


def show_otherwise(key: str, *, quarter_turns: int = 0, row: int | None = None) -> None:
    """Turn the picture clockwise, or read another row, and find the boxes again."""
    latest = st.session_state.get(kept_key(key))
    if isinstance(latest, Corrected):
        turned = (latest.correction.quarter_turns + quarter_turns) % 4
        correction = Correction(None, latest.correction.threshold, turned, row)
        st.session_state[kept_key(key)] = replace(latest, correction=correction, number=latest.number + 1)


def editor(
    corrected: Corrected,
    seen: SeenInk,
    *,
    key: str,
    label: str,
    readings: Sequence[str] = (),
    note: str = "",
) -> None:
    """Show the box editor: drag, split, merge, delete, reorder and add boxes, and set the ink threshold.

    Args:
        corrected: The picture with its latest correction.
        seen: The picture's ink, and the boxes found in it.
        key: Key of the widget, as passed to ``recall_correction``.
        label: Text alternative of the picture, for screen readers.
        readings: The reading of each box, for example "7, 98 %"; empty if the boxes cannot be read.
        note: The error in the boxes, if any.
    """
    boxes = corrected.correction.boxes
    _mount(
        key=key,
        data={
            "picture": corrected.name,
            "number": corrected.number,
            "label": label,
            "ink": seen.url,
            "size": seen.size,
            "boxes": seen.boxes(corrected.correction.row) if boxes is None else boxes,
            "corrected": boxes is not None,
            "threshold": corrected.correction.threshold,
            "thresholds": [LOWEST_THRESHOLD, HIGHEST_THRESHOLD, DEFAULT_THRESHOLD],
            "most": MAX_BOX_COUNT,
            "readings": list(readings),
            "note": note,
        },
        on_correction_change=partial(_store, key),
    )


def _store(key: str) -> None:
    latest = st.session_state.get(kept_key(key))
    value = st.session_state.get(key, {}).get("correction")  # None if the user has left the page
    if isinstance(latest, Corrected) and isinstance(value, Mapping) and value.get("picture") == latest.name:
        # Our own component never sends an invalid correction, so an invalid one needs no message.
        with suppress(InkError, LookupError, TypeError, ValueError, OverflowError):
            st.session_state[kept_key(key)] = _with_correction(latest, value)


def _with_correction(latest: Corrected, value: Mapping[str, Any]) -> Corrected:
    boxes = value["boxes"]
    if boxes is not None and len(boxes) > MAX_BOX_COUNT:
        raise ValueError(f"{len(boxes)} boxes")
    return replace(
        latest,
        correction=Correction.of(
            boxes, float(value["threshold"]), latest.correction.quarter_turns, latest.correction.row
        ),
        number=int(value["number"]),
    )
