"""Tests of the bound of -log p(x) against looser bounds, its reproducibility, and the quadrature."""

import numpy as np
import pytest

from benchmarks import likelihood
from benchmarks.likelihood import nll, nll_by_quadrature
from runtime import Vae, load_vae


def test_nll_is_tighter_than_the_evidence_bound(tiny_vae: Vae) -> None:
    """The bound with 100 weights is on average at least as tight as with one (Burda et al. 2016)."""
    rng = np.random.default_rng(3)
    x = tiny_vae.decode(rng.normal(0, 1, (20, 3)))
    mu, logvar = tiny_vae.encode(binary := (np.random.default_rng(0).random(x.shape, np.float32) < x) * 1.0)
    z = mu + np.exp(0.5 * logvar) * rng.standard_normal(mu.shape, np.float32)
    p = np.clip(tiny_vae.decode(z), 1e-7, 1 - 1e-7)
    reconstruction = -np.log(np.where(binary > 0, p, 1 - p)).sum((1, 2)).mean()
    kl = 0.5 * (np.exp(logvar) + mu**2 - 1 - logvar).sum(1).mean()
    assert nll(tiny_vae, x) < reconstruction + kl


def test_the_same_images_have_the_same_nll(tiny_vae: Vae) -> None:
    """Each chunk has its own seed, so the order in which threads finish does not matter."""
    x = tiny_vae.decode(np.random.default_rng(3).normal(0, 1, (20, 3)))
    assert nll(tiny_vae, x) == nll(tiny_vae, x)


def test_unlikely_images_are_unlikely(tiny_vae: Vae) -> None:
    x = tiny_vae.decode(np.random.default_rng(3).normal(0, 1, (10, 3)))
    assert nll(tiny_vae, x) < nll(tiny_vae, 1 - x)


@pytest.mark.slow
def test_the_whole_plane_agrees_with_draws_of_the_prior_and_bounds_the_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(likelihood, "GRID_SIZE", 300)
    vae = load_vae("plane2")
    rng = np.random.default_rng(3)
    x = vae.decode(rng.standard_normal((12, 2)))
    found = nll_by_quadrature(vae, x)
    assert found < nll(vae, x) + 0.2
    p = np.clip(vae.decode(rng.standard_normal((40_000, 2))), 1e-7, 1 - 1e-7).reshape(40_000, -1)
    binary = (np.random.default_rng(0).random(x.shape, np.float32) < x).astype(np.float32).reshape(12, -1)
    log_likelihood = (binary @ np.log(p / (1 - p)).T + np.log(1 - p).sum(1)).astype(np.float64)
    top = log_likelihood.max(1)
    evidence = top + np.log(np.exp(log_likelihood - top[:, None]).mean(1))
    assert found == pytest.approx(-evidence.mean(), abs=0.3)
