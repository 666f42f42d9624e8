"""The morph that is being made: its ends, way-points and path, for whichever model is chosen."""

import dataclasses
from typing import Literal

import numpy as np
import streamlit as st

from dashboard import resources, state
from dashboard.film_plan import FilmPlan
from runtime import Anchor, Correction, MorphError, TypedStyle, Vae, anchor
from runtime.arrays import FloatArray
from runtime.layout import lay_out
from runtime.leg import Motion

MAX_WAYPOINT_COUNT = 8
_KEY = "current_morph"
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")

Source = Literal["number", "map", "picture"]


@dataclasses.dataclass(frozen=True, slots=True)
class End:
    """Where a morph starts or ends: a number in a style, a row, or a picture as (name, bytes, correction)."""

    source: Source
    number: str = ""
    style: TypedStyle = "typical"  # of the number
    seed: int = 0  # where the style is random
    row: int = 0
    picture: tuple[str, bytes, Correction] | None = None

    def anchor(self, vae: Vae) -> Anchor:
        """Its codes; ``in_hand`` changes those of a number in the hand of the other end.

        Raises:
            LatentDigitsError: A picture in which no digit can be read, or a number that is none.
        """
        if self.source == "map":
            return Anchor(vae.latents.mu[[self.row]].astype(np.float32))
        if self.picture:
            name, content, correction = self.picture
            return anchor(vae, np.stack(resources.digits_of(name, content, correction=correction).digits))
        if self.style == "random":
            return Anchor(resources.random_codes(vae.name, self.number, self.seed))
        return anchor(vae, self.number)


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
    """All that decides a path, apart from the model."""

    start: End
    end: End
    frame_count: int = 60
    motion: Motion = Motion()  # noqa: RUF009 - frozen


def current() -> CurrentMorph | None:
    """The morph that was seen or chosen last; None in a session that has none yet."""
    found: CurrentMorph | None = st.session_state.get(_KEY)
    return found


def remember(morph: CurrentMorph) -> None:
    """Make this the current morph."""
    st.session_state[_KEY] = morph


def use_row(end: str, row: int) -> str:
    """Make a row one end of the morph; the other stays what it is. Says what it did."""
    st.session_state[state.end_key(end, state.SOURCE)] = "map"
    st.session_state[state.end_key(end, state.ROW)] = row
    morph, here = _current_or_default(), End("map", row=row)
    start, last = (here, morph.end) if end == "start" else (morph.start, here)
    remember(dataclasses.replace(morph, start=start, end=last))
    return f"The morph's {end} is now row {row}."


def _current_or_default() -> CurrentMorph:
    start, end = (End("number", state.DEFAULT_NUMBER[name]) for name in state.ENDS)
    return current() or CurrentMorph(start, end)


def waypoints(vae: Vae) -> list[int]:
    """Rows of the map that the morph goes through, from the session, at first from the link."""
    if state.WAYPOINTS not in st.session_state:
        parts = st.query_params.get(state.WAYPOINTS, "").split("_")[:MAX_WAYPOINT_COUNT]
        st.session_state[state.WAYPOINTS] = [int(part) for part in parts if state.is_row(part)]
    return [row for row in st.session_state[state.WAYPOINTS] if row < len(vae.latents)]


def add_waypoint(vae: Vae, row: int) -> str:
    """Let the morph pass a row of the map too, after those that it passes already. Says what it did."""
    st.session_state[state.WAYPOINTS] = [*waypoints(vae), row][-MAX_WAYPOINT_COUNT:]
    morph = _current_or_default()
    if morph.start.anchor(vae).digit_count == morph.end.anchor(vae).digit_count == 1:
        return f"The morph now passes row {row} on its way."
    return f"Row {row} is kept, but left out: way-points are for a start and an end of one digit."


def drop_waypoints() -> None:
    """Let the morph go straight from its start to its end."""
    st.session_state[state.WAYPOINTS] = []
    put_into_url()


def put_into_url() -> None:
    """Make the address say which way-points there are."""
    rows = st.session_state.get(state.WAYPOINTS, [])
    if rows:
        st.query_params[state.WAYPOINTS] = "_".join(map(str, rows))
    elif state.WAYPOINTS in st.query_params:
        del st.query_params[state.WAYPOINTS]


def enough_frames(asked: int, waypoint_count: int) -> int:
    """How many frames the film has: as many as were asked for, but one for each stop at least."""
    return max(asked, waypoint_count + 2)


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """The way of one digit: its codes (M, latent_dim), and what to call their ends.

    A digit that grows from nothing or shrinks to nothing stays where it is: M = 1.
    """

    codes: FloatArray
    name: str
    start: str
    end: str


def lines(vae: Vae) -> list[Line]:
    """The current morph, one line per digit from the left; none where there is no morph yet.

    Raises:
        LatentDigitsError: An end whose digits cannot be read.
    """
    morph = current()
    if morph is None:
        return []
    start, end = in_hand(vae, morph.start, morph.start.anchor(vae), morph.end, morph.end.anchor(vae))
    digit_count = max(start.digit_count, end.digit_count)
    rows = waypoints(vae) if digit_count == 1 else []  # a way-point is one digit
    via = vae.latents.mu[rows].astype(np.float32)
    frame_count = enough_frames(morph.frame_count, len(rows))
    codes = resources.morph_codes(
        FilmPlan.between(vae, start, end, via, frame_count=frame_count, motion=morph.motion)
    )
    if digit_count == 1:
        return [Line(codes[:, 0], "from start to end", "start", "end")]
    drawn = []
    slots = lay_out(start.digit_count, end.digit_count, digit_count, morph.motion.align)
    for number, slot in enumerate(slots):
        name = f"{_ORDINALS[number]} digit"
        if slot.start is None:
            drawn.append(Line(codes[:1, number], f"{name}, which grows there", "", f"{name} grows"))
        elif slot.end is None:
            drawn.append(Line(codes[:1, number], f"{name}, which shrinks there", f"{name} shrinks", ""))
        else:
            drawn.append(Line(codes[:, number], name, f"{name}: start", f"{name}: end"))
    return drawn
