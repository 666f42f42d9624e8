"""The digits nearest to the chosen digit, as buttons.

All buttons form one component, because ten Streamlit elements took a fifth of the time until the map first
appeared.
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
PICTURE_SIZE = 112  # pixels, twice the size on the page

_mount = st.components.v2.component(
    "latent_digits_neighbours",
    css=join_texts(HERE, "neighbours.css"),
    js=join_modules(HERE / "neighbours.js"),
)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Neighbour:
    """A row of the model's table: its label, distance to the chosen code, and image (28, 28) in [0, 1]."""

    row: int
    label: int
    distance: float
    image: FloatArray


def neighbours(found: Sequence[Neighbour], on_choose: Callable[[int], None], *, row_count: int) -> None:
    """Draw the digits in ``found``, nearest first; pressing one calls ``on_choose`` with its row.

    The row may be missing from ``found`` if the user pressed a button before the page showed these digits.
    Any value that is not a row of a table of ``row_count`` rows is ignored.
    """

    def chosen() -> None:
        row = st.session_state.get(KEY, {}).get("row")
        if type(row) is int and 0 <= row < row_count:  # the browser may send anything
            on_choose(row)

    _mount(
        key=KEY,
        data=[
            {
                "row": each.row,
                "label": str(each.label),
                "about": f"Row {each.row}, distance {each.distance:.2f}",
                "picture": figures.ink_url(figures.enlarged(each.image, PICTURE_SIZE)),
            }
            for each in found
        ],
        on_row_change=chosen,
    )
