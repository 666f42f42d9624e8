"""A whole film in one picture: evenly chosen frames, in a row or in a grid."""

import math
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image as PillowImage

from runtime.video.frames import Frame
from runtime.video.writer import FilmSpec, Writer

STRIP_FRAME_COUNT: Final = 24
STRIP_MAX_WIDTH: Final = 32_766  # browsers show no wider picture
SHEET_FRAME_COUNT: Final = 60
SHEET_MAX_PIXELS: Final = 36_000_000  # as many as the largest strip has: also how many bytes it takes
SHEET_PROPORTION: Final = 4 / 3


class _GridWriter(Writer):
    """Evenly chosen frames row by row, the first and the last among them."""

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
        pass  # the file is open while it is saved only


def strip(path: Path, spec: FilmSpec) -> Writer:
    """One row, of as many frames as are worth a look and fit a picture that browsers show."""
    count = min(spec.frame_count, STRIP_FRAME_COUNT, STRIP_MAX_WIDTH // spec.width)
    return _GridWriter(path, spec, count=count, columns=count)


def sheet(path: Path, spec: FilmSpec) -> Writer:
    """A contact sheet, of as many frames as a picture of bounded size holds, about as wide as a screen."""
    room = SHEET_MAX_PIXELS // (spec.width * spec.height)
    count = max(2, min(spec.frame_count, SHEET_FRAME_COUNT, room))
    columns = round(math.sqrt(count * SHEET_PROPORTION * spec.height / spec.width))
    return _GridWriter(path, spec, count=count, columns=min(count, max(1, columns)))
