"""How like its original a picture is: error and sharpness."""

import numpy as np

from runtime.arrays import FloatArray


def mean_squared_error(x: FloatArray, x_recon: FloatArray) -> float:
    """The mean squared difference of two images of one shape, in [0, 1]."""
    return float(np.mean((x - x_recon) ** 2))


def sharpness(x: FloatArray) -> float:
    """How steep the edges of an image (H, W) in [0, 1] are: 1 from paper to ink within a pixel, else less.

    The root mean square of the gradient, weighted by the gradient itself, so that neither the length of the
    strokes nor the empty paper counts.
    """
    down, across = np.gradient(np.pad(x.astype(np.float64), 1))
    steepness = 2 * np.hypot(down, across)  # a central difference sees half of a step
    total = steepness.sum()
    return float(np.sqrt((steepness**3).sum() / total)) if total > 0 else 0.0
