"""The digit reader's readings of a film, for each frame and digit position."""

import dataclasses

import numpy as np

from runtime.arrays import IMAGE_SIZE, FloatArray
from runtime.model.reader import Reader
from runtime.morph.layout import left_edge
from runtime.morph.morph import Morph

CLEAR = 0.95  # a reading with at least this confidence is clear


@dataclasses.dataclass(frozen=True, slots=True)
class Turn:
    """A change of reading from one frame to the next.

    Attributes:
        place: Digit position within the number, from 0.
        frame: The first frame with the new reading, from 0.
        before: The digit read in the frame before.
        after: The digit read in this frame.
    """

    place: int
    frame: int
    before: int
    after: int


@dataclasses.dataclass(frozen=True, slots=True)
class Confidence:
    """The readings of a film; frames and digit positions are counted from 0.

    Attributes:
        probabilities: The reader's probabilities of the digits 0 to 9, (frame_count, digit_count, 10); NaN
            where a position is empty or its digit is still growing or shrinking.
        turns: Changes of reading, in frame order.
        thirds: (frame, position) of each reading that differs from the readings of both the stop before and
            the stop after.
        most_ambiguous: The (frame, position) with the lowest confidence; None if nothing was read or every
            confidence is at least 95 %.
    """

    probabilities: FloatArray
    turns: tuple[Turn, ...]
    thirds: tuple[tuple[int, int], ...]
    most_ambiguous: tuple[int, int] | None


def read_film(morph: Morph, images: FloatArray, reader: Reader) -> Confidence:
    """Read every digit in a film's frames ``images``, (frame_count, 28, 28 · digit_count) in [0, 1].

    Digits that move sideways are read at the nearest whole pixel. Digits that grow or shrink are read only at
    full size, because the reader mistakes smaller ones for other digits.
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
    """Find changes of reading, third digits and the most ambiguous reading.

    Args:
        probabilities: As in ``Confidence``, (frame_count, digit_count, 10).
        arrivals: The first frame at each stop, in order, starting with 0.
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
        third = (between >= 0) & (between != read[first]) & (between != read[last])
        thirds += [(first + int(frame), int(place)) for frame, place in np.argwhere(third)]
    best = np.where(known, np.nan_to_num(probabilities).max(axis=2), np.inf)
    frame, place = np.unravel_index(best.argmin(), best.shape)
    return Confidence(
        probabilities,
        tuple(turns),
        tuple(thirds),
        (int(frame), int(place)) if best.min() < CLEAR else None,
    )


def _arrivals(morph: Morph) -> list[int]:
    """Return frame 0 and the frames at which the film reaches each later stop."""
    arrivals = [0]
    frame = morph.itinerary.opening - 1
    for stage in morph.itinerary.stages:
        frame += stage.steps
        if stage.shown:
            arrivals.append(frame)
            frame += stage.shown - 1
    return arrivals
