"""The Morph page: two ends, the path between them, and the film to play and download."""

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
    """Draw the page. It is a fragment, so a control reruns only the film and its settings."""
    vae = resources.vae(st.session_state[parameters.MODEL.name])
    current_film.follow_model(vae)
    head_start.send_changed_film(vae)
    current_film.show_choices()
    with st.container(key="studio"):  # style.css puts the ends above the film on a phone
        screen, controls = st.columns([8, 5], gap="large")
    with controls:
        given: dict[str, End | None] = {}  # lacks ends with errors; None if not given yet
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
            # Before the plan, which may fail: the table lets the user fix the error, and drops settings of
            # legs that no longer exist.
            sequence_controls.table(table_place, film)
            film = dataclasses.replace(film, route=current_film.recall_route())
            _show_stops(film)
            plan = film.plan(vae)
            _player(plan, film)
            head_start.remember_shown(vae, film)
            downloads(film, plan, vae)
            _reading(plan)  # last: the downloads must match the film that plays
        elif awaited := [end for end, chosen in given.items() if chosen is None]:
            st.info(sources.request(awaited[0]), icon=":material/movie:")
    with below:  # after the film, because the user waits for the film
        several(vae.name, frame_count, hold, cycle, motion, look)
    address.remember_texts()


def _show_stops(film: Film) -> None:
    """Show the stops with a button that removes them, and a note if a "…" has nothing to count."""
    stops = film.stops()
    if empty := route.empty_count(film.start.number, film.route.stops, film.end.number):
        st.caption(f"There is no number between {empty[0]} and {empty[1]}, so … adds no stop.")
    if not stops:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Via {route.list_stops(stops)}.")
        st.button("Remove stops", key="no_waypoints", type="tertiary", on_click=current_film.clear_stops)


def _player(plan: FilmPlan, film: Film) -> None:
    """Draw the player."""
    place = st.container()  # before the spinner, so that the player keeps its position and state
    with st.spinner("Drawing the film …", show_time=True):
        frames, showing = message(plan, film.look, film.name)
        with place:  # inside the spinner: its end is a message that would delay the film
            player(frames, showing, channel=film_channel.of_session(), key=PLAYER)


def _reading(plan: FilmPlan) -> None:
    """Send the readings to the player, which starts the film without them."""
    confidence = resources.read_plan(plan)
    tell_reading(confidence, key=READING, film=plan.id, words=reading.film_words(confidence))
