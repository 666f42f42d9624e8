"""A picture of a number → its digits in reading order.

``NumberInk`` holds a picture and its ink, which is separated once (``runtime.ink.frame``). The ink falls into
connected strokes. Strokes above one another belong to one digit; a blob wider than a digit is cut
(``runtime.ink.cut``).
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt

from runtime.errors import InkError
from runtime.ink.correction import Correction, parts_in_boxes
from runtime.ink.cut import cut_anyhow, cut_freely, extent, keep_ink
from runtime.ink.frame import DEFAULT_THRESHOLD, Box, Mask, find_ink, ink_box, mnist_frame
from runtime.ink.picture import Floats, PictureSource, open_picture

MAX_DIGIT_COUNT = 8

_MAX_STROKES = 8 * MAX_DIGIT_COUNT
"""More separate strokes than this are not a number but a text, a texture or a photograph."""


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


@dataclass(frozen=True, eq=False)
class NumberInk:
    """A picture of a number and its ink, which a person may correct; ``split`` turns it into digits.

    Attributes:
        picture: Grey as seen, upright, at most 1024 pixels long (H, W) in [0, 1].
        ink: Its ink alone, ink = 1 (H, W).
        name: What messages call the picture.
        threshold: How dark ink is, from 0.1 to 0.9: see ``Correction``.
    """

    picture: Floats
    ink: Floats
    name: str = "the picture"
    threshold: float = DEFAULT_THRESHOLD

    @classmethod
    def separate(cls, name: str, picture: Floats, *, threshold: float = DEFAULT_THRESHOLD) -> Self:
        """Separate the ink of an open picture (H, W) from its paper.

        Raises:
            InkError: The picture holds no ink, or the threshold is out of range.
        """
        ink = find_ink(picture, name, threshold=threshold)
        for shared in (picture, ink):  # callers may cache and share them
            shared.flags.writeable = False
        return cls(picture, ink, name, threshold)

    @cached_property
    def boxes(self) -> list[Box]:
        """Where each digit seems to lie, left to right: x, y, width, height.

        There may be any number of boxes, and there is none if the ink has more strokes than a number.
        """
        return [ink_box(part) for part in self._parts()]

    def split(self, *, count: int | None = None, correction: Correction | None = None) -> NumberSteps:
        """Split the ink into digits.

        Args:
            count: How many digits there are, 1 to 8; found automatically by default.
            correction: What a person says about the boxes, instead of the count. It must have the threshold
                of this ink.

        Raises:
            InkError: The ink holds more than 8 digits, a box does not fit it, or the correction has another
                threshold than the ink.
        """
        _check_request(count, correction)
        if correction is not None and correction.threshold != self.threshold:
            raise InkError(
                f"the correction of {self.name} has the threshold {correction.threshold}, and its ink was "
                f"separated with {self.threshold}; separate the ink with the correction's threshold"
            )
        if count is None:
            parts = self._parts()
        else:
            parts = [keep_ink(blob, self.ink) for blob in _find_blobs(self.ink, count)]
        if correction and correction.boxes is not None:
            _check_box_count(self.name, len(correction.boxes))
            parts = parts_in_boxes(self.name, self.ink, correction.boxes, parts)
        else:
            stroke_count, _ = _label_strokes(self.ink)
            _check_found(self.name, stroke_count, len(parts), corrected=correction is not None)
        return NumberSteps(
            self.picture, self.ink, [ink_box(part) for part in parts], [mnist_frame(part) for part in parts]
        )

    @cached_property
    def _digit_map(self) -> npt.NDArray[np.uint16]:
        """For each pixel (H, W) the digit that its ink seems to belong to, counted from 1; 0 for none."""
        digit_map = np.zeros(self.ink.shape, np.uint16)
        for number, blob in enumerate(_find_blobs(self.ink, None), 1):
            digit_map[blob] = number
        return digit_map

    def _parts(self) -> list[Floats]:
        """The ink (H, W) of each digit that seems to be there, left to right."""
        numbers = range(1, int(self._digit_map.max()) + 1)
        return [keep_ink(self._digit_map == number, self.ink) for number in numbers]


def split_number(
    source: PictureSource, *, count: int | None = None, correction: Correction | None = None
) -> list[Floats]:
    """Split a picture of a number into its digits (28, 28) in [0, 1], in reading order.

    Args:
        source: A path, bytes, a binary file, a Pillow image, or an array (H, W) or (H, W, 3 or 4).
        count: How many digits there are, 1 to 8; found automatically by default.
        correction: What a person says about the boxes and the ink, instead of the count.

    Raises:
        InkError: The picture cannot be read, holds no ink, or more than 8 digits; or a box does not fit it.
    """
    return find_digits(source, count=count, correction=correction).digits


def find_digits(
    source: PictureSource, *, count: int | None = None, correction: Correction | None = None
) -> NumberSteps:
    """Split a picture (H, W) of a number into its digits, and return every stage on the way.

    Raises:
        InkError: The picture cannot be read, holds no ink, or more than 8 digits; or a box does not fit it.
    """
    _check_request(count, correction)
    threshold = correction.threshold if correction else DEFAULT_THRESHOLD
    return find_boxes(source, threshold=threshold).split(count=count, correction=correction)


def find_boxes(source: PictureSource, *, threshold: float = DEFAULT_THRESHOLD) -> NumberInk:
    """Find the ink of a picture (H, W) and where its digits seem to be, for a person to correct.

    Raises:
        InkError: The picture cannot be read or holds no ink, or the threshold is out of range.
    """
    return NumberInk.separate(*open_picture(source), threshold=threshold)


def _check_request(count: int | None, correction: Correction | None) -> None:
    if count is None:
        return
    if type(count) is not int or not 1 <= count <= MAX_DIGIT_COUNT:
        raise InkError(
            f"a number cannot be split into {count!r} digits; give a count from 1 to {MAX_DIGIT_COUNT}"
        )
    if correction and correction.boxes is not None:
        raise InkError(f"a count of {count} and {len(correction.boxes)} boxes; leave one of the two out")


def _check_box_count(name: str, count: int) -> None:
    if not 1 <= count <= MAX_DIGIT_COUNT:
        raise InkError(
            f"{count} boxes on {name}; a number has 1 to {MAX_DIGIT_COUNT} digits, "
            + ("so delete or merge some" if count else "so add a box, or start over")
        )


def _check_found(name: str, stroke_count: int, digit_count: int, *, corrected: bool) -> None:
    """Refuse more ink than a number has. Who corrects it has boxes, and gives no count."""
    if stroke_count > _MAX_STROKES:
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


# From strokes to digits


def _label_strokes(ink: Floats) -> tuple[int, npt.NDArray[np.int32]]:
    """The number of connected strokes, and the stroke (H, W) of each pixel, counted from 1; 0 for paper."""
    count, labels = cv2.connectedComponents((ink > 0).astype(np.uint8), connectivity=8)
    return count - 1, np.asarray(labels, np.int32)


def _find_blobs(ink: Floats, count: int | None) -> list[Mask]:
    """Where each digit is, as a mask (H, W), left to right; none if there are too many strokes."""
    stroke_count, labels = _label_strokes(ink)
    if stroke_count > _MAX_STROKES:
        return []
    blobs = _grouped([labels == label for label in range(1, stroke_count + 1)])
    height = max(extent(blob)[3] for blob in blobs)
    if count is None:
        blobs = [part for blob in blobs for part in cut_freely(blob, height)]
    else:
        while len(blobs) > count:
            blobs = _nearest_two_joined(blobs)
        while len(blobs) < count:
            widest = int(np.argmax([extent(blob)[2] for blob in blobs]))
            blobs[widest : widest + 1] = cut_anyhow(blobs[widest], height)
    return sorted(blobs, key=lambda blob: extent(blob)[0] + extent(blob)[2] / 2)


def _grouped(strokes: list[Mask]) -> list[Mask]:
    """Strokes joined into digits: those above one another, and each small one with what it is nearest to."""
    tallest = max(extent(stroke)[3] for stroke in strokes)
    blobs = sorted(strokes, key=lambda stroke: -extent(stroke)[3])
    digits: list[Mask] = []
    for blob in blobs:
        height = extent(blob)[3]
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
    left, _, width, _ = extent(one)
    other_left, _, other_width, _ = extent(other)
    shared = min(left + width, other_left + other_width) - max(left, other_left)
    return shared / min(width, other_width)


def _gap(one: Mask, other: Mask) -> float:
    distance = cv2.distanceTransform((~other).astype(np.uint8), cv2.DIST_L2, 3)
    return float(distance[one].min())


def _nearest_two_joined(blobs: list[Mask]) -> list[Mask]:
    blobs = sorted(blobs, key=lambda blob: extent(blob)[0] + extent(blob)[2] / 2)
    overlaps = [_overlap(one, other) for one, other in pairwise(blobs)]
    first = int(np.argmax(overlaps))
    return [*blobs[:first], blobs[first] | blobs[first + 1], *blobs[first + 2 :]]
