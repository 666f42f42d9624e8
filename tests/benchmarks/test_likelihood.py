"""The bound of -log p(x) against looser bounds and its own draws."""

import numpy as np

from benchmarks.likelihood import nll
from runtime import Vae


def test_nll_is_tighter_than_the_evidence_bound(tiny_vae: Vae) -> None:
    """A hundred weights bound -log p(x) from above, on average never worse than one (Burda et al. 2016)."""
    rng = np.random.default_rng(3)
    x = tiny_vae.decode(rng.normal(0, 1, (20, 3)))
    mu, logvar = tiny_vae.encode(binary := (np.random.default_rng(0).random(x.shape, np.float32) < x) * 1.0)
    z = mu + np.exp(0.5 * logvar) * rng.standard_normal(mu.shape, np.float32)
    p = np.clip(tiny_vae.decode(z), 1e-7, 1 - 1e-7)
    reconstruction = -np.log(np.where(binary > 0, p, 1 - p)).sum((1, 2)).mean()
    kl = 0.5 * (np.exp(logvar) + mu**2 - 1 - logvar).sum(1).mean()
    assert nll(tiny_vae, x) < reconstruction + kl


def test_the_same_images_have_the_same_nll(tiny_vae: Vae) -> None:
    """Chunks draw for themselves, so threads may finish in any order."""
    x = tiny_vae.decode(np.random.default_rng(3).normal(0, 1, (20, 3)))
    assert nll(tiny_vae, x) == nll(tiny_vae, x)


def test_unlikely_images_are_unlikely(tiny_vae: Vae) -> None:
    x = tiny_vae.decode(np.random.default_rng(3).normal(0, 1, (10, 3)))
    assert nll(tiny_vae, x) < nll(tiny_vae, 1 - x)
