"""The user's correction to the reading of a picture: the boxes of its digits, and the ink threshold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from runtime.errors import InkError, shortened
from runtime.ink.frame import DEFAULT_THRESHOLD, WEAK, Box, Mask, check_threshold, ink_box
from runtime.ink.picture import Floats


@dataclass(frozen=True, slots=True)
class Correction:
    """How to split a picture; the same picture and correction always give the same digits.

    Attributes:
        boxes: One box per digit, in reading order: x, y, width, height in pixels of the picture that
            ``find_boxes`` returns. None finds the boxes automatically.
        threshold: The ink threshold, 0.1 to 0.9, on a scale from 0 (paper) to 1 (typical ink).
        quarter_turns: How often the picture is turned by 90° clockwise before it is read, 0 to 3.
        row: The row of digits to read if the picture has several, counted from 1 at the top. For a picture
            without ``boxes`` only.
    """

    boxes: tuple[Box, ...] | None = None
    threshold: float = DEFAULT_THRESHOLD
    quarter_turns: int = 0
    row: int | None = None

    def __post_init__(self) -> None:
        """Check the types and the threshold; ``parts_in_boxes`` checks whether the boxes fit a picture.

        Raises:
            InkError: A box is not four whole numbers, or another value is out of range.
        """
        check_threshold(self.threshold)
        if type(self.quarter_turns) is not int or not 0 <= self.quarter_turns <= 3:
            raise InkError(f"quarter_turns is {shortened(self.quarter_turns)}; give 0, 1, 2 or 3")
        if self.row is not None and (type(self.row) is not int or self.row < 1):
            raise InkError(f"the row is {shortened(self.row)}; give a whole number from 1, or None")
        if self.boxes is not None and not isinstance(self.boxes, tuple):
            raise InkError(
                f"{shortened(self.boxes)} is not a tuple of boxes; use Correction.of, which accepts any list"
            )
        for box in self.boxes or ():
            if not (isinstance(box, tuple) and len(box) == 4 and all(type(number) is int for number in box)):
                raise InkError(f"{shortened(box)} is not a box; give x, y, width and height in whole pixels")

    @classmethod
    def of(
        cls,
        boxes: Iterable[Sequence[int]] | None,
        threshold: float = DEFAULT_THRESHOLD,
        quarter_turns: int = 0,
        row: int | None = None,
    ) -> "Correction":
        """Create a correction from boxes in any iterable.

        Raises:
            InkError: See ``Correction``.
        """
        if boxes is None:
            return cls(None, threshold, quarter_turns, row)
        each: list[Any] = [tuple(box) if isinstance(box, list) else box for box in boxes]
        return cls(tuple(each), threshold, quarter_turns, row)


def parts_in_boxes(name: str, ink: Floats, boxes: Sequence[Box], found: Sequence[Floats]) -> list[Floats]:
    """Return the ink in each box as a map (H, W).

    A box that the user left where ``find_boxes`` put it keeps the ink found there, without parts of
    neighbouring digits that lean into the box. Any other box gets all the ink inside it that does not belong
    to a digit in an unchanged box; where two changed boxes overlap, a stroke goes to the box that contains
    more of it.

    Args:
        name: The picture's name in error messages.
        ink: All the ink in the picture (H, W).
        boxes: The boxes of a ``Correction``.
        found: The ink of each automatically found digit, (H, W) each.

    Raises:
        InkError: A box lies outside the picture or contains no ink of its own.
    """
    as_found = {ink_box(part): part for part in found}
    taken = np.zeros(ink.shape, np.bool_)
    for box in boxes:
        if box in as_found:
            taken |= as_found[box] > 0
    inside = [(_inside(box, ink.shape) & ~taken) for box in boxes]
    shared = sum((mask.astype(np.uint8) for mask in inside), np.zeros(ink.shape, np.uint8)) > 1
    owner = _owners(ink, inside) if shared.any() else None
    parts = []
    for index, (box, mask) in enumerate(zip(boxes, inside, strict=True)):
        if box in as_found:
            parts.append(as_found[box])
            continue
        own = mask if owner is None else mask & (~shared | (owner == index))
        part = np.where(own, ink, np.float32(0))
        if part.max() <= WEAK:
            trouble = "has no ink of its own" if _inside(box, ink.shape).any() else "is outside the picture"
            raise InkError(f"box {index + 1} of {name} {trouble}; move it onto a digit, or delete it")
        parts.append(part)
    return parts


def _inside(box: Box, shape: tuple[int, ...]) -> Mask:
    x, y, width, height = box
    mask = np.zeros(shape, np.bool_)
    mask[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)] = True
    return mask


def _owners(ink: Floats, inside: list[Mask]) -> npt.NDArray[np.intp]:
    """Return, for each pixel (H, W), the index of the box that contains most of the pixel's stroke."""
    count, labels = cv2.connectedComponents((ink > 0).astype(np.uint8), connectivity=8)
    held = [np.bincount(labels[mask], minlength=count) for mask in inside]
    return np.asarray(np.argmax(held, axis=0)[labels], np.intp)
