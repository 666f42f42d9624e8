"""Send a film with changed settings to the player before the run draws the page's controls.

The browser takes longer to draw the controls than the server takes to draw a film, and a film that arrives
meanwhile has to wait. If only settings have changed, a run knows the new film as soon as it begins.
"""

import dataclasses
from contextlib import suppress

import streamlit as st

from dashboard.components.player.index import send
from dashboard.morph.message import message
from dashboard.morph.settings import read_settings
from dashboard.server import film_channel
from dashboard.session import current_film
from dashboard.session.film import Film
from runtime import LatentDigitsError, Vae

_LAST_FILM = "shown_film"
MAX_DIGITS = 500  # digits in all frames; longer films first show the spinner


def remember_shown(vae: Vae, film: Film) -> None:
    """Remember the film on the page for the next run."""
    st.session_state[_LAST_FILM] = vae.name, film


def send_changed_film(vae: Vae) -> None:
    """Send the film if its settings have changed; the page reports any error when it draws the film."""
    model, shown = st.session_state.get(_LAST_FILM, ("", None))
    if shown is None or model != vae.name:
        return
    with suppress(LatentDigitsError):
        film = read_settings(shown)
        if film == shown:
            return
        plan = dataclasses.replace(film, route=current_film.recall_route()).plan(vae)
        if plan.itinerary.frame_count * plan.digit_count(vae) <= MAX_DIGITS:
            frames, showing = message(plan, film.look, film.name)
            send(frames, showing, channel=film_channel.of_session())
