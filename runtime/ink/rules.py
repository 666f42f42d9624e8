"""Erase the lines of ruled and squared paper from a mask of ink, and keep the strokes that cross them."""

import cv2
import numpy as np
import numpy.typing as npt

_RULE_REACH = 0.75
"""A rule (ruled line) is ink along at least this fraction of its path through the picture."""

_RULE_REACH_TO_RULE = 0.9
"""The same for a rule that reaches only one edge and ends at another rule, as the frame of a cell does."""

_THICKEST_RULE = 0.1
"""Largest thickness of a rule, or of a dark strip along an edge, as a fraction of the picture's height."""

_MOST_RULES = 64

_NARROWEST = 16
"""A picture with a shorter side, in pixels, is cropped to a digit; there are no rules around it."""

_MANY, _LONG, _LONGER = 4, 1.8, 1.2
"""Fewer parallel lines are rules only if they are this many times longer than any digit; the second factor is
for lines that touch no digit."""


def without_rules(mask: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return a mask (H, W) without the rules of ruled or squared paper and without dark strips at an edge."""
    # Searching at 320 pixels or fewer is fast, and a slightly bent line still counts as straight.
    height, width = mask.shape
    if min(height, width) < _NARROWEST:
        return mask
    step = -(-max(height, width) // 320)
    padded = np.pad(mask, ((0, -height % step), (0, -width % step)))
    small = padded.reshape(padded.shape[0] // step, step, padded.shape[1] // step, step).max(axis=(1, 3))
    level, level_count = _without_level_rules(small)
    turned, upright_count = _without_level_rules(np.ascontiguousarray(small.T))
    upright = np.ascontiguousarray(turned.T)
    digits = level & upright
    rest = small.copy()
    if _are_rules(small & ~level, level_count, digits):
        rest &= level
    if _are_rules((small & ~upright).T, upright_count, digits.T):
        rest &= upright
    rules = np.kron(small & ~rest, np.ones((step, step), np.uint8))[:height, :width]
    return np.ascontiguousarray(mask & ~rules) if rules.any() else mask


def _are_rules(lines: npt.NDArray[np.uint8], count: int, digits: npt.NDArray[np.uint8]) -> bool:
    """Whether ``count`` level lines (H, W) are rules instead of strokes, given the ink without lines (H, W).

    In a picture cropped close to its digits, the stem of a 4 and the bar of a 7 run from edge to edge, too.
    Rules are many, or much longer than any digit; rules that touch no digit may be only a little longer.
    """
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(digits), connectivity=8)
    if not count or len(boxes) == 1:  # without other ink, the "rule" is the only stroke: a 1
        return False
    large = boxes[:, cv2.CC_STAT_AREA] >= 0.3 * boxes[1:, cv2.CC_STAT_AREA].max()
    large[0] = False
    beside = cv2.dilate(np.ascontiguousarray(lines), np.ones((5, 5), np.uint8)) > 0
    touch = bool(np.isin(labels[beside], np.flatnonzero(large)).any())
    widths, heights = boxes[large, cv2.CC_STAT_WIDTH], boxes[large, cv2.CC_STAT_HEIGHT]
    longest = _LONG * max(widths.max(), heights.max()) if touch else _LONGER * widths.max()
    return bool(count >= _MANY or lines.shape[1] >= longest)


def _without_level_rules(mask: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint8], int]:
    """Return a mask (H, W) without the rules within 14° of horizontal, and the number of rules."""
    mask = mask.copy()
    slopes = np.linspace(-0.25, 0.25, 51)
    for count in range(_MOST_RULES):
        row, slope, length = _best_rule(mask, slopes)
        if not length or not _erase_rule(mask, row, slope):
            return mask, count
        slopes = slope + np.linspace(-0.03, 0.03, 7)  # the other rules are parallel to the first
    return mask, _MOST_RULES


def _best_rule(mask: npt.NDArray[np.uint8], slopes: npt.NDArray[np.float64]) -> tuple[int, float, int]:
    """Find the line with the most ink: row at mid-width, slope, and columns of ink (0 if none qualifies)."""
    height, width = mask.shape
    rows, columns = np.nonzero(cv2.dilate(mask, np.ones((3, 1), np.uint8)))
    best = (0, 0.0, 0)
    for slope in slopes:
        rise = np.round(slope * (np.arange(width) - width / 2)).astype(np.intp)
        counts = np.bincount(rows - rise[columns] + width, minlength=height + 2 * width)
        # Count only the part of a line inside the picture, and only if it is long enough to judge.
        at = np.arange(counts.size) - width
        falls = np.sort(-rise)
        inside = np.searchsorted(falls, at, side="right") - np.searchsorted(falls, at - height, side="right")
        counts[(inside < 0.4 * width) | (counts < _RULE_REACH * inside)] = 0
        if counts.max() > best[2]:
            best = (int(counts.argmax()) - width, float(slope), int(counts.max()))
    return best


def _erase_rule(mask: npt.NDArray[np.uint8], row: int, slope: float) -> bool:
    """Erase the rule through ``row`` at mid-width from a mask (H, W), but keep the strokes that cross it.

    Returns whether the line was a rule; if not, the mask is unchanged.
    """
    height, width = mask.shape
    columns = np.arange(width)
    centre = np.round(row + slope * (columns - width / 2)).astype(np.intp)
    columns = columns[(centre >= 0) & (centre < height)]
    centre = centre[columns]
    for shift in (1, -1):  # follow the ink where the rule is a pixel off its straight line
        beside = np.clip(centre + shift, 0, height - 1)
        centre = np.where((mask[centre, columns] == 0) & (mask[beside, columns] > 0), beside, centre)
    inked = mask[centre, columns] > 0
    end = max(1, columns.size // 20)
    ends = int(inked[:end].any()) + int(inked[-end:].any())
    if ends == 0 or (ends == 1 and inked.mean() < _RULE_REACH_TO_RULE):
        return False
    paper = mask == 0
    rows = np.arange(height)[:, None]
    above = np.maximum.accumulate(np.where(paper, rows, -1), axis=0)[centre, columns]
    below = np.minimum.accumulate(np.where(paper, rows, height)[::-1], axis=0)[::-1][centre, columns]
    thickness = below - above - 1
    usual = float(np.median(thickness[inked]))
    if usual > max(2, _THICKEST_RULE * height):
        return False
    for at in np.flatnonzero(inked & (thickness <= 2 * usual)):
        mask[above[at] + 1 : below[at], columns[at]] = 0
    return True
