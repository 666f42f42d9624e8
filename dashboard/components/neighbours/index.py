"""The digits next to the chosen one: each a button that goes there.

One part, because ten of Streamlit's elements kept the browser busy for a fifth of the map's first picture.
"""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from dashboard.components.modules import join_modules, join_texts
from dashboard.draw import figures
from runtime.arrays import FloatArray

HERE = Path(__file__).parent
KEY = "neighbours"
PICTURE_SIZE = 112  # pixels, twice what it has on the page

_mount = st.components.v2.component(
    "latent_digits_neighbours",
    css=join_texts(HERE, "neighbours.css"),
    js=join_modules(HERE / "neighbours.js"),
)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Neighbour:
    """A row of the model's table: its digit, distance to the chosen code, and image (28, 28) in [0, 1]."""

    row: int
    label: int
    distance: float
    image: FloatArray


def neighbours(found: Sequence[Neighbour], on_choose: Callable[[int], None], *, row_count: int) -> None:
    """Draw them, the nearest first; ``on_choose`` gets the row of the one that is pressed.

    It need be none of ``found``: a button may have been pressed before the page showed these. Anything but a
    row of a table of ``row_count`` rows is dropped.
    """

    def chosen() -> None:
        row = st.session_state.get(KEY, {}).get("row")
        if type(row) is int and 0 <= row < row_count:  # a browser may send anything
            on_choose(row)

    _mount(
        key=KEY,
        data=[
            {
                "row": each.row,
                "label": str(each.label),
                "about": f"Row {each.row}, at a distance of {each.distance:.2f}",
                "picture": figures.ink_url(figures.enlarged(each.image, PICTURE_SIZE)),
            }
            for each in found
        ],
        on_row_change=chosen,
    )
