"""The Latent map page: all of MNIST's codes, and the digits of a chosen point, position or selection."""

import streamlit as st

from dashboard import notices, resources
from dashboard.components.scatter.index import KEY, scatter
from dashboard.draw import figures
from dashboard.map.chosen_digit import chosen_digit, show_message
from dashboard.map.others import show_neighbours, show_selection
from dashboard.map.scene import scene
from dashboard.map.view_controls import base_control, view_controls
from dashboard.session import address, current_film, map_state, own_digit, parameters
from runtime import Vae


@st.fragment
def page() -> None:
    """Draw the page. It is a fragment, so a click on the map reruns only the map."""
    vae = resources.vae(st.session_state[parameters.MODEL.name])
    map_state.take_map_from_url(len(vae.latents))
    map_state.finish_events()
    current_film.follow_model(vae)
    show_message()
    chart, side = st.columns([8, 4], gap="large")
    with side:
        view = view_controls(vae)
        map_state.drop_other_places(vae.name, view.name)
        flat, choice = st.container(), st.container()
        row = _row_and_own_digit(vae)
        with flat:
            base = base_control(vae, view, row)
        map_state.remember_view_settings((parameters.VIEW.name, parameters.MANIFOLD.name))
    with choice:  # drawn first, because a click waits for it
        z = chosen_digit(vae, view, row, base)
    with chart, notices.in_words():
        scatter(
            scene(vae, view, row, base),
            on_change=lambda name: map_state.take_event(name, st.session_state.get(KEY, {}).get(name)),
        )
    with choice:
        if map_state.recall_map().selection:
            show_selection(vae, view)
        else:
            show_neighbours(vae, z, None if map_state.recall_map().place else row)
    current_film.put_route_into_url()
    map_state.put_map_into_url()
    address.remember_texts()


def _row_and_own_digit(vae: Vae) -> int:
    """Draw the row field and the upload of the user's digit; return the row."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        row = st.number_input(
            "Row",
            parameters.POINT.low,
            len(vae.latents) - 1,
            key=parameters.POINT.name,
            bind="query-params",
            width=150,
            on_change=map_state.take_typed_row,
            help="Each point is a row of this model's table of MNIST codes. Click a point, or type its row.",
        )
        with st.popover("Your digit", icon=":material/star:"), notices.in_words():
            picture = own_digit.upload(
                "Upload a picture of one digit to mark it with a star", key="map_own_picture"
            )
            if picture is not None:
                own_digit.remember_digit(picture)
            own = own_digit.recall_digit()
            if own is not None:
                st.html(figures.ink_html(own, "Your digit as the model sees it", width=120))
    return int(row)
