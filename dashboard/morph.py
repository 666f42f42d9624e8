"""Morph: two ends, a path between them, and the film, playing and to download."""

import numpy as np
import streamlit as st

from dashboard import current_morph, notices, reading, resources, sources, state
from dashboard.components.player.index import player
from dashboard.current_morph import CurrentMorph
from dashboard.downloads import downloads
from dashboard.film_map import film_map
from dashboard.film_plan import FilmPlan
from dashboard.film_settings import Look, settings
from runtime import Vae

PLAYER = "player"


def page() -> None:
    """Draw the page."""
    vae = resources.vae(st.session_state[state.MODEL])
    screen, controls = st.columns([8, 5], gap="large")
    with controls:
        start_column, end_column = st.columns(2)
        start_given = end_given = None
        with start_column, st.container(key="start"), notices.in_words(screen):
            start_given = sources.end_controls(vae, "start")
        with end_column, st.container(key="end"), notices.in_words(screen):
            end_given = sources.end_controls(vae, "end")
        asked, motion, look = settings()
    with screen, notices.in_words():
        if start_given is None or end_given is None:
            missing = "start" if start_given is None else "end"
            st.info(sources.request(missing), icon=":material/movie:")
            return
        (start_kept, start), (end_kept, end) = start_given, end_given
        digit_count = max(start.digit_count, end.digit_count)
        rows = _waypoints(vae, digit_count)
        current_morph.remember(CurrentMorph(start_kept, end_kept, asked, motion))
        frame_count = current_morph.enough_frames(asked, len(rows))
        if frame_count > asked:
            st.caption(f"{frame_count} steps: one for each stop, at least.")
        via = vae.latents.mu[rows].astype(np.float32)
        plan = FilmPlan.between(vae, start, end, via, frame_count=frame_count, motion=motion)
        name = f"{sources.name_of('start')}-{sources.name_of('end')}"
        _player(plan, look, name)
        downloads(plan, look, name=name, width=look["height"] * digit_count)


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
