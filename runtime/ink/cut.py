"""Separate touching digits by cutting a blob of ink along the path that crosses the least ink.

Dissection as in Casey & Lecolinet 1996, "A survey of methods and strategies in character segmentation".
"""

import cv2
import numpy as np
import numpy.typing as npt

from runtime.errors import InkError
from runtime.ink.frame import Box, Mask, stroke_width
from runtime.ink.picture import Floats


def extent(mask: Mask) -> Box:
    """Return the bounding box of a mask (H, W): x, y, width, height in pixels."""
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    return x, y, width, height


def keep_ink(there: Mask, ink: Floats) -> Floats:
    """Return a copy of an ink map (H, W) that is zero outside a mask."""
    return np.where(there, ink, np.float32(0))


def cut_in_two(blob: Mask) -> list[Mask]:
    """Cut a blob (H, W) in two at the best place, or down the middle if no cut is possible.

    The best cut runs from top to bottom, crosses few strokes, opens no loops and leaves two tall parts.

    Raises:
        InkError: The blob is less than 2 pixels wide.
    """
    x, y, width, tall = extent(blob)
    if width < 2:
        raise InkError("the number in the picture is too small for that many digits; give a lower count")
    columns = np.arange(blob.shape[1])
    # 64 rows are enough for a seam; at that size, edges of strokes turn grey and are cheap to graze.
    scale = min(1.0, 64 / tall)
    size = (max(1, round(width * scale)), max(1, round(tall * scale)))
    shape = blob[y : y + tall, x : x + width].astype(np.float32)
    ink = np.asarray(cv2.resize(shape, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
    stroke = max(stroke_width(blob) * scale, 0.3)
    reach = max(2, round(0.15 * tall * scale))
    loops = _loops(ink)
    best, least = [blob & (columns < x + width // 2), blob & (columns >= x + width // 2)], np.inf
    for column in range(reach, size[0] - reach, max(1, reach // 3)):
        seam, crossed = _seam(ink[:, column - reach : column + reach + 1])
        sides = np.arange(size[0])[None, :] < (seam + column - reach)[:, None]
        halves = [keep_ink(sides, ink), keep_ink(~sides, ink)]
        # Of a part in pieces, only the tallest counts: the tips of a 3 are not a digit.
        lower = min(_highest_piece(half) for half in halves) / scale
        opened = max(0, loops - sum(_loops(half) for half in halves))
        cost = crossed / stroke + 4 * max(0.0, 0.85 - lower / tall) + opened
        rows = np.interp(np.arange(tall), (np.arange(size[1]) + 0.5) / scale - 0.5, seam + column - reach)
        border = np.zeros(blob.shape[0])
        border[y : y + tall] = x + rows / scale
        left = columns[None, :] < border[:, None]
        parts = [blob & left, blob & ~left]
        if cost < least and min(int(part.sum()) for part in parts) >= 0.05 * blob.sum():
            best, least = parts, cost
    return best


def _highest_piece(ink: Floats) -> int:
    """Return the height in pixels of the tallest connected piece of ink in a map (H, W)."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((ink > 0.05).astype(np.uint8), connectivity=8)
    return int(stats[1:, cv2.CC_STAT_HEIGHT].max(initial=0))


def _loops(ink: Floats) -> int:
    """Count the patches of paper (6 pixels or more) that the ink of a map (H, W) encloses."""
    # Ink is thickened by a pixel, so that a 0 whose ends almost meet is also a loop.
    shape = cv2.dilate((ink > 0.05).astype(np.uint8), np.ones((3, 3), np.uint8))
    paper = np.pad(1 - shape, 1, constant_values=1)
    _, _, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
    return int((stats[1:, cv2.CC_STAT_AREA] >= 6).sum()) - 1


def _seam(ink: Floats) -> tuple[npt.NDArray[np.intp], float]:
    """Find the cheapest seam down a strip (H, W) of ink: its column in each row, and the ink it crosses."""
    cost = ink + 0.01
    total = cost.copy()
    came = np.zeros(cost.shape, np.int8)
    edge = np.array([np.inf], np.float32)
    for row in range(1, len(cost)):
        before = total[row - 1]
        # A sideways step costs a little, which keeps seams straight on blank paper.
        aside = np.concatenate([edge, before, edge]) + 0.05
        steps = np.stack([aside[:-2], before, aside[2:]])
        came[row] = steps.argmin(axis=0) - 1
        total[row] += steps.min(axis=0)
    seam = np.zeros(len(cost), np.intp)
    seam[-1] = int(total[-1].argmin())
    for row in range(len(cost) - 1, 0, -1):
        seam[row - 1] = seam[row] + came[row, seam[row]]
    return seam, float(ink[np.arange(len(cost)), seam].sum())
