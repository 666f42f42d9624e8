"""The film of a changed setting, on its way before the page is drawn again.

A browser takes longer to take in the page's controls than a film takes to make, and a film that comes
meanwhile waits for it. Where nothing but settings has changed, all that it needs is known when a run begins.
"""

import dataclasses
from contextlib import suppress

import streamlit as st

from dashboard.components.player.index import send
from dashboard.morph import settings
from dashboard.morph.message import message
from dashboard.morph.settings import Look
from dashboard.server import film_channel
from dashboard.session.current_morph import CurrentMorph
from runtime import Anchor, LatentDigitsError, Vae

_DRAWN = "drawn_morph"
MOST_PICTURES = 500  # digits of all frames; more take so long that the page is to say first that it works


@dataclasses.dataclass(frozen=True, slots=True)
class Drawn:
    """What the page drew last.

    Attributes:
        model: The model's name.
        morph: The morph.
        start: The codes of its start.
        end: Those of its end.
        look: How its film looked.
        name: What it was called.
    """

    model: str
    morph: CurrentMorph
    start: Anchor
    end: Anchor
    look: Look
    name: str


def remember(drawn: Drawn) -> None:
    """Keep what the page draws for the next run."""
    st.session_state[_DRAWN] = drawn


def give(vae: Vae) -> None:
    """Send the film of settings that have changed; what it cannot be is said where the page draws it."""
    drawn: Drawn | None = st.session_state.get(_DRAWN)
    if drawn is None or drawn.model != vae.name:
        return
    before = drawn.morph.frame_count, drawn.morph.motion, drawn.look
    pictures = any(end.source == "picture" for end in (drawn.morph.start, drawn.morph.end))
    now = settings.chosen(*before, pictures=pictures)
    if now == before:
        return
    frame_count, motion, look = now
    with suppress(LatentDigitsError):
        morph = dataclasses.replace(drawn.morph, frame_count=frame_count, motion=motion)
        plan = morph.plan(vae, drawn.start, drawn.end)
        if plan.itinerary.frame_count * plan.digit_count(vae) <= MOST_PICTURES:
            frames, about = message(plan, look, drawn.name)
            send(frames, about, channel=film_channel.of_session())
