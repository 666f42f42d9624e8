"""A picture of a number → its digits in reading order.

The ink (``runtime.ink.frame``) falls into connected strokes. Strokes above one another belong to one digit;
a blob wider than a digit is cut where least ink is in the way (Casey & Lecolinet 1996, "A survey of methods
and strategies in character segmentation", on dissection).
"""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from runtime.errors import InkError
from runtime.ink.correction import Correction, parts_in_boxes
from runtime.ink.frame import DEFAULT_THRESHOLD, Box, Mask, find_ink, ink_box, mnist_frame, stroke_width
from runtime.ink.picture import Floats, Source, open_picture

MAX_DIGIT_COUNT = 8

_MOST_STROKES = 8 * MAX_DIGIT_COUNT
"""More pieces of ink than these are no number: a text, a texture, a photograph."""

_NARROWEST_PAIR, _WIDEST_DIGIT = 0.8, 1.25
"""Widths in heights of the number: a blob between them is cut only where two digits are plain to see."""


@dataclass(frozen=True)
class NumberSteps:
    """How a picture became digits; every stage in [0, 1], ``ink`` and ``digits`` with ink = 1 on paper = 0.

    Attributes:
        picture: Grey as seen, upright, at most 1024 pixels long (H, W).
        ink: Its ink alone (H, W).
        boxes: Where each digit's ink lies in both, in reading order: x, y, width, height.
        digits: Each digit as MNIST would hold it (28, 28), in reading order.
    """

    picture: Floats
    ink: Floats
    boxes: list[Box]
    digits: list[Floats]


@dataclass(frozen=True)
class NumberInk:
    """What a person may correct: the ink of a picture, and where its digits seem to be.

    Attributes:
        picture: Grey as seen, upright, at most 1024 pixels long (H, W) in [0, 1].
        ink: Its ink alone, ink = 1 (H, W).
        boxes: Where each digit lies, left to right: x, y, width, height. Any number of them, and none where
            there are more strokes than a number has.
    """

    picture: Floats
    ink: Floats
    boxes: list[Box]


def split_number(
    source: Source, *, count: int | None = None, correction: Correction | None = None
) -> list[Floats]:
    """Split a picture of a number into its digits (28, 28) in [0, 1], in reading order.

    Args:
        source: A path, bytes, a binary file, a Pillow image, or an array (H, W) or (H, W, 3 or 4).
        count: How many digits there are, 1 to 8; found out where it is not given.
        correction: What a person says about the boxes and the ink, instead of the count.

    Raises:
        InkError: The picture cannot be read, holds no ink, or more than 8 digits; or a box does not fit it.
    """
    return find_digits(source, count=count, correction=correction).digits


def find_digits(
    source: Source, *, count: int | None = None, correction: Correction | None = None
) -> NumberSteps:
    """Split a picture (H, W) of a number into its digits, and keep what was found on the way.

    Raises:
        InkError: The picture cannot be read, holds no ink, or more than 8 digits; or a box does not fit it.
    """
    if count is not None and (type(count) is not int or not 1 <= count <= MAX_DIGIT_COUNT):
        raise InkError(
            f"no number of {count!r} digits can be split; give a count from 1 to {MAX_DIGIT_COUNT}"
        )
    boxes = correction.boxes if correction else None
    if boxes is not None and count is not None:
        raise InkError(f"a count of {count} and {len(boxes)} boxes; leave one of the two out")
    name, picture = open_picture(source)
    ink = find_ink(picture, name, threshold=correction.threshold if correction else DEFAULT_THRESHOLD)
    strokes = _strokes(ink > 0)
    parts = _parts(ink, strokes, count)
    if boxes is None:
        _check_found(name, len(strokes), len(parts), corrected=correction is not None)
    elif not 1 <= len(boxes) <= MAX_DIGIT_COUNT:
        raise InkError(
            f"{len(boxes)} boxes on {name}; a number has 1 to {MAX_DIGIT_COUNT} digits, "
            + ("so delete or merge some" if boxes else "so add a box, or start over")
        )
    else:
        parts = parts_in_boxes(name, ink, boxes, parts)
    return NumberSteps(picture, ink, [ink_box(part) for part in parts], [mnist_frame(part) for part in parts])


def find_boxes(source: Source, *, threshold: float = DEFAULT_THRESHOLD) -> NumberInk:
    """Find the ink of a picture (H, W) and where its digits seem to be, for a person to correct.

    Raises:
        InkError: The picture cannot be read or holds no ink, or no such threshold.
    """
    name, picture = open_picture(source)
    ink = find_ink(picture, name, threshold=threshold)
    return NumberInk(picture, ink, [ink_box(part) for part in _parts(ink, _strokes(ink > 0), None)])


def _parts(ink: Floats, strokes: list[Mask], count: int | None) -> list[Floats]:
    """The ink (H, W) of each digit, left to right; of none where there are too many strokes."""
    blobs = _digit_blobs(strokes, count) if len(strokes) <= _MOST_STROKES else []
    return [_only(blob, ink) for blob in blobs]


def _check_found(name: str, stroke_count: int, digit_count: int, *, corrected: bool) -> None:
    """Raise where a picture holds more than a number has; who corrects it has boxes, and gives no count."""
    if stroke_count > _MOST_STROKES:
        raise InkError(
            f"{name} holds {stroke_count} separate strokes, too many for {MAX_DIGIT_COUNT} digits; "
            "cut it to the number alone, or give its boxes"
        )
    if digit_count > MAX_DIGIT_COUNT:
        raise InkError(
            f"{name} seems to hold {digit_count} digits; cut it to {MAX_DIGIT_COUNT} or fewer, "
            + ("" if corrected else "say how many it holds, ")
            + "or correct its boxes"
        )


def _digit_blobs(strokes: list[Mask], count: int | None) -> list[Mask]:
    """Where each digit is, as a mask (H, W), left to right."""
    blobs = _grouped(strokes)
    height = max(_extent(blob)[3] for blob in blobs)
    if count is None:
        blobs = [part for blob in blobs for part in _cut_freely(blob, height)]
    else:
        while len(blobs) > count:
            blobs = _nearest_two_joined(blobs)
        while len(blobs) < count:
            widest = int(np.argmax([_extent(blob)[2] for blob in blobs]))
            blobs[widest : widest + 1] = _cut_anyhow(blobs[widest], height)
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
        height = _extent(blob)[3]
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


@dataclass(frozen=True)
class _Cut:
    """One way to cut a blob: its parts, the ink in the way in stroke widths, the height of the lower part,
    and how many loops are cut open.
    """

    parts: list[Mask]
    crossed: float
    lower: int
    opened: int

    def badness(self, height: int) -> float:
        """Few strokes crossed, no loop opened, two parts nearly as high as the number: 0 is best."""
        return self.crossed + 4 * max(0.0, 0.85 - self.lower / height) + self.opened

    def is_plain(self, height: int, wide: float) -> bool:
        """Whether the parts are two digits for sure, in a blob ``wide`` times as wide as it is high."""
        whole = self.lower >= 0.85 * height  # both parts are as high as the number and in one piece
        if whole and self.crossed <= 1.2:
            # Two digits that touch twice enclose paper as well, but they are wider than an open 0.
            return not self.opened or wide > _WIDEST_DIGIT
        if self.opened or wide <= _WIDEST_DIGIT:
            return False
        return self.crossed <= (3 if whole else 1.6) and self.lower >= 0.6 * height


def _cut_freely(blob: Mask, height: int) -> list[Mask]:
    """Cut a blob in two, and its parts again, while it is wide and a thin cut leaves two likely digits."""
    wide = _extent(blob)[2] / height
    if wide <= _NARROWEST_PAIR:
        return [blob]
    cut = _best_cut(blob, height)
    if cut is None or not cut.is_plain(height, wide):
        return [blob]
    return [piece for part in cut.parts for piece in _cut_freely(part, height)]


def _cut_anyhow(blob: Mask, height: int) -> list[Mask]:
    """Cut a blob (H, W) in two where it is best to, and down the middle where there is no good place."""
    cut = _best_cut(blob, height)
    if cut is not None:
        return cut.parts
    x, _, width, _ = _extent(blob)
    if width < 2:
        raise InkError("the number is too small to hold as many digits as were asked for; ask for fewer")
    left = np.arange(blob.shape[1]) < x + width // 2
    return [blob & left, blob & ~left]


def _best_cut(blob: Mask, height: int) -> _Cut | None:
    """The best of the cuts of a blob (H, W) from top to bottom, tried at regular places."""
    x, y, width, tall = _extent(blob)
    # A seam does not need more than 64 rows; drawn small, a stroke's edge is a grey that is cheap to graze.
    scale = min(1.0, 64 / tall)
    size = (max(1, round(width * scale)), max(1, round(tall * scale)))
    shape = blob[y : y + tall, x : x + width].astype(np.float32)
    ink = np.asarray(cv2.resize(shape, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
    stroke = max(stroke_width(blob) * scale, 0.3)
    reach = max(2, round(0.15 * height * scale))
    loops = _loops(ink)
    best: _Cut | None = None
    for column in range(reach, size[0] - reach, max(1, reach // 3)):
        seam, crossed = _seam(ink[:, column - reach : column + reach + 1])
        rows = np.interp(np.arange(tall), (np.arange(size[1]) + 0.5) / scale - 0.5, seam + column - reach)
        border = np.zeros(blob.shape[0])
        border[y : y + tall] = x + rows / scale
        left = np.arange(blob.shape[1])[None, :] < border[:, None]
        parts = [blob & left, blob & ~left]
        sides = np.arange(size[0])[None, :] < (seam + column - reach)[:, None]
        halves = [_only(sides, ink), _only(~sides, ink)]
        # A part in pieces is as low as its highest piece: the tips of a 3 are no digit.
        lower = round(min(_highest_piece(half) for half in halves) / scale)
        opened = loops - sum(_loops(half) for half in halves)
        cut = _Cut(parts, crossed / stroke, lower, max(0, opened))
        even = min(int(part.sum()) for part in parts) >= 0.05 * blob.sum()
        if even and (best is None or cut.badness(height) < best.badness(height)):
            best = cut
    return best


def _only(there: Mask, ink: Floats) -> Floats:
    """The ink of a map (H, W) where a mask is set."""
    return np.where(there, ink, np.float32(0))


def _highest_piece(ink: Floats) -> int:
    """The height of the highest connected piece of ink in a map (H, W), in rows."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((ink > 0.05).astype(np.uint8), connectivity=8)
    return int(stats[1:, cv2.CC_STAT_HEIGHT].max(initial=0))


def _loops(ink: Floats) -> int:
    """How many patches of paper are closed in by the ink of a map (H, W); tiny ones do not count."""
    # Thickened by a pixel: a 0 whose ends almost meet is a loop too.
    shape = cv2.dilate((ink > 0.05).astype(np.uint8), np.ones((3, 3), np.uint8))
    paper = np.pad(1 - shape, 1, constant_values=1)
    _, _, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
    return int((stats[1:, cv2.CC_STAT_AREA] >= 6).sum()) - 1


def _seam(ink: Floats) -> tuple[npt.NDArray[np.intp], float]:
    """The cheapest way down through a strip (H, W) of ink: its column in each row, and the ink in its way."""
    cost = ink + 0.01
    total = cost.copy()
    came = np.zeros(cost.shape, np.int8)
    edge = np.array([np.inf], np.float32)
    for row in range(1, len(cost)):
        before = total[row - 1]
        # A step aside costs a little: seams are straight where nothing is in the way.
        aside = np.concatenate([edge, before, edge]) + 0.05
        steps = np.stack([aside[:-2], before, aside[2:]])
        came[row] = steps.argmin(axis=0) - 1
        total[row] += steps.min(axis=0)
    seam = np.zeros(len(cost), np.intp)
    seam[-1] = int(total[-1].argmin())
    for row in range(len(cost) - 1, 0, -1):
        seam[row - 1] = seam[row] + came[row, seam[row]]
    return seam, float(ink[np.arange(len(cost)), seam].sum())
