"""The morph that is being made: its ends, way-points and path, for whichever model is chosen."""

import dataclasses
from typing import Literal

import numpy as np
import streamlit as st

from dashboard import resources, state
from runtime import Anchor, PathKind, Vae, anchor
from runtime.arrays import FloatArray

MAX_WAYPOINT_COUNT = 8
_KEY = "current_morph"

Source = Literal["number", "map", "picture"]


@dataclasses.dataclass(frozen=True, slots=True)
class End:
    """Where a morph starts or ends: a number, a row, or a picture as (name, bytes, digit count)."""

    source: Source
    number: str = ""
    row: int = 0
    picture: tuple[str, bytes, int | None] | None = None

    def anchor(self, vae: Vae) -> Anchor:
        """Its codes.

        Raises:
            LatentDigitsError: A picture in which no digit can be read, or a number that is none.
        """
        if self.source == "map":
            return Anchor(vae.latents.mu[[self.row]].astype(np.float32))
        if self.picture:
            return anchor(vae, np.stack(resources.digits_of(*self.picture).digits))
        return anchor(vae, self.number)


@dataclasses.dataclass(frozen=True, slots=True)
class CurrentMorph:
    """All that decides a path, apart from the model."""

    start: End
    end: End
    frame_count: int = 60
    path: PathKind = "geodesic"
    even: bool = True


def current() -> CurrentMorph | None:
    """The morph that was seen or chosen last; None in a session that has none yet."""
    found: CurrentMorph | None = st.session_state.get(_KEY)
    return found


def remember(morph: CurrentMorph) -> None:
    """Make this the current morph."""
    st.session_state[_KEY] = morph


def use_row(end: str, row: int) -> str:
    """Make a row one end of the morph; a typed number at the other keeps one digit. Says what it did."""
    st.session_state[state.end_key(end, state.SOURCE)] = "map"
    st.session_state[state.end_key(end, state.ROW)] = row
    said = f"The morph's {end} is now row {row}"
    (other,) = set(state.ENDS) - {end}
    default = {name: End("number", state.DEFAULT_NUMBER[name]) for name in state.ENDS}
    morph = current() or CurrentMorph(default["start"], default["end"])
    opposite = morph.end if end == "start" else morph.start
    if opposite.source == "number" and len(opposite.number) != 1:
        number = opposite.number[:1] or state.DEFAULT_NUMBER[other][0]
        st.session_state[state.end_key(other, state.NUMBER)] = number
        opposite = End("number", number)
        said += f", and its {other} a {number}"
    here = End("map", row=row)
    start, last = (here, opposite) if end == "start" else (opposite, here)
    remember(dataclasses.replace(morph, start=start, end=last))
    return f"{said}."


def waypoints(vae: Vae) -> list[int]:
    """Rows of the map that the morph goes through, from the session, at first from the link."""
    if state.WAYPOINTS not in st.session_state:
        parts = st.query_params.get(state.WAYPOINTS, "").split("_")[:MAX_WAYPOINT_COUNT]
        st.session_state[state.WAYPOINTS] = [int(part) for part in parts if state.is_row(part)]
    return [row for row in st.session_state[state.WAYPOINTS] if row < len(vae.latents)]


def add_waypoint(row: int) -> None:
    """Let the morph pass a row of the map too, after those that it passes already."""
    rows = st.session_state[state.WAYPOINTS]
    st.session_state[state.WAYPOINTS] = [*rows, row][-MAX_WAYPOINT_COUNT:]


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


def line(vae: Vae) -> FloatArray | None:
    """The current morph's codes (frame_count, digit_count, latent_dim); None where there is none to draw."""
    morph = current()
    if morph is None:
        return None
    start, end = morph.start.anchor(vae), morph.end.anchor(vae)
    if start.digit_count != end.digit_count:
        return None  # the Morph page says so
    rows = waypoints(vae) if start.digit_count == 1 else []  # a way-point is one digit
    return resources.morph_codes(
        vae.name,
        start.codes.tobytes(),
        end.codes.tobytes(),
        vae.latents.mu[rows].astype(np.float32).tobytes(),
        frame_count=max(morph.frame_count, len(rows) + 2),
        path=morph.path,
        even=morph.even,
    )
