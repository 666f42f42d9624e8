"""Separate touching digits by cutting a blob of ink along the path that crosses the least ink.

Dissection as in Casey & Lecolinet 1996, "A survey of methods and strategies in character segmentation".
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from runtime.errors import InkError
from runtime.ink.frame import Box, Mask, stroke_width
from runtime.ink.picture import Floats

_NARROWEST_PAIR, _WIDEST_DIGIT = 0.8, 1.25
"""As multiples of the number's height: a blob of a width between these is cut only if clearly two digits."""


def extent(mask: Mask) -> Box:
    """Return the bounding box of a mask (H, W): x, y, width, height in pixels."""
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    return x, y, width, height


def keep_ink(there: Mask, ink: Floats) -> Floats:
    """Return a copy of an ink map (H, W) that is zero outside a mask."""
    return np.where(there, ink, np.float32(0))


@dataclass(frozen=True)
class _Cut:
    """A candidate cut of a blob in two.

    Attributes:
        parts: The two parts.
        crossed: Ink that the cut crosses, in stroke widths.
        lower: Height of the shorter part, in pixels.
        opened: How many closed loops the cut opens.
    """

    parts: list[Mask]
    crossed: float
    lower: int
    opened: int

    def badness(self, height: int) -> float:
        """Return the cost of the cut: crossed strokes, opened loops and short parts; 0 is best."""
        return self.crossed + 4 * max(0.0, 0.85 - self.lower / height) + self.opened

    def is_plain(self, height: int, wide: float) -> bool:
        """Whether the parts are clearly two digits.

        Args:
            height: Height of the number, in pixels.
            wide: Width of the blob as a multiple of ``height``.
        """
        whole = self.lower >= 0.85 * height  # both parts are one piece, nearly as tall as the number
        if whole and self.crossed <= 1.2:
            # Two digits that touch twice also enclose paper, but are wider than a 0 that is cut open.
            return not self.opened or wide > _WIDEST_DIGIT
        if self.opened or wide <= _WIDEST_DIGIT:
            return False
        return self.crossed <= (3 if whole else 1.6) and self.lower >= 0.6 * height


def cut_freely(blob: Mask, height: int) -> list[Mask]:
    """Cut a wide blob in two, recursively, as long as a short cut leaves two likely digits."""
    wide = extent(blob)[2] / height
    if wide <= _NARROWEST_PAIR:
        return [blob]
    cut = _best_cut(blob, height)
    if cut is None or not cut.is_plain(height, wide):
        return [blob]
    return [piece for part in cut.parts for piece in cut_freely(part, height)]


def cut_anyhow(blob: Mask, height: int) -> list[Mask]:
    """Cut a blob (H, W) in two at the best place, or down the middle if no cut is possible.

    Raises:
        InkError: The blob is less than 2 pixels wide.
    """
    cut = _best_cut(blob, height)
    if cut is not None:
        return cut.parts
    x, _, width, _ = extent(blob)
    if width < 2:
        raise InkError("the number in the picture is too small for that many digits; give a lower count")
    left = np.arange(blob.shape[1]) < x + width // 2
    return [blob & left, blob & ~left]


def _best_cut(blob: Mask, height: int) -> _Cut | None:
    """Return the best top-to-bottom cut of a blob (H, W), tried at regular columns; None if there is none."""
    x, y, width, tall = extent(blob)
    # 64 rows are enough for a seam; at that size, edges of strokes turn grey and are cheap to graze.
    scale = min(1.0, 64 / tall)
    size = (max(1, round(width * scale)), max(1, round(tall * scale)))
    shape = blob[y : y + tall, x : x + width].astype(np.float32)
    ink = np.asarray(cv2.resize(shape, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
    stroke = max(stroke_width(blob) * scale, 0.3)
    reach = max(2, round(0.15 * height * scale))
    loops = _loops(ink)
    best: _Cut | None = None
    for column in range(reach, size[0] - reach, max(1, reach // 3)):
        seam, crossed = _seam(ink[:, column - reach : column + reach + 1])
        rows = np.interp(np.arange(tall), (np.arange(size[1]) + 0.5) / scale - 0.5, seam + column - reach)
        border = np.zeros(blob.shape[0])
        border[y : y + tall] = x + rows / scale
        left = np.arange(blob.shape[1])[None, :] < border[:, None]
        parts = [blob & left, blob & ~left]
        sides = np.arange(size[0])[None, :] < (seam + column - reach)[:, None]
        halves = [keep_ink(sides, ink), keep_ink(~sides, ink)]
        # Of a part in pieces, only the tallest counts: the tips of a 3 are not a digit.
        lower = round(min(_highest_piece(half) for half in halves) / scale)
        opened = loops - sum(_loops(half) for half in halves)
        cut = _Cut(parts, crossed / stroke, lower, max(0, opened))
        even = min(int(part.sum()) for part in parts) >= 0.05 * blob.sum()
        if even and (best is None or cut.badness(height) < best.badness(height)):
            best = cut
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
