"""Move codes to change measures of their digits: ``move(vae, z, {"slant": 10})``."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from runtime.arrays import FloatArray, as_codes
from runtime.errors import CodeError
from runtime.measure.measure import MEASURES
from runtime.model.vae import Vae


def move(vae: Vae, z: ArrayLike, changes: Mapping[str, float]) -> FloatArray:
    """Move codes so that their digits change by the given amounts; return codes (N, latent_dim).

    Args:
        vae: The model.
        z: Codes (N, latent_dim) or (latent_dim,).
        changes: Amount to add to each measure, by name and in the measure's unit, for example
            ``{"slant": 10}`` for 10 degrees.

    Raises:
        CodeError: The codes have the wrong shape or type, a measure is unknown, or a change is not finite.
    """
    unknown = [name for name in changes if name not in MEASURES]
    if unknown:
        raise CodeError(f"no attribute '{unknown[0]}'; available: {', '.join(MEASURES)}")
    amounts = np.array([changes.get(name, 0.0) for name in MEASURES], np.float32)
    if not np.isfinite(amounts).all():
        raise CodeError(f"changes {dict(changes)} contain a NaN or infinite value; use finite numbers")
    codes = as_codes(z, vae.latent_dim)
    return np.asarray(codes + np.einsum("k,nkl->nl", amounts, vae.directions.at(codes)), np.float32)
