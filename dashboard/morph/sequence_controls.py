"""The controls of a sequence: stops between the ends, rests, what comes after the end, and a table."""

import dataclasses

import streamlit as st

from dashboard.choices import choice
from dashboard.morph.sources import TYPED_STYLES
from dashboard.session import current_film, parameters
from dashboard.session import route as sequence
from dashboard.session.film import End, Film
from dashboard.session.route import Route
from dashboard.streamlit_internals import DeltaGenerator
from runtime import CYCLES, Cycle, TypedStyle, Vae
from runtime.ends.typed import is_number
from runtime.morph.itinerary import ELLIPSIS
from runtime.video import MIN_FRAME_COUNT

CYCLE_NAMES: dict[str, str] = dict(
    zip(CYCLES, ("Stop", "Go on to the start", "Go back the same way"), strict=True)
)
FIELD = "stops_between"
SINGLY = "stops_singly"
TABLE = "stops_table"
EDITION = "stops_edition"  # counts the tables, so that one that starts anew forgets what was typed
LEG, REST = "Frames to the next", "Rest"
STOPS_HELP = (
    "Numbers of 1 to 8 digits with spaces between them. **…** counts: between a start of 0 and an end of 9 "
    "it is 1 2 3 4 5 6 7 8. **row512** is a point of the latent map, **z=** and all numbers of a code, with "
    "commas between them, that code; the map's Way-point button writes both here. "
    "How its numbers are written is chosen below."
)


def controls(vae: Vae) -> tuple[int, Cycle, TypedStyle, DeltaGenerator]:
    """Draw them; returns a rest's frames, what comes after the end, the stops' style, a table's place."""
    went_back = current_film.follow_history(vae)
    with st.expander("Stops and rests"):
        st.session_state[FIELD] = current_film.recall_route().stops
        st.text_input(
            "Stops between start and end",
            key=FIELD,
            on_change=_take_stops,
            placeholder="none; such as 1 2 3, or …",
            help=STOPS_HELP,
        )
        with st.container(horizontal=True, gap="small"):
            given = [
                end
                for end in parameters.ENDS
                if st.session_state[parameters.end_key(end, parameters.SOURCE)] != "number"
            ]
            st.button(
                "0 to 9",
                key="stops_0_9",
                on_click=_count,
                args=("0", "9"),
                disabled=bool(given),
                help=f"For two numbers that are typed: it would replace the {' and the '.join(given)}"
                if given
                else "From 0 to 9, with all numbers between them",
            )
            typed = _typed_ends()
            for key, label, ends in (("up", "Count up", typed), ("down", "Count down", typed[::-1])):
                st.button(
                    label,
                    key=f"stops_{key}",
                    on_click=_count,
                    args=ends,
                    disabled=not typed,
                    help=f"All numbers from {ends[0]} to {ends[1]}"
                    if typed
                    else "For two numbers that are typed",
                )
        stops_style = choice(
            "Numbers on the way",
            TYPED_STYLES,
            key=parameters.STOPS_STYLE,
            names=TYPED_STYLES,
            help="In **typical** handwriting, in digits drawn at **random**, each anew by the seed of an end "
            "that is random, else 0, or in the **same hand** as the start.",
        )
        rest, after = st.columns([2, 3], vertical_alignment="bottom")
        hold = rest.number_input(
            "Rest on each",
            0,
            parameters.MAX_PAGE_FRAME_COUNT,
            0,
            step=5,
            key=parameters.HOLD,
            bind="query-params",
            help="Frames for which the film stands still at the start, at each stop and at the end.",
        )
        cycle = after.selectbox(
            "After the end",
            list(CYCLE_NAMES),
            key=parameters.CYCLE,
            format_func=CYCLE_NAMES.__getitem__,
            bind="query-params",
            help="A film that goes on to its start, or back, has no seam where it begins again.",
        )
        route = current_film.recall_route()
        if went_back or SINGLY not in st.session_state:
            st.session_state[SINGLY] = bool(route.leg_frames or route.rests)
            _forget_cells()
        st.toggle(
            "Each leg and rest by itself",
            key=SINGLY,
            on_change=_take_switch,
            help="A table of all stops, in which each leg and each rest has frames of its own.",
        )
        place = st.container()
    current_film.put_route_into_url()
    # An empty parameter of the link may leave a choice without a value.
    return hold, cycle if cycle in CYCLES else CYCLES[0], stops_style, place


def table(place: DeltaGenerator, film: Film) -> None:
    """Draw in ``place``, where it is asked for, a table in which each leg and rest has frames of its own.

    Raises:
        MorphError: A stop that is none.
    """
    if not st.session_state[SINGLY]:
        return
    names = [_name(film.start), *map(sequence.name_of, film.stops()), _name(film.end)]
    leg_count = len(names) if film.cycle == "loop" else len(names) - 1
    route = _within(leg_count, len(names))
    legs = [route.leg_frames.get(leg, film.frame_count) for leg in range(1, leg_count + 1)]
    rests = [route.rests.get(stop, film.hold) for stop in range(1, len(names) + 1)]
    key = f"{TABLE}_{st.session_state.get(EDITION, 0)}_{leg_count}_{len(names)}"
    most = parameters.MAX_PAGE_FRAME_COUNT
    place.data_editor(
        {"Stop": names, LEG: [*legs, *[None] * (len(names) - leg_count)], REST: rests},
        key=key,
        on_change=_take_cells,
        args=(key, leg_count),
        disabled=["Stop"],
        hide_index=True,
        height=min(38 + 35 * len(names), 300),
        column_config={
            LEG: st.column_config.NumberColumn(min_value=MIN_FRAME_COUNT, max_value=most, step=1),
            REST: st.column_config.NumberColumn(min_value=0, max_value=most, step=1),
        },
        alt="Frames of each leg and of each rest",
    )


def _within(leg_count: int, stop_count: int) -> Route:
    """The session's route, without frames of legs and stops that are no more; says which."""
    route = current_film.recall_route()
    legs = {leg: frames for leg, frames in route.leg_frames.items() if leg <= leg_count}
    rests = {stop: frames for stop, frames in route.rests.items() if stop <= stop_count}
    gone = [f"leg {leg}" for leg in route.leg_frames if leg not in legs]
    gone += [f"the rest on stop {stop}" for stop in route.rests if stop not in rests]
    if gone:
        st.toast(f"Not in this film, and dropped: {', '.join(gone)}.", icon=":material/timer_off:")
        current_film.set_route(Route(route.stops, legs, rests))
        current_film.put_route_into_url()
    return current_film.recall_route()


def _take_cells(key: str, leg_count: int) -> None:
    """Keep what was typed into the table; an emptied cell is as for all."""
    route = current_film.recall_route()
    legs, rests = dict(route.leg_frames), dict(route.rests)
    for row, cells in st.session_state[key]["edited_rows"].items():
        for column, amounts in ((LEG, legs), (REST, rests)):
            if column not in cells or (column == LEG and row >= leg_count):
                continue
            amounts.pop(row + 1, None)
            if cells[column] is not None:
                amounts[row + 1] = int(cells[column])
    current_film.set_route(Route(route.stops, legs, rests))


def _take_stops() -> None:
    route = current_film.recall_route()
    current_film.set_route(dataclasses.replace(route, stops=st.session_state[FIELD]))


def _take_switch() -> None:
    """Without the table all legs and rests are alike."""
    if not st.session_state[SINGLY]:
        _start_anew(current_film.recall_route().stops)


def _count(first: str, last: str) -> None:
    """Count from one number to another."""
    for end, number in zip(parameters.ENDS, (first, last), strict=True):
        st.session_state[parameters.end_key(end, parameters.SOURCE)] = "number"
        st.session_state[parameters.end_key(end, parameters.NUMBER)] = number
    _start_anew(ELLIPSIS)


def _start_anew(stops: str) -> None:
    current_film.set_route(Route(stops))
    _forget_cells()


def _forget_cells() -> None:
    st.session_state[EDITION] = st.session_state.get(EDITION, 0) + 1


def _typed_ends() -> list[str]:
    """The two numbers, the smaller first; none where they are not two typed numbers."""
    typed = []
    for end in parameters.ENDS:
        number = st.session_state.get(parameters.end_key(end, parameters.NUMBER))
        if st.session_state[parameters.end_key(end, parameters.SOURCE)] == "number" and is_number(number):
            typed.append(str(number))
    return sorted(typed, key=int) if len(typed) == 2 and int(typed[0]) != int(typed[1]) else []


def _name(end: End) -> str:
    return f"row {end.row}" if end.source == "map" else end.number or end.source
