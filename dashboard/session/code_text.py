"""Latent codes as text, in addresses and in fields."""

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from runtime.arrays import FloatArray

MAX_LINK_CODE = 20.0  # of either sign; the prior has std 1
_CODE_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?", re.ASCII | re.IGNORECASE)


def rounded(z: ArrayLike) -> FloatArray:
    """A code as a link keeps it: to two decimals, within ±20."""
    within = np.clip(np.round(np.asarray(z, np.float64), 2), -MAX_LINK_CODE, MAX_LINK_CODE).astype(np.float32)
    within[within == 0] = 0  # what the text of -0.0 says
    return within


def pack_code(z: Sequence[float]) -> str:
    """A code as text for a URL: two decimals each, joined by underscores."""
    return "_".join(f"{value + 0:.2f}".rstrip("0").rstrip(".") for value in z)


def unpack_code(text: str, latent_dim: int) -> FloatArray | None:
    """The code that ``pack_code`` wrote, (latent_dim,); None where the text is not one of this model.

    A person may have written it, too: its numbers are those of ``code_number``. There may be spaces around
    them: an address makes one of a plus.
    """
    code = [code_number(part.strip(" ")) for part in text.split("_")]
    return rounded(code) if len(code) == latent_dim and all(map(in_code, code)) else None


def code_number(text: str) -> float:
    """One number of a code as people write it, such as "-0.4", "+.5", "−1e-2"; NaN where it is none."""
    plain = text.replace("−", "-")
    return float(plain) if _CODE_NUMBER.fullmatch(plain) else math.nan


def in_code(value: float) -> bool:
    """Whether the page takes a number in a code."""
    return abs(value) <= MAX_LINK_CODE  # not of a NaN
