"""Pictures as numbers: arrays of any type and range, .npy files, and rows of pixels in a CSV file."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt

from runtime.errors import InkError

_NPY = b"\x93NUMPY"
_SIDE = 28
_TABLE_BYTES = 100_000
"""A longer text is a table of many digits, of which only the first row is read."""


def grey_levels(pixels: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
    """Return pixels of any numeric type and range as uint8, or as float32 in [0, 1].

    Values from 0 to 1, −1 to 1, 0 to 255 and 0 to 65,535 keep their meaning; others are stretched to [0, 1].

    Raises:
        InkError: The values are not real numbers, or not finite.
    """
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype == np.bool_:
        return pixels.astype(np.uint8) * 255
    if pixels.dtype == np.uint16:
        return pixels.astype(np.float32) / 65535
    if not (np.issubdtype(pixels.dtype, np.integer) or np.issubdtype(pixels.dtype, np.floating)):
        raise InkError(f"{name} has dtype {pixels.dtype}; give real numbers, such as floats in [0, 1]")
    values = pixels.astype(np.float64)
    low, high = float(values.min()), float(values.max())
    if not np.isfinite(high - low):
        raise InkError(f"{name} contains a NaN or infinite value; give finite numbers")
    whole = np.issubdtype(pixels.dtype, np.integer)
    if low >= 0 and high <= 1 and not (whole and high == 0):
        scaled = values
    elif low >= 0 and high <= 255:
        scaled = values / 255
    elif low >= 0 and high <= 65535:
        scaled = values / 65535
    elif low >= -1 and high <= 1:
        scaled = (values + 1) / 2
    else:
        scaled = (values - low) / (high - low)
    return scaled.astype(np.float32)


def numbers_in(content: bytes, name: str) -> npt.NDArray[Any] | None:
    """Return the picture in the bytes of an .npy file or of a CSV file; None for other files.

    A CSV file has 28 rows of 28 pixels, or a row of 784 pixels, with or without a label before them.

    Raises:
        InkError: The file has another number of values, or is damaged.
    """
    if content.startswith(_NPY):
        try:
            array = np.load(io.BytesIO(content), allow_pickle=False)
        except (ValueError, EOFError, OSError) as error:
            raise InkError(f"{name} is not a complete .npy file ({error}); save the array again") from error
        return squared(array, name)
    return _in_table(content, name)


def squared(array: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
    """Return an array without axes of length 1; 784 values, with or without a label, become (28, 28)."""
    array = np.squeeze(array)
    if array.ndim == 1 and array.size in (_SIDE**2, _SIDE**2 + 1):
        return array[-(_SIDE**2) :].reshape(_SIDE, _SIDE)
    if array.ndim not in (2, 3):
        raise InkError(
            f"{name} has shape {array.shape}; give (height, width), (height, width, 3 or 4) or 784 values"
        )
    return array


def _in_table(content: bytes, name: str) -> npt.NDArray[Any] | None:
    text = content[:_TABLE_BYTES]
    if b"\0" in text[:1000] or not text.strip():
        return None
    try:
        lines = text.decode("utf-8-sig", errors="strict").strip().splitlines()
        rows = [
            [float(cell) for cell in line.replace(";", ",").split(",")] for line in _without_header(lines)
        ]
    except ValueError:
        return None
    if not rows or len(rows[0]) == 1:
        return None
    if len(rows[0]) in (_SIDE**2, _SIDE**2 + 1):
        return squared(np.array(rows[0]), name)
    if len(rows) == _SIDE and all(len(row) == _SIDE for row in rows):
        return np.array(rows)
    raise InkError(
        f"{name} has {len(rows)} rows of {len(rows[0])} numbers; give a row of 784 pixels, with or without a "
        "label before them, or 28 rows of 28 pixels"
    )


def _without_header(lines: list[str]) -> list[str]:
    return lines[1:] if lines and not lines[0].lstrip("-+.")[:1].isdigit() else lines
