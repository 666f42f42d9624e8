"""Fréchet distance between two sets of the judge's features: how like MNIST's digits a set of images is.

The features are ``benchmarks.judge.Judge.features``, not Inception's, so that its values compare with each
other and with no published FID. It shrinks as the sets grow (Chong & Forsyth 2020): compare sets of one size.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def frechet_distance(first: ArrayLike, second: ArrayLike) -> float:
    """Squared Fréchet distance of the normal distributions fitted to features (N, K) and (M, K); 0 is equal.

    d² = |m₁ - m₂|² + tr(C₁ + C₂ - 2 (C₁C₂)^½), Heusel et al. 2017, eq. 6, in float64. With C₁ = R₁ᵀR₁ and
    C₂ = R₂ᵀR₂ the trace of the root is the sum of the singular values of R₁R₂ᵀ: no root of a rounded matrix
    is taken, so sets of fewer rows than features are fine.

    Raises:
        ValueError: Sets of other shapes, of unequal width, of fewer than two rows, or not finite.
    """
    (mean_first, root_first), (mean_second, root_second) = _moments(first), _moments(second)
    if mean_first.shape != mean_second.shape:
        raise ValueError(
            f"features of {len(mean_first)} and of {len(mean_second)} values have no distance; "
            "give two sets from one judge"
        )
    shift = ((mean_first - mean_second) ** 2).sum()
    overlap = np.linalg.svd(root_first @ root_second.T, compute_uv=False).sum()
    spread = (root_first**2).sum() + (root_second**2).sum() - 2 * overlap
    return float(shift + max(spread, 0.0))  # rounding alone makes the spread negative


def _moments(features: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean (K,) of features (N, K), and R with their covariance (K, K) = RᵀR."""
    rows = np.asarray(features, np.float64)
    if rows.ndim != 2 or len(rows) < 2 or rows.shape[1] < 1:
        raise ValueError(f"features have shape {rows.shape}; give (N, K) with at least two rows")
    if not np.isfinite(rows).all():
        raise ValueError("some features are not finite; measure them again")
    mean = rows.mean(axis=0)
    root = np.asarray(np.linalg.qr((rows - mean) / np.sqrt(len(rows) - 1), mode="r"), np.float64)
    return mean, root
