"""Controls of a sequence: stops, holds, what follows the end, and a table of all legs."""

import dataclasses
from functools import partial

import streamlit as st

from dashboard.choices import choice
from dashboard.session import current_film, parameters
from dashboard.session.film import End, Film
from dashboard.session.route import MAX_PAGE_FRAME_COUNT, Route, name_of
from dashboard.streamlit_internals import DeltaGenerator
from runtime import Cycle, TypedStyle, Vae
from runtime.ends.typed import is_number
from runtime.morph.itinerary import ELLIPSIS
from runtime.video import MIN_FRAME_COUNT

FIELD = "stops_between"
SINGLY = "stops_singly"
TABLE = "stops_table"
EDITION = "stops_edition"  # a counter in the table's key: a new number discards the typed cells
LEG, REST = "Frames to next stop", "Hold"
STOPS_HELP = (
    "Numbers of 1 to 8 digits, separated by spaces. **…** counts: from 0 to 9 it stands for 1 2 3 4 5 6 7 8. "
    "**row512** is a point of the latent map; **z=** followed by all numbers of a code, separated by commas, "
    "is that code. Add stop on the latent map enters both for you."
)


def controls(vae: Vae) -> tuple[int, Cycle, TypedStyle, DeltaGenerator]:
    """Draw the controls.

    Returns:
        The frames of a hold, the cycle, the handwriting of the stops, and the container for ``table``.
    """
    went_back = current_film.follow_history(vae)
    with st.expander("Stops and holds"):
        _stops_field()
        _count_buttons()
        stops_style = choice(
            "Handwriting of stops",
            parameters.STOPS_STYLE,
            help="How numbers among the stops are written: **typical**, **random** (with the seed of the "
            "start or end if it is random, else 0), or in the **same hand**, a copy of the start's.",
        )
        hold, cycle = _hold_and_cycle()
        _table_switch(reset=went_back)
        place = st.container()
    current_film.put_route_into_url()
    return hold, cycle, stops_style, place


def _stops_field() -> None:
    st.session_state[FIELD] = current_film.recall_route().stops
    st.text_input(
        "Stops between start and end",
        key=FIELD,
        on_change=_take_stops,
        placeholder="for example 1 2 3, or … to count",
        help=STOPS_HELP,
    )


def _count_buttons() -> None:
    """Draw buttons that make the film count from 0 to 9, or between the typed ends."""
    given = [end for end in parameters.ENDS if not _is_typed(end)]
    typed = _typed_ends()
    with st.container(horizontal=True, gap="small"):
        st.button(
            "0 to 9",
            key="stops_0_9",
            on_click=_count,
            args=("0", "9"),
            disabled=bool(given),
            help=f"Needs two typed numbers; it would replace your {' and '.join(given)}"
            if given
            else "Count from 0 to 9",
        )
        for key, label, ends in (("up", "Count up", typed), ("down", "Count down", typed[::-1])):
            st.button(
                label,
                key=f"stops_{key}",
                on_click=_count,
                args=ends,
                disabled=not typed,
                help=f"Count from {ends[0]} to {ends[1]}" if typed else "Needs two different typed numbers",
            )


def _hold_and_cycle() -> tuple[int, Cycle]:
    """Draw the controls of the hold, in frames, and of what follows the end."""
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    hold = left.number_input(
        "Hold (frames)",
        parameters.HOLD.low,
        parameters.HOLD.high,
        parameters.HOLD.default,
        step=5,
        key=parameters.HOLD.name,
        bind="query-params",
        help="Number of frames for which the film stands still at the start, at each stop and at the end.",
    )
    cycles = parameters.CYCLE.labels
    cycle: Cycle = right.selectbox(
        "After the end",
        list(cycles),
        key=parameters.CYCLE.name,
        format_func=cycles.__getitem__,
        bind="query-params",
        help="A film that goes on to its start, or back the same way, repeats without a jump.",
    )
    # An empty parameter in the link may leave the field without a value.
    return hold, cycle if cycle in cycles else parameters.CYCLE.default


def _table_switch(*, reset: bool) -> None:
    """Draw the switch of the table, initially (and on ``reset``) on if a leg or hold has its own frames."""
    route = current_film.recall_route()
    if reset or SINGLY not in st.session_state:
        st.session_state[SINGLY] = bool(route.leg_frames or route.rests)
        _forget_cells()
    st.toggle(
        "Set each leg separately",
        key=SINGLY,
        on_change=_take_switch,
        help="Shows a table in which every leg and every hold has its own number of frames.",
    )


def table(place: DeltaGenerator, film: Film) -> None:
    """Draw the table of frames for each leg and hold in ``place``, if its switch is on.

    Raises:
        MorphError: The list of stops contains something else.
    """
    if not st.session_state[SINGLY]:
        return
    names = [_name(film.start), *map(name_of, film.stops()), _name(film.end)]
    leg_count = len(names) if film.cycle == "loop" else len(names) - 1
    route = _within(leg_count, len(names))
    legs = [route.leg_frames.get(leg, film.frame_count) for leg in range(1, leg_count + 1)]
    rests = [route.rests.get(stop, film.hold) for stop in range(1, len(names) + 1)]
    key = f"{TABLE}_{st.session_state.get(EDITION, 0)}_{leg_count}_{len(names)}"
    frames = partial(st.column_config.NumberColumn, max_value=MAX_PAGE_FRAME_COUNT, step=1)
    place.data_editor(
        {"Stop": names, LEG: [*legs, *[None] * (len(names) - leg_count)], REST: rests},
        key=key,
        on_change=_take_cells,
        args=(key, leg_count),
        disabled=["Stop"],
        hide_index=True,
        height=min(38 + 35 * len(names), 300),
        column_config={
            LEG: frames(min_value=MIN_FRAME_COUNT),
            REST: frames(min_value=0),
        },
        alt="Frames of each leg and each hold",
    )


def _within(leg_count: int, stop_count: int) -> Route:
    """Return the session's route without settings of legs and stops that no longer exist; report those."""
    route = current_film.recall_route()
    legs = {leg: frames for leg, frames in route.leg_frames.items() if leg <= leg_count}
    rests = {stop: frames for stop, frames in route.rests.items() if stop <= stop_count}
    gone = [f"leg {leg}" for leg in route.leg_frames if leg not in legs]
    gone += [f"hold of stop {stop}" for stop in route.rests if stop not in rests]
    if gone:
        st.toast(
            f"Removed settings of legs and stops that are gone: {', '.join(gone)}.",
            icon=":material/timer_off:",
        )
        current_film.set_route(Route(route.stops, legs, rests))
        current_film.put_route_into_url()
    return current_film.recall_route()


def _take_cells(key: str, leg_count: int) -> None:
    """Store the edited cells of the table; an empty cell takes the value that applies to all rows."""
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
    """Reset all legs and holds to the common values when the table is switched off."""
    if not st.session_state[SINGLY]:
        _reset_route(current_film.recall_route().stops)


def _count(first: str, last: str) -> None:
    """Make the film count from ``first`` to ``last``."""
    for end, number in zip(parameters.ENDS, (first, last), strict=True):
        st.session_state[parameters.of_end(end).source.name] = "number"
        st.session_state[parameters.of_end(end).number.name] = number
    _reset_route(ELLIPSIS)


def _reset_route(stops: str) -> None:
    current_film.set_route(Route(stops))
    _forget_cells()


def _forget_cells() -> None:
    st.session_state[EDITION] = st.session_state.get(EDITION, 0) + 1


def _is_typed(end: str) -> bool:
    return bool(st.session_state[parameters.of_end(end).source.name] == "number")


def _typed_ends() -> list[str]:
    """Return the typed start and end, the smaller first; empty unless both are typed and differ."""
    typed = []
    for end in parameters.ENDS:
        number = st.session_state.get(parameters.of_end(end).number.name)
        if _is_typed(end) and is_number(number):
            typed.append(str(number))
    return sorted(typed, key=int) if len(typed) == 2 and int(typed[0]) != int(typed[1]) else []


def _name(end: End) -> str:
    return f"row {end.row}" if end.source == "map" else end.number or end.source
