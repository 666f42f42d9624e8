"""Digits without a partner, which grow from a point on their baseline or shrink to it.

A digit keeps its shape at every size, with a proportionally thinner stroke. A cross-fade would be grey, and a
stroke drawn bit by bit would read as other digits.
"""

import numpy as np
from numpy.typing import NDArray

from runtime.arrays import IMAGE_SIZE, FloatArray
from runtime.path.path import CodePath, even_steps

_PIXEL = np.arange(IMAGE_SIZE, dtype=np.float64)


def draw_digit(image: FloatArray, *, size: float, x: float, width: int) -> FloatArray:
    """Draw a scaled image (28, 28) into an empty frame (28, width), both in [0, 1].

    The frame changes smoothly with ``size`` and ``x``. At size 1 and a whole ``x``, the frame contains the
    image's exact pixels; at size 0 it is empty.

    Args:
        image: The digit.
        size: Scale in [0, 1]. The digit's foot, the middle of its baseline, stays in place.
        x: Left edge of the image at size 1, in pixels.
        width: Width of the frame in pixels.
    """
    if size <= 0:
        return np.zeros((IMAGE_SIZE, width), np.float32)
    row, column = _foot(image)
    down = _resampling(IMAGE_SIZE, 0, row, size)
    across = _resampling(width, x, column, size)
    frame: FloatArray = np.clip(down @ image @ across.T, 0, 1).astype(np.float32)
    return frame


def growth(image: FloatArray, *, even: bool) -> CodePath:
    """Return the size of a growing digit over time: alpha (M,) in [0, 1] → sizes (M, 1) in [0, 1].

    Args:
        image: The digit at full size, (28, 28).
        even: Grow by equal changes in the image (L2 distance of pixels) instead of equal changes in height.
    """

    def sizes(alpha: NDArray[np.float64]) -> FloatArray:
        return alpha[:, np.newaxis].astype(np.float32)

    def draw(sizes: FloatArray) -> FloatArray:
        return np.stack([draw_digit(image, size=float(size), x=0, width=IMAGE_SIZE) for size in sizes[:, 0]])

    return even_steps(sizes, draw) if even else sizes


def _foot(image: FloatArray) -> tuple[float, float]:
    """Return the point (row, column) that a digit (28, 28) grows from.

    The row is the lowest one with ink; the column is the centre of all ink.
    """
    inky = image.max(axis=1) >= image.max() / 2
    row = float(np.flatnonzero(inky)[-1])
    column = float((image.sum(axis=0) * _PIXEL).sum() / max(float(image.sum()), 1e-9))
    return row, column


def _resampling(length: int, x: float, fixed: float, size: float) -> NDArray[np.float64]:
    """Return weights (length, 28) that scale a line of 28 pixels about ``fixed`` and move it to ``x``.

    The method is cubic convolution (Keys 1981, eq. 15 with a = −1/2). To shrink, the kernel is widened in the
    source, so that no stroke falls between pixels. At size 1 and a whole ``x``, all weights are 0 or 1.
    """
    centre = x + (1 - size) * fixed + size * _PIXEL
    away = np.abs(np.arange(length)[:, np.newaxis] - centre)
    near = (1.5 * away - 2.5) * away**2 + 1
    far = ((-0.5 * away + 2.5) * away - 4) * away + 2
    return size * np.where(away <= 1, near, np.where(away < 2, far, 0.0))
