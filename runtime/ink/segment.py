"""Split a picture of a number into its digits, in reading order.

``NumberInk`` holds a picture and its ink, which is separated once (``runtime.ink.frame``). The segmenter then
finds the digits (``runtime.ink.digits``).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from runtime.errors import InkError
from runtime.ink.correction import Correction, parts_in_boxes
from runtime.ink.cut import cut_in_two, extent, keep_ink
from runtime.ink.digits import find_digits as find_digit_masks
from runtime.ink.frame import (
    DEFAULT_THRESHOLD,
    MAX_STROKES,
    Box,
    Mask,
    count_strokes,
    find_ink,
    ink_box,
    mnist_frame,
)
from runtime.ink.paper import open_sheet
from runtime.ink.picture import Floats, PictureSource
from runtime.ink.rows import find_rows

MAX_DIGIT_COUNT = 8


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
        quarter_turns: How often ``picture`` was turned by 90° clockwise, 0 to 3.
    """

    picture: Floats
    ink: Floats
    name: str = "the picture"
    threshold: float = DEFAULT_THRESHOLD
    quarter_turns: int = 0

    @classmethod
    def separate(
        cls,
        name: str,
        picture: Floats,
        *,
        threshold: float = DEFAULT_THRESHOLD,
        quarter_turns: int = 0,
    ) -> Self:
        """Turn an opened picture (H, W) clockwise, and separate its ink from the paper.

        Raises:
            InkError: The picture contains no ink, or the threshold is out of range.
        """
        picture = np.ascontiguousarray(np.rot90(picture, -quarter_turns))
        ink = find_ink(picture, name, threshold=threshold)
        for shared in (picture, ink):  # callers may cache and share the arrays
            shared.flags.writeable = False
        return cls(picture, ink, name, threshold, quarter_turns)

    @cached_property
    def boxes(self) -> list[Box]:
        """The box of each digit found, in reading order: x, y, width, height in pixels.

        The list may be longer than 8; it is empty if the ink has too many strokes to be a number.
        """
        return [ink_box(part) for part in self._parts()]

    @cached_property
    def rows(self) -> list[list[Box]]:
        """The boxes by row: the rows from top to bottom, the digits of each from left to right."""
        return [[self.boxes[index] for index in row] for row in find_rows(self.boxes)]

    def split(self, *, count: int | None = None, correction: Correction | None = None) -> NumberSteps:
        """Split the ink into digits.

        Args:
            count: Number of digits, 1 to 8; found automatically by default.
            correction: The user's correction, at this ink's threshold and turn; give either boxes or a count.

        Raises:
            InkError: The ink contains more than 8 digits or several rows, a box does not fit the picture, or
                the correction's threshold or turn differs from this ink's.
        """
        _check_request(count, correction)
        if correction is not None and correction.threshold != self.threshold:
            raise InkError(
                f"the correction of {self.name} has ink threshold {correction.threshold}, but the ink was "
                f"separated at {self.threshold}; separate the ink at the correction's threshold"
            )
        if correction is not None and correction.quarter_turns != self.quarter_turns:
            raise InkError(
                f"the correction of {self.name} has quarter_turns {correction.quarter_turns}, but it "
                f"was turned {self.quarter_turns} times; turn the picture as the correction does"
            )
        if count is None:
            parts = self._parts()
            if correction is None or correction.boxes is None:
                parts = self._of_row(parts, correction.row if correction else None)
        else:
            parts = [keep_ink(mask, self.ink) for mask in _find_masks(self.ink, count)]
        if correction and correction.boxes is not None:
            _check_box_count(self.name, len(correction.boxes))
            parts = parts_in_boxes(self.name, self.ink, correction.boxes, parts)
        else:
            _check_found(self.name, count_strokes(self.ink), len(parts), corrected=correction is not None)
        return NumberSteps(
            self.picture, self.ink, [ink_box(part) for part in parts], [mnist_frame(part) for part in parts]
        )

    @cached_property
    def _digit_map(self) -> npt.NDArray[np.uint16]:
        """The digit that each pixel (H, W) belongs to, counted from 1; 0 for none."""
        digit_map = np.zeros(self.ink.shape, np.uint16)
        for number, mask in enumerate(_find_masks(self.ink, None), 1):
            digit_map[mask] = number
        return digit_map

    def _of_row(self, parts: list[Floats], row: int | None) -> list[Floats]:
        """Return the parts of one row of digits, counted from 1; of the only row for None."""
        rows = find_rows(self.boxes)
        if row is None and len(rows) > 1:
            raise InkError(
                f"{self.name} contains {len(rows)} rows of digits; crop the picture to one row, or choose a "
                f"row by adding #1 to #{len(rows)} to its name"
            )
        if row is not None and row > len(rows):
            raise InkError(
                f"{self.name} has no row {row} of digits; choose a row from 1 to {max(1, len(rows))}"
            )
        return [parts[index] for index in rows[(row or 1) - 1]] if rows else parts

    def _parts(self) -> list[Floats]:
        """Return the ink (H, W) of each digit found, in reading order."""
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
    asked = correction or Correction()
    ink = find_boxes(source, threshold=asked.threshold, quarter_turns=asked.quarter_turns)
    return ink.split(count=count, correction=correction)


def find_boxes(
    source: PictureSource, *, threshold: float = DEFAULT_THRESHOLD, quarter_turns: int = 0
) -> NumberInk:
    """Turn a picture (H, W) clockwise, and find its ink and the boxes of its digits, for the user to correct.

    Raises:
        InkError: The picture cannot be read or contains no ink, or the threshold is out of range.
    """
    return NumberInk.separate(*open_sheet(source), threshold=threshold, quarter_turns=quarter_turns)


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
    if stroke_count > MAX_STROKES:
        raise InkError(
            f"{name} contains {stroke_count} separate strokes, too many for {MAX_DIGIT_COUNT} digits; "
            "crop it to the number, or give the digits' boxes"
        )
    if not digit_count:
        raise InkError(f"{name} contains no digits; give an upright picture of 1 to {MAX_DIGIT_COUNT} digits")
    if digit_count > MAX_DIGIT_COUNT:
        raise InkError(
            f"{name} seems to contain {digit_count} digits; crop it to {MAX_DIGIT_COUNT} or fewer, "
            + ("" if corrected else "give the number of digits, ")
            + "or correct their boxes"
        )


# From ink to digits


def _find_masks(ink: Floats, count: int | None) -> list[Mask]:
    """Return a mask (H, W) of each digit in reading order; an empty list if there are too many strokes."""
    if count_strokes(ink) > MAX_STROKES:
        return []
    masks = find_digit_masks(ink, count)
    if count is not None:
        masks = masks or [ink > 0]
        while len(masks) < count:
            widest = int(np.argmax([extent(mask)[2] for mask in masks]))
            masks[widest : widest + 1] = cut_in_two(masks[widest])
    rows = find_rows([extent(mask) for mask in masks])
    return [masks[index] for row in rows for index in row]
