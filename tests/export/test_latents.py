"""Tests of codes and their statistics against plain formulas."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from synthetic import bars

from export.latents import Labelled, dimensions, encode_all, knn_accuracy, presets, prior_of, table
from runtime.model.latents import LatentTable
from runtime.model.prior import Prior
from train.architectures import ConvVae, MlpVae, Vae
from train.checkpoint import Checkpoint
from train.prior import MixturePrior

Runs = dict[str, tuple[Checkpoint, Path]]


@pytest.fixture
def network(runs: Runs) -> Vae:
    return runs["mlp"][0].network()


def test_encode_all_is_encode(network: Vae) -> None:
    images = torch.from_numpy(bars(2300)[0])
    mu, logvar = encode_all(network, images)
    with torch.no_grad():
        wanted_mu, wanted_logvar = network.encode(images.float() / 255)
    np.testing.assert_allclose(mu, wanted_mu.numpy(), atol=1e-5)
    np.testing.assert_allclose(logvar, wanted_logvar.numpy(), atol=1e-5)
    assert mu.shape == logvar.shape == (2300, 3)


def test_dimensions_are_statistics() -> None:
    rng = np.random.default_rng(0)
    mu = (rng.normal(size=(1000, 2)) * [1, 3] + [0, 5]).astype(np.float32)
    logvar = rng.normal(size=(1000, 2)).astype(np.float32)
    kl_nats = 0.5 * (mu**2 + np.exp(logvar) - 1 - logvar)
    found = dimensions(mu, logvar, Prior.standard(2))
    assert len(found) == 2
    assert found[1].mean == pytest.approx(mu[:, 1].mean(), abs=1e-5)
    assert found[1].std == pytest.approx(mu[:, 1].std(), abs=1e-5)
    assert found[0].kl_nats == pytest.approx(kl_nats[:, 0].mean(), abs=1e-4)
    assert (found[0].low, found[0].high) == pytest.approx(tuple(np.percentile(mu[:, 0], [1, 99])), abs=1e-5)


def test_kl_against_a_learned_prior_is_that_against_its_marginals() -> None:
    """A mixture with the single component N(m, s²) has a closed form to compare with."""
    rng = np.random.default_rng(0)
    mu = rng.normal(size=(20_000, 2)).astype(np.float32)
    logvar = np.full_like(mu, -1)
    mean, std = np.array([[0.5, -1]], np.float32), np.array([[1.5, 0.8]], np.float32)
    found = dimensions(mu, logvar, Prior(np.ones(1, np.float32), mean, std))
    # KL(N(mu, v) ‖ N(m, s²)) = ½ (log s² - log v + (v + (mu - m)²) ÷ s² - 1)
    wanted = 0.5 * (2 * np.log(std) - logvar + (np.exp(logvar) + (mu - mean) ** 2) / std**2 - 1).mean(0)
    np.testing.assert_allclose([d.kl_nats for d in found], wanted, atol=0.02)


def test_prior_of_a_network_is_its_own() -> None:
    torch.manual_seed(0)
    plain, learned = MlpVae(3), MlpVae(3)
    learned.prior = MixturePrior(3, 7)
    z = torch.randn(50, 3)
    with torch.no_grad():
        learned.prior.weight_logits.normal_()
        wanted = learned.prior.log_density(z).numpy()
    assert prior_of(plain).is_standard
    assert not prior_of(learned).is_standard
    np.testing.assert_allclose(prior_of(learned).log_density(z.numpy()), wanted, rtol=1e-4)


@pytest.mark.usefixtures("quick_umap")
def test_table_holds_both_splits_in_order() -> None:
    rng = np.random.default_rng(0)
    train_mu, test_mu = (rng.normal(size=(count, 4)).astype(np.float32) for count in (60, 25))
    labels = rng.integers(0, 10, 85).astype(np.uint8)
    found = table(train_mu, test_mu, labels)
    np.testing.assert_allclose(found.mu, np.concatenate([train_mu, test_mu]), atol=2e-3)
    np.testing.assert_array_equal(found.label, labels)
    np.testing.assert_array_equal(found.split, [0] * 60 + [1] * 25)
    np.testing.assert_array_equal(found.index, [*range(60), *range(25)])
    variance = found.projections["pca"].astype(np.float64).var(0)
    assert variance[0] >= variance[1] > 0
    assert variance[0] >= train_mu.var(0).max() * 0.5


def _table(mu: NDArray[np.float64], label: list[int], split: list[int]) -> LatentTable:
    return LatentTable(
        mu=mu.astype(np.float16),
        label=np.array(label, np.uint8),
        split=np.array(split, np.uint8),
        index=np.arange(len(mu)).astype(np.uint16),
        projections={},
    )


def test_knn_accuracy_is_the_share_of_right_votes() -> None:
    """Two clusters of training codes; three of four test codes lie in the cluster of their digit."""
    heaps = np.repeat([[0.0, 0.0], [9.0, 9.0]], 6, axis=0) + np.linspace(0, 0.5, 12)[:, None]
    test_codes = np.array([[0.1, 0.1], [9.1, 9.1], [9.2, 9.2], [0.2, 0.2]])
    found = _table(np.concatenate([heaps, test_codes]), [3] * 6 + [7] * 6 + [3, 7, 7, 7], [0] * 12 + [1] * 4)
    assert knn_accuracy(found) == 0.75


def test_presets_are_codes_of_their_digit(network: Vae, train_split: Labelled) -> None:
    mu, _ = encode_all(network, train_split[0])
    labels = train_split[1].numpy()
    found = presets(network, mu, labels)
    assert list(found) == list("0123456789")
    for digit, code in found.items():
        own = mu[labels == int(digit)]
        distance = np.abs(own - np.array(code, np.float32)).max(1)
        assert distance.min() < 1e-5
    assert found == presets(network, mu, labels)


def test_a_preset_lies_among_its_own_where_its_class_bends_round_another() -> None:
    """A ring of 0s surrounds a cluster of 1s."""
    rng = np.random.default_rng(0)
    angle = rng.uniform(0, 2 * np.pi, 900)
    ring = 3 * np.stack([np.cos(angle), np.sin(angle)], 1)
    stray = rng.normal(scale=0.1, size=(20, 2))  # some 0s look like 1s
    elsewhere = [rng.normal((10 * digit, 0), 0.1, (100, 2)) for digit in range(2, 10)]
    mu = np.concatenate([ring, stray, rng.normal(scale=0.1, size=(900, 2)), *elsewhere]).astype(np.float32)
    labels = np.repeat(range(10), [920, 900, *[100] * 8]).astype(np.uint8)
    torch.manual_seed(0)
    found = presets(MlpVae(2), mu, labels)
    assert np.linalg.norm(found["0"]) == pytest.approx(3, rel=0.01)


@pytest.mark.parametrize("architecture", ["mlp", "conv"])
def test_presets_of_one_dimension(architecture: str) -> None:
    """NumPy returns the covariance of one dimension as a scalar."""
    network: Vae = MlpVae(1) if architecture == "mlp" else ConvVae(1)
    mu = np.random.default_rng(0).normal(size=(100, 1)).astype(np.float32)
    found = presets(network, mu, (np.arange(100) % 10).astype(np.uint8))
    assert {len(code) for code in found.values()} == {1}
