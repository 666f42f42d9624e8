"""Find the digits in the ink of a number, by the votes of its pixels.

The segmenter gives each pixel a vote: the middle of the digit that the pixel belongs to. Votes that meet form
a digit (Cheng et al. 2020, "Panoptic-DeepLab"), so digits may touch, overlap or lean over one another.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from runtime.ink.frame import NARROWEST, Box, Mask, ink_box, stroke_width
from runtime.ink.picture import Floats
from runtime.ink.segmenter import DIGIT_HEIGHT, load_segmenter

_FINE_HEIGHT = 64
"""Height in pixels of the digits at which strokes are thickened and pixels are assigned to digits."""

_LEAST_STROKE = 1.8
"""Thinner strokes are thickened to this width in pixels, for the segmenter only."""

_MARGIN = 8
"""Paper around the ink that the segmenter sees, in pixels."""

_LONGEST = 640
"""Longest side of the ink that the segmenter sees, in pixels: three times a number of eight digits."""

_PLAUSIBLE = 15, 27
"""Heights of digits, in pixels, that the segmenter sees well; other digits are scaled, and seen again."""

_SPREAD = 1.3
"""Standard deviation in pixels of the blur that joins votes."""

_APART = 3
"""Smallest distance between the middles of two digits, in pixels."""

_LEAST_VOTES = 2.5
"""Height of the weakest peak of the blurred votes that is a digit, in pixels of ink per pixel."""

_LEAST_CONFIDENCE, _LEAST_DIGITS = 0.85, 0.3
"""Smallest mean probability that a pixel belongs to a digit, of the pixels that vote and of all ink."""

_MOST_ASTRAY = 1.6
"""Largest mean distance of a vote from the middle of its digit, in pixels that the segmenter sees."""

_THICKEST = 0.33
"""Largest stroke width of a digit, as a fraction of its height."""

_GROWN = 1.15
"""Clutter that touches one digit belongs to it unless the digit would grow by more than this factor."""

_LEAST_SHARE = 0.15
"""Smallest ink of a digit, as a share of the median digit's."""


@dataclass(frozen=True)
class _Seen:
    """The ink as the segmenter sees it; the arrays are (H, W), with digits of about ``_FINE_HEIGHT`` pixels.

    Attributes:
        box: The part of the picture that contains all the ink: x, y, width, height in pixels.
        scale: Pixels that the segmenter sees per pixel of the picture.
        ink: The ink.
        belongs: Probability that a pixel belongs to a digit.
        across: The column that a pixel votes for, in pixels that the segmenter sees.
        down: The row that a pixel votes for, likewise.
    """

    box: Box
    scale: float
    ink: Floats
    belongs: Floats
    across: Floats
    down: Floats


def find_digits(ink: Floats, most: int | None = None) -> list[Mask]:
    """Return a mask (H, W) of each digit in an ink map (H, W), in no particular order.

    Args:
        ink: Ink in [0, 1] that is not blank.
        most: Return at most this many digits, those with the clearest votes.
    """
    height = _first_height(ink)
    for _ in range(3):
        seen = _look(ink, height)
        middles = _middles(seen, most)
        masks = _assign(seen, middles, ink)
        if not masks:
            return [ink > 0] if min(ink.shape) < NARROWEST else []  # a crop of one stroke
        median = float(np.median([ink_box(mask.astype(np.float32))[3] for mask in masks]))
        if _PLAUSIBLE[0] <= median * seen.scale <= _PLAUSIBLE[1]:
            break
        height = median
    sure = most is not None or min(ink.shape) < NARROWEST or _look_like_digits(seen, middles, masks)
    return masks if sure else []


def _look_like_digits(seen: _Seen, middles: npt.NDArray[np.float64], masks: list[Mask]) -> bool:
    """Whether pixels vote with confidence and agree, and strokes are thin, unlike in a face, text or blob."""
    inked = seen.ink > 0.1
    voting = inked & (seen.belongs > 0.5)
    confidence = np.average(seen.belongs[voting], weights=seen.ink[voting])
    share = np.average(seen.belongs[inked], weights=seen.ink[inked])
    across, down = seen.across[voting][:, None], seen.down[voting][:, None]
    astray = np.sqrt(((across - middles[:, 0]) ** 2 + (down - middles[:, 1]) ** 2).min(axis=1)).mean()
    thickness = [stroke_width(mask) / ink_box(mask.astype(np.float32))[3] for mask in masks]
    return bool(
        confidence >= _LEAST_CONFIDENCE
        and share >= _LEAST_DIGITS
        and astray <= _MOST_ASTRAY
        and np.median(thickness) <= _THICKEST
    )


def _first_height(ink: Floats) -> float:
    """Return the median height in pixels of the taller half of the strokes in an ink map (H, W)."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((ink > 0.3).astype(np.uint8), connectivity=8)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    return float(np.median(heights[heights >= 0.4 * heights.max()]))


def _look(ink: Floats, height: float) -> _Seen:
    """Show the segmenter an ink map (H, W) whose digits are about ``height`` pixels high."""
    left, top, width, tall = box = ink_box(ink)
    scale = min(DIGIT_HEIGHT / height, _LONGEST / max(width, tall))
    fine_scale = min(1.0, scale * _FINE_HEIGHT / DIGIT_HEIGHT)
    fine = _resized(ink[top : top + tall, left : left + width], fine_scale)
    coarse = _resized(_thickened(fine, _LEAST_STROKE * fine_scale / scale), scale / fine_scale)
    coarse = coarse / max(float(coarse.max()), 1e-6)
    belongs, offsets = load_segmenter().locate(np.pad(coarse, _MARGIN))
    inside = slice(_MARGIN, _MARGIN + coarse.shape[0]), slice(_MARGIN, _MARGIN + coarse.shape[1])
    rows, columns = np.mgrid[: coarse.shape[0], : coarse.shape[1]].astype(np.float32)
    maps = (belongs[inside], columns + offsets[0][inside], rows + offsets[1][inside])
    size = (fine.shape[1], fine.shape[0])
    shown = (np.asarray(cv2.resize(each, size, interpolation=cv2.INTER_LINEAR), np.float32) for each in maps)
    return _Seen(box, scale, fine, *shown)


def _middles(seen: _Seen, most: int | None) -> npt.NDArray[np.float64]:
    """Return the middles (K, 2) of the digits, x and y in pixels that the segmenter sees, strongest first."""
    voting = (seen.ink > 0.1) & (seen.belongs > 0.5)
    weights = (seen.ink * seen.belongs)[voting]
    pixel = seen.scale * seen.box[2] / seen.ink.shape[1]  # side of a pixel of ``ink``
    weights = weights * pixel**2
    border = 8
    size = tuple(round(pixel * side) + 2 * border for side in seen.ink.shape)
    columns = np.clip(np.round(seen.across[voting]) + border, 0, size[1] - 1).astype(np.intp)
    rows = np.clip(np.round(seen.down[voting]) + border, 0, size[0] - 1).astype(np.intp)
    counted = np.bincount(rows * size[1] + columns, weights, minlength=size[0] * size[1]).reshape(size)
    votes = np.asarray(cv2.GaussianBlur(counted.astype(np.float32), (0, 0), _SPREAD))
    apart = np.ones((2 * _APART + 1, 2 * _APART + 1), np.uint8)
    least = _LEAST_VOTES if most is None else 0.2 * _LEAST_VOTES
    peaks = np.argwhere((votes == cv2.dilate(votes, apart)) & (votes * 2 * np.pi * _SPREAD**2 > least))
    order = np.argsort(-votes[peaks[:, 0], peaks[:, 1]])[:most]
    return (peaks[order, ::-1] - border).astype(np.float64)


def _assign(seen: _Seen, middles: npt.NDArray[np.float64], ink: Floats) -> list[Mask]:
    """Return a mask (H, W) of the picture for each digit that has enough ink, given the middles (K, 2)."""
    if not len(middles):
        return []
    distances = np.stack([(seen.across - x) ** 2 + (seen.down - y) ** 2 for x, y in middles])
    nearest = distances.argmin(axis=0) + 1
    nearest[seen.belongs <= 0.5] = 0
    left, top, width, tall = seen.box
    owner = np.zeros(ink.shape, np.uint16)
    owner[top : top + tall, left : left + width] = cv2.resize(
        nearest.astype(np.uint16), (width, tall), interpolation=cv2.INTER_NEAREST
    )
    owner[ink <= 0] = 0
    _reclaim(owner, ink)
    masks = [owner == number for number in range(1, len(middles) + 1)]
    amounts = np.array([float(ink[mask].sum()) for mask in masks])
    least = _LEAST_SHARE * np.median(amounts)
    return [
        mask
        for mask, amount in zip(masks, amounts, strict=True)
        if amount > least and float(ink[mask].max()) > 0.5
    ]


def _reclaim(owner: npt.NDArray[np.uint16], ink: Floats) -> None:
    """Give clutter that continues one digit back to it, in place: the long foot of a 2, the slash in a 0."""
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(
        ((ink > 0) & (owner == 0)).astype(np.uint8), connectivity=8
    )
    alone = int(owner.max()) == 1
    near = cv2.dilate(owner, np.ones((3, 3), np.uint8))  # the larger number where two digits are near
    for label in range(1, len(boxes)):
        left, top, width, height = boxes[label, :4]
        part = slice(top, top + height), slice(left, left + width)
        here = labels[part] == label
        neighbours = set(np.unique(near[part][here]).tolist()) - {0}
        if len(neighbours) != 1:
            continue
        (digit,) = neighbours
        x, y, across, down = cv2.boundingRect((owner == digit).astype(np.uint8))
        wide = max(x + across, left + width) - min(x, left)
        tall = max(y + down, top + height) - min(y, top)
        widest = max(_GROWN * across, 2 * tall if alone else tall)
        if tall <= _GROWN * down and wide <= widest:
            owner[part][here] = digit


def _thickened(ink: Floats, least: float) -> Floats:
    """Thicken the strokes of an ink map (H, W) to ``least`` pixels if they are thinner."""
    missing = least - stroke_width(ink > 0.5)
    if missing < 0.5:
        return ink
    size = round(missing) | 1
    return np.asarray(cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))), np.float32)


def _resized(ink: Floats, scale: float) -> Floats:
    size = (max(1, round(ink.shape[1] * scale)), max(1, round(ink.shape[0] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(ink, size, interpolation=method), np.float32)
