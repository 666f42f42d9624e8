"""What comes from outside, checked once and turned into the arrays that everything else relies on."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from runtime.errors import CodeError

FloatArray = NDArray[np.float32]

IMAGE_SIZE = 28
MIN_FRAME_COUNT, MAX_FRAME_COUNT = 2, 100_000  # of a path or a film
MAX_CODE = 1_000_000  # beyond some power of ten a network's sums overflow, and its images would be NaN


def as_images(images: ArrayLike) -> FloatArray:
    """Check images (N, 28, 28), or one (28, 28), floats in [0, 1]; returns (N, 28, 28) float32.

    Raises:
        CodeError: Another shape or type, a value that is not finite or outside [0, 1].
    """
    array = _as_array(images, "images")
    if array.dtype.kind not in "fb":
        raise CodeError(
            f"images have dtype {array.dtype}; they must be floats in [0, 1], ink = 1: "
            "divide grey levels by 255"
        )
    if array.ndim == 2:
        array = array[np.newaxis]
    if array.ndim != 3 or array.shape[1:] != (IMAGE_SIZE, IMAGE_SIZE):
        raise CodeError(
            f"images have shape {np.shape(images)}; it must be (N, 28, 28) or (28, 28): "
            "runtime.read_digit makes that of any picture"
        )
    array = _as_float32(array)
    _check_finite(array, "images")
    if array.size and not (array.min() >= 0 and array.max() <= 1):
        raise CodeError(
            f"images range from {array.min():g} to {array.max():g}; "
            "they must lie in [0, 1], ink = 1 on paper = 0"
        )
    return array


def as_codes(z: ArrayLike, latent_dim: int) -> FloatArray:
    """Check codes (N, latent_dim), or one (latent_dim,), within ±1,000,000; returns (N, latent_dim) float32.

    Raises:
        CodeError: Another shape or type, or a value that is not finite or too large.
    """
    array = _as_array(z, "codes")
    if array.dtype.kind not in "fiu":
        raise CodeError(f"codes have dtype {array.dtype}; they must be real numbers")
    if array.ndim == 1 and array.size:
        array = array[np.newaxis]
    if array.ndim != 2 or array.shape[1] != latent_dim:
        raise CodeError(
            f"codes have shape {np.shape(z)}; this model takes (N, {latent_dim}) or ({latent_dim},)"
        )
    array = _as_float32(array)
    _check_finite(array, "codes")
    if array.size and (largest := float(np.abs(array).max())) > MAX_CODE:
        raise CodeError(f"codes reach {largest:g}; the prior has std 1, give values within ±{MAX_CODE:,}")
    return array


def _as_array(values: ArrayLike, what: str) -> NDArray[Any]:
    try:
        return np.asarray(values)
    except (ValueError, TypeError) as error:
        raise CodeError(f"{what} cannot be made an array ({error}); give rows of equal length") from error


def _as_float32(array: NDArray[Any]) -> FloatArray:
    with np.errstate(over="ignore"):  # a double too large for float32 becomes inf, and is refused as such
        return np.ascontiguousarray(array, dtype=np.float32)


def _check_finite(array: FloatArray, what: str) -> None:
    if not np.isfinite(array).all():
        bad = int(np.count_nonzero(~np.isfinite(array)))
        raise CodeError(
            f"{what} hold {bad} value{'s' if bad > 1 else ''} that are NaN or infinite; give finite numbers"
        )
