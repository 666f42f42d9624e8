"""What the reader of ink made of a picture: its digits, their boxes to correct, each step in a fold-out."""

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
    """Show which digits were read from a picture file, and how; returns how they were corrected.

    Args:
        vae: The model that is to redraw them.
        end: Whose picture it is, "start" or "end".
        source: Where it comes from; each source keeps the corrections of its picture.
        name: Of the picture, for messages.
        content: Its file.

    Raises:
        InkError: No digit can be read from it, or a corrected box does not fit it.
    """
    digits_place, warning_place = st.container(), st.container()
    key = f"{end}_{source}_boxes"
    said = boxes.recall_correction(key, content)
    seen = _seen(name, content, said.correction.threshold)
    with st.popover("How it was read – correct it", width="stretch"), st.container(width=FOLD_OUT_WIDTH):
        editor_place = st.container()
        try:
            steps = resources.digits_of(name, content, correction=said.correction)
        except InkError as error:
            with editor_place:  # which is the way out
                boxes.editor(said, seen, key=key, label=name, note=str(error))
            raise
        digits = np.stack(steps.digits)
        x_recon = vae.reconstruct(digits)
        unlike = reading.unlike_mnist(digits, x_recon, vae.card)
        probabilities = load_reader().read(digits)
        words = reading.words(probabilities, unlike)
        with editor_place:
            boxes.editor(said, seen, key=key, label=name, readings=reading.each(probabilities, unlike))
        _steps(steps, digits, x_recon, words)
    with digits_place:
        thumbnails(digits, words)
    if warning := reading.warning(unlike):
        warning_place.caption(f":material/warning: {warning}")
    return said.correction


def _seen(name: str, content: bytes, threshold: float) -> SeenInk:
    """The ink to correct; that of the usual threshold where the chosen one leaves none."""
    try:
        return resources.boxes_of(name, content, threshold)
    except InkError:
        if threshold == DEFAULT_THRESHOLD:
            raise
        return resources.boxes_of(name, content, DEFAULT_THRESHOLD)


def thumbnails(digits: FloatArray, caption: str) -> None:
    """The 28×28 digits (N, 28, 28) of one end, with their real pixels."""
    count = len(digits)
    alt = f"{count} digit{'s' if count > 1 else ''} of 28×28 pixels, {caption}"
    st.html(
        figures.ink_html(
            np.hstack(list(digits)), alt, pixels=True, width=THUMBNAIL_WIDTH * count, caption=caption
        )
    )


def _steps(steps: NumberSteps, digits: FloatArray, x_recon: FloatArray, words: str) -> None:
    pictures = st.columns(3)
    pictures[0].html(figures.grey_html(steps.picture, "The picture as it came", caption="original"))
    pictures[1].html(
        figures.ink_html(np.hstack(list(digits)), "28×28 pixels a digit", pixels=True, caption="28×28")
    )
    pictures[2].html(
        figures.ink_html(
            np.hstack(list(x_recon)),
            "The digits decoded from their codes",
            pixels=True,
            caption="as the model redraws it",
        )
    )
    st.caption(words.capitalize(), text_alignment="center")
