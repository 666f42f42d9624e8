"""Validation of images and codes, and their conversion to float32 arrays."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from runtime.errors import CodeError

FloatArray = NDArray[np.float32]

IMAGE_SIZE = 28
MIN_FRAME_COUNT, MAX_FRAME_COUNT = 2, 100_000  # for a path or a film
MAX_CODE = 1_000_000  # much larger codes overflow a network's sums and turn its images into NaN


def as_images(images: ArrayLike) -> FloatArray:
    """Validate float images (N, 28, 28) or (28, 28) in [0, 1]; return (N, 28, 28) float32.

    Raises:
        CodeError: The shape or type is wrong, or a value is NaN, infinite or outside [0, 1].
    """
    array = _as_array(images, "images")
    if array.dtype.kind not in "fb":
        raise CodeError(
            f"images have dtype {array.dtype}; convert them to floats in [0, 1] with ink = 1, "
            "for example by dividing grey levels by 255"
        )
    if array.ndim == 2:
        array = array[np.newaxis]
    if array.ndim != 3 or array.shape[1:] != (IMAGE_SIZE, IMAGE_SIZE):
        raise CodeError(
            f"images have shape {np.shape(images)}; use (N, 28, 28) or (28, 28), "
            "or convert a picture with runtime.read_digit"
        )
    array = _as_float32(array)
    _check_finite(array, "images")
    if array.size and not (array.min() >= 0 and array.max() <= 1):
        raise CodeError(
            f"images range from {array.min():g} to {array.max():g}; "
            "scale them to [0, 1] with ink = 1 on paper = 0"
        )
    return array


def as_codes(z: ArrayLike, latent_dim: int) -> FloatArray:
    """Validate codes (N, latent_dim) or (latent_dim,) within ±1,000,000; return (N, latent_dim) float32.

    Raises:
        CodeError: The shape or type is wrong, or a value is NaN, infinite or too large.
    """
    array = _as_array(z, "codes")
    if array.dtype.kind not in "fiu":
        raise CodeError(f"codes have dtype {array.dtype}; use real numbers")
    if array.ndim == 1 and array.size:
        array = array[np.newaxis]
    if array.ndim != 2 or array.shape[1] != latent_dim:
        raise CodeError(
            f"codes have shape {np.shape(z)}; use (N, {latent_dim}) or ({latent_dim},) for this model"
        )
    array = _as_float32(array)
    _check_finite(array, "codes")
    if array.size and (largest := float(np.abs(array).max())) > MAX_CODE:
        raise CodeError(
            f"codes reach {largest:g}; use values within ±{MAX_CODE:,} (the prior's standard deviation is 1)"
        )
    return array


def _as_array(values: ArrayLike, what: str) -> NDArray[Any]:
    try:
        return np.asarray(values)
    except (ValueError, TypeError) as error:
        raise CodeError(f"cannot convert {what} to an array ({error}); use rows of equal length") from error


def _as_float32(array: NDArray[Any]) -> FloatArray:
    with np.errstate(over="ignore"):  # _check_finite rejects doubles that overflow to inf
        return np.ascontiguousarray(array, dtype=np.float32)


def _check_finite(array: FloatArray, what: str) -> None:
    if not np.isfinite(array).all():
        bad = int(np.count_nonzero(~np.isfinite(array)))
        raise CodeError(
            f"{what} contain {bad} NaN or infinite value{'s' if bad > 1 else ''}; use finite numbers"
        )
