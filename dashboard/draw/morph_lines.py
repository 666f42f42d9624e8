"""A morph's frames as lines on the map: one for each place where a digit stands."""

import dataclasses
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from dashboard.draw.reading import ORDINALS
from runtime import Morph
from runtime.arrays import IMAGE_SIZE, FloatArray
from runtime.morph.itinerary import Stage
from runtime.morph.layout import lay_out, left_edge


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """The way of one digit: its codes (M, latent_dim), and what to call their ends.

    M is the film's frames, or 1 where a digit only grows from nothing or shrinks to nothing. Codes are NaN
    where no digit is, and in the frame where one has gone and another is yet to come.

    Attributes:
        codes: See above.
        name: For those who do not see it.
        start: What stands beside its first code; "" for nothing.
        end: What stands beside its last code, likewise.
        stops: The frames in which the film leaves each of its ends.
        stop_names: What to call these; "" where nothing is to be said.
    """

    codes: FloatArray
    name: str
    start: str
    end: str
    stops: tuple[int, ...] = ()
    stop_names: tuple[str, ...] = ()


def lines_between(morph: Morph, codes: FloatArray) -> list[Line]:
    """The lines of a morph between two numbers, given its ``codes`` (frame_count, places, latent_dim)."""
    start, end = morph.ends
    comes_back = morph.itinerary.cycle != "once"
    stops = _departures(morph)
    if morph.digit_count == 1:
        return [Line(codes[:, 0], "from start to end", "start", "" if comes_back else "end", stops)]
    drawn = []
    slots = lay_out(start.digit_count, end.digit_count, morph.digit_count, morph.motion.align)
    for number, slot in enumerate(slots):
        name = f"{ORDINALS[number]} digit"
        if slot.start is None:
            drawn.append(Line(codes[:1, number], f"{name}, which grows there", "", f"{name} grows"))
        elif slot.end is None:
            drawn.append(Line(codes[:1, number], f"{name}, which shrinks there", f"{name} shrinks", ""))
        else:
            back = "" if comes_back else f"{name}: end"
            drawn.append(Line(codes[:, number], name, f"{name}: start", back, stops))
    return drawn


def lines_through(morph: Morph, codes: FloatArray) -> list[Line]:
    """The lines of a morph through several numbers, likewise."""
    stages, stops = morph.itinerary.stages, _departures(morph)
    broken = codes.copy()
    for frame, (stage, following) in zip(stops[1:], pairwise(stages), strict=True):
        there = _standing(morph, stage, arrived=True)
        onwards = _standing(morph, following, arrived=False)
        broken[frame, (there != onwards).any(axis=1)] = np.nan
    drawn = []
    for place in range(morph.digit_count):
        one = morph.digit_count == 1
        name, colon = ("", "") if one else (f"{ORDINALS[place]} digit", ": ")
        first, last = np.isfinite(broken[[0, -1], place, 0])
        drawn.append(
            Line(
                broken[:, place],
                name or "through all stops",
                f"{name}{colon}start" if first else f"{name} grows",
                "" if morph.itinerary.cycle != "once" or not last else f"{name}{colon}end",
                stops,
            )
        )
    return drawn


def stop_names(morph: Morph, between: Sequence[str]) -> tuple[str, ...]:
    """What to call the ends that a morph leaves, in turn, each once, given the names ``between`` its ends."""
    names = ["", *between, "end"]  # the start has a name already
    said = []
    for stage in morph.itinerary.stages:
        end = stage.end if stage.backwards else stage.start
        said.append(names[end])
        names[end] = ""
    return tuple(said)


def _departures(morph: Morph) -> tuple[int, ...]:
    """The last frame in which the film stands at its first end, and at each of the others."""
    frames = [morph.itinerary.opening - 1]
    for stage in morph.itinerary.stages:
        frames.append(frames[-1] + stage.steps - 1 + stage.shown)
    return tuple(frames[: len(morph.itinerary.stages)])


def _standing(morph: Morph, stage: Stage, *, arrived: bool) -> FloatArray:
    """The codes (places, latent_dim) of a stage as it sets off or arrives; NaN where it has no digit."""
    start, end = morph.ends[stage.start], morph.ends[stage.end]
    slots = lay_out(start.digit_count, end.digit_count, morph.digit_count, morph.motion.align)
    codes = np.full((morph.digit_count, morph.vae.latent_dim), np.nan, np.float32)
    first = left_edge(len(slots), morph.digit_count, morph.motion.align) // IMAGE_SIZE
    at_end = arrived != stage.backwards
    for place, slot in enumerate(slots, first):
        of_start = slot.end is None or (slot.start is not None and not at_end)
        number = slot.start if of_start else slot.end
        assert number is not None
        codes[place] = (start if of_start else end).codes[number]
    return codes
