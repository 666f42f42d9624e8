"""Latent codes as text, in links and in fields."""

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from runtime.arrays import FloatArray

MAX_LINK_CODE = 20.0  # absolute value; the prior has a standard deviation of 1
_CODE_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?", re.ASCII | re.IGNORECASE)


def rounded(z: ArrayLike) -> FloatArray:
    """Round a code as a link stores it: to two decimals, clipped to ±20."""
    within = np.clip(np.round(np.asarray(z, np.float64), 2), -MAX_LINK_CODE, MAX_LINK_CODE).astype(np.float32)
    within[within == 0] = 0  # no negative zero
    return within


def pack_code(z: Sequence[float]) -> str:
    """Format a code for a URL: at most two decimals each, joined by underscores."""
    return "_".join(f"{value + 0:.2f}".rstrip("0").rstrip(".") for value in z)


def unpack_code(text: str, latent_dim: int) -> FloatArray | None:
    """Parse the text of ``pack_code`` as a code (latent_dim,); return None if it is not a code of this model.

    People may write the text too, so each number follows ``code_number``. Spaces around a number are allowed,
    because a URL decodes a plus as a space.
    """
    code = [code_number(part.strip(" ")) for part in text.split("_")]
    return rounded(code) if len(code) == latent_dim and all(map(in_code, code)) else None


def code_number(text: str) -> float:
    """Parse a number of a code, such as "-0.4", "+.5" or "−1e-2"; NaN if the text is not a number."""
    plain = text.replace("−", "-")
    return float(plain) if _CODE_NUMBER.fullmatch(plain) else math.nan


def in_code(value: float) -> bool:
    """Whether a code may contain this number."""
    return abs(value) <= MAX_LINK_CODE  # False for NaN
