"""Morph: two ends, a path between them, and the film, playing and to download."""

import streamlit as st

from dashboard import notices, resources
from dashboard.components.player.index import player, tell_reading
from dashboard.draw import reading
from dashboard.draw.film_plan import FilmPlan
from dashboard.morph import head_start, sequence_controls, sources
from dashboard.morph.copy_as import OnScreen
from dashboard.morph.downloads import downloads
from dashboard.morph.head_start import Drawn
from dashboard.morph.message import message, told_from_others
from dashboard.morph.settings import Look, settings
from dashboard.morph.table.several import several
from dashboard.server import film_channel
from dashboard.session import address, current_morph, parameters, route
from dashboard.session.current_morph import CurrentMorph, End
from runtime import Anchor

PLAYER, READING = "player", "reading"


@st.fragment
def page() -> None:
    """Draw the page. As a fragment, so that a control runs no more than the film and what decides it."""
    vae = resources.vae(st.session_state[parameters.MODEL])
    current_morph.follow_model(vae)
    head_start.give(vae)
    current_morph.show_chosen()
    with st.container(key="studio"):  # on a phone the ends stand above the film: see ``state.STYLE``
        screen, controls = st.columns([8, 5], gap="large")
    with controls:
        given: dict[str, tuple[End, Anchor] | None] = {}  # what is refused is not in it
        for end, column in zip(parameters.ENDS, st.columns(2), strict=True):
            with column, st.container(key=end), notices.in_words(screen):
                given[end] = sources.end_controls(vae, end)
        hold, cycle, stops_style, table_place = sequence_controls.controls(vae)
        frame_count, motion, look = settings(pictures=sources.any_picture())
        below = st.container()
    with screen, notices.in_words():
        ready = [it for it in given.values() if it]
        if len(ready) == len(parameters.ENDS):
            (start_kept, start), (end_kept, last) = ready
            start, last = current_morph.in_hand(vae, start_kept, start, end_kept, last)
            morph = CurrentMorph(start_kept, end_kept, frame_count, motion, hold, cycle, stops_style)
            current_morph.remember(morph)
            sequence_controls.table(table_place, morph)  # before a film that is refused: they mend it
            _say_stops(morph)
            plan = morph.plan(vae, start, last)
            name = f"{sources.name_of('start')}-{sources.name_of('end')}"
            _player(plan, look, name)
            head_start.remember(Drawn(vae.name, morph, start, last, look, name))
            ends = (start_kept, *morph.ends_between(vae), end_kept)
            words = route.counting_words(start_kept.number, current_morph.route().stops, end_kept.number)
            shown = OnScreen(vae.name, ends, plan.itinerary, motion, look, name, tuple(words))
            downloads(plan, look, shown, width=look["height"] * plan.digit_count(vae))
            _reading(plan)  # after the downloads, which are to be those of the film that plays
        elif awaited := [end for end, it in given.items() if it is None]:
            st.info(sources.request(awaited[0]), icon=":material/movie:")
    with below:  # after the film, which is what one waits for
        several(vae.name, frame_count, hold, cycle, motion, look)
    address.remember()


def _say_stops(morph: CurrentMorph) -> None:
    """What the morph passes, with a way to be rid of it, and a count that counts nothing."""
    stops = morph.stops(current_morph.route())
    if empty := route.empty_count(morph.start.number, current_morph.route().stops, morph.end.number):
        st.caption(f"Between {empty[0]} and {empty[1]} is no number to count: … adds no stop there.")
    if not stops:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"By way of {route.in_words(stops)}.")
        st.button(
            "Straight there", key="no_waypoints", type="tertiary", on_click=current_morph.straight_there
        )


def _player(plan: FilmPlan, look: Look, name: str) -> None:
    """The film, playing."""
    place = st.container()  # before the spinner, so that the player keeps its place and its state
    with st.spinner("Drawing the morph …", show_time=True):
        frames, about = message(plan, look, name)
        with place:  # within the spinner, whose end is another message that the film would wait for
            player(frames, about, channel=film_channel.of_session(), key=PLAYER)


def _reading(plan: FilmPlan) -> None:
    """What the reader makes of the film, which the player does not wait for."""
    confidence = resources.read(plan)
    tell_reading(confidence, key=READING, film=told_from_others(plan), words=reading.film_words(confidence))
