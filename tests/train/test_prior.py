"""Tests of the learned prior against PyTorch's mixture distribution."""

import pytest
import torch
from torch import Tensor
from torch.distributions import Categorical, Independent, MixtureSameFamily, Normal

from train.architectures import build
from train.config import RECIPES, TrainConfig
from train.prior import MixturePrior


@pytest.fixture
def prior() -> MixturePrior:
    torch.manual_seed(0)
    prior = MixturePrior(4, 6).double()
    with torch.no_grad():
        prior.weight_logits.normal_()
        prior.logvar.normal_()
    return prior


def test_density_is_the_textbook_one(prior: MixturePrior) -> None:
    components = Independent(Normal(prior.mean, (0.5 * prior.logvar).exp()), 1)
    mixture = MixtureSameFamily(Categorical(logits=prior.weight_logits), components)
    z = 3 * torch.randn(100, 4, dtype=torch.float64)
    wanted: Tensor = mixture.log_prob(z)  # type: ignore[no-untyped-call]
    torch.testing.assert_close(prior.log_density(z), wanted)


def test_it_starts_near_the_standard_normal() -> None:
    torch.manual_seed(0)
    prior = MixturePrior(16, 500)
    z = torch.randn(1000, 16)
    standard = Normal(0.0, 1.0).log_prob(z).sum(1)  # type: ignore[no-untyped-call]
    assert abs((prior.log_density(z) - standard).mean().item()) < 2


def test_a_recipe_without_components_has_none() -> None:
    assert build(RECIPES["mlp20"]).prior is None
    assert build(RECIPES["res16"]).prior is not None


def test_kl_is_estimated_without_bias() -> None:
    """If all components are N(0, I), the estimate must average to the closed form."""
    config = TrainConfig("x", "x", "mlp", 3, "bernoulli", epochs=1, prior_components=5)
    torch.manual_seed(0)
    network = build(config)
    assert network.prior is not None
    with torch.no_grad():
        network.prior.mean.zero_()
        network.prior.logvar.zero_()
        mu, logvar = torch.randn(1, 3).expand(200_000, 3), torch.randn(1, 3).expand(200_000, 3)
        estimate = network.kl_nats(mu, logvar, network.reparameterize(mu, logvar)).mean()
    plain = build(RECIPES["mlp20"])
    torch.testing.assert_close(estimate, plain.kl_nats(mu, logvar, mu)[0], rtol=0.01, atol=0.01)


def test_it_learns_where_codes_lie() -> None:
    torch.manual_seed(0)
    prior = MixturePrior(2, 8)
    codes = torch.tensor([[3.0, 0.0], [-3.0, 0.0]])[torch.arange(400) % 2] + 0.1 * torch.randn(400, 2)
    optimizer = torch.optim.Adam(prior.parameters(), lr=0.05)
    for _ in range(200):
        optimizer.zero_grad()
        (-prior.log_density(codes).mean()).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    # Two equal clusters of standard deviation 0.1 have the entropy log 2 + 2 · (½ log 2πe + log 0.1).
    assert -prior.log_density(codes).mean().item() == pytest.approx(-1.07, abs=0.25)
