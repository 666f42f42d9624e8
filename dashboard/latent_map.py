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
        row = _row(vae)
        _point(vae, row)
    with chart:
        _chart(vae, xy, axes, row)


def _view(vae: Vae) -> tuple[NDArray[np.floating], tuple[str, str]]:
    """The controls of the view; returns the places (70000, 2) and the axes' titles."""
    choice = st.segmented_control(
        "View",
        list(VIEWS),
        key=state.VIEW,
        default="umap",
        required=True,
        format_func=VIEWS.__getitem__,
        bind="query-params",
        help=VIEW_HELP,
    )
    view = choice or "umap"  # an empty ?view= in the URL
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


def _row(vae: Vae) -> int:
    """The row of the table that was clicked last, or that the link names; a keyboard gets there too."""
    return int(
        st.number_input(
            "Row",
            0,
            len(vae.latents) - 1,
            key=state.POINT,
            bind="query-params",
            help="Each point is a row of this model's table of MNIST codes: click a point, or type its row.",
        )
    )


def _chart(vae: Vae, xy: NDArray[np.floating], axes: tuple[str, str], row: int) -> None:
    rows = resources.map_rows(vae.name)
    figure = figures.scatter(
        xy[rows],
        vae.latents.label[rows],
        rows,
        axes=axes,
        dark=st.context.theme.type == "dark",
        chosen=(float(xy[row, 0]), float(xy[row, 1])),
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


def _point(vae: Vae, row: int) -> None:
    """The chosen point: its digit, and what to do with it."""
    latents = vae.latents
    label = int(latents.label[row])
    split = ("training", "test")[int(latents.split[row])]
    alt = f"A {label}, decoded from the code of row {row}"
    st.html(figures.ink_html(vae.decode(latents.mu[row])[0], alt, width=300))
    st.markdown(f"A **{label}**: image {int(latents.index[row]):,} of MNIST's {split} split, row {row}")
    with st.container(horizontal=True):
        for end in state.ENDS:
            st.button(f"Use as {end}", key=f"use_as_{end}", on_click=_use, args=(end, row), type="secondary")
    ends = [end for end in state.ENDS if _is_end(end, row)]
    if ends:
        st.caption(f"This is the {' and the '.join(ends)} of the morph: open **Morph** to see it.")


def _is_end(end: str, row: int) -> bool:
    source, used = (st.session_state.get(state.end_key(end, name)) for name in (state.SOURCE, state.ROW))
    return source == "map" and used == row


def _use(end: str, row: int) -> None:
    """Make a row an end; the other end, where it is typed, keeps one digit to go with it."""
    st.session_state[state.end_key(end, state.SOURCE)] = "map"
    st.session_state[state.end_key(end, state.ROW)] = row
    said = f"The morph's {end} is now row {row}"
    (other,) = set(state.ENDS) - {end}
    key = state.end_key(other, state.NUMBER)
    number = st.session_state.get(key, state.DEFAULT_NUMBER[other])
    if st.session_state.get(state.end_key(other, state.SOURCE), "number") == "number" and len(number) != 1:
        st.session_state[key] = number[:1] or state.DEFAULT_NUMBER[other][0]
        said += f", and its {other} a {st.session_state[key]}"
    st.toast(f"{said}.", icon=":material/check:")
