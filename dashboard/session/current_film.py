"""The session's film: its ends, its route and its settings, for whichever model is chosen."""

import dataclasses
from collections.abc import Mapping

import streamlit as st

from dashboard import resources
from dashboard.session import address, codes, parameters
from dashboard.session.codes import Code
from dashboard.session.film import End, Film
from dashboard.session.route import (
    Route,
    Stop,
    code_word,
    codes_of,
    is_code,
    name_of,
    with_stop,
    words_of,
)
from dashboard.streamlit_internals import went_in_history
from runtime import MorphError, Vae

_KEY = "current_film"
_ROUTE = "route"
_CHOSEN = "chosen_elsewhere"
_ROUTE_MODEL, _OWN_CODES = "route_model", "route_own_codes"
ROUTE = (parameters.WAYPOINTS, parameters.LEG_FRAMES, parameters.RESTS)  # in the order of Route.texts


def recall_film() -> Film | None:
    """The film that was shown or chosen last, with today's route; None in a session that has none yet."""
    film: Film | None = st.session_state.get(_KEY)
    return film and dataclasses.replace(film, route=recall_route())


def remember_film(film: Film) -> None:
    """Make this the session's film."""
    st.session_state[_KEY] = film


def use_row(end: str, row: int) -> str:
    """Make a row one end of the film; the other stays what it is. Returns a sentence for the page."""
    here = parameters.of_end(end)
    _choose({here.source.name: "map", here.row.name: row})
    _replace_end(end, End("map", row=row))
    return f"The morph's {end} is now row {row}."


def use_code(end: str, code: Code) -> str:
    """Make a code one end of the film; the other stays what it is. Returns a sentence for the page."""
    _choose({parameters.of_end(end).source.name: "code"})
    codes.remember_end(end, code)
    _replace_end(end, End("code", code=code))
    return f"The morph's {end} is now this code."


def _choose(settings: Mapping[str, object]) -> None:
    st.session_state.update(settings)
    st.session_state[_CHOSEN] = st.session_state.get(_CHOSEN, {}) | settings


def show_choices() -> None:
    """Before the widgets of the ends: have them show what other pages have chosen for them.

    A widget that nobody has touched yet takes what was chosen, but goes on showing what it had, and says that
    again with the next click, unless it is given its value in the run that draws it.
    """
    chosen = st.session_state.pop(_CHOSEN, {})
    if not went_in_history():  # else the address says what to show
        st.session_state.update(chosen)


def _replace_end(end: str, by: End) -> None:
    film = _film_or_default()
    start, last = (by, film.end) if end == "start" else (film.start, by)
    remember_film(dataclasses.replace(film, start=start, end=last))


def _film_or_default() -> Film:
    start, end = (End("number", parameters.of_end(name).number.default) for name in parameters.ENDS)
    return recall_film() or Film(start, end, recall_route())


def recall_route() -> Route:
    """What lies between the ends, from the session, at first from the link."""
    if _ROUTE not in st.session_state:
        set_route(_route_of_address())
    route: Route = st.session_state[_ROUTE]
    return route


def _route_of_address() -> Route:
    try:
        return Route.from_texts(*(st.query_params.get(each.name, "") for each in ROUTE))
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
        if not codes_of(recall_route().stops):
            return
        for word in words_of(recall_route().stops):
            if is_code(word):
                code = own.get((before, word)) or codes.of_stop(resources.vae(before), word)
                words.append(code_word(code.packed(vae)))
                own[vae.name, words[-1]] = code
            else:
                words.append(word)
    except MorphError:  # the page says what is wrong with them
        return
    set_route(dataclasses.replace(recall_route(), stops=" ".join(words)))


def follow_history(vae: Vae) -> bool:
    """Take the route of an address that the browser's way back or forward has brought; whether it did.

    One with codes of another model stays where it was: the chosen model may have stayed, too.
    """
    if not went_in_history():
        return False
    brought = _route_of_address()
    if not all(codes.fits(vae, word) for word in codes_of(brought.stops)):
        return False
    set_route(brought)
    return True


def set_route(route: Route) -> None:
    """Let this lie between the ends."""
    st.session_state[_ROUTE] = route


def add_stop(stop: Stop) -> str:
    """Add a row of the map or a code after the film's stops. Returns a sentence for the page.

    Raises:
        MorphError: The film cannot pass there; it stays as it is.
    """
    film = _film_or_default()
    name = "this code" if is_code(stop) else name_of(stop)
    try:
        stops = with_stop(film.start.number, film.route.stops, film.end.number, stop)
        longer = dataclasses.replace(film.route, stops=stops)
        dataclasses.replace(film, route=longer).itinerary()
    except MorphError as error:
        raise MorphError(f"{name.capitalize()} is left out: {error}.") from error
    set_route(longer)
    return f"The morph now passes {name} on its way."


def clear_stops() -> None:
    """Let the film go from its start to its end without stops."""
    set_route(Route())
    put_route_into_url()


def put_route_into_url() -> None:
    """Make the address say what lies between the ends."""
    address.put_texts({each.name: text for each, text in zip(ROUTE, recall_route().texts(), strict=True)})
