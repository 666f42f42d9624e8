"""What the map keeps between clicks and in its link: the place, the camera, hidden digits, the selection."""

import dataclasses
import re
from collections.abc import Collection
from typing import Any, TypeGuard

import streamlit as st

from dashboard import notices
from dashboard.session import address, parameters
from dashboard.streamlit_internals import went_in_history

_KEY = "map_kept"
_NUMBER = r"-?[0-9]{1,4}(?:\.[0-9]{1,6})?"
# Name of a part → its name in the URL, what it must look like, and what a wrong one is not.
PARTS = {
    "place": ("place", rf"{_NUMBER}_{_NUMBER}", "a place such as 1.5_-0.25"),
    "camera": ("at", rf"{_NUMBER}_{_NUMBER}_[0-9]{{1,3}}(?:\.[0-9]{{1,6}})?", "a view such as 1.5_-0.25_4"),
    "hidden": ("hide", r"[0-9]{1,9}", "digits to hide, such as 358"),
    "selection": ("area", r"[0-9]{1,5}(?:_[0-9]{1,5}){5,99}", "the corners of a selection"),
}

PLACED = ("place", "camera", "selection")  # those that are of one model and view
MOST_HOMES = 1000  # some hundred kilobytes


@dataclasses.dataclass
class Kept:
    """Texts, each empty where there is nothing; ``owner`` is the model and view that the places belong to.

    It is None where that is yet to be seen; ``homes`` are the owners of places that the address has had.
    ``row`` is the last that was chosen other than by the link, and ``row_number`` the number of its choice
    where that came from the browser. Of the callbacks before a run: ``row_before`` is the row that the field
    has put another in place of, and ``row_waits`` whether the browser part awaits the answer to one.

    ``views`` are the settings of the view, for spaces of two dimensions (True) and for the others (False);
    ``flat`` is which of the two was shown last. ``heard`` counts what came from the browser: see ``hear``.
    ``in_address`` is whether the address has been told of all this.
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


def kept() -> Kept:
    """What is kept from click to click."""
    found: Kept = st.session_state[_KEY]
    return found


def take_from_url(view_names: Collection[str], row_count: int) -> None:
    """Take the link: at a session's first sight of the map, and where the browser's way back has brought it.

    What of it makes no sense is said and dropped.
    """
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Kept()
    elif went_in_history():
        kept().row = kept().owner = None  # that of the address, whatever was chosen since
    else:
        return
    # These two belong to widgets, which drop what they cannot hold, and say nothing.
    if (view := st.query_params.get(parameters.VIEW)) and view not in view_names:
        _say_dropped(parameters.VIEW, view, f"one of {', '.join(view_names)}")
    row = st.query_params.get(parameters.POINT)
    if row and not (parameters.is_row(row) and int(row) < row_count):
        _say_dropped(parameters.POINT, row, f"a row from 0 to {row_count - 1}")
    for name, (parameter, pattern, wanted) in PARTS.items():
        value = st.query_params.get(parameter, "")
        fits = re.fullmatch(pattern, value, re.ASCII) is not None
        setattr(kept(), name, value if fits else "")
        if value and not fits:
            _say_dropped(parameter, value, wanted)


def _say_dropped(parameter: str, value: str, wanted: str) -> None:
    st.toast(notices.plain(f"The address says {parameter}={value[:20]}, which is not {wanted}: left out."))


def put_into_url() -> None:
    """Make the address say what is kept."""
    mine = kept()
    assert mine.owner is not None
    if len(mine.homes) > MOST_HOMES:
        mine.homes.clear()
    mine.homes.update({getattr(mine, name): mine.owner for name in PLACED})
    address.put({parameter: getattr(mine, name) for name, (parameter, _, _) in PARTS.items()})
    if mine.in_address:  # the first run can have no other before it
        address.say_again()
    mine.in_address = True


def belong(model: str, view: str) -> None:
    """Forget places of another model or view.

    The browser's way back brings them, too: it has addresses in which the view has changed and they have not.
    """
    mine, here = kept(), (model, view)
    for name in PLACED:
        if (mine.owner or mine.homes.get(getattr(mine, name), here)) != here:
            setattr(mine, name, "")
    mine.owner = here


def bring_view(own: dict[str, object], *, flat: bool) -> None:
    """Before the view's widgets: spaces of two dimensions have settings of their own, at first ``own``."""
    mine = kept()
    if mine.flat not in (None, flat):
        st.session_state.update(own | mine.views.get(flat, {}))
    mine.flat = flat


def keep_view(names: Collection[str]) -> None:
    """After the view's widgets: remember what they say, each by its name in the session."""
    mine = kept()
    assert mine.flat is not None
    said = {name: st.session_state[name] for name in names if st.session_state.get(name) is not None}
    mine.views[mine.flat] = mine.views.get(mine.flat, {}) | said


def place() -> tuple[float, float] | None:
    """The chosen place; None where a point is chosen."""
    if not kept().place:
        return None
    x, y = kept().place.split("_")
    return float(x), float(y)


def hear(name: str, sent: object) -> None:
    """Take what the browser part has changed, ``[number, value]``; anything but what it sends is dropped.

    It counts what it sends of each name. A run tells it the last number that it knows of, so that an answer
    to an earlier click never undoes a later one, and the same point can be chosen again. Until the choice of
    a row is answered, that choice is third in all that is sent: of two choices before a run the later alone
    may be heard, and the row's field still says an older row, which would be taken for a new one.
    """
    if not (isinstance(sent, list) and len(sent) in (2, 3) and isinstance(sent[0], int)):
        return
    kept().heard[name], value, *waiting = sent
    if name == "choice" and _is_choice_of_row(sent[:2]):
        kept().row_number = sent[0]
        choose_row(int(value))
        return
    for choice in filter(_is_choice_of_row, waiting):
        kept().row_waits = True
        if choice[0] > kept().row_number:
            kept().row_number = choice[0]
            _put_row(int(choice[1]))
        elif (before := kept().row_before) is not None:  # the field only said what it had before the choice
            _put_row(before)
    part = "place" if name == "choice" else name
    if isinstance(value, str) and (not value or re.fullmatch(PARTS[part][1], value, re.ASCII)):
        setattr(kept(), part, value)


def _is_choice_of_row(sent: object) -> TypeGuard[list[Any]]:
    return (
        isinstance(sent, list)
        and len(sent) == 2
        and isinstance(sent[0], int)
        and isinstance(sent[1], str)
        and parameters.is_row(sent[1])
    )


def choose_row(row: int) -> None:
    """Choose a point."""
    _put_row(row)
    forget_place()


def _put_row(row: int) -> None:
    st.session_state[parameters.POINT] = kept().row = row


def clear_selection() -> None:
    """Select nothing."""
    kept().selection = ""


def forget_place() -> None:
    """A point has been chosen: no place is."""
    kept().place = ""


def drop_place(reason: str) -> None:
    """Forget the chosen place, as nothing can be decoded there, and say why."""
    x, y = kept().place.split("_")
    st.toast(notices.plain(f"There is no digit at ({x}, {y}): {reason}. The chosen point is shown instead."))
    forget_place()


def row_typed() -> None:
    """The row's field has changed: a point is chosen, unless it says only what was there before a choice."""
    mine, row = kept(), st.session_state[parameters.POINT]
    if row == mine.row:
        return
    if mine.row_waits and mine.row is not None:
        _put_row(mine.row)
        return
    mine.row_before = mine.row
    choose_row(row)


def callbacks_done() -> None:
    """All that the browser has sent for this run is heard."""
    kept().row_before, kept().row_waits = None, False
