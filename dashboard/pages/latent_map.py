"""Latent map: all of MNIST's codes under the pointer; a point, a place or a selection shows its digits."""

from functools import partial

import numpy as np
import streamlit as st

from dashboard import notices, resources
from dashboard.choices import choice
from dashboard.components.chosen.index import chosen
from dashboard.components.neighbours.index import Neighbour, neighbours
from dashboard.components.scatter.index import KEY, scatter
from dashboard.draw import figures, selection
from dashboard.draw.map_view import MapView, ViewKind
from dashboard.map.scene import scene
from dashboard.server import map_files
from dashboard.server.held_files import download_button
from dashboard.session import address, code_text, current_film, map_state, own_digit, parameters, route
from dashboard.session.codes import Code
from dashboard.session.route import Stop
from runtime import MorphError, Vae
from runtime.arrays import FloatArray
from runtime.model.neighbours import nearest

VIEWS: dict[ViewKind, str] = {"umap": "UMAP", "pca": "PCA", "dimensions": "Two dimensions"}
SAID = "map_said"
NEIGHBOUR_COUNT = 5
VIEW_HELP = (
    "**UMAP** keeps neighbours together (McInnes et al. 2018). **PCA** shows the two directions of largest "
    "spread. **Two dimensions** shows the latent space itself along any two of its axes."
)
MANIFOLD_HELP = (
    "The digits that the decoder draws at these places, behind the points. The map has two directions; the "
    "other numbers of the code stay as they are in the chosen point, or at MNIST's mean."
)


@st.fragment
def page() -> None:
    """Draw the page. As a fragment, so that a click on the map runs no more than the map."""
    vae = resources.vae(st.session_state[parameters.MODEL])
    map_state.take_from_url(VIEWS.values(), len(vae.latents))
    map_state.callbacks_done()
    current_film.follow_model(vae)
    if SAID in st.session_state:
        sentence, icon = st.session_state.pop(SAID)
        st.toast(notices.plain(sentence), icon=icon)
    chart, side = st.columns([8, 4], gap="large")
    with side:
        view = _view(vae)
        map_state.belong(vae.name, view.name)
        flat, choice = st.container(), st.container()
        row = _row_and_own_digit(vae)
        with flat:
            base = _base(vae, view, row)
        map_state.keep_view((parameters.VIEW, parameters.MANIFOLD))
    with choice:  # what a click asks for comes first, then the points, then the rest
        z = _chosen(vae, view, row, base)
    with chart, notices.in_words():
        scatter(
            scene(vae, view, row, base),
            on_change=lambda name: map_state.hear(name, st.session_state.get(KEY, {}).get(name)),
        )
    with choice:
        if map_state.kept().selection:
            _selection(vae, view)
        else:
            _neighbours(vae, z, None if map_state.kept().place else row)
    current_film.put_route_into_url()
    map_state.put_into_url()
    address.remember()


def _view(vae: Vae) -> MapView:
    """The controls of the view."""
    flat = vae.latent_dim == 2
    own: ViewKind = "dimensions" if flat else "umap"
    map_state.bring_view({parameters.VIEW: own, parameters.MANIFOLD: flat}, flat=flat)
    kind = choice(
        "View",
        VIEWS,
        key=parameters.VIEW,
        default=own,
        names=VIEWS,
        label_visibility="collapsed",
        help=VIEW_HELP,
    )
    if kind != "dimensions":
        return MapView(kind)
    if vae.latent_dim == 2:
        return MapView("dimensions", 0, 1)
    most = np.argsort([-dimension.kl_nats for dimension in vae.card.dimensions], kind="stable")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        # A link may name a dimension that this model lacks.
        x, y = (
            _dimension(vae, *which)
            for which in (("Across", parameters.ACROSS, most[0]), ("Up", parameters.UP, most[1]))
        )
    return MapView("dimensions", x, y)


def _dimension(vae: Vae, title: str, key: str, first: int) -> int:
    st.caption(f"{title} z", width="content")
    number: int = st.selectbox(
        title,
        range(vae.latent_dim),
        index=int(first),
        key=f"{key}_{vae.name}",
        bind="query-params",
        label_visibility="collapsed",
        width=100,
    )
    return number


def _base(vae: Vae, view: MapView, row: int) -> str:
    """Which code a flat view is cut through: a row, or "mean"; see ``map_files.base_code``."""
    if view.kind == "umap":
        return str(row)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(
            "Digits behind",
            value=vae.latent_dim == 2,
            key=parameters.MANIFOLD,
            bind="query-params",
            help=MANIFOLD_HELP,
        )
        if vae.latent_dim == 2:
            return "mean"
        at_mean = st.toggle(
            "the rest at its mean", key=parameters.THROUGH, bind="query-params", help=MANIFOLD_HELP
        )
    return "mean" if at_mean else str(row)


def _chosen(vae: Vae, view: MapView, row: int, base: str) -> FloatArray:
    """The chosen point or place, large, with what to do with it; returns its code (latent_dim,)."""
    latents = vae.latents
    here: int | Code = row
    place = map_state.place()
    code = None if place is None else _code_at(vae, view, base, place)
    if place is None or code is None:
        z: FloatArray = latents.mu[row].astype(np.float32)
        label = int(latents.label[row])
        split = ("training", "test")[int(latents.split[row])]
        _large(vae, z, f"A {label}, row {row}")
        st.markdown(f"A **{label}**: image {int(latents.index[row]):,} of MNIST's {split} split")
    else:
        z = code
        here = Code.of(vae.name, z)
        where = ", ".join(f"{axis} = {value:.2f}" for axis, value in zip(view.axes, place, strict=True))
        _large(vae, z, where)
        rest = (
            ""
            if vae.latent_dim == 2
            else ", the rest as in row {base}"
            if base != "mean"
            else ", the rest at its mean"
        )
        st.markdown(f"Nobody's digit: **{where}**{rest.format(base=base)}")
    uses = st.container(horizontal=True, gap="xsmall")
    for end in parameters.ENDS:
        uses.button(
            end.capitalize(),
            key=f"use_as_{end}",
            on_click=_use,
            args=(end, here),
            help=f"Use as the {end} of the morph",
        )
    uses.button(
        "Way-point",
        key="use_as_waypoint",
        on_click=_add_waypoint,
        args=(here if isinstance(here, int) else route.code_word(here.packed(vae)),),
        help="Let the morph pass here on its way, after the stops that it has",
    )
    uses.button(
        "Explore",
        key="use_in_explore",
        on_click=_explore,
        args=(vae, z),
        help="Put this code on Explore's sliders",
    )
    return z


def _code_at(vae: Vae, view: MapView, base: str, place: tuple[float, float]) -> FloatArray | None:
    """The code (latent_dim,) of a place; None where it has none, which is said, and the place forgotten."""
    plane = view.plane(vae, map_files.base_code(vae, base))
    if plane is None:
        map_state.drop_place(f"{VIEWS[view.kind]} has no codes at places without a point")
        return None
    code: FloatArray = plane.codes(np.array([place], np.float32))[0]
    if np.abs(code).max() > code_text.MAX_CODE:
        map_state.drop_place(f"a number of its code would be beyond ±{code_text.MAX_CODE:g}")
        return None
    return code


def _large(vae: Vae, z: FloatArray, alt: str) -> None:
    width = 130 if map_state.kept().selection else 215
    chosen(vae.decode(z)[0], alt, width=width, number=map_state.kept().heard["choice"])


def _use(end: str, here: int | Code) -> None:
    if isinstance(here, Code):
        _say(current_film.use_code(end, here))
    else:
        _say(current_film.use_row(end, here))


def _add_waypoint(stop: Stop) -> None:
    try:
        _say(current_film.add_stop(stop))
    except MorphError as error:
        _say(str(error), icon=":material/error:")


def _explore(vae: Vae, z: FloatArray) -> None:
    st.session_state[parameters.code_key(vae.name)] = code_text.rounded(z)
    st.session_state[parameters.MOVE] = st.session_state.get(parameters.MOVE, 0) + 1
    _say("This code is on the sliders now: open Explore.")


def _say(sentence: str, icon: str = ":material/check:") -> None:
    """Say it in the next run: a callback of a fragment cannot draw."""
    st.session_state[SAID] = sentence, icon


def _neighbours(vae: Vae, z: FloatArray, itself: int | None) -> None:
    """The codes next to the chosen one, each a button that goes there; ``itself`` is its own row."""
    rows, distances = nearest(vae.latents, z[np.newaxis], NEIGHBOUR_COUNT + 1)
    others = [
        (int(row), float(distance))
        for row, distance in zip(rows[0], distances[0], strict=True)
        if row != itself
    ][:NEIGHBOUR_COUNT]
    st.caption("Nearest neighbours in the latent space")
    images = vae.decode(vae.latents.mu[[row for row, _ in others]].astype(np.float32))
    neighbours(
        [
            Neighbour(row, int(vae.latents.label[row]), distance, image)
            for (row, distance), image in zip(others, images, strict=True)
        ],
        on_choose=map_state.choose_row,
        row_count=len(vae.latents),
    )


def _selection(vae: Vae, view: MapView) -> None:
    """How many of each digit are selected, their mean digit, and their table to download."""
    rows = selection.inside(
        selection.corners(map_state.kept().selection), resources.map_places(vae.name, view)[0]
    )
    hidden = [int(digit) for digit in map_state.kept().hidden]
    rows = rows[~np.isin(vae.latents.label[rows], hidden)]
    counts = np.bincount(vae.latents.label[rows], minlength=10)
    bars, mean = st.columns([7, 4], vertical_alignment="center")
    with bars:
        st.html(figures.counts_html(counts, dark=st.context.theme.type == "dark"))
    if len(rows):
        code = vae.latents.mu[rows].astype(np.float32).mean(0)
        mean.html(
            figures.ink_html(vae.decode(code)[0], "The selection's mean digit", caption="their mean, decoded")
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


def _row_and_own_digit(vae: Vae) -> int:
    """Ways to a point without a pointer, and to one's own digit; returns the point's row."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        row = st.number_input(
            "Row",
            0,
            len(vae.latents) - 1,
            key=parameters.POINT,
            bind="query-params",
            width=150,
            on_change=map_state.row_typed,
            help="Each point is a row of this model's table of MNIST codes: click a point, or type its row.",
        )
        with st.popover("Your own digit", icon=":material/star:"), notices.in_words():
            picture = own_digit.upload(
                "A picture of one digit: it becomes a star on the map", key="map_own_picture"
            )
            if picture is not None:
                own_digit.keep(picture)
            own = own_digit.kept()
            if own is not None:
                st.html(figures.ink_html(own, "Your digit as the model reads it", width=120))
    return int(row)
