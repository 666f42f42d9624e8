"""The chosen point or position on the map: its digit, and buttons that use the digit on other pages."""

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

_MESSAGE = "map_message"


def show_message() -> None:
    """Show the result of a button pressed since the last run."""
    if _MESSAGE in st.session_state:
        sentence, icon = st.session_state.pop(_MESSAGE)
        st.toast(notices.plain(sentence), icon=icon)


def chosen_digit(vae: Vae, view: MapView, row: int, base: str) -> FloatArray:
    """Draw the chosen point or position large, with its buttons; return its code (latent_dim,)."""
    latents = vae.latents
    here: int | Code = row
    place = map_state.chosen_place()
    code = None if place is None else _code_at(vae, view, base, place)
    if place is None or code is None:
        z: FloatArray = latents.mu[row].astype(np.float32)
        label = int(latents.label[row])
        split = ("training", "test")[int(latents.split[row])]
        _large(vae, z, f"A {label}, row {row}")
        st.markdown(f"A **{label}**: image {int(latents.index[row]):,} of MNIST's {split} set")
    else:
        z = code
        here = Code.of(vae.name, z)
        where = ", ".join(f"{axis} = {value:.2f}" for axis, value in zip(view.axes, place, strict=True))
        _large(vae, z, where)
        rest = (
            ""
            if vae.latent_dim == 2
            else ", other dimensions as in row {base}"
            if base != "mean"
            else ", other dimensions at their average"
        )
        st.markdown(f"Decoded at **{where}**{rest.format(base=base)}")
    _uses(vae, here, z)
    return z


def _uses(vae: Vae, here: int | Code, z: FloatArray) -> None:
    """Draw buttons that use the row or code as an end or a stop of the film, or on Explore."""
    uses = st.container(horizontal=True, gap="xsmall")
    for end in parameters.ENDS:
        uses.button(
            end.capitalize(),
            key=f"use_as_{end}",
            on_click=_use,
            args=(end, here),
            help=f"Use as the {end} of the film",
        )
    uses.button(
        "Add stop",
        key="use_as_waypoint",
        on_click=_add_waypoint,
        args=(here if isinstance(here, int) else route.code_word(here.packed(vae)),),
        help="Add as the last stop of the film",
    )
    uses.button(
        "Explore",
        key="use_in_explore",
        on_click=_explore,
        args=(vae, z),
        help="Set the sliders on Explore to this code",
    )


def _code_at(vae: Vae, view: MapView, base: str, place: tuple[float, float]) -> FloatArray | None:
    """Return the code (latent_dim,) of a position; if it has none, report this and return None."""
    plane = view.plane(vae, map_files.base_code(vae, base))
    if plane is None:
        map_state.refuse_place(f"{parameters.VIEW.labels[view.kind]} has codes only at its points")
        return None
    code: FloatArray = plane.codes(np.array([place], np.float32))[0]
    if np.abs(code).max() > code_text.MAX_LINK_CODE:
        map_state.refuse_place(f"a value in its code lies outside ±{code_text.MAX_LINK_CODE:g}")
        return None
    return code


def _large(vae: Vae, z: FloatArray, alt: str) -> None:
    width = 130 if map_state.recall_map().selection else 215
    chosen(vae.decode(z)[0], alt, width=width, number=map_state.recall_map().heard["choice"])


def _use(end: str, here: int | Code) -> None:
    if isinstance(here, Code):
        _report(current_film.use_code(end, here))
    else:
        _report(current_film.use_row(end, here))


def _add_waypoint(stop: Stop) -> None:
    try:
        _report(current_film.add_stop(stop))
    except MorphError as error:
        _report(str(error), icon=":material/error:")


def _explore(vae: Vae, z: FloatArray) -> None:
    slider_code.glide_to(vae.name, z)
    _report("The sliders on Explore now show this code.")


def _report(sentence: str, icon: str = ":material/check:") -> None:
    """Show a message in the next run, because a fragment's callback cannot draw."""
    st.session_state[_MESSAGE] = sentence, icon
