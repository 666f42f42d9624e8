"""The chosen point or place of the map: its digit, and buttons that use it elsewhere."""

import numpy as np
import streamlit as st

from dashboard import notices
from dashboard.components.chosen.index import chosen
from dashboard.draw.map_view import MapView
from dashboard.server import map_files
from dashboard.session import code_text, current_film, map_state, parameters, route, slider_code
from dashboard.session.codes import Code
from dashboard.session.route import Stop
from runtime import MorphError, Vae
from runtime.arrays import FloatArray

_SAID = "map_said"


def show_message() -> None:
    """Show what a button has done since the last run."""
    if _SAID in st.session_state:
        sentence, icon = st.session_state.pop(_SAID)
        st.toast(notices.plain(sentence), icon=icon)


def chosen_digit(vae: Vae, view: MapView, row: int, base: str) -> FloatArray:
    """Draw the chosen point or place large, with buttons that use it; returns its code (latent_dim,)."""
    latents = vae.latents
    here: int | Code = row
    place = map_state.chosen_place()
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
    _uses(vae, here, z)
    return z


def _uses(vae: Vae, here: int | Code, z: FloatArray) -> None:
    """Buttons that make the row or the code an end or a stop of the film, or put it on Explore's sliders."""
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


def _code_at(vae: Vae, view: MapView, base: str, place: tuple[float, float]) -> FloatArray | None:
    """The code (latent_dim,) of a place; None where it has none, which is reported."""
    plane = view.plane(vae, map_files.base_code(vae, base))
    if plane is None:
        map_state.refuse_place(f"{parameters.VIEW.labels[view.kind]} has no codes at places without a point")
        return None
    code: FloatArray = plane.codes(np.array([place], np.float32))[0]
    if np.abs(code).max() > code_text.MAX_LINK_CODE:
        map_state.refuse_place(f"a number of its code would be beyond ±{code_text.MAX_LINK_CODE:g}")
        return None
    return code


def _large(vae: Vae, z: FloatArray, alt: str) -> None:
    width = 130 if map_state.recall_map().selection else 215
    chosen(vae.decode(z)[0], alt, width=width, number=map_state.recall_map().heard["choice"])


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
    slider_code.glide_to(vae.name, z)
    _say("This code is on the sliders now: open Explore.")


def _say(sentence: str, icon: str = ":material/check:") -> None:
    """Say it in the next run: a callback of a fragment cannot draw."""
    st.session_state[_SAID] = sentence, icon
