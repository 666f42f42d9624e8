"""Convert any picture of a digit to a 28×28 image in the style of MNIST.

``open_picture`` opens the picture, ``find_ink`` evens out the paper and separates the ink, and
``mnist_frame`` puts the ink into MNIST's frame: scaled to fit 20×20 with its proportions kept, and with its
centre of mass in the middle of 28×28 (LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied
to document recognition", III.A).
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from runtime.errors import InkError, shortened
from runtime.ink.paper import open_sheet
from runtime.ink.picture import Floats, PictureSource
from runtime.ink.rules import without_rules

Mask = npt.NDArray[np.bool_]
Box = tuple[int, int, int, int]

FRAME, BOX = 28, 20
"""Side in pixels of an MNIST image, and of the box within it that a digit fills."""

_FINE = 8
"""A digit is drawn this many times larger than 28×28 and then averaged down."""

_USUAL_STROKE = 1.8
"""Thinner strokes are thickened to this width in pixels of the 28×28 image: the median of MNIST's test split.
Of 1.8, 2.1, … 3.0, it also gives the judge (``benchmarks.judge``) the highest confidence in people's digits;
thinning thick strokes never raised that confidence."""

_FAINTEST = 0.05
"""Smallest difference between ink and paper, as a fraction of the range from black to white."""

_INK_SHARES = 1 / 2000, 1 / 20_000, 0
"""Smallest share of the pixels that is ink; the lower ones are for a small digit on a large page."""

NARROWEST = 16
"""A picture with a shorter side, in pixels, is cropped to its ink."""

_LOWEST = 8
"""Smallest height in pixels of ink that is less than the usual share; anything lower is dust."""

DEFAULT_THRESHOLD, LOWEST_THRESHOLD, HIGHEST_THRESHOLD = 0.5, 0.1, 0.9
"""The ink threshold, on a scale from 0 (paper) to 1 (typical ink); a digit's soft edges may be paler."""

WEAK = 0.3
"""Pixels above this ink level belong to the stroke that they touch; a stroke's core is above 0.5."""

MAX_STROKES = 64
"""A picture with more separate strokes is a text, a texture or a photograph rather than a number."""

_PALE = 0.7
"""Median ink level of rules below which darker pixels on them are strokes."""

_SPECK = 0.03
"""Smallest area of a stroke that is kept, as a fraction of the largest stroke's area."""


@dataclass(frozen=True)
class InkSteps:
    """The stages from a picture to a digit, all in [0, 1]; in ``ink`` and ``digit``, ink = 1 and paper = 0.

    Attributes:
        picture: The upright picture in grey (H, W), at most 1024 pixels on its longer side.
        ink: The ink alone (H, W), without paper, shadows, ruled lines and specks.
        box: The digit's box in ``picture`` and ``ink``: x, y, width, height in pixels.
        digit: The digit in MNIST's format (28, 28).
    """

    picture: Floats
    ink: Floats
    box: Box
    digit: Floats


def read_digit(source: PictureSource) -> Floats:
    """Read the digit in a picture as an image (28, 28) float32 in [0, 1], ink = 1.

    Args:
        source: A path, bytes, a binary file, a Pillow image, or an array (H, W) or (H, W, 3 or 4).

    Raises:
        InkError: The picture cannot be read or contains no ink.
    """
    return ink_steps(source).digit


def ink_steps(source: PictureSource) -> InkSteps:
    """Read the digit in a picture and return every stage (H, W) on the way to its image (28, 28).

    Raises:
        InkError: The picture cannot be read or contains no ink.
    """
    name, picture = open_sheet(source)
    ink = find_ink(picture, name)
    if (count := count_strokes(ink)) > MAX_STROKES:
        raise InkError(
            f"{name} contains {count} separate strokes, too many for a digit; crop it to the digit"
        )
    return InkSteps(picture, ink, ink_box(ink), mnist_frame(ink))


def count_strokes(ink: Floats) -> int:
    """Return the number of connected strokes in an ink map (H, W)."""
    return int(cv2.connectedComponents((ink > 0).astype(np.uint8), connectivity=8)[0]) - 1


# Separating the ink


def check_threshold(threshold: float) -> None:
    """Check that an ink threshold is from 0.1 to 0.9.

    Raises:
        InkError: The threshold is out of range or not a number.
    """
    number = isinstance(threshold, int | float) and not isinstance(threshold, bool)
    if not number or not LOWEST_THRESHOLD <= threshold <= HIGHEST_THRESHOLD:
        raise InkError(
            f"the ink threshold is {shortened(threshold)}; give a number from {LOWEST_THRESHOLD} to "
            f"{HIGHEST_THRESHOLD}, usually {DEFAULT_THRESHOLD}"
        )


def find_ink(picture: Floats, name: str = "the picture", *, threshold: float = DEFAULT_THRESHOLD) -> Floats:
    """Separate the ink in a picture from the paper → (H, W) in [0, 1], ink = 1, everything else 0.

    Args:
        picture: Grey values (H, W) in [0, 1]; the ink may be darker or lighter than the paper.
        name: The picture's name in error messages.
        threshold: The ink threshold, 0.1 to 0.9: lower keeps faint strokes, higher drops smudges.

    Raises:
        InkError: Nothing stands out from the paper, or the threshold is out of range.
    """
    check_threshold(threshold)
    relief = _relief(picture)
    for share in _INK_SHARES:
        paper, ink_level, noise = _levels(relief, share)
        if ink_level - paper >= max(_FAINTEST, 5 * noise):
            break
    if ink_level - paper < _FAINTEST:
        raise InkError(
            f"{name} contains no ink: every pixel is about the same grey; write the digit larger or darker"
        )
    if ink_level - paper < 5 * noise:
        raise InkError(
            f"{name} contains no ink that stands out from the background; write the digit larger or darker"
        )
    floor = paper + min(3 * noise, 0.3 * (ink_level - paper))
    ink = np.clip((relief - floor) / (ink_level - floor), 0, 1)
    if threshold != DEFAULT_THRESHOLD:
        # The power that maps the threshold to 0.5 and leaves paper (0) and ink (1) unchanged.
        ink = _floats(ink ** (np.log(DEFAULT_THRESHOLD) / np.log(threshold)))
    kept = _digit_strokes(ink)
    if share != _INK_SHARES[0] and kept.any(axis=1).sum() < _LOWEST:
        kept[:] = False
    if not kept.any():
        raise InkError(f"{name} contains only specks or ruled lines; write the digit larger or darker")
    return np.where(kept, ink, np.float32(0))


def _relief(picture: Floats) -> Floats:
    """Return how much each pixel (H, W) stands out from the paper around it; paper itself is about 0."""
    height, width = picture.shape
    scale = min(1.0, 256 / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = _floats(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
    if _paper_is_light(small):
        picture, small = 1 - picture, 1 - small
    if min(picture.shape) < NARROWEST:  # a stroke may be as wide as the crop
        return _floats(picture - picture.min())
    # Opening removes everything narrower than its square: strokes go, paper and shadows stay.
    reach = max(3, round(max(0.4 * min(size), 0.15 * max(size)))) | 1
    calm = cv2.GaussianBlur(small, (0, 0), 1) if scale < 1 else small
    paper = cv2.morphologyEx(calm, cv2.MORPH_OPEN, np.ones((reach, reach), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), reach / 8)
    paper = _floats(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR))
    return picture - paper


def _paper_is_light(picture: Floats) -> bool:
    if min(picture.shape) < NARROWEST:
        # Half of such a crop may be ink: a digit is one stroke, and cuts the paper around it to pieces.
        dark = (picture < (picture.min() + picture.max()) / 2).astype(np.uint8)
        strokes, patches = (cv2.connectedComponents(part, connectivity=8)[0] for part in (dark, 1 - dark))
        if strokes != patches:
            return bool(strokes < patches)
    # Ink is the minority that stands out from a median filter twice as wide as any stroke. The skew of the
    # residuals points from paper to ink, however the picture is lit.
    reach = max(3, min(picture.shape) // 2, max(picture.shape) // 5) | 1
    grey = np.round(picture * 255).astype(np.uint8)
    rest = picture - cv2.medianBlur(grey, reach).astype(np.float32) / 255
    return float((rest**3).sum()) < 0


def _levels(relief: Floats, share: float) -> tuple[float, float, float]:
    """Return the typical relief of paper and of ink, and the noise of the paper (one standard deviation).

    At least ``share`` of the pixels are ink.
    """
    # Ridler & Calvard 1978 with medians, starting near the peak: a thin line has few pixels.
    values = np.sort(relief, axis=None)
    peak = values[max(0, values.size - 1 - max(4, int(values.size * share)))]
    threshold = (values[values.size // 2] + peak) / 2
    for _ in range(20):
        cut = min(int(np.searchsorted(values, threshold, side="right")), values.size - 1)
        paper, ink_level = float(values[cut // 2]), float(values[(cut + values.size) // 2])
        if abs((paper + ink_level) / 2 - threshold) < 1e-4:
            break
        threshold = (paper + ink_level) / 2
    # The median absolute deviation, scaled to a standard deviation; at least one pixel counts as paper.
    noise = 1.4826 * float(np.median(np.abs(values[: max(cut, 1)] - paper)))
    return paper, ink_level, noise


def _digit_strokes(ink: Floats) -> Mask:
    """Return a mask of the strokes of digits in an ink map (H, W), with soft edges but no rules or specks."""
    core = (ink > DEFAULT_THRESHOLD).astype(np.uint8)
    weak = (ink > WEAK).astype(np.uint8)
    cleaned = without_rules(weak)
    rules = weak & ~cleaned
    if rules.any() and (level := float(np.median(ink[rules > 0]))) < _PALE:
        cleaned = _with_strokes_on_rules(cleaned, rules & (ink > (1 + level) / 2))
    weak = cleaned
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(weak, connectivity=8)
    areas = np.bincount(labels.ravel(), weights=core.ravel(), minlength=count)
    areas[0] = 0
    keep = areas >= max(2.0, _SPECK * areas.max(initial=0))
    keep &= ~_edge_crumbs(boxes, keep, ink.shape)
    kept = keep[labels]
    soft = cv2.dilate(kept.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    return np.asarray(soft & (kept | (labels == 0)), dtype=np.bool_)


def _with_strokes_on_rules(cleaned: npt.NDArray[Any], dark: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a mask of strokes (H, W) with the dark parts of paler rules that continue a stroke."""
    _, labels = cv2.connectedComponents(dark, connectivity=8)
    beside = cv2.dilate(cleaned, np.ones((3, 3), np.uint8)) > 0
    continued = np.setdiff1d(np.unique(labels[beside]), [0])
    return cleaned | np.isin(labels, continued).astype(np.uint8)


def _edge_crumbs(boxes: npt.NDArray[Any], keep: Mask, shape: tuple[int, ...]) -> Mask:
    """Find strokes flat against the picture's edge, shorter than a digit: remains of a rule or a table."""
    left, top, width, height = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    near = max(2, max(shape) // 25)
    at_side = (left < near) | (left + width > shape[1] - near)
    at_end = (top < near) | (top + height > shape[0] - near)
    digits = keep & ~at_side & ~at_end
    tallest = height[digits if digits.any() else keep].max(initial=0)
    flat = (at_side & (width < 0.3 * tallest)) | (at_end & (height < 0.3 * tallest))
    return np.asarray(flat & (height < 0.6 * tallest), dtype=np.bool_)


def ink_box(ink: Floats) -> Box:
    """Return the box around the ink in a map (H, W) that is not blank: x, y, width, height in pixels."""
    seen = ink > 0.1 * ink.max()
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    return left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1


def _floats(pixels: npt.NDArray[Any]) -> Floats:
    return np.asarray(pixels, dtype=np.float32)


# MNIST's frame


def mnist_frame(ink: Floats) -> Floats:
    """Fit the ink of a map (H, W) into MNIST's frame (28, 28): longer side 20, centre of mass at (14, 14)."""
    left, top, width, height = ink_box(ink)
    digit = ink[top : top + height, left : left + width]
    longest = max(width, height)
    if abs(longest - BOX) <= 1:  # already MNIST's size: resampling would only blur it
        row, column = _centre_of_mass(ink)
        if ink.shape == (FRAME, FRAME) and max(abs(row - FRAME / 2), abs(column - FRAME / 2)) <= 0.6:
            return _floats(ink / ink.max())  # already centred
        return _centred(digit, 1)
    return _centred(_thickened(_resized(digit, BOX * _FINE / longest)), _FINE)


def _thickened(fine: Floats) -> Floats:
    """Thicken strokes thinner than MNIST's in a map at eight times its size; keep the longer side."""
    stroke = stroke_width(fine > 0.5) / _FINE
    if stroke >= _USUAL_STROKE:
        return fine
    grow = round((_USUAL_STROKE - stroke) * _FINE)
    fine = _floats(cv2.dilate(np.pad(fine, grow), _disc(grow)))
    left, top, width, height = ink_box(fine)
    return _resized(fine[top : top + height, left : left + width], BOX * _FINE / max(width, height))


def stroke_width(mask: Mask) -> float:
    """Return the typical stroke width in a mask (H, W), in pixels: twice the area per pixel of edge."""
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
    """Centre a digit drawn ``scale`` times too large in a frame, and average the frame down to (28, 28)."""
    height, width = digit.shape
    row, column = (centre + 0.5 for centre in _centre_of_mass(digit))
    # MNIST's centre is pixel 14, the first one past the middle; all ink must stay in the frame.
    top = int(np.clip(round((FRAME / 2 + 0.5) * scale - row), 0, FRAME * scale - height))
    left = int(np.clip(round((FRAME / 2 + 0.5) * scale - column), 0, FRAME * scale - width))
    canvas = np.zeros((FRAME * scale, FRAME * scale), np.float32)
    canvas[top : top + height, left : left + width] = digit
    if scale > 1:
        canvas = _floats(cv2.resize(canvas, (FRAME, FRAME), interpolation=cv2.INTER_AREA))
    return _floats(np.clip(canvas / max(float(canvas.max()), 1e-6), 0, 1))


def _centre_of_mass(ink: Floats) -> tuple[float, float]:
    """Return the row and column of the centre of mass of a map (H, W), in pixels."""
    height, width = ink.shape
    mass = float(ink.sum())
    return float(ink.sum(axis=1) @ np.arange(height)) / mass, float(ink.sum(axis=0) @ np.arange(width)) / mass
