"""Session state of the map: chosen position, camera, hidden digits and selection, also stored in the link."""

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any, TypeGuard

import streamlit as st

from dashboard import notices
from dashboard.session import address, parameters
from dashboard.session.parameters import Parameter
from dashboard.session.route import is_row
from dashboard.session.rules import Models, Rule
from dashboard.streamlit_internals import went_in_history

_KEY = "map_kept"
PARTS: Mapping[str, Parameter[str]] = {
    "place": parameters.PLACE,
    "camera": parameters.CAMERA,
    "hidden": parameters.HIDDEN,
    "selection": parameters.SELECTION,
}
"""Parameters of the map's link, by the attributes of ``MapState``."""

PLACED = ("place", "camera", "selection")  # valid for one model and view only
MOST_HOMES = 1000  # takes a few hundred kilobytes


@dataclasses.dataclass
class MapState:
    """State of the map. Texts have the format of the link; "" means that the link lacks the parameter.

    Attributes:
        place: The chosen position; "" while a point is chosen.
        camera: Centre and zoom of the view.
        hidden: The hidden digits.
        selection: Corners of the selection.
        row: The last row chosen on the page, not by the link.
        row_number: Event number of that choice, if it came from the browser.
        in_address: Whether this state has been written into the URL before.
        row_before: The row that the row field replaced in the callbacks before the run.
        row_waits: Whether the browser component awaits the response to a choice from the callbacks.
        owner: Model and view of the positions; None if not known yet.
        homes: Owners of positions that the URL has contained.
        views: View settings, for models with two dimensions (True) and for all others (False).
        flat: Whether the last model shown had two dimensions.
        heard: Number of the last event of each name from the browser: see ``take_event``.
    """

    place: str = ""
    camera: str = ""
    hidden: str = ""
    selection: str = ""
    row: int | None = None
    row_number: int = 0
    in_address: bool = False
    row_before: int | None = None
    row_waits: bool = False
    owner: tuple[str, str] | None = None
    homes: dict[str, tuple[str, str]] = dataclasses.field(default_factory=dict)
    views: dict[bool, dict[str, object]] = dataclasses.field(default_factory=dict)
    flat: bool | None = None
    heard: dict[str, int] = dataclasses.field(
        default_factory=lambda: dict.fromkeys(("choice", "camera", "hidden", "selection"), 0)
    )


def recall_map() -> MapState:
    """Return the session's map state."""
    found: MapState = st.session_state[_KEY]
    return found


def take_map_from_url(row_count: int) -> None:
    """Read the URL when a session first shows the map, and after Back or Forward.

    The page reports and ignores invalid parameters.
    """
    if _KEY not in st.session_state:
        st.session_state[_KEY] = MapState()
    elif went_in_history():
        recall_map().row = recall_map().owner = None  # the URL overrides later choices
    else:
        return
    # These two belong to widgets, which ignore invalid values silently.
    view_rule = _rule(parameters.VIEW)
    if (view := st.query_params.get(parameters.VIEW.name)) and not view_rule.fits(view):
        _report_dropped(parameters.VIEW.name, view, view_rule.wanted)
    row = st.query_params.get(parameters.POINT.name)
    if row and not (is_row(row) and int(row) < row_count):
        _report_dropped(parameters.POINT.name, row, f"a row from 0 to {row_count - 1}")
    for part, parameter in PARTS.items():
        text, rule = st.query_params.get(parameter.name, ""), _rule(parameter)
        setattr(recall_map(), part, text if rule.fits(text) else "")
        if text and not rule.fits(text):
            _report_dropped(parameter.name, text, rule.wanted)


def _rule(parameter: Parameter[Any]) -> Rule:
    """Return the rule of a parameter that does not depend on a model."""
    return parameter.rule(Models())


def _report_dropped(name: str, text: str, wanted: str) -> None:
    message = f"The link sets {name}={text[:20]}, but the value must be {wanted}; the page ignores it."
    st.toast(notices.plain(message))


def put_map_into_url() -> None:
    """Write the state of the map into the URL."""
    state = recall_map()
    assert state.owner is not None
    if len(state.homes) > MOST_HOMES:
        state.homes.clear()
    state.homes.update({getattr(state, name): state.owner for name in PLACED})
    address.put_texts({parameter.name: getattr(state, part) for part, parameter in PARTS.items()})
    if state.in_address:  # no message can be pending before the first run
        address.resend_texts()
    state.in_address = True


def drop_other_places(model: str, view: str) -> None:
    """Forget positions of another model or view.

    Back can restore such positions too, because the history has URLs with a new view and old positions.
    """
    state, here = recall_map(), (model, view)
    for name in PLACED:
        if (state.owner or state.homes.get(getattr(state, name), here)) != here:
            setattr(state, name, "")
    state.owner = here


def restore_view_settings(own: dict[str, object], *, flat: bool) -> None:
    """Set the view's widgets before they are drawn.

    Args:
        own: Initial settings for models of this kind.
        flat: Whether the model has two dimensions; such models have separate settings.
    """
    state = recall_map()
    if state.flat not in (None, flat):
        st.session_state.update(own | state.views.get(flat, {}))
    state.flat = flat


def remember_view_settings(names: Collection[str]) -> None:
    """Remember the values of the view's widgets after they are drawn; ``names`` are their keys."""
    state = recall_map()
    assert state.flat is not None
    values = {name: st.session_state[name] for name in names if st.session_state.get(name) is not None}
    state.views[state.flat] = state.views.get(state.flat, {}) | values


def chosen_place() -> tuple[float, float] | None:
    """Return the chosen position; None if a point is chosen."""
    if not recall_map().place:
        return None
    x, y = recall_map().place.split("_")
    return float(x), float(y)


def take_event(name: str, sent: object) -> None:
    """Process an event of the browser component, ``[number, value]``; ignore anything malformed.

    The component numbers the events of each name, and each run returns the last number that it has seen. So
    the response to an earlier click never undoes a later click, and the same point can be chosen again. Until
    a run responds to the choice of a row, every event repeats that choice as its third item. This is
    necessary because only the later of two choices may arrive before a run, and because the row field still
    shows an older row, which would look like a new choice.
    """
    if not (isinstance(sent, list) and len(sent) in (2, 3) and isinstance(sent[0], int)):
        return
    state = recall_map()
    state.heard[name], value, *waiting = sent
    if name == "choice" and _is_choice_of_row(sent[:2]):
        state.row_number = sent[0]
        choose_row(int(value))
        return
    for choice in filter(_is_choice_of_row, waiting):
        state.row_waits = True
        if choice[0] > state.row_number:
            state.row_number = choice[0]
            _put_row(int(choice[1]))
        elif state.row_before is not None:  # the field only repeated its value from before the choice
            _put_row(state.row_before)
    part = "place" if name == "choice" else name
    if isinstance(value, str) and (not value or _rule(PARTS[part]).fits(value)):
        setattr(state, part, value)


def _is_choice_of_row(sent: object) -> TypeGuard[list[Any]]:
    return (
        isinstance(sent, list)
        and len(sent) == 2
        and isinstance(sent[0], int)
        and isinstance(sent[1], str)
        and is_row(sent[1])
    )


def choose_row(row: int) -> None:
    """Choose a point."""
    _put_row(row)
    forget_place()


def _put_row(row: int) -> None:
    st.session_state[parameters.POINT.name] = recall_map().row = row


def clear_selection() -> None:
    """Clear the selection."""
    recall_map().selection = ""


def forget_place() -> None:
    """Forget the chosen position, because a point is chosen."""
    recall_map().place = ""


def refuse_place(reason: str) -> None:
    """Forget the chosen position, which cannot be decoded, and report the reason."""
    x, y = recall_map().place.split("_")
    st.toast(notices.plain(f"No digit at ({x}, {y}): {reason}. Showing the chosen point instead."))
    forget_place()


def take_typed_row() -> None:
    """Choose the typed row, unless the field only repeats its value from before a choice."""
    state, row = recall_map(), st.session_state[parameters.POINT.name]
    if row == state.row:
        return
    if state.row_waits and state.row is not None:
        _put_row(state.row)
        return
    state.row_before = state.row
    choose_row(row)


def finish_events() -> None:
    """Reset the state that was needed only for the events before this run."""
    recall_map().row_before, recall_map().row_waits = None, False
