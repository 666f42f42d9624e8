"""The session's film: its ends, route and settings, independent of the chosen model."""

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
    """Return the last film with the current route, or None if the session has not made a film yet."""
    film: Film | None = st.session_state.get(_KEY)
    return film and dataclasses.replace(film, route=recall_route())


def remember_film(film: Film) -> None:
    """Store the session's film."""
    st.session_state[_KEY] = film


def use_row(end: str, row: int) -> str:
    """Use a row as one end of the film and keep the other; return a message for the page."""
    here = parameters.of_end(end)
    _choose({here.source.name: "map", here.row.name: row})
    _replace_end(end, End("map", row=row))
    return f"The {end} of the film is now row {row}."


def use_code(end: str, code: Code) -> str:
    """Use a code as one end of the film and keep the other; return a message for the page."""
    _choose({parameters.of_end(end).source.name: "code"})
    codes.remember_end(end, code)
    _replace_end(end, End("code", code=code))
    return f"The {end} of the film is now this code."


def _choose(settings: Mapping[str, object]) -> None:
    st.session_state.update(settings)
    st.session_state[_CHOSEN] = st.session_state.get(_CHOSEN, {}) | settings


def show_choices() -> None:
    """Apply the ends chosen on other pages; call this before drawing the widgets of the ends.

    An untouched widget whose value is not set in the run that draws it takes the new value but still shows
    the old one, and sends the old value back with the next click.
    """
    chosen = st.session_state.pop(_CHOSEN, {})
    if not went_in_history():  # else the URL decides
        st.session_state.update(chosen)


def _replace_end(end: str, by: End) -> None:
    film = _film_or_default()
    start, last = (by, film.end) if end == "start" else (film.start, by)
    remember_film(dataclasses.replace(film, start=start, end=last))


def _film_or_default() -> Film:
    start, end = (End("number", parameters.of_end(name).number.default) for name in parameters.ENDS)
    return recall_film() or Film(start, end, recall_route())


def recall_route() -> Route:
    """Return the session's route, initially from the link."""
    if _ROUTE not in st.session_state:
        set_route(_route_of_address())
    route: Route = st.session_state[_ROUTE]
    return route


def _route_of_address() -> Route:
    try:
        return Route.from_texts(*(st.query_params.get(each.name, "") for each in ROUTE))
    except MorphError:  # reported by dashboard/session/link.py
        return Route()


def follow_model(vae: Vae) -> None:
    """After a model change, replace codes among the stops by the new model's codes of the same digits.

    Changing back restores the original codes.
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
    except MorphError:  # the page reports the error
        return
    set_route(dataclasses.replace(recall_route(), stops=" ".join(words)))


def follow_history(vae: Vae) -> bool:
    """After Back or Forward, take the route from the URL; return whether the route was taken.

    A route with codes of another model is ignored, because the chosen model may not have changed.
    """
    if not went_in_history():
        return False
    route = _route_of_address()
    if not all(codes.fits(vae, word) for word in codes_of(route.stops)):
        return False
    set_route(route)
    return True


def set_route(route: Route) -> None:
    """Store the session's route."""
    st.session_state[_ROUTE] = route


def add_stop(stop: Stop) -> str:
    """Add a row of the map or a code as the last stop; return a message for the page.

    Raises:
        MorphError: The stop cannot be added; the film stays unchanged.
    """
    film = _film_or_default()
    name = "this code" if is_code(stop) else name_of(stop)
    try:
        stops = with_stop(film.start.number, film.route.stops, film.end.number, stop)
        longer = dataclasses.replace(film.route, stops=stops)
        dataclasses.replace(film, route=longer).itinerary()
    except MorphError as error:
        raise MorphError(f"cannot add {name} as a stop: {error}") from error
    set_route(longer)
    return f"Added {name} as the last stop."


def clear_stops() -> None:
    """Remove all stops of the film."""
    set_route(Route())
    put_route_into_url()


def put_route_into_url() -> None:
    """Write the route into the URL."""
    address.put_texts({each.name: text for each, text in zip(ROUTE, recall_route().texts(), strict=True)})
