"""What the map remembers between clicks and in its link: place, camera, hidden digits and selection."""

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
"""The parts of the map that its address holds, by their names in ``MapState``."""

PLACED = ("place", "camera", "selection")  # those that are of one model and view
MOST_HOMES = 1000  # some hundred kilobytes


@dataclasses.dataclass
class MapState:
    """What the map remembers. Texts are those of the address; "" where the address has none.

    Attributes:
        place: The chosen place, where no point is chosen.
        camera: The middle and the zoom of what is shown.
        hidden: The digits that are hidden.
        selection: The corners of the selection.
        row: The row that was chosen last, other than by the link.
        row_number: The number of that choice, where it came from the browser.
        in_address: Whether the address has been told of all this.
        row_before: The row that the field has replaced in the callbacks before a run.
        row_waits: Whether the browser part awaits the answer to a choice that the callbacks brought.
        owner: The model and view that the places belong to; None where that is yet to be seen.
        homes: The owners of places that the address has had.
        views: The settings of the view, for spaces of two dimensions (True) and for the others (False).
        flat: Which of the two was shown last.
        heard: Counts what came from the browser: see ``take_event``.
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
    """What the map remembers from click to click."""
    found: MapState = st.session_state[_KEY]
    return found


def take_map_from_url(row_count: int) -> None:
    """Read the address when a session first shows the map, and when Back or Forward has brought the address.

    The page reports what makes no sense, and drops it.
    """
    if _KEY not in st.session_state:
        st.session_state[_KEY] = MapState()
    elif went_in_history():
        recall_map().row = recall_map().owner = None  # that of the address, whatever was chosen since
    else:
        return
    # These two belong to widgets, which silently drop what they cannot hold.
    view_rule = _rule(parameters.VIEW)
    if (view := st.query_params.get(parameters.VIEW.name)) and not view_rule.fits(view):
        _say_dropped(parameters.VIEW.name, view, view_rule.wanted)
    row = st.query_params.get(parameters.POINT.name)
    if row and not (is_row(row) and int(row) < row_count):
        _say_dropped(parameters.POINT.name, row, f"a row from 0 to {row_count - 1}")
    for part, parameter in PARTS.items():
        text, rule = st.query_params.get(parameter.name, ""), _rule(parameter)
        setattr(recall_map(), part, text if rule.fits(text) else "")
        if text and not rule.fits(text):
            _say_dropped(parameter.name, text, rule.wanted)


def _rule(parameter: Parameter[Any]) -> Rule:
    """The rule of a parameter that depends on no model."""
    return parameter.rule(Models())


def _say_dropped(name: str, text: str, wanted: str) -> None:
    st.toast(notices.plain(f"The address says {name}={text[:20]}, which is not {wanted}: left out."))


def put_map_into_url() -> None:
    """Put what the map remembers into the address."""
    mine = recall_map()
    assert mine.owner is not None
    if len(mine.homes) > MOST_HOMES:
        mine.homes.clear()
    mine.homes.update({getattr(mine, name): mine.owner for name in PLACED})
    address.put_texts({parameter.name: getattr(mine, part) for part, parameter in PARTS.items()})
    if mine.in_address:  # the first run can have no other before it
        address.resend_texts()
    mine.in_address = True


def drop_other_places(model: str, view: str) -> None:
    """Forget places of another model or view.

    The browser's way back brings them, too: it has addresses in which the view has changed and they have not.
    """
    mine, here = recall_map(), (model, view)
    for name in PLACED:
        if (mine.owner or mine.homes.get(getattr(mine, name), here)) != here:
            setattr(mine, name, "")
    mine.owner = here


def restore_view_settings(own: dict[str, object], *, flat: bool) -> None:
    """Set the view's widgets before they are drawn.

    Args:
        own: The first settings of this kind of space.
        flat: Whether the space has two dimensions; such spaces have settings of their own.
    """
    mine = recall_map()
    if mine.flat not in (None, flat):
        st.session_state.update(own | mine.views.get(flat, {}))
    mine.flat = flat


def remember_view_settings(names: Collection[str]) -> None:
    """Remember what the view's widgets say, after they are drawn; ``names`` are their keys."""
    mine = recall_map()
    assert mine.flat is not None
    said = {name: st.session_state[name] for name in names if st.session_state.get(name) is not None}
    mine.views[mine.flat] = mine.views.get(mine.flat, {}) | said


def chosen_place() -> tuple[float, float] | None:
    """The chosen place; None where a point is chosen."""
    if not recall_map().place:
        return None
    x, y = recall_map().place.split("_")
    return float(x), float(y)


def take_event(name: str, sent: object) -> None:
    """Take an event of the browser part, ``[number, value]``; drop anything that the part does not send.

    The part counts the events of each name, and a run tells the part the last number that it knows. So an
    answer to an earlier click never undoes a later click, and the same point can be chosen again. Until a run
    answers the choice of a row, every event has that choice as its third item: of two choices before a run
    only the later may arrive, and the row's field still says an older row, which would look like a new one.
    """
    if not (isinstance(sent, list) and len(sent) in (2, 3) and isinstance(sent[0], int)):
        return
    mine = recall_map()
    mine.heard[name], value, *waiting = sent
    if name == "choice" and _is_choice_of_row(sent[:2]):
        mine.row_number = sent[0]
        choose_row(int(value))
        return
    for choice in filter(_is_choice_of_row, waiting):
        mine.row_waits = True
        if choice[0] > mine.row_number:
            mine.row_number = choice[0]
            _put_row(int(choice[1]))
        elif mine.row_before is not None:  # the field only said what it had before the choice
            _put_row(mine.row_before)
    part = "place" if name == "choice" else name
    if isinstance(value, str) and (not value or _rule(PARTS[part]).fits(value)):
        setattr(mine, part, value)


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
    """Select nothing."""
    recall_map().selection = ""


def forget_place() -> None:
    """Forget the chosen place, because a point is chosen."""
    recall_map().place = ""


def refuse_place(reason: str) -> None:
    """Forget the chosen place, where nothing can be decoded, and report the reason."""
    x, y = recall_map().place.split("_")
    st.toast(notices.plain(f"There is no digit at ({x}, {y}): {reason}. The chosen point is shown instead."))
    forget_place()


def take_typed_row() -> None:
    """Choose the row that somebody typed, unless the field only repeats the row before a choice."""
    mine, row = recall_map(), st.session_state[parameters.POINT.name]
    if row == mine.row:
        return
    if mine.row_waits and mine.row is not None:
        _put_row(mine.row)
        return
    mine.row_before = mine.row
    choose_row(row)


def finish_events() -> None:
    """Forget what only the events before this run needed."""
    recall_map().row_before, recall_map().row_waits = None, False
