"""Show a whole film in one picture: evenly spaced frames in a row (filmstrip) or a grid (contact sheet)."""

import math
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image as PillowImage

from runtime.video.frames import Frame
from runtime.video.writer import FilmSpec, Writer

STRIP_FRAME_COUNT: Final = 24
STRIP_MAX_WIDTH: Final = 32_766  # pixels; browsers show no wider picture
SHEET_FRAME_COUNT: Final = 60
SHEET_MAX_PIXELS: Final = 36_000_000  # about as many as in the largest strip; each takes a byte of memory
SHEET_PROPORTION: Final = 4 / 3


class _GridWriter(Writer):
    """Draws evenly spaced frames row by row, including the first and the last."""

    def __init__(self, path: Path, spec: FilmSpec, *, count: int, columns: int) -> None:
        self._path = path
        self._columns = columns
        self._chosen = {k * (spec.frame_count - 1) // (count - 1) for k in range(count)}
        rows = -(-count // columns)
        self._grid = np.full((rows * spec.height, columns * spec.width), spec.blank, np.uint8)
        self._drawn = 0

    def wants(self, index: int) -> bool:
        return index in self._chosen

    def add(self, frame: Frame) -> None:
        height, width = frame.shape
        top, left = height * (self._drawn // self._columns), width * (self._drawn % self._columns)
        self._grid[top : top + height, left : left + width] = frame
        self._drawn += 1

    def finish(self) -> None:
        PillowImage.fromarray(self._grid).save(self._path)

    def release(self) -> None:
        pass  # `finish` opens and closes the file


def strip(path: Path, spec: FilmSpec) -> Writer:
    """Create a filmstrip: one row of up to 24 frames, no wider than browsers can show."""
    count = min(spec.frame_count, STRIP_FRAME_COUNT, STRIP_MAX_WIDTH // spec.width)
    return _GridWriter(path, spec, count=count, columns=count)


def sheet(path: Path, spec: FilmSpec) -> Writer:
    """Create a contact sheet: up to 60 frames in rows, about 4:3, with at most 36 million pixels."""
    room = SHEET_MAX_PIXELS // (spec.width * spec.height)
    count = max(2, min(spec.frame_count, SHEET_FRAME_COUNT, room))
    columns = round(math.sqrt(count * SHEET_PROPORTION * spec.height / spec.width))
    return _GridWriter(path, spec, count=count, columns=min(count, max(1, columns)))
