"""What the reader of ink made of a picture: its digits, and each step to them in a fold-out."""

import cv2
import numpy as np
import streamlit as st

from dashboard import figures, reading, resources, state
from runtime import NumberSteps, Vae
from runtime.arrays import FloatArray
from runtime.segment import MAX_DIGIT_COUNT

FOLD_OUT_WIDTH = 380  # pixels
THUMBNAIL_WIDTH = 66


def read_picture(vae: Vae, end: str, name: str, content: bytes) -> tuple[FloatArray, int | None]:
    """Show what was read from a picture file and how → its digits (N, 28, 28), and the count that was said.

    Args:
        vae: The model that is to redraw them.
        end: Whose picture it is, "start" or "end".
        name: Of the picture, for messages.
        content: Its file.

    Raises:
        InkError: No digit can be read from it.
    """
    digits_place, warning_place = st.container(), st.container()
    with st.popover("How it was read", width="stretch"), st.container(width=FOLD_OUT_WIDTH):
        count = st.selectbox(
            "Digits in the picture",
            range(MAX_DIGIT_COUNT + 1),
            format_func=lambda count: str(count or "find out"),
            key=state.end_key(end, state.DIGIT_COUNT),
            persist_state="session",
        )
        steps = resources.digits_of(name, content, count or None)
        digits = np.stack(steps.digits)
        x_recon = vae.reconstruct(digits)
        unlike = reading.unlike_mnist(digits, x_recon, vae.card)
        words = reading.words(resources.reader().read(digits), unlike)
        _steps(steps, digits, x_recon, words)
    with digits_place:
        thumbnails(digits, words)
    if warning := reading.warning(unlike):
        warning_place.caption(f":material/warning: {warning}")
    return digits, count or None


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
    original, cleaned = st.columns(2)
    original.html(figures.grey_html(steps.picture, "The picture as it came", caption="original"))
    cleaned.html(
        figures.ink_html(
            _with_boxes(steps), "Its ink alone, a frame round each digit", pixels=True, caption="cleaned"
        )
    )
    seen, redrawn = st.columns(2)
    seen.html(figures.ink_html(np.hstack(list(digits)), "28×28 pixels a digit", pixels=True, caption="28×28"))
    redrawn.html(
        figures.ink_html(
            np.hstack(list(x_recon)),
            "The digits decoded from their codes",
            pixels=True,
            caption="as the model redraws it",
        )
    )
    st.caption(words.capitalize(), text_alignment="center")


def _with_boxes(steps: NumberSteps) -> FloatArray:
    """The ink (H, W) in [0, 1] with a thin frame round each digit, at most 600 pixels wide."""
    scale = min(1.0, 600 / max(steps.ink.shape))
    ink = cv2.resize(steps.ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    for x, y, width, height in steps.boxes:
        corner = (round((x - 3) * scale), round((y - 3) * scale))
        opposite = (round((x + width + 3) * scale), round((y + height + 3) * scale))
        cv2.rectangle(ink, corner, opposite, 0.35, 2)
    return np.asarray(ink, np.float32)
