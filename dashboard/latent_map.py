"""Latent map: MNIST's codes as a scatter; a click shows a point's digit and makes it an end of a morph."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard import figures, resources, state
from runtime import Vae

VIEWS = {"umap": "UMAP", "pca": "PCA", "dimensions": "Two dimensions"}
VIEW_HELP = (
    "**UMAP** keeps neighbours together (McInnes et al. 2018). **PCA** shows the two directions of largest "
    "spread. **Two dimensions** shows the latent space itself along any two of its axes."
)


def page() -> None:
    """Draw the page."""
    vae = resources.vae(st.session_state[state.MODEL])
    chart, side = st.columns([8, 4], gap="large")
    with side:
        xy, axes = _view(vae)
        shown = st.empty()
    row = _chosen_row(vae)
    with chart:
        _chart(vae, xy, axes, row)
    with shown.container():
        _point(vae, row)


def _view(vae: Vae) -> tuple[NDArray[np.floating], tuple[str, str]]:
    """The controls of the view; returns the places (70000, 2) and the axes' titles."""
    view = st.segmented_control(
        "View",
        list(VIEWS),
        key=state.VIEW,
        default="umap",
        required=True,
        format_func=VIEWS.__getitem__,
        bind="query-params",
        help=VIEW_HELP,
    )
    if view != "dimensions":
        return vae.latents.projections[view], (f"{VIEWS[view]} 1", f"{VIEWS[view]} 2")
    options = list(range(vae.latent_dim))
    most = np.argsort([-dimension.kl_nats for dimension in vae.card.dimensions], kind="stable")
    across, up = st.columns(2)
    # A link may name a dimension that this model lacks.
    x = across.selectbox(
        "Across", options, index=int(most[0]), key=f"{state.ACROSS}_{vae.name}", bind="query-params"
    )
    y = up.selectbox("Up", options, index=int(most[1]), key=f"{state.UP}_{vae.name}", bind="query-params")
    return vae.latents.mu[:, [x, y]], (f"z{x}", f"z{y}")


def _chosen_row(vae: Vae) -> int | None:
    """The row of the table that was clicked last, or that the link names."""
    text = st.query_params.get(state.POINT, str(st.session_state.get(state.POINT, "")))
    return int(text) if text.isascii() and text.isdigit() and int(text) < len(vae.latents) else None


def _chart(vae: Vae, xy: NDArray[np.floating], axes: tuple[str, str], row: int | None) -> None:
    rows = resources.map_rows(vae.name)
    figure = figures.scatter(
        xy[rows],
        vae.latents.label[rows],
        rows,
        axes=axes,
        dark=st.context.theme.type == "dark",
        chosen=None if row is None else (float(xy[row, 0]), float(xy[row, 1])),
    )
    st.plotly_chart(
        figure,
        key="scatter",
        on_select=_remember_click,
        selection_mode="points",
        config={
            "scrollZoom": True,
            "displaylogo": False,
            "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
        },
        alt=f"Scatter of {len(rows):,} codes of MNIST, coloured by digit: {axes[0]} across, {axes[1]} up",
    )
    st.caption(
        f"{len(rows):,} of MNIST's {len(vae.latents):,} codes. Click a point; drag to move, scroll to zoom, "
        "click a digit in the legend to hide it."
    )


def _remember_click() -> None:
    points = st.session_state["scatter"]["selection"]["points"]
    if points and "customdata" in points[0]:
        row = points[0]["customdata"]
        st.session_state[state.POINT] = int(row[0] if isinstance(row, list) else row)
        st.query_params[state.POINT] = str(st.session_state[state.POINT])


def _point(vae: Vae, row: int | None) -> None:
    """The clicked point: its digit, and what to do with it."""
    if row is None:
        st.info("Click a point to see the digit that its code decodes to.", icon=":material/ads_click:")
        return
    st.query_params[state.POINT] = str(row)
    latents = vae.latents
    label = int(latents.label[row])
    split = ("training", "test")[int(latents.split[row])]
    alt = f"A {label}, decoded from the code of row {row}"
    st.html(figures.ink_html(vae.decode(latents.mu[row])[0], alt, width=300))
    st.markdown(f"A **{label}**: image {int(latents.index[row]):,} of MNIST's {split} split, row {row}")
    with st.container(horizontal=True):
        for end in state.ENDS:
            st.button(f"Use as {end}", key=f"use_as_{end}", on_click=_use, args=(end, row), type="secondary")
    for end in state.ENDS:
        if st.session_state.get(state.end_key(end, state.ROW)) == row:
            st.caption(f"This is the {end} of the morph: open **Morph** to see it.")


def _use(end: str, row: int) -> None:
    st.session_state[state.end_key(end, state.SOURCE)] = "map"
    st.session_state[state.end_key(end, state.ROW)] = row
    st.toast(f"The morph's {end} is now row {row}.", icon=":material/check:")
