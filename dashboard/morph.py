"""Morph: two ends, a path between them, and the film, playing and to download."""

import numpy as np
import streamlit as st

from dashboard import current_morph, notices, reading, resources, sources, state
from dashboard.components.player.index import player
from dashboard.copy_as import OnScreen
from dashboard.current_morph import CurrentMorph, End
from dashboard.downloads import downloads
from dashboard.film_map import film_map
from dashboard.film_plan import FilmPlan
from dashboard.film_settings import Look, settings
from runtime import Anchor, Vae

PLAYER = "player"


def page() -> None:
    """Draw the page."""
    vae = resources.vae(st.session_state[state.MODEL])
    screen, controls = st.columns([8, 5], gap="large")
    with controls:
        given: dict[str, tuple[End, Anchor] | None] = {}  # what is refused is not in it
        for end, column in zip(state.ENDS, st.columns(2), strict=True):
            with column, st.container(key=end), notices.in_words(screen):
                given[end] = sources.end_controls(vae, end)
        asked, motion, look = settings(pictures=sources.any_picture())
    with screen, notices.in_words():
        ready = [it for it in given.values() if it]
        if len(ready) < len(state.ENDS):
            awaited = [end for end, it in given.items() if it is None]
            if awaited:
                st.info(sources.request(awaited[0]), icon=":material/movie:")
            return
        (start_kept, start), (end_kept, last) = ready
        start, last = current_morph.in_hand(vae, start_kept, start, end_kept, last)
        digit_count = max(start.digit_count, last.digit_count)
        rows = _waypoints(vae, digit_count)
        current_morph.remember(CurrentMorph(start_kept, end_kept, asked, motion))
        frame_count = current_morph.enough_frames(asked, len(rows))
        if frame_count > asked:
            st.caption(f"{frame_count} steps: one for each stop, at least.")
        via = vae.latents.mu[rows].astype(np.float32)
        plan = FilmPlan.between(vae, start, last, via, frame_count=frame_count, motion=motion)
        name = f"{sources.name_of('start')}-{sources.name_of('end')}"
        _player(plan, look, name)
        stops = (start_kept, *(End("map", row=row) for row in rows), end_kept)
        shown = OnScreen(vae.name, stops, plan.morph(vae).itinerary, motion, look, name)
        downloads(plan, look, shown, width=look["height"] * digit_count)


def _waypoints(vae: Vae, digit_count: int) -> list[int]:
    """The rows that the morph passes, with a way to be rid of them."""
    rows = current_morph.waypoints(vae)
    if not rows:
        return []
    current_morph.put_into_url()
    names = ", ".join(f"row {row} (a {vae.latents.label[row]})" for row in rows)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"By way of {names}." if digit_count == 1 else f"{names}: left out, as a way-point is one digit."
        )
        st.button(
            "Straight there", key="no_waypoints", type="tertiary", on_click=current_morph.drop_waypoints
        )
    return rows if digit_count == 1 else []


def _player(plan: FilmPlan, look: Look, name: str) -> None:
    """The film, playing."""
    place = st.container()  # before the spinner, so that the player keeps its place and its state
    with st.spinner("Drawing the morph …", show_time=True):
        frames, confidence, codes = resources.played(plan)
    with place:
        player(
            frames,
            confidence,
            film_map(resources.vae(plan.model), codes),
            key=PLAYER,
            title=f"The morph {name}",
            words=reading.film_words(confidence),
            fps=look["fps"],
            paper=look["paper"],
            pixels=look["pixels"],
        )
