"""Known-answer tests of the loss."""

import math

import pytest
import torch
from torch import Tensor
from torch.distributions import Bernoulli, Normal, kl_divergence

from train.config import Likelihood
from train.objective import (
    ObjectiveParts,
    kl_nats_per_dimension,
    log_posterior,
    negative_entropy_nats,
    objective,
    reconstruction_nats,
)


def test_prior_costs_nothing() -> None:
    assert torch.equal(kl_nats_per_dimension(torch.zeros(4, 3), torch.zeros(4, 3)), torch.zeros(4, 3))


def test_kl_is_the_textbook_one() -> None:
    mu, logvar = torch.randn(50, 7, dtype=torch.float64), torch.randn(50, 7, dtype=torch.float64)
    posterior = Normal(mu, (0.5 * logvar).exp())
    wanted = kl_divergence(posterior, Normal(torch.zeros_like(mu), torch.ones_like(mu)))
    torch.testing.assert_close(kl_nats_per_dimension(mu, logvar), wanted)


def test_kl_of_a_shifted_mean_is_half_its_square() -> None:
    assert kl_nats_per_dimension(torch.tensor([[3.0]]), torch.zeros(1, 1)).item() == 4.5


def test_negative_entropy_is_the_textbook_one() -> None:
    logvar = torch.randn(50, 7, dtype=torch.float64)
    entropy: Tensor = Normal(torch.zeros_like(logvar), (0.5 * logvar).exp()).entropy()  # type: ignore[no-untyped-call]
    torch.testing.assert_close(negative_entropy_nats(logvar), -entropy.sum(1))


def test_bernoulli_is_the_textbook_one() -> None:
    logits, x = torch.randn(5, 28, 28), (torch.rand(5, 28, 28) > 0.5).float()
    log_density: Tensor = Bernoulli(logits=logits).log_prob(x)  # type: ignore[no-untyped-call]
    wanted = -log_density.sum((1, 2))
    torch.testing.assert_close(reconstruction_nats(logits, x, "bernoulli"), wanted)


def test_bernoulli_that_knows_nothing_costs_a_bit_a_pixel() -> None:
    found = reconstruction_nats(torch.zeros(2, 28, 28), torch.rand(2, 28, 28), "bernoulli")
    assert found.tolist() == pytest.approx([784 * math.log(2)] * 2, rel=1e-6)


def test_gaussian_is_the_textbook_one() -> None:
    """-log N(2x - 1; 2 x_recon - 1, σ² = ½) summed over pixels, minus its constant 392·log π."""
    logits, x = torch.randn(5, 28, 28, dtype=torch.float64), torch.rand(5, 28, 28, dtype=torch.float64)
    x_recon = torch.sigmoid(logits)
    density = Normal(2 * x_recon - 1, torch.full_like(x, math.sqrt(0.5)))
    log_density: Tensor = density.log_prob(2 * x - 1)  # type: ignore[no-untyped-call]
    wanted = -log_density.sum((1, 2)) - 392 * math.log(math.pi)
    torch.testing.assert_close(reconstruction_nats(logits, x, "gaussian"), wanted)


def test_gaussian_of_white_for_black_is_four_a_pixel() -> None:
    logits = torch.full((3, 28, 28), 100.0)
    assert reconstruction_nats(logits, torch.zeros(3, 28, 28), "gaussian").tolist() == [4 * 784] * 3


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
def test_parts_are_means_over_images(likelihood: Likelihood) -> None:
    torch.manual_seed(1)
    logits, x, kl_nats = torch.randn(6, 28, 28), torch.rand(6, 28, 28), torch.rand(6)
    together = objective(logits, x, kl_nats, likelihood)

    def alone(i: int) -> ObjectiveParts:
        rows = slice(i, i + 1)
        return objective(logits[rows], x[rows], kl_nats[rows], likelihood)

    for part in range(2):
        mean = torch.stack([alone(i)[part] for i in range(6)]).mean()
        torch.testing.assert_close(together[part], mean)


def test_log_posterior_is_the_textbook_one() -> None:
    z, mu, logvar = torch.randn(3, 50, 7, dtype=torch.float64)
    log_density: Tensor = Normal(mu, (0.5 * logvar).exp()).log_prob(z)  # type: ignore[no-untyped-call]
    torch.testing.assert_close(log_posterior(z, mu, logvar), log_density.sum(1))


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
def test_several_draws_have_the_gradient_of_the_importance_weighted_bound(likelihood: Likelihood) -> None:
    torch.manual_seed(2)
    logits = torch.randn(5 * 3, 28, 28, dtype=torch.float64) / 10
    kl_nats = torch.randn(5 * 3, dtype=torch.float64)
    x = torch.rand(3, 28, 28, dtype=torch.float64)
    logits.requires_grad_()
    kl_nats.requires_grad_()
    found = torch.autograd.grad(objective(logits, x, kl_nats, likelihood).negative_elbo(), [logits, kl_nats])
    log_weights = torch.stack(
        [
            -reconstruction_nats(logits[3 * k : 3 * k + 3], x, likelihood) - kl_nats[3 * k : 3 * k + 3]
            for k in range(5)
        ]
    )
    bound = (torch.logsumexp(log_weights, 0) - math.log(5)).mean()  # Burda et al. 2016, eq. 8
    wanted = torch.autograd.grad(-bound, [logits, kl_nats])
    for gradient, of_the_bound in zip(found, wanted, strict=True):
        torch.testing.assert_close(gradient, of_the_bound)


@pytest.mark.parametrize(("beta", "wanted"), [(1.0, 12.0), (0.0, 10.0), (4.0, 18.0)])
def test_beta_weighs_the_kl(beta: float, wanted: float) -> None:
    parts = ObjectiveParts(torch.tensor(10.0), torch.tensor(2.0))
    assert parts.negative_elbo(beta).item() == wanted


def test_huge_logits_stay_finite() -> None:
    logits: Tensor = torch.tensor([1e4, -1e4]).repeat(1, 14 * 28).reshape(1, 28, 28)
    assert torch.isfinite(reconstruction_nats(logits, torch.zeros(1, 28, 28), "bernoulli"))
