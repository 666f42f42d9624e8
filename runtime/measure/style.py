"""Ink and slant, two measures of style that change steadily along a geodesic."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_ROW, _COLUMN = np.mgrid[0:28, 0:28].astype(np.float32)


def measure_style(images: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Return ink (pixels) and slant (second moments xy ÷ yy), (N, 2), of images (N, 28, 28) in [0, 1]."""
    ink = images.sum((1, 2)) + 1e-6
    column = (images * _COLUMN).sum((1, 2)) / ink
    row = (images * _ROW).sum((1, 2)) / ink
    across, down = _COLUMN - column[:, None, None], _ROW - row[:, None, None]
    slant = (images * across * down).sum((1, 2)) / ((images * down * down).sum((1, 2)) + 1e-6)
    return np.stack([ink, slant], axis=1).astype(np.float32)
