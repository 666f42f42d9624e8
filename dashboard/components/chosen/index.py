"""The large digit beside the map: drawn by the browser as soon as the map's part has its picture."""

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
    """Draw an image (28, 28) in [0, 1] large, ``width`` pixels at most.

    What the map has drawn here stays until a run knows of the choice that it was drawn for.

    Args:
        image: The chosen digit.
        alt: What it is, for those who do not see it.
        width: Its width and height in pixels.
        number: The last choice on the map that this run knows of; see ``map_state.heard``.
    """
    _mount(
        key="chosen",
        data={"picture": as_base64(image), "alt": alt, "width": width, "number": number},
        height=width,
    )
