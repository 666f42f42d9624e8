"""Move codes so that one measure of their digits changes: ``move(vae, z, {"slant": 10})``."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from runtime.arrays import FloatArray, as_codes
from runtime.errors import CodeError
from runtime.measure.measure import MEASURES
from runtime.model.vae import Vae


def move(vae: Vae, z: ArrayLike, changes: Mapping[str, float]) -> FloatArray:
    """Move codes so that their images change by the given amounts → codes (N, latent_dim).

    Args:
        vae: The model.
        z: Codes (N, latent_dim) or (latent_dim,).
        changes: How much to add to each measure, by its name and in its unit, for example ``{"slant": 10}``.

    Raises:
        CodeError: Codes of another shape or type, an unknown measure, or a change that is not finite.
    """
    unknown = [name for name in changes if name not in MEASURES]
    if unknown:
        raise CodeError(f"no attribute '{unknown[0]}'; there are {', '.join(MEASURES)}")
    amounts = np.array([changes.get(name, 0.0) for name in MEASURES], np.float32)
    if not np.isfinite(amounts).all():
        raise CodeError(f"changes of {dict(changes)} are not all finite; give finite numbers")
    codes = as_codes(z, vae.latent_dim)
    return np.asarray(codes + np.einsum("k,nkl->nl", amounts, vae.directions.at(codes)), np.float32)
