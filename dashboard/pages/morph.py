"""Morph: two ends, a path between them, and the film, playing and to download."""

import dataclasses

import streamlit as st

from dashboard import notices, resources
from dashboard.components.player.index import player, tell_reading
from dashboard.draw import reading
from dashboard.draw.film_plan import FilmPlan
from dashboard.morph import head_start, sequence_controls, sources
from dashboard.morph.downloads import downloads
from dashboard.morph.message import message
from dashboard.morph.settings import settings
from dashboard.morph.table.several import several
from dashboard.server import film_channel
from dashboard.session import address, current_film, parameters, route
from dashboard.session.film import End, Film

PLAYER, READING = "player", "reading"


@st.fragment
def page() -> None:
    """Draw the page. As a fragment, so that a control runs no more than the film and what decides it."""
    vae = resources.vae(st.session_state[parameters.MODEL.name])
    current_film.follow_model(vae)
    head_start.send_changed_film(vae)
    current_film.show_choices()
    with st.container(key="studio"):  # on a phone the ends stand above the film: see the page's style
        screen, controls = st.columns([8, 5], gap="large")
    with controls:
        given: dict[str, End | None] = {}  # what is refused is not in it
        for end, column in zip(parameters.ENDS, st.columns(2), strict=True):
            with column, st.container(key=end), notices.in_words(screen):
                given[end] = sources.end_controls(vae, end)
        hold, cycle, stops_style, table_place = sequence_controls.controls(vae)
        frame_count, motion, look = settings(pictures=sources.any_picture())
        below = st.container()
    with screen, notices.in_words():
        ready = [end for end in given.values() if end]
        if len(ready) == len(parameters.ENDS):
            film = Film(
                start=ready[0],
                end=ready[1],
                route=current_film.recall_route(),
                frame_count=frame_count,
                hold=hold,
                cycle=cycle,
                stops_style=stops_style,
                motion=motion,
                look=look,
            )
            current_film.remember_film(film)
            sequence_controls.table(table_place, film)  # before a film that is refused: the table mends it
            # The table drops frames of legs that are no more.
            film = dataclasses.replace(film, route=current_film.recall_route())
            _say_stops(film)
            plan = film.plan(vae)
            _player(plan, film)
            head_start.remember_shown(vae, film)
            downloads(film, plan, vae)
            _reading(plan)  # after the downloads, which are to be those of the film that plays
        elif awaited := [end for end, it in given.items() if it is None]:
            st.info(sources.request(awaited[0]), icon=":material/movie:")
    with below:  # after the film, which is what one waits for
        several(vae.name, frame_count, hold, cycle, motion, look)
    address.remember_texts()


def _say_stops(film: Film) -> None:
    """What the film passes, with a button that removes the stops, and a count that counts nothing."""
    stops = film.stops()
    if empty := route.empty_count(film.start.number, film.route.stops, film.end.number):
        st.caption(f"Between {empty[0]} and {empty[1]} is no number to count: … adds no stop there.")
    if not stops:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"By way of {route.list_stops(stops)}.")
        st.button("Straight there", key="no_waypoints", type="tertiary", on_click=current_film.clear_stops)


def _player(plan: FilmPlan, film: Film) -> None:
    """The film, playing."""
    place = st.container()  # before the spinner, so that the player keeps its place and its state
    with st.spinner("Drawing the morph …", show_time=True):
        frames, showing = message(plan, film.look, film.name)
        with place:  # within the spinner, whose end is another message that the film would wait for
            player(frames, showing, channel=film_channel.of_session(), key=PLAYER)


def _reading(plan: FilmPlan) -> None:
    """What the reader makes of the film, which the player does not wait for."""
    confidence = resources.read_plan(plan)
    tell_reading(confidence, key=READING, film=plan.id, words=reading.film_words(confidence))
