"""Fréchet distance between two sets of the judge's features: how much images resemble MNIST.

The features come from ``benchmarks.judge.Judge.features``, not from Inception, so the values can be compared
with each other but not with published FIDs. The distance shrinks as the sets grow (Chong & Forsyth 2020), so
compare sets of equal size.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def frechet_distance(first: ArrayLike, second: ArrayLike) -> float:
    """Return the squared Fréchet distance of normal distributions fitted to features (N, K) and (M, K).

    d² = |m₁ - m₂|² + tr(C₁ + C₂ - 2 (C₁C₂)^½), Heusel et al. 2017, eq. 6, in float64. With C₁ = R₁ᵀR₁ and
    C₂ = R₂ᵀR₂, the trace of the root is the sum of the singular values of R₁R₂ᵀ. This avoids the root of a
    rounded matrix, so sets with fewer rows than features work too.

    Raises:
        ValueError: A set is not two-dimensional, has fewer than two rows or contains values that are not
            finite, or the sets differ in width.
    """
    (mean_first, root_first), (mean_second, root_second) = _moments(first), _moments(second)
    if mean_first.shape != mean_second.shape:
        raise ValueError(
            f"the feature sets have {len(mean_first)} and {len(mean_second)} values per row; "
            "use features from the same judge for both"
        )
    shift = ((mean_first - mean_second) ** 2).sum()
    overlap = np.linalg.svd(root_first @ root_second.T, compute_uv=False).sum()
    spread = (root_first**2).sum() + (root_second**2).sum() - 2 * overlap
    return float(shift + max(spread, 0.0))  # only rounding can make the spread negative


def _moments(features: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean (K,) of features (N, K), and R such that RᵀR is their covariance (K, K)."""
    rows = np.asarray(features, np.float64)
    if rows.ndim != 2 or len(rows) < 2 or rows.shape[1] < 1:
        raise ValueError(f"features have shape {rows.shape}; use shape (N, K) with at least two rows")
    if not np.isfinite(rows).all():
        raise ValueError("some features are not finite; compute them again")
    mean = rows.mean(axis=0)
    root = np.asarray(np.linalg.qr((rows - mean) / np.sqrt(len(rows) - 1), mode="r"), np.float64)
    return mean, root
