"""Tests of p(z): densities against SciPy, moments of draws, and errors for damaged files."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from runtime import CodeError, ModelError, Prior, Vae


@pytest.fixture
def prior() -> Prior:
    rng = np.random.default_rng(0)
    weight = rng.random(4).astype(np.float32)
    mean, std = rng.normal(0, 2, (4, 3)), rng.uniform(0.2, 2, (4, 3))
    return Prior(weight / weight.sum(), mean.astype(np.float32), std.astype(np.float32))


def test_standard_is_the_textbook_one() -> None:
    z = np.random.default_rng(1).normal(size=(20, 5)).astype(np.float32)
    np.testing.assert_allclose(
        Prior.standard(5).log_density(z), multivariate_normal(np.zeros(5)).logpdf(z), rtol=1e-6
    )
    assert Prior.standard(5).is_standard


def test_the_peak_is_the_likeliest_mean(prior: Prior) -> None:
    assert not Prior.standard(5).peak.any()
    assert prior.log_density(prior.peak)[0] == prior.log_density(prior.mean).max()
    assert (prior.mean == prior.peak).all(axis=1).any()


def test_mixture_is_the_textbook_one(prior: Prior) -> None:
    z = np.random.default_rng(1).normal(0, 3, size=(50, 3)).astype(np.float32)
    wanted = sum(
        weight * multivariate_normal(mean, np.diag(std**2)).pdf(z)
        for weight, mean, std in zip(
            prior.weight, prior.mean.astype(float), prior.std.astype(float), strict=True
        )
    )
    np.testing.assert_allclose(prior.log_density(z), np.log(wanted), rtol=1e-4)
    assert not prior.is_standard


def test_each_dimension_by_itself(prior: Prior) -> None:
    z = np.random.default_rng(1).normal(0, 3, size=(50, 3)).astype(np.float32)
    wanted = (prior.weight * norm(prior.mean[:, 1], prior.std[:, 1]).pdf(z[:, [1]])).sum(1)
    np.testing.assert_allclose(prior.log_density_per_dimension(z)[:, 1], np.log(wanted), rtol=1e-5)


def test_draws_have_its_moments(prior: Prior) -> None:
    z = prior.draw(np.random.default_rng(0), 100_000)
    mean = prior.weight @ prior.mean
    variance = prior.weight @ (prior.std**2 + prior.mean**2) - mean**2
    np.testing.assert_allclose(z.mean(0), mean, atol=0.04)
    np.testing.assert_allclose(z.var(0), variance, rtol=0.03)


@given(count=st.integers(1, 50), seed=st.integers(0, 2**32 - 1))
def test_the_same_seed_draws_the_same_codes(count: int, seed: int) -> None:
    once, twice = (Prior.standard(4).draw(np.random.default_rng(seed), count) for _ in range(2))
    assert once.shape == (count, 4)
    assert once.dtype == np.float32
    np.testing.assert_array_equal(once, twice)


def test_drawing_none_is_refused(prior: Prior) -> None:
    with pytest.raises(CodeError, match="cannot draw 0 codes"):
        prior.draw(np.random.default_rng(0), 0)


def test_it_comes_back_as_it_was_written(prior: Prior, tmp_path: Path) -> None:
    prior.write(tmp_path / "prior.npz")
    found = Prior.read(tmp_path / "prior.npz", 3)
    for name in ("weight", "mean", "std"):
        np.testing.assert_array_equal(getattr(found, name), getattr(prior, name))


def test_the_golden_model_has_the_standard_one(tiny_vae: Vae) -> None:
    assert tiny_vae.prior.is_standard
    assert tiny_vae.prior is tiny_vae.prior


@pytest.mark.parametrize(
    "change",
    [
        {"mean": np.zeros((4, 2), np.float32)},
        {"std": np.zeros((4, 3), np.float32)},
        {"weight": np.full(4, 0.5, np.float32)},
        {"mean": np.full((4, 3), np.nan, np.float32)},
        {"weight": np.zeros((0,), np.float32)},
    ],
    ids=["shape", "no width", "weights", "nan", "empty"],
)
def test_damage_is_refused(prior: Prior, tmp_path: Path, change: dict[str, Any]) -> None:
    columns: dict[str, Any] = {"weight": prior.weight, "mean": prior.mean, "std": prior.std, **change}
    np.savez(tmp_path / "prior.npz", **columns)
    with pytest.raises(ModelError, match="export the model again"):
        Prior.read(tmp_path / "prior.npz", 3)


def test_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "prior.npz").write_bytes(b"PK nothing")
    with pytest.raises(ModelError, match="export the model again"):
        Prior.read(tmp_path / "prior.npz", 3)
