"""The large digit beside the map, which the browser draws as soon as the map component has its picture."""

from pathlib import Path

import streamlit as st

from dashboard.components.modules import join_modules, join_texts
from dashboard.components.sliders.index import as_base64
from runtime.arrays import FloatArray

HERE = Path(__file__).parent

_mount = st.components.v2.component(
    "latent_digits_chosen",
    css=join_texts(HERE, "chosen.css"),
    js=join_modules(HERE / "chosen.js"),
)


def chosen(image: FloatArray, alt: str, *, width: int, number: int) -> None:
    """Draw an image (28, 28) in [0, 1] in a square at most ``width`` CSS pixels wide.

    A digit that the map has drawn here stays until a run has received the corresponding choice.

    Args:
        image: The chosen digit.
        alt: Description of the digit for screen readers.
        width: Maximum width and height in CSS pixels.
        number: Number of the last choice that this run has received from the map; see ``map_state.heard``.
    """
    _mount(
        key="chosen",
        data={"picture": as_base64(image), "alt": alt, "width": width, "number": number},
        height=width,
    )
