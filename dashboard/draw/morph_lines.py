"""The path of a morph as lines on the map, one per digit position."""

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
    """The path of one digit.

    Attributes:
        codes: Codes (M, latent_dim); M is the number of frames, or 1 for a digit that only grows from nothing
            or shrinks to nothing. NaN where the position has no digit, and in the frame between a digit that
            leaves the position and the next digit there.
        name: Name for screen readers.
        start: Label of the first code; "" for none.
        end: Label of the last code; "" for none.
        stops: The frames in which the film leaves each of its ends.
        stop_names: Labels of ``stops``; "" for none.
    """

    codes: FloatArray
    name: str
    start: str
    end: str
    stops: tuple[int, ...] = ()
    stop_names: tuple[str, ...] = ()


def lines_between(morph: Morph, codes: FloatArray) -> list[Line]:
    """Return the lines of a morph between two numbers; codes (frame_count, digit_count, latent_dim)."""
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
            drawn.append(Line(codes[:1, number], f"{name}, growing", "", f"{name} grows"))
        elif slot.end is None:
            drawn.append(Line(codes[:1, number], f"{name}, shrinking", f"{name} shrinks", ""))
        else:
            back = "" if comes_back else f"{name}: end"
            drawn.append(Line(codes[:, number], name, f"{name}: start", back, stops))
    return drawn


def lines_through(morph: Morph, codes: FloatArray) -> list[Line]:
    """Return the lines of a morph through several numbers; ``codes`` as for ``lines_between``."""
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
    """Return the labels of the ends that a morph leaves, in order, given the names ``between`` its ends.

    Each end is named once.
    """
    names = ["", *between, "end"]  # the start is labelled already
    labels = []
    for stage in morph.itinerary.stages:
        end = stage.end if stage.backwards else stage.start
        labels.append(names[end])
        names[end] = ""
    return tuple(labels)


def _departures(morph: Morph) -> tuple[int, ...]:
    """Return the last frame in which the film stands still at each of its ends."""
    frames = [morph.itinerary.opening - 1]
    for stage in morph.itinerary.stages:
        frames.append(frames[-1] + stage.steps - 1 + stage.shown)
    return tuple(frames[: len(morph.itinerary.stages)])


def _standing(morph: Morph, stage: Stage, *, arrived: bool) -> FloatArray:
    """Return the codes (positions, latent_dim) at the start or end of a stage; NaN for empty positions."""
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
