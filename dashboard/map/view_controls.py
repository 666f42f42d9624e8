"""Controls of the map: the projection, and the decoded digits behind the points."""

import numpy as np
import streamlit as st

from dashboard.choices import choice
from dashboard.draw.map_view import MapView, ViewKind
from dashboard.session import map_state, parameters
from runtime import Vae

VIEW_HELP = (
    "**UMAP** keeps neighbours together (McInnes et al. 2018). **PCA** shows the two directions of "
    "greatest variance. **Two dimensions** shows the latent space along any two of its axes."
)
MANIFOLD_HELP = (
    "Shows, behind the points, the digits that the decoder draws at each position. The map sets two "
    "directions; the other dimensions are those of the chosen point, or MNIST's average."
)


def view_controls(vae: Vae) -> MapView:
    """Draw the controls for the projection; return the chosen view."""
    flat = vae.latent_dim == 2
    own: ViewKind = "dimensions" if flat else "umap"
    map_state.restore_view_settings({parameters.VIEW.name: own, parameters.MANIFOLD.name: flat}, flat=flat)
    kind = choice("View", parameters.VIEW, default=own, label_visibility="collapsed", help=VIEW_HELP)
    if kind != "dimensions":
        return MapView(kind)
    if vae.latent_dim == 2:
        return MapView("dimensions", 0, 1)
    most = np.argsort([-dimension.kl_nats for dimension in vae.card.dimensions], kind="stable")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        # A link may name a dimension that this model does not have.
        x, y = (
            _dimension(vae, title, parameters.axis(direction, vae.name).name, first)
            for title, direction, first in (("Across", "x", most[0]), ("Up", "y", most[1]))
        )
    return MapView("dimensions", x, y)


def _dimension(vae: Vae, title: str, key: str, first: int) -> int:
    st.caption(f"{title} z", width="content")
    number: int = st.selectbox(
        title,
        range(vae.latent_dim),
        index=int(first),
        key=key,
        bind="query-params",
        label_visibility="collapsed",
        width=100,
    )
    return number


def base_control(vae: Vae, view: MapView, row: int) -> str:
    """Draw the controls for a PCA or two-dimensional view; return its base code: a row, or "mean"."""
    if view.kind == "umap":
        return str(row)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(
            "Show decoded digits",
            value=vae.latent_dim == 2,
            key=parameters.MANIFOLD.name,
            bind="query-params",
            help=MANIFOLD_HELP,
        )
        if vae.latent_dim == 2:
            return "mean"
        at_mean = st.toggle(
            "Other dimensions at their average",
            key=parameters.THROUGH.name,
            bind="query-params",
            help=MANIFOLD_HELP,
        )
    return "mean" if at_mean else str(row)
