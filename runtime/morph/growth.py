"""A digit without a partner: it grows from a point of its baseline, or shrinks into it.

Smaller, it is the same digit in a finer pen at every moment, where a cross-fade would be grey and a stroke
that writes itself would read as other digits on its way.
"""

import numpy as np
from numpy.typing import NDArray

from runtime.arrays import IMAGE_SIZE, FloatArray
from runtime.path.path import CodePath, even_steps

_PIXEL = np.arange(IMAGE_SIZE, dtype=np.float64)


def draw_digit(image: FloatArray, *, size: float, x: float, width: int) -> FloatArray:
    """Draw an image (28, 28) at a size in [0, 1] into an empty frame (28, width), both in [0, 1].

    Size 1 at a whole ``x`` gives the image's own pixels, size 0 gives nothing; it changes smoothly with both.

    Args:
        image: The digit.
        size: How large it is drawn; its foot, the middle of its baseline, stays where it is.
        x: The left edge of the image at size 1, in pixels.
        width: Of the frame, in pixels.
    """
    if size <= 0:
        return np.zeros((IMAGE_SIZE, width), np.float32)
    row, column = _foot(image)
    down = _resampling(IMAGE_SIZE, 0, row, size)
    across = _resampling(width, x, column, size)
    frame: FloatArray = np.clip(down @ image @ across.T, 0, 1).astype(np.float32)
    return frame


def growth(image: FloatArray, *, even: bool) -> CodePath:
    """The size of a growing digit (28, 28) over time: alpha (M,) in [0, 1] → sizes (M, 1) in [0, 1].

    Args:
        image: The digit, grown.
        even: Time it so that equal steps look equally large (L2 of pixels), else the height grows evenly.
    """

    def sizes(alpha: NDArray[np.float64]) -> FloatArray:
        return alpha[:, np.newaxis].astype(np.float32)

    def draw(sizes: FloatArray) -> FloatArray:
        return np.stack([draw_digit(image, size=float(size), x=0, width=IMAGE_SIZE) for size in sizes[:, 0]])

    return even_steps(sizes, draw) if even else sizes


def _foot(image: FloatArray) -> tuple[float, float]:
    """The point (row, column) of an image (28, 28) from which it grows: mid-ink, on its lowest inky row."""
    inky = image.max(axis=1) >= image.max() / 2
    row = float(np.flatnonzero(inky)[-1])
    column = float((image.sum(axis=0) * _PIXEL).sum() / max(float(image.sum()), 1e-9))
    return row, column


def _resampling(length: int, x: float, fixed: float, size: float) -> NDArray[np.float64]:
    """Weights (length, 28) that draw a line of 28 pixels at ``x``, smaller towards its point ``fixed``.

    Cubic convolution (Keys 1981, eq. 15 with a = −1/2), widened in the source where that is shrunk, so that
    no stroke falls between pixels. It interpolates: at size 1 and a whole ``x`` all weights are 0 or 1.
    """
    place = x + (1 - size) * fixed + size * _PIXEL
    away = np.abs(np.arange(length)[:, np.newaxis] - place)
    near = (1.5 * away - 2.5) * away**2 + 1
    far = ((-0.5 * away + 2.5) * away - 4) * away + 2
    return size * np.where(away <= 1, near, np.where(away < 2, far, 0.0))
