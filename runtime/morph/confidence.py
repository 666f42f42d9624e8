"""What the digit reader makes of a film, place by place and frame by frame."""

import dataclasses

import numpy as np

from runtime.arrays import IMAGE_SIZE, FloatArray
from runtime.model.reader import Reader
from runtime.morph.layout import left_edge
from runtime.morph.morph import Morph

CLEAR = 0.95  # a reading as sure as this is not ambiguous


@dataclasses.dataclass(frozen=True, slots=True)
class Turn:
    """A frame, counted from 0, that is the first to read as another digit than the one before it."""

    place: int
    frame: int
    before: int
    after: int


@dataclasses.dataclass(frozen=True, slots=True)
class Confidence:
    """How a film reads; frames and places are counted from 0.

    Attributes:
        probabilities: Of the digits 0 to 9, (frame_count, digit_count, 10); NaN where a place is empty, or
            its digit, which grows or shrinks, is not whole.
        turns: Where a reading becomes another, in order.
        thirds: (frame, place) of each reading that is neither that of the end before nor of the one after.
        most_ambiguous: The (frame, place) whose likeliest digit is the least likely; None where nothing is
            read, or all of it with at least 95 %.
    """

    probabilities: FloatArray
    turns: tuple[Turn, ...]
    thirds: tuple[tuple[int, int], ...]
    most_ambiguous: tuple[int, int] | None


def read_film(morph: Morph, images: FloatArray, reader: Reader) -> Confidence:
    """Read every digit of a film's frames ``images`` (frame_count, 28, 28 · digit_count) in [0, 1].

    A digit that moves sideways is read where it stands, to the nearest pixel. One that grows from nothing or
    shrinks to nothing is read where it is whole: in a smaller one the reader would see other digits.
    """
    windows, owners = [], []
    for frame, edges in enumerate(morph.edges()):
        first = left_edge(len(edges), morph.digit_count, morph.motion.align) // IMAGE_SIZE
        for place, x in enumerate(edges, first):
            if np.isfinite(x):
                windows.append(images[frame, :, round(x) : round(x) + IMAGE_SIZE])
                owners.append((frame, place))
    probabilities = np.full((len(images), morph.digit_count, 10), np.nan, np.float32)
    if windows:
        probabilities[tuple(np.transpose(owners))] = reader.read(np.stack(windows))
    return judge(probabilities, _arrivals(morph))


def judge(probabilities: FloatArray, arrivals: list[int]) -> Confidence:
    """Find what is worth marking in probabilities (frame_count, digit_count, 10).

    ``arrivals`` are the frames, in order, in which the film stands at one of its ends; the first is 0.
    """
    frame_count, digit_count, _ = probabilities.shape
    known = np.isfinite(probabilities[..., 0])
    read = np.where(known, np.nan_to_num(probabilities).argmax(axis=2), -1)
    turns = [
        Turn(place, frame, int(read[frame - 1, place]), int(read[frame, place]))
        for frame in range(1, frame_count)
        for place in range(digit_count)
        if known[frame - 1 : frame + 1, place].all() and read[frame - 1, place] != read[frame, place]
    ]
    thirds = []
    for first, last in zip(arrivals, [*arrivals[1:], frame_count - 1], strict=True):
        between = read[first : last + 1]
        strange = (between >= 0) & (between != read[first]) & (between != read[last])
        thirds += [(first + int(frame), int(place)) for frame, place in np.argwhere(strange)]
    best = np.where(known, np.nan_to_num(probabilities).max(axis=2), np.inf)
    frame, place = np.unravel_index(best.argmin(), best.shape)
    return Confidence(
        probabilities,
        tuple(turns),
        tuple(thirds),
        (int(frame), int(place)) if best.min() < CLEAR else None,
    )


def _arrivals(morph: Morph) -> list[int]:
    """The frames at which the film leaves its first end, and reaches each other."""
    arrivals = [0]
    frame = morph.itinerary.opening - 1
    for stage in morph.itinerary.stages:
        frame += stage.steps
        if stage.shown:
            arrivals.append(frame)
            frame += stage.shown - 1
    return arrivals
