"""The map as a browser component: all points on one canvas, with pan, zoom, hover, click and selection."""

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
    """Draw the map. Each change that the user makes calls ``on_change`` with the name of the changed value.

    ``st.session_state[KEY][name]`` is then ``[number, value]``. ``number`` counts the values sent under this
    name, and ``data["heard"]`` contains the last number received for each name. ``value`` is a string:

    - "choice": a row, or data coordinates "x_y".
    - "camera": "x_y_zoom".
    - "hidden": the hidden digits.
    - "selection": the corners "x_y_x_y…" of a polygon, each from 0 to 65535.

    Until the page has responded to the choice of a row, every value is followed by that choice, as a third
    item.
    """
    _draw(
        data=data,
        key=KEY,
        on_choice_change=lambda: on_change("choice"),
        on_camera_change=lambda: on_change("camera"),
        on_hidden_change=lambda: on_change("hidden"),
        on_selection_change=lambda: on_change("selection"),
    )
