"""Image quality: error and sharpness."""

import numpy as np

from runtime.arrays import FloatArray


def mean_squared_error(x: FloatArray, x_recon: FloatArray) -> float:
    """Return the mean squared difference between two images of the same shape, in [0, 1]."""
    return float(np.mean((x - x_recon) ** 2))


def sharpness(x: FloatArray) -> float:
    """Return the steepness of the edges in an image (H, W) in [0, 1].

    An edge from paper to ink within one pixel has steepness 1; a softer edge is less steep. The result is the
    root mean square of the gradient, weighted by the gradient, so that stroke length and empty paper have no
    effect.
    """
    down, across = np.gradient(np.pad(x.astype(np.float64), 1))
    steepness = 2 * np.hypot(down, across)  # a central difference halves a step
    total = steepness.sum()
    return float(np.sqrt((steepness**3).sum() / total)) if total > 0 else 0.0
