"""A picture of a number → its digits in reading order.

The ink (``runtime.ink``) falls into connected strokes. Strokes above one another belong to one digit; a blob wider
than a digit is cut where least ink is in the way, as in the survey of Casey & Lecolinet 1996, "A survey of methods
and strategies in character segmentation".
"""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from runtime.errors import InkError
from runtime.ink import Box, Floats, Mask, Source, find_ink, ink_box, mnist_frame, open_picture

MAX_DIGIT_COUNT = 8

_WIDEST = 1.25
"""A blob wider than this, in heights of the number, may be several digits that touch."""

_USUAL_WIDTH = 0.7
"""The usual width of a digit with the gap after it, in its heights; only a first guess where to cut."""


@dataclass(frozen=True)
class NumberSteps:
    """How a picture became digits; every stage in [0, 1], ``ink`` and ``digits`` with ink = 1 on paper = 0.

    Attributes:
        picture: Grey as seen, upright, at most 1024 pixels long (H, W).
        ink: Its ink alone (H, W).
        boxes: Where each digit lies in both, left to right: x, y, width, height.
        digits: Each digit as MNIST would hold it (28, 28), left to right.
    """

    picture: Floats
    ink: Floats
    boxes: list[Box]
    digits: list[Floats]


def split_number(source: Source, *, count: int | None = None) -> list[Floats]:
    """Split a picture of a number into its digits (28, 28) in [0, 1], left to right.

    Args:
        source: A path, bytes, a binary file, a Pillow image, or an array (H, W) or (H, W, 3 or 4).
        count: How many digits there are, 1 to 8; found out where it is not given.

    Raises:
        InkError: The picture cannot be read, holds no ink, or more than 8 digits.
    """
    return find_digits(source, count=count).digits


def find_digits(source: Source, *, count: int | None = None) -> NumberSteps:
    """Split a picture (H, W) of a number into its digits, and keep what was found on the way.

    Raises:
        InkError: The picture cannot be read, holds no ink, or more than 8 digits.
    """
    if count is not None and not 1 <= count <= MAX_DIGIT_COUNT:
        raise InkError(f"a number of {count} digits cannot be split; give a count from 1 to {MAX_DIGIT_COUNT}")
    name, picture = open_picture(source)
    ink = find_ink(picture, name)
    blobs = _digit_blobs(ink > 0, count)
    if len(blobs) > MAX_DIGIT_COUNT:
        raise InkError(
            f"{name} seems to hold {len(blobs)} digits; cut it to {MAX_DIGIT_COUNT} or fewer, or say count="
        )
    parts = [np.where(blob, ink, np.float32(0)) for blob in blobs]
    return NumberSteps(picture, ink, [ink_box(part) for part in parts], [mnist_frame(part) for part in parts])


def _digit_blobs(ink: Mask, count: int | None) -> list[Mask]:
    """Where each digit is in a mask of ink (H, W), left to right."""
    blobs = _grouped(_strokes(ink))
    height = max(_extent(blob)[3] for blob in blobs)
    if count is None:
        blobs = [part for blob in blobs for part in _cut_freely(blob, height)]
    else:
        while len(blobs) > count:
            blobs = _nearest_two_joined(blobs)
        while len(blobs) < count:
            widest = int(np.argmax([_extent(blob)[2] for blob in blobs]))
            blobs[widest : widest + 1] = _cut(blobs[widest], _best_seam(blobs[widest])[0])
    return sorted(blobs, key=lambda blob: _extent(blob)[0] + _extent(blob)[2] / 2)


def _extent(mask: Mask) -> Box:
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    return x, y, width, height


# From strokes to digits


def _strokes(ink: Mask) -> list[Mask]:
    count, labels = cv2.connectedComponents(ink.astype(np.uint8), connectivity=8)
    return [labels == label for label in range(1, count)]


def _grouped(strokes: list[Mask]) -> list[Mask]:
    """Strokes joined into digits: those above one another, and each small one with what it is nearest to."""
    tallest = max(_extent(stroke)[3] for stroke in strokes)
    blobs = sorted(strokes, key=lambda stroke: -_extent(stroke)[3])
    digits: list[Mask] = []
    for blob in blobs:
        x, y, width, height = _extent(blob)
        overlaps = [_overlap(blob, digit) for digit in digits]
        best = int(np.argmax(overlaps)) if overlaps else -1
        if overlaps and overlaps[best] >= (0.6 if height >= 0.5 * tallest else 0.3):
            digits[best] = digits[best] | blob
        elif height >= 0.4 * tallest:
            digits.append(blob)
        else:
            gaps = [_gap(blob, digit) for digit in digits]
            nearest = int(np.argmin(gaps))
            if gaps[nearest] <= 0.15 * tallest:
                digits[nearest] = digits[nearest] | blob
            # else a blot beside the number
    return digits


def _overlap(one: Mask, other: Mask) -> float:
    """How much of the narrower of two blobs lies above or below the other, from 0 to 1; < 0 for a gap."""
    left, _, width, _ = _extent(one)
    other_left, _, other_width, _ = _extent(other)
    shared = min(left + width, other_left + other_width) - max(left, other_left)
    return shared / min(width, other_width)


def _gap(one: Mask, other: Mask) -> float:
    distance = cv2.distanceTransform((~other).astype(np.uint8), cv2.DIST_L2, 3)
    return float(distance[one].min())


def _nearest_two_joined(blobs: list[Mask]) -> list[Mask]:
    blobs = sorted(blobs, key=lambda blob: _extent(blob)[0] + _extent(blob)[2] / 2)
    overlaps = [_overlap(one, other) for one, other in pairwise(blobs)]
    first = int(np.argmax(overlaps))
    return [*blobs[:first], blobs[first] | blobs[first + 1], *blobs[first + 2 :]]


# Cutting digits that touch


def _cut_freely(blob: Mask, height: int) -> list[Mask]:
    """Cut a blob in two, and its parts again, for as long as it is wide and a thin cut leaves two likely digits."""
    _, _, width, _ = _extent(blob)
    if width <= _WIDEST * height:
        return [blob]
    seam, cost = _best_seam(blob)
    parts = _cut(blob, seam)
    if len(parts) < 2 or cost > 1.5 * _stroke_width(blob):
        return [blob]
    if any(_extent(part)[3] < 0.6 * height for part in parts):
        return [blob]
    return [piece for part in parts for piece in _cut_freely(part, height)]


def _stroke_width(blob: Mask) -> float:
    inner = cv2.erode(blob.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=0)
    edge = int(blob.sum()) - int(inner.sum())
    return 2 * float(blob.sum()) / max(edge, 1)


def _best_seam(blob: Mask) -> tuple[npt.NDArray[np.intp], float]:
    """The cheapest way from top to bottom through a blob: its column in each row (H,), and the ink in its way."""
    x, y, width, height = _extent(blob)
    count = max(2, round(width / (_USUAL_WIDTH * height)))
    # Far from where the digits should meet, ink weighs more; a step aside costs a little, so that seams are straight.
    columns = np.arange(width)
    meets = np.arange(1, count) * width / count
    away = np.abs(columns[:, None] - meets).min(axis=1) / (width / count)
    ink = blob[y : y + height, x : x + width].astype(np.float32)
    cost = ink * (1 + 4 * away**2) + 0.02 * away
    margin = max(1, round(0.5 * width / count))
    cost[:, :margin] += 10
    cost[:, -margin:] += 10
    total = cost.copy()
    came = np.zeros(cost.shape, np.int8)
    for row in range(1, height):
        before = total[row - 1]
        steps = np.stack([np.append(np.inf, before[:-1]) + 0.1, before, np.append(before[1:], np.inf) + 0.1])
        came[row] = steps.argmin(axis=0) - 1
        total[row] += steps.min(axis=0)
    seam = np.zeros(blob.shape[0], np.intp)
    column = int(total[-1].argmin())
    crossed = 0.0
    for row in range(height - 1, -1, -1):
        seam[y + row] = x + column
        crossed += float(ink[row, column])
        column += int(came[row, column])
    return seam, crossed


def _cut(blob: Mask, seam: npt.NDArray[np.intp]) -> list[Mask]:
    left = np.arange(blob.shape[1])[None, :] < seam[:, None]
    return [part for part in (blob & left, blob & ~left) if part.any()]
