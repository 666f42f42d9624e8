"""A head start: the film of changed settings goes to the player before the run draws the page's controls.

The browser takes longer to draw the controls than a film takes to make, and a film that comes meanwhile
waits. Where nothing but settings has changed, all that the film needs is known when a run begins.
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

_SHOWN = "shown_film"
MAX_DIGITS = 500  # digits of all frames; with more the page first says that it works


def remember_shown(vae: Vae, film: Film) -> None:
    """Keep the film that the page shows for the next run."""
    st.session_state[_SHOWN] = vae.name, film


def send_changed_film(vae: Vae) -> None:
    """Send the film of settings that have changed; the page reports any error when it draws the film."""
    model, shown = st.session_state.get(_SHOWN, ("", None))
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
