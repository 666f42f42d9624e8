"""Split a picture of a number into its digits, in reading order.

``NumberInk`` holds a picture and its ink, which is separated once (``runtime.ink.frame``). The ink consists
of connected strokes. Strokes above one another form one digit; a blob wider than a digit is cut
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
"""A picture with more separate strokes is a text, a texture or a photograph rather than a number."""


@dataclass(frozen=True)
class NumberSteps:
    """The stages from a picture to its digits, in [0, 1]; in ``ink`` and ``digits``, ink = 1 and paper = 0.

    Attributes:
        picture: The upright picture in grey (H, W), at most 1024 pixels on its longer side.
        ink: The ink alone (H, W).
        boxes: The box of each digit in ``picture`` and ``ink``, in reading order: x, y, width, height in
            pixels.
        digits: Each digit in MNIST's format (28, 28), in reading order.
    """

    picture: Floats
    ink: Floats
    boxes: list[Box]
    digits: list[Floats]


@dataclass(frozen=True, eq=False)
class NumberInk:
    """A picture of a number and its ink, ready to ``split`` into digits, with or without a correction.

    Attributes:
        picture: The upright picture in grey (H, W) in [0, 1], at most 1024 pixels on its longer side.
        ink: The ink alone (H, W) in [0, 1], ink = 1.
        name: The picture's name in error messages.
        threshold: The ink threshold that ``ink`` was separated at, 0.1 to 0.9; see ``Correction``.
    """

    picture: Floats
    ink: Floats
    name: str = "the picture"
    threshold: float = DEFAULT_THRESHOLD

    @classmethod
    def separate(cls, name: str, picture: Floats, *, threshold: float = DEFAULT_THRESHOLD) -> Self:
        """Separate the ink in an opened picture (H, W) from the paper.

        Raises:
            InkError: The picture contains no ink, or the threshold is out of range.
        """
        ink = find_ink(picture, name, threshold=threshold)
        for shared in (picture, ink):  # callers may cache and share the arrays
            shared.flags.writeable = False
        return cls(picture, ink, name, threshold)

    @cached_property
    def boxes(self) -> list[Box]:
        """The box of each digit found, from left to right: x, y, width, height in pixels.

        The list may be longer than 8; it is empty if the ink has too many strokes for a number.
        """
        return [ink_box(part) for part in self._parts()]

    def split(self, *, count: int | None = None, correction: Correction | None = None) -> NumberSteps:
        """Split the ink into digits.

        Args:
            count: Number of digits, 1 to 8; found automatically by default.
            correction: The user's correction, at this ink's threshold; give either boxes or a count.

        Raises:
            InkError: The ink contains more than 8 digits, a box does not fit the picture, or the correction's
                threshold differs from this ink's.
        """
        _check_request(count, correction)
        if correction is not None and correction.threshold != self.threshold:
            raise InkError(
                f"the correction of {self.name} has ink threshold {correction.threshold}, but the ink was "
                f"separated at {self.threshold}; separate the ink at the correction's threshold"
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
        """The digit that each pixel (H, W) belongs to, counted from 1; 0 for none."""
        digit_map = np.zeros(self.ink.shape, np.uint16)
        for number, blob in enumerate(_find_blobs(self.ink, None), 1):
            digit_map[blob] = number
        return digit_map

    def _parts(self) -> list[Floats]:
        """Return the ink (H, W) of each digit found, from left to right."""
        numbers = range(1, int(self._digit_map.max()) + 1)
        return [keep_ink(self._digit_map == number, self.ink) for number in numbers]


def split_number(
    source: PictureSource, *, count: int | None = None, correction: Correction | None = None
) -> list[Floats]:
    """Split a picture of a number into its digits (28, 28) in [0, 1], in reading order.

    Args:
        source: A path, bytes, a binary file, a Pillow image, or an array (H, W) or (H, W, 3 or 4).
        count: Number of digits, 1 to 8; found automatically by default.
        correction: The user's correction; give either boxes or a count.

    Raises:
        InkError: The picture cannot be read, contains no ink or more than 8 digits, or a box does not fit.
    """
    return find_digits(source, count=count, correction=correction).digits


def find_digits(
    source: PictureSource, *, count: int | None = None, correction: Correction | None = None
) -> NumberSteps:
    """Split a picture (H, W) of a number into its digits and return every stage on the way.

    Arguments and errors are those of ``split_number``.
    """
    _check_request(count, correction)
    threshold = correction.threshold if correction else DEFAULT_THRESHOLD
    return find_boxes(source, threshold=threshold).split(count=count, correction=correction)


def find_boxes(source: PictureSource, *, threshold: float = DEFAULT_THRESHOLD) -> NumberInk:
    """Find the ink of a picture (H, W) and the boxes of its digits, for the user to correct.

    Raises:
        InkError: The picture cannot be read or contains no ink, or the threshold is out of range.
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
        raise InkError(f"both a count ({count}) and boxes ({len(correction.boxes)}) are given; leave one out")


def _check_box_count(name: str, count: int) -> None:
    if not 1 <= count <= MAX_DIGIT_COUNT:
        raise InkError(
            f"{name} has {count} boxes, but a number has 1 to {MAX_DIGIT_COUNT} digits; "
            + ("delete or merge some" if count else "add a box, or start over")
        )


def _check_found(name: str, stroke_count: int, digit_count: int, *, corrected: bool) -> None:
    """Reject more strokes or digits than a number can have; a user who corrects boxes cannot give a count."""
    if stroke_count > _MAX_STROKES:
        raise InkError(
            f"{name} contains {stroke_count} separate strokes, too many for {MAX_DIGIT_COUNT} digits; "
            "crop it to the number, or give the digits' boxes"
        )
    if digit_count > MAX_DIGIT_COUNT:
        raise InkError(
            f"{name} seems to contain {digit_count} digits; crop it to {MAX_DIGIT_COUNT} or fewer, "
            + ("" if corrected else "give the number of digits, ")
            + "or correct their boxes"
        )


# From strokes to digits


def _label_strokes(ink: Floats) -> tuple[int, npt.NDArray[np.int32]]:
    """Return the number of connected strokes, and each pixel's stroke (H, W), counted from 1; 0 for paper."""
    count, labels = cv2.connectedComponents((ink > 0).astype(np.uint8), connectivity=8)
    return count - 1, np.asarray(labels, np.int32)


def _find_blobs(ink: Floats, count: int | None) -> list[Mask]:
    """Return a mask (H, W) of each digit, from left to right; an empty list if there are too many strokes."""
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
    """Join strokes into digits: strokes above one another, and each small stroke with the nearest digit."""
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
            # Otherwise the stroke is a blot beside the number.
    return digits


def _overlap(one: Mask, other: Mask) -> float:
    """Return how much of the narrower blob lies above or below the other, from 0 to 1; negative for a gap."""
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
