"""Digits that touch: cuts a blob of ink where the least ink is in the way.

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
"""Widths in heights of the number: a blob between them is cut only where two digits are plain to see."""


def extent(mask: Mask) -> Box:
    """The box x, y, width, height around a mask (H, W), in pixels."""
    x, y, width, height = cv2.boundingRect(mask.astype(np.uint8))
    return x, y, width, height


def keep_ink(there: Mask, ink: Floats) -> Floats:
    """The ink of a map (H, W) where a mask is set."""
    return np.where(there, ink, np.float32(0))


@dataclass(frozen=True)
class _Cut:
    """One way to cut a blob: its parts, the ink in the way in stroke widths, the height of the lower part,
    and how many loops are cut open.
    """

    parts: list[Mask]
    crossed: float
    lower: int
    opened: int

    def badness(self, height: int) -> float:
        """Few strokes crossed, no loop opened, two parts nearly as high as the number: 0 is best."""
        return self.crossed + 4 * max(0.0, 0.85 - self.lower / height) + self.opened

    def is_plain(self, height: int, wide: float) -> bool:
        """Whether the parts are two digits for sure, in a blob ``wide`` times as wide as it is high."""
        whole = self.lower >= 0.85 * height  # both parts are as high as the number and in one piece
        if whole and self.crossed <= 1.2:
            # Two digits that touch twice enclose paper as well, but they are wider than an open 0.
            return not self.opened or wide > _WIDEST_DIGIT
        if self.opened or wide <= _WIDEST_DIGIT:
            return False
        return self.crossed <= (3 if whole else 1.6) and self.lower >= 0.6 * height


def cut_freely(blob: Mask, height: int) -> list[Mask]:
    """Cut a blob in two, and its parts again, while it is wide and a thin cut leaves two likely digits."""
    wide = extent(blob)[2] / height
    if wide <= _NARROWEST_PAIR:
        return [blob]
    cut = _best_cut(blob, height)
    if cut is None or not cut.is_plain(height, wide):
        return [blob]
    return [piece for part in cut.parts for piece in cut_freely(part, height)]


def cut_anyhow(blob: Mask, height: int) -> list[Mask]:
    """Cut a blob (H, W) in two where it is best to, and down the middle where there is no good place."""
    cut = _best_cut(blob, height)
    if cut is not None:
        return cut.parts
    x, _, width, _ = extent(blob)
    if width < 2:
        raise InkError("the number is too small to hold as many digits as were asked for; ask for fewer")
    left = np.arange(blob.shape[1]) < x + width // 2
    return [blob & left, blob & ~left]


def _best_cut(blob: Mask, height: int) -> _Cut | None:
    """The best of the cuts of a blob (H, W) from top to bottom, tried at regular places."""
    x, y, width, tall = extent(blob)
    # A seam does not need more than 64 rows; drawn small, a stroke's edge is a grey that is cheap to graze.
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
        # A part in pieces is as low as its highest piece: the tips of a 3 are no digit.
        lower = round(min(_highest_piece(half) for half in halves) / scale)
        opened = loops - sum(_loops(half) for half in halves)
        cut = _Cut(parts, crossed / stroke, lower, max(0, opened))
        even = min(int(part.sum()) for part in parts) >= 0.05 * blob.sum()
        if even and (best is None or cut.badness(height) < best.badness(height)):
            best = cut
    return best


def _highest_piece(ink: Floats) -> int:
    """The height of the highest connected piece of ink in a map (H, W), in rows."""
    _, _, stats, _ = cv2.connectedComponentsWithStats((ink > 0.05).astype(np.uint8), connectivity=8)
    return int(stats[1:, cv2.CC_STAT_HEIGHT].max(initial=0))


def _loops(ink: Floats) -> int:
    """How many patches of paper are closed in by the ink of a map (H, W); tiny ones do not count."""
    # Thickened by a pixel: a 0 whose ends almost meet is a loop too.
    shape = cv2.dilate((ink > 0.05).astype(np.uint8), np.ones((3, 3), np.uint8))
    paper = np.pad(1 - shape, 1, constant_values=1)
    _, _, stats, _ = cv2.connectedComponentsWithStats(paper, connectivity=4)
    return int((stats[1:, cv2.CC_STAT_AREA] >= 6).sum()) - 1


def _seam(ink: Floats) -> tuple[npt.NDArray[np.intp], float]:
    """The cheapest way down through a strip (H, W) of ink: its column in each row, and the ink in its way."""
    cost = ink + 0.01
    total = cost.copy()
    came = np.zeros(cost.shape, np.int8)
    edge = np.array([np.inf], np.float32)
    for row in range(1, len(cost)):
        before = total[row - 1]
        # A step aside costs a little: seams are straight where nothing is in the way.
        aside = np.concatenate([edge, before, edge]) + 0.05
        steps = np.stack([aside[:-2], before, aside[2:]])
        came[row] = steps.argmin(axis=0) - 1
        total[row] += steps.min(axis=0)
    seam = np.zeros(len(cost), np.intp)
    seam[-1] = int(total[-1].argmin())
    for row in range(len(cost) - 1, 0, -1):
        seam[row - 1] = seam[row] + came[row, seam[row]]
    return seam, float(ink[np.arange(len(cost)), seam].sum())
