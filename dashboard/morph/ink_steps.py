"""The digits read from a picture, with a popover that shows the steps and lets the user correct them."""

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from dashboard import resources
from dashboard.components.boxes import index as boxes
from dashboard.draw import figures, reading
from dashboard.draw.seen_ink import SeenInk
from runtime import Correction, InkError, NumberSteps, Vae, load_reader
from runtime.arrays import FloatArray
from runtime.ink.frame import DEFAULT_THRESHOLD

FOLD_OUT_WIDTH = 380  # pixels
THUMBNAIL_WIDTH = 66


def read_picture(vae: Vae, end: str, source: str, name: str, content: bytes) -> Correction:
    """Show the digits read from a picture file, and the steps; return the user's correction.

    Args:
        vae: The model that reconstructs the digits.
        end: The end that the picture belongs to, "start" or "end".
        source: The source of the picture, such as "draw"; each source keeps its own correction.
        name: What messages call the picture.
        content: Bytes of the file.

    Raises:
        InkError: The picture shows no digit, or a corrected box does not fit the picture.
    """
    digits_place, warning_place = st.container(), st.container()
    key = f"{end}_{source}_boxes"
    edits = boxes.recall_correction(key, content)
    ink = _ink(name, content, edits.correction)
    if len(ink.rows) > 1 and edits.correction.boxes is None:
        edits = _choose_row(edits, len(ink.rows), key)
    with st.popover("How the picture was read", width="stretch"), st.container(width=FOLD_OUT_WIDTH):
        _turn_buttons(key)
        editor_place = st.container()
        try:
            steps = resources.digits_of(name, content, correction=edits.correction)
        except InkError as error:
            with editor_place:  # lets the user fix the error
                boxes.editor(edits, ink, key=key, label=name, note=str(error))
            raise
        digits = np.stack(steps.digits)
        x_recon = vae.reconstruct(digits)
        unlike = reading.unlike_mnist(digits, x_recon, vae.card)
        probabilities = load_reader().read(digits)
        words = reading.words(probabilities, unlike)
        with editor_place:
            boxes.editor(edits, ink, key=key, label=name, readings=reading.each(probabilities, unlike))
        _steps(steps, digits, x_recon, words)
    with digits_place:
        thumbnails(digits, words)
    if warning := reading.warning(unlike):
        warning_place.caption(f":material/warning: {warning}")
    return edits.correction


def _ink(name: str, content: bytes, correction: Correction) -> SeenInk:
    """Return the ink to correct; with the default threshold if the chosen one leaves no ink."""
    try:
        return resources.boxes_of(name, content, correction.threshold, correction.quarter_turns)
    except InkError:
        if correction.threshold == DEFAULT_THRESHOLD:
            raise
        return resources.boxes_of(name, content, DEFAULT_THRESHOLD, correction.quarter_turns)


def _choose_row(edits: boxes.Corrected, row_count: int, key: str) -> boxes.Corrected:
    """Draw the choice of a row of digits; return the correction with the chosen row."""
    row_key = f"{key}_row"
    st.segmented_control(
        "Row of digits",
        range(1, row_count + 1),
        default=min(edits.correction.row or 1, row_count),
        key=row_key,
        required=True,
        on_change=lambda: boxes.show_otherwise(key, row=st.session_state[row_key]),
        help="The picture contains several rows of digits; choose the row to read.",
    )
    row = min(edits.correction.row or 1, row_count)
    return replace(edits, correction=replace(edits.correction, row=row))


def _turn_buttons(key: str) -> None:
    left, right = st.columns(2)
    for place, label, icon, turns in (
        (left, "Rotate left", ":material/rotate_left:", 3),
        (right, "Rotate right", ":material/rotate_right:", 1),
    ):
        place.button(
            label,
            icon=icon,
            key=f"{key}_turn_{turns}",
            width="stretch",
            on_click=partial(boxes.show_otherwise, key, quarter_turns=turns),
        )


def thumbnails(digits: FloatArray, caption: str) -> None:
    """Show the digits (N, 28, 28) of one end, pixel by pixel."""
    count = len(digits)
    alt = f"{count} digit{'s' if count > 1 else ''} of 28×28 pixels, {caption}"
    st.html(
        figures.ink_html(
            np.hstack(list(digits)), alt, pixels=True, width=THUMBNAIL_WIDTH * count, caption=caption
        )
    )


def _steps(steps: NumberSteps, digits: FloatArray, x_recon: FloatArray, words: str) -> None:
    pictures = st.columns(3)
    pictures[0].html(figures.grey_html(steps.picture, "The original picture", caption="original"))
    pictures[1].html(
        figures.ink_html(np.hstack(list(digits)), "Each digit at 28×28 pixels", pixels=True, caption="28×28")
    )
    pictures[2].html(
        figures.ink_html(
            np.hstack(list(x_recon)),
            "The digits, reconstructed by the model",
            pixels=True,
            caption="reconstruction",
        )
    )
    st.caption(words.capitalize(), text_alignment="center")
