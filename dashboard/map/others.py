"""The nearest neighbours of the chosen digit, or the digits in a selection."""

from functools import partial

import numpy as np
import streamlit as st

from dashboard import resources
from dashboard.components.neighbours.index import Neighbour, neighbours
from dashboard.draw import figures, selection
from dashboard.draw.map_view import MapView
from dashboard.server.held_files import download_button
from dashboard.session import map_state
from runtime import Vae
from runtime.arrays import FloatArray
from runtime.model.neighbours import nearest

NEIGHBOUR_COUNT = 5


def show_neighbours(vae: Vae, z: FloatArray, itself: int | None) -> None:
    """Show the nearest neighbours of ``z`` (latent_dim,) as buttons that choose them.

    ``itself`` is the row of ``z``, which is left out; None if ``z`` is not a row.
    """
    rows, distances = nearest(vae.latents, z[np.newaxis], NEIGHBOUR_COUNT + 1)
    others = [
        (int(row), float(distance))
        for row, distance in zip(rows[0], distances[0], strict=True)
        if row != itself
    ][:NEIGHBOUR_COUNT]
    st.caption("Nearest neighbours in latent space")
    images = vae.decode(vae.latents.mu[[row for row, _ in others]].astype(np.float32))
    neighbours(
        [
            Neighbour(row, int(vae.latents.label[row]), distance, image)
            for (row, distance), image in zip(others, images, strict=True)
        ],
        on_choose=map_state.choose_row,
        row_count=len(vae.latents),
    )


def show_selection(vae: Vae, view: MapView) -> None:
    """Show the counts and the decoded mean of the selected digits, and a CSV download of their rows."""
    rows = selection.inside(
        selection.corners(map_state.recall_map().selection), resources.map_places(vae.name, view)[0]
    )
    hidden = [int(digit) for digit in map_state.recall_map().hidden]
    rows = rows[~np.isin(vae.latents.label[rows], hidden)]
    counts = np.bincount(vae.latents.label[rows], minlength=10)
    bars, mean = st.columns([7, 4], vertical_alignment="center")
    with bars:
        st.html(figures.counts_html(counts, dark=st.context.theme.type == "dark"))
    if len(rows):
        code = vae.latents.mu[rows].astype(np.float32).mean(0)
        mean.html(
            figures.ink_html(vae.decode(code)[0], "Decoded mean of the selection", caption="decoded mean")
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        download_button(
            f"{len(rows):,} rows as CSV",
            partial(selection.as_csv, vae, view, rows),
            f"{vae.name}-selection.csv",
            "text/csv",
            key="selection_csv",
            disabled=not len(rows),
        )
        st.button("Clear", key="clear_selection", type="tertiary", on_click=map_state.clear_selection)
