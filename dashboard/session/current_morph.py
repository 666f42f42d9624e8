"""The morph that is being made: its ends, stops and path, for whichever model is chosen."""

import dataclasses
from collections.abc import Mapping
from typing import Literal

import numpy as np
import streamlit as st

from dashboard import resources
from dashboard.draw.film_plan import FilmPlan
from dashboard.draw.morph_lines import Line, lines_between, lines_through, stop_names
from dashboard.session import address, parameters
from dashboard.session import codes as code_end
from dashboard.session.codes import Code
from dashboard.session.route import (
    Route,
    Stop,
    code_word,
    codes_of,
    is_code,
    name_of,
    stops_between,
    with_stop,
    words_of,
)
from runtime import Anchor, Correction, Cycle, MorphError, TypedStyle, Vae, anchor
from runtime.ends.anchor import row_anchor
from runtime.ends.typed import is_number, typical_codes
from runtime.errors import shortened
from runtime.morph.leg import Motion

_KEY = "current_morph"
_ROUTE = "route"
_CHOSEN = "chosen_elsewhere"
_ROUTE_MODEL, _OWN_CODES = "route_model", "route_own_codes"
MOST_STYLED = 100  # numbers on the way; one takes some hundredths of a second
ROUTE_NAMES = (
    parameters.WAYPOINTS,
    parameters.LEG_FRAMES,
    parameters.RESTS,
)  # in a link, in the order of Route.texts

Source = Literal["number", "map", "code", "picture"]


@dataclasses.dataclass(frozen=True, slots=True)
class End:
    """Where a morph starts or ends: a number in a style, a row, a code or a picture."""

    source: Source
    number: str = ""
    style: TypedStyle = "typical"  # of the number
    seed: int = 0  # where the style is random
    draw: int = 0  # of that seed; see ``runtime.random_codes``
    row: int = 0
    code: Code | None = None
    picture: tuple[str, bytes, Correction] | None = None  # its name, its file, and how it is read

    def anchor(self, vae: Vae) -> Anchor:
        """Its codes; ``in_hand`` changes those of a number in the hand of the other end.

        Raises:
            LatentDigitsError: A picture in which no digit can be read, a number or a row that is none.
        """
        if self.source == "map":
            return row_anchor(vae, self.row)
        if self.code:
            return Anchor(self.code.z(vae)[np.newaxis])
        if self.picture:
            name, content, correction = self.picture
            return anchor(vae, np.stack(resources.digits_of(name, content, correction=correction).digits))
        if not is_number(self.number):
            raise MorphError(f"{shortened(self.number)} is no number of 1 to 8 digits")
        if self.style == "random":
            return Anchor(resources.random_codes(vae.name, self.number, self.seed, self.draw))
        # Not by its text, which would also find a file of that name on the server.
        return Anchor(typical_codes(vae, self.number))


def in_hand(
    vae: Vae, start: End, start_anchor: Anchor, end: End, end_anchor: Anchor
) -> tuple[Anchor, Anchor]:
    """The codes of both ends, a number in the hand of the other end written so.

    Raises:
        MorphError: Both are in the hand of the other.
    """
    if start.style == end.style == "hand":
        raise MorphError(
            "Start and end are each to be in the hand of the other; choose another style for one of them."
        )
    if start.style == "hand":
        return _written_by(vae, start, end_anchor), end_anchor
    return start_anchor, _written_by(vae, end, start_anchor) if end.style == "hand" else end_anchor


def _written_by(vae: Vae, end: End, other: Anchor) -> Anchor:
    digits = vae.decode(other.codes) if other.digits is None else other.digits
    return Anchor(resources.codes_in_hand(vae.name, end.number, digits.tobytes()))


@dataclasses.dataclass(frozen=True, slots=True)
class CurrentMorph:
    """All that decides a path, apart from the model and what ``route`` says.

    Attributes:
        start: Where it starts.
        end: Where it ends.
        frame_count: Frames of each leg, both ends included.
        motion: How the digits move.
        hold: Frames of each rest.
        cycle: What comes after the end.
        stops_style: Of the numbers between the ends; "hand" is the start's.
    """

    start: End
    end: End
    frame_count: int = 60
    motion: Motion = Motion()  # noqa: RUF009 - frozen
    hold: int = 0
    cycle: Cycle = "once"
    stops_style: TypedStyle = "typical"

    def stops(self, route: Route) -> list[Stop]:
        """What the route passes between the ends.

        Raises:
            MorphError: It names something else.
        """
        return stops_between(self.start.number, route.stops, self.end.number)

    def ends_between(self, vae: Vae) -> list[End]:
        """The stops of the session's route as ends; random ones are draws of the seed of a random end.

        Raises:
            MorphError: A stop that is none, a code of another model, or more numbers that are not typical
                than the page writes.
        """
        stops = self.stops(route())
        styled = 0 if self.stops_style == "typical" else sum(map(is_number, stops))
        if styled > MOST_STYLED:
            raise MorphError(
                f"{styled:,} numbers on the way are not to be typical, and the page writes {MOST_STYLED}; "
                "choose Typical for the numbers on the way, or fewer stops"
            )
        seed = next((end.seed for end in (self.start, self.end) if end.style == "random"), 0)
        ends = []
        for draw, stop in enumerate(stops, 1):
            if isinstance(stop, int):
                ends.append(End("map", row=stop))
            elif is_code(stop):
                ends.append(End("code", code=code_end.of_stop(vae, stop)))
            elif self.stops_style == "random":
                ends.append(End("number", stop, "random", seed, draw))
            else:
                ends.append(End("number", stop, self.stops_style))
        return ends

    def plan(self, vae: Vae, start: Anchor, end: Anchor) -> FilmPlan:
        """The film that goes from ``start`` to ``end``, the codes of its ends, by the session's route.

        Raises:
            MorphError: A stop that is none, or more frames than the page plays.
        """
        stops = self.stops(route())
        way = route().itinerary(
            len(stops) + 2, frame_count=self.frame_count, hold=self.hold, cycle=self.cycle
        )
        between = [
            _written_by(vae, stop, start) if stop.style == "hand" else stop.anchor(vae)
            for stop in self.ends_between(vae)
        ]
        return FilmPlan.through(vae, [start, *between, end], itinerary=way, motion=self.motion)


def current() -> CurrentMorph | None:
    """The morph that was seen or chosen last; None in a session that has none yet."""
    found: CurrentMorph | None = st.session_state.get(_KEY)
    return found


def remember(morph: CurrentMorph) -> None:
    """Make this the current morph."""
    st.session_state[_KEY] = morph


def use_row(end: str, row: int) -> str:
    """Make a row one end of the morph; the other stays what it is. Says what it did."""
    _choose({parameters.end_key(end, parameters.SOURCE): "map", parameters.end_key(end, parameters.ROW): row})
    _replace(end, End("map", row=row))
    return f"The morph's {end} is now row {row}."


def use_code(end: str, code: Code) -> str:
    """Make a code one end of the morph; the other stays what it is. Says what it did."""
    _choose({parameters.end_key(end, parameters.SOURCE): "code"})
    code_end.keep(end, code)
    _replace(end, End("code", code=code))
    return f"The morph's {end} is now this code."


def _choose(settings: Mapping[str, object]) -> None:
    st.session_state.update(settings)
    st.session_state[_CHOSEN] = st.session_state.get(_CHOSEN, {}) | settings


def show_chosen() -> None:
    """Before the widgets of the ends: have them show what other pages have chosen for them.

    A widget that nobody has touched yet takes what was chosen, but goes on showing what it had, and says that
    again with the next click, unless it is given its value in the run that draws it.
    """
    chosen = st.session_state.pop(_CHOSEN, {})
    if not address.went_in_history():  # else the address says what to show
        st.session_state.update(chosen)


def _replace(end: str, by: End) -> None:
    morph = _current_or_default()
    start, last = (by, morph.end) if end == "start" else (morph.start, by)
    remember(dataclasses.replace(morph, start=start, end=last))


def _current_or_default() -> CurrentMorph:
    start, end = (End("number", parameters.DEFAULT_NUMBER[name]) for name in parameters.ENDS)
    return current() or CurrentMorph(start, end)


def route() -> Route:
    """What lies between the ends, from the session, at first from the link."""
    if _ROUTE not in st.session_state:
        take(_route_of_address())
    kept: Route = st.session_state[_ROUTE]
    return kept


def _route_of_address() -> Route:
    try:
        return Route.from_texts(*(st.query_params.get(name, "") for name in ROUTE_NAMES))
    except MorphError:  # dashboard/session/link.py has said so
        return Route()


def follow_model(vae: Vae) -> None:
    """Where another model was chosen, let its codes of the same digits stand for the codes among the stops.

    A code comes back with its own model.
    """
    before = st.session_state.get(_ROUTE_MODEL)
    st.session_state[_ROUTE_MODEL] = vae.name
    if before in (None, vae.name):
        return
    own: dict[tuple[str, str], Code] = st.session_state.setdefault(_OWN_CODES, {})
    words = []
    try:
        if not codes_of(route().stops):
            return
        for word in words_of(route().stops):
            if is_code(word):
                code = own.get((before, word)) or code_end.of_stop(resources.vae(before), word)
                words.append(code_word(code.packed(vae)))
                own[vae.name, words[-1]] = code
            else:
                words.append(word)
    except MorphError:  # the page says what is wrong with them
        return
    take(dataclasses.replace(route(), stops=" ".join(words)))


def follow_history(vae: Vae) -> bool:
    """Take the route of an address that the browser's way back or forward has brought; whether it did.

    One with codes of another model stays where it was: the chosen model may have stayed, too.
    """
    if not address.went_in_history():
        return False
    brought = _route_of_address()
    if not all(code_end.fits(vae, word) for word in codes_of(brought.stops)):
        return False
    take(brought)
    return True


def take(route: Route) -> None:
    """Let this lie between the ends."""
    st.session_state[_ROUTE] = route


def add_waypoint(stop: Stop) -> str:
    """Let the morph pass a row of the map or a code too, after the stops that it has. Says what it did.

    Raises:
        MorphError: It cannot; it stays as it is.
    """
    morph = _current_or_default()
    name = "this code" if is_code(stop) else name_of(stop)
    try:
        stops = with_stop(morph.start.number, route().stops, morph.end.number, stop)
        longer = dataclasses.replace(route(), stops=stops)
        longer.itinerary(
            len(morph.stops(longer)) + 2, frame_count=morph.frame_count, hold=morph.hold, cycle=morph.cycle
        )
    except MorphError as error:
        raise MorphError(f"{name.capitalize()} is left out: {error}.") from error
    take(longer)
    return f"The morph now passes {name} on its way."


def straight_there() -> None:
    """Let the morph go straight from its start to its end."""
    take(Route())
    put_into_url()


def put_into_url() -> None:
    """Make the address say what lies between the ends."""
    address.put(dict(zip(ROUTE_NAMES, route().texts(), strict=True)))


def lines(vae: Vae) -> list[Line]:
    """The current morph, one line for each place of a digit from the left; none where there is no morph yet.

    Raises:
        LatentDigitsError: An end or a stop that cannot be read.
    """
    morph = current()
    if morph is None:
        return []
    ends = in_hand(vae, morph.start, morph.start.anchor(vae), morph.end, morph.end.anchor(vae))
    plan = morph.plan(vae, *ends)
    codes = resources.morph_codes(plan)
    film = plan.morph(vae)
    drawn = (lines_between if len(plan.ends) == 2 else lines_through)(film, codes)
    names = stop_names(film, [name_of(stop) for stop in morph.stops(route())])
    return [dataclasses.replace(line, stop_names=names) for line in drawn]
