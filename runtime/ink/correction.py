"""What a person says about a picture of a number: its digits' boxes in their order, and how dark ink is."""

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
    """How a picture is to be split; the same picture and correction make the same digits always.

    Attributes:
        boxes: One box per digit, in reading order: x, y, width, height in pixels of the picture that
            ``find_boxes`` gives. None where they are to be found.
        threshold: How dark ink is, from 0 (paper) to 1 (the usual ink): 0.1 to 0.9.
    """

    boxes: tuple[Box, ...] | None = None
    threshold: float = DEFAULT_THRESHOLD

    def __post_init__(self) -> None:
        """Check types and the threshold; whether the boxes fit a picture shows when they meet one.

        Raises:
            InkError: A box is not four whole numbers, or the threshold is not from 0.1 to 0.9.
        """
        check_threshold(self.threshold)
        if self.boxes is not None and not isinstance(self.boxes, tuple):
            raise InkError(
                f"{shortened(self.boxes)} is no tuple of boxes; Correction.of takes any list of them"
            )
        for box in self.boxes or ():
            if not (isinstance(box, tuple) and len(box) == 4 and all(type(number) is int for number in box)):
                raise InkError(f"{shortened(box)} is no box; give x, y, width and height in whole pixels")

    @classmethod
    def of(cls, boxes: Iterable[Sequence[int]] | None, threshold: float = DEFAULT_THRESHOLD) -> "Correction":
        """A correction with boxes in any kind of list.

        Raises:
            InkError: See ``Correction``.
        """
        if boxes is None:
            return cls(None, threshold)
        each: list[Any] = [tuple(box) if isinstance(box, list) else box for box in boxes]
        return cls(tuple(each), threshold)


def parts_in_boxes(name: str, ink: Floats, boxes: Sequence[Box], found: Sequence[Floats]) -> list[Floats]:
    """The ink of each box, out of all ink (H, W) of a picture, as maps (H, W).

    A box that is where ``find_boxes`` put it keeps the ink that was found there, without what leans into it
    from its neighbours. Any other has all ink inside that is no such digit's; where two of them overlap, a
    stroke belongs to the one that holds more of it.

    Args:
        name: What to call the picture in messages.
        ink: All ink of the picture.
        boxes: As ``Correction`` has them.
        found: The ink of each digit that was found, (H, W) each.

    Raises:
        InkError: A box lies outside the picture or holds no ink of its own.
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
    for place, (box, mask) in enumerate(zip(boxes, inside, strict=True)):
        if box in as_found:
            parts.append(as_found[box])
            continue
        own = mask if owner is None else mask & (~shared | (owner == place))
        part = np.where(own, ink, np.float32(0))
        if part.max() <= WEAK:
            trouble = "holds no ink of its own" if _inside(box, ink.shape).any() else "is beside the picture"
            raise InkError(f"box {place + 1} of {name} {trouble}; move it onto a digit, or delete it")
        parts.append(part)
    return parts


def _inside(box: Box, shape: tuple[int, ...]) -> Mask:
    x, y, width, height = box
    mask = np.zeros(shape, np.bool_)
    mask[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)] = True
    return mask


def _owners(ink: Floats, inside: list[Mask]) -> npt.NDArray[np.intp]:
    """For each pixel (H, W), the number of the box that holds most of its stroke."""
    count, labels = cv2.connectedComponents((ink > 0).astype(np.uint8), connectivity=8)
    held = [np.bincount(labels[mask], minlength=count) for mask in inside]
    return np.asarray(np.argmax(held, axis=0)[labels], np.intp)
