"""Latent map: all of MNIST's codes under the pointer; a point or a place shows its digit."""

import numpy as np
import streamlit as st

from dashboard import figures, map_files, map_state, resources, state, thumbnails
from dashboard.components.scatter.index import KEY, scatter
from dashboard.map_state import VIEWS
from dashboard.map_view import MapView
from runtime import Vae
from runtime.arrays import FloatArray
from runtime.neighbours import nearest

NEIGHBOUR_COUNT = 6
VIEW_HELP = (
    "**UMAP** keeps neighbours together (McInnes et al. 2018). **PCA** shows the two directions of largest "
    "spread. **Two dimensions** shows the latent space itself along any two of its axes."
)


def page() -> None:
    """Draw the page."""
    _page()


@st.fragment
def _page() -> None:
    vae = resources.vae(st.session_state[state.MODEL])
    map_state.take_from_url(vae)
    chart, side = st.columns([8, 4], gap="large")
    with side:
        view = _view(vae)
        map_state.belong(vae, view)
        z = _chosen(vae, view)
    with chart:
        scatter(_drawn(vae, view, z), on_change=lambda name: map_state.hear(name, st.session_state[KEY][name]))
    map_state.put_into_url()


def _view(vae: Vae) -> MapView:
    """The controls of the view."""
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
    if choice != "dimensions":
        return MapView("pca" if choice == "pca" else "umap")  # None from an empty ?view= in the URL
    options = list(range(vae.latent_dim))
    most = np.argsort([-dimension.kl_nats for dimension in vae.card.dimensions], kind="stable")
    across, up = st.columns(2)
    # A link may name a dimension that this model lacks.
    x = across.selectbox(
        "Across", options, index=int(most[0]), key=f"{state.ACROSS}_{vae.name}", bind="query-params"
    )
    y = up.selectbox("Up", options, index=int(most[1]), key=f"{state.UP}_{vae.name}", bind="query-params")
    return MapView("dimensions", x, y)


def _drawn(vae: Vae, view: MapView, z: FloatArray) -> dict[str, object]:
    """What the browser part draws."""
    square = resources.map_places(vae.name, view)[1]
    kept = map_state.kept()
    version = map_files.version(vae)
    files = f"{map_files.PREFIX}/{vae.name}"
    plane = view.plane(vae, z)
    return {
        "model": vae.name,
        "files": f"{files}?v={version}",
        "places": f"{files}/places/{view.name}?v={version}",
        "labels": f"{files}/labels?v={version}",
        "digits": f"{files}/digits?v={version}&rows=ROWS",
        "sprites": {
            "address": f"{files}/sheet/NUMBER?v={version}",
            "sheets": thumbnails.SHEET_COUNT,
            "perSheet": thumbnails.PER_SHEET,
            "columns": thumbnails.SHEET_COLUMNS,
            "size": thumbnails.THUMBNAIL_SIZE,
            "stride": thumbnails.stride(len(vae.latents)),
        },
        "manifold": "",
        "plane": plane
        and {
            "origin": plane.origin.tolist(),
            "across": plane.across.tolist(),
            "up": plane.up.tolist(),
        },
        "count": len(vae.latents),
        "square": {"left": square.left, "bottom": square.bottom, "side": square.side},
        "axes": view.axes,
        "colours": {"light": figures.DIGIT_COLOURS, "dark": figures.DIGIT_COLOURS_ON_DARK},
        "choice": kept.place or str(st.session_state[state.POINT]),
        "camera": kept.camera,
        "hidden": kept.hidden,
        "selection": kept.selection,
        "lines": [],
        "stars": [],
        "alt": f"{len(vae.latents):,} codes of MNIST, coloured by digit: {view.axes[0]} across, {view.axes[1]} up. "
        "Arrow keys go from point to point, plus and minus zoom.",
    }


def _chosen(vae: Vae, view: MapView) -> FloatArray:
    """The chosen point or place, large, with what to do with it; returns its code (latent_dim,)."""
    st.number_input(
        "Row",
        0,
        len(vae.latents) - 1,
        key=state.POINT,
        bind="query-params",
        on_change=map_state.forget_place,
        help="Each point is a row of this model's table of MNIST codes: click a point, or type its row.",
    )
    row = int(st.session_state[state.POINT])
    latents = vae.latents
    z: FloatArray = latents.mu[row].astype(np.float32)
    label = int(latents.label[row])
    split = ("training", "test")[int(latents.split[row])]
    alt = f"A {label}, decoded from the code of row {row}"
    st.html(figures.ink_html(vae.decode(z)[0], alt, width=240))
    st.markdown(f"A **{label}**: image {int(latents.index[row]):,} of MNIST's {split} split, row {row}")
    return z
