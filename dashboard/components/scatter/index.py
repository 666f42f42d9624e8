"""The map as a part of the page: all points on a canvas, to pan, zoom, hover, click and select."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.components.modules import join_modules, join_texts

HERE = Path(__file__).parent
NAME = "latent_digits_scatter"
KEY = "map"

_draw = st.components.v2.component(
    NAME,
    css=join_texts(HERE, "scatter.css"),
    js=join_modules(HERE / "scatter.js"),
)


def scatter(data: Mapping[str, Any], on_change: Callable[[str], None]) -> None:
    """Draw the map; ``on_change`` gets the name of what its user has changed.

    ``st.session_state[KEY][name]`` is then [number, value]. Numbers count what was sent of that name;
    ``data["heard"]`` says the last that are known here. The value is a string: "choice" is a row or the place
    "x_y", "camera" "x_y_zoom", "hidden" the hidden digits, "selection" the corners "x_y_x_y…" of a polygon,
    each 0 to 65535. Until the page has answered the choice of a row, what is sent has that choice as a third.
    """
    _draw(
        data=data,
        key=KEY,
        on_choice_change=lambda: on_change("choice"),
        on_camera_change=lambda: on_change("camera"),
        on_hidden_change=lambda: on_change("hidden"),
        on_selection_change=lambda: on_change("selection"),
    )
