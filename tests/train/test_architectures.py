"""Tests of the networks: sizes, shapes, and the identities behind them."""

import dataclasses

import pytest
import torch

from train.architectures import ConvVae, MlpVae, ResidualMlpVae, ResidualVae, Vae, build
from train.config import RECIPES
from train.prior import MixturePrior

NETWORKS = [MlpVae(20), ConvVae(6), MlpVae(1), ConvVae(1)]
RESIDUAL = [ResidualVae(16), ResidualMlpVae(2)]  # whose blocks start as the identity


def parameter_count(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def test_mlp20_has_the_recipes_parameters() -> None:
    encoder = (784 * 400 + 400) + 2 * (400 * 20 + 20)
    decoder = (20 * 400 + 400) + (400 * 784 + 784)
    assert parameter_count(build(RECIPES["mlp20"])) == encoder + decoder == 652_824


def test_conv6_has_the_recipes_parameters() -> None:
    encoder = (16 * 1 * 16 + 16) + (32 * 16 * 16 + 32) + 2 * (1568 * 6 + 6)
    decoder = (6 * 1568 + 1568) + (32 * 16 * 16 + 16) + (16 * 1 * 16 + 1)
    assert parameter_count(build(RECIPES["conv6"])) == encoder + decoder == 46_765


@pytest.mark.parametrize("network", [*NETWORKS, *RESIDUAL])
@pytest.mark.parametrize("count", [1, 5])
def test_shapes(network: Vae, count: int) -> None:
    x = torch.rand(count, 28, 28)
    mu, logvar = network.encode(x)
    assert mu.shape == logvar.shape == (count, network.latent_dim)
    x_recon = network.decode(mu)
    assert x_recon.shape == (count, 28, 28)
    assert x_recon.min() >= 0
    assert x_recon.max() <= 1
    logits, kl_nats, _ = network(x)
    assert logits.shape == (count, 28, 28)
    assert kl_nats.shape == (count,)
    logits, kl_nats, _ = network(x, 3)
    assert logits.shape == (3 * count, 28, 28)
    assert kl_nats.shape == (3 * count,)


@pytest.mark.parametrize("network", NETWORKS)
def test_encoder_never_samples(network: Vae) -> None:
    x = torch.rand(3, 28, 28)
    for once, twice in zip(network.encode(x), network.encode(x), strict=True):
        assert torch.equal(once, twice)
    assert not torch.equal(network(x)[0], network(x)[0])


@pytest.mark.parametrize("network", NETWORKS)
def test_every_parameter_learns(network: Vae) -> None:
    network.zero_grad()
    logits, kl_nats, _ = network(torch.rand(4, 28, 28))
    (logits.square().sum() + kl_nats.sum()).backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0, name


def test_conv_image_is_the_tanh_on_its_own_scale() -> None:
    """2·sigmoid(2a) - 1 = tanh a: the output is that of the older explorer, moved from [-1, 1] to [0, 1]."""
    network, z = ConvVae(6), 3 * torch.randn(8, 6)
    torch.testing.assert_close(2 * network.decode(z) - 1, torch.tanh(network.decoder(z).squeeze(1)))


def test_conv_sees_images_on_its_own_scale() -> None:
    network, x = ConvVae(6), torch.rand(3, 28, 28)
    torch.testing.assert_close(network.encode(x)[0], network.mu(network.features(2 * x[:, None] - 1)))


def test_reparameterize_draws_from_the_posterior() -> None:
    torch.manual_seed(0)
    mu, logvar = torch.tensor([[1.0, -2.0]]).expand(50_000, 2), torch.tensor([[0.0, -2.0]]).expand(50_000, 2)
    z = Vae.reparameterize(mu, logvar)
    torch.testing.assert_close(z.mean(0), mu[0], atol=0.02, rtol=0)
    torch.testing.assert_close(z.var(0), logvar[0].exp(), atol=0.02, rtol=0)


def test_reparameterize_without_variance_is_the_mean() -> None:
    mu = torch.randn(5, 3)
    assert torch.equal(Vae.reparameterize(mu, torch.full_like(mu, -float("inf"))), mu)


def test_a_network_must_say_how_it_maps() -> None:
    with pytest.raises(TypeError, match="abstract"):
        Vae()  # type: ignore[abstract]


def test_learned_prior_takes_part() -> None:
    network = build(dataclasses.replace(RECIPES["mlp20"], prior_components=3))
    assert isinstance(network.prior, MixturePrior)
    _, kl_nats, _ = network(torch.rand(4, 28, 28))
    kl_nats.sum().backward()
    assert all(parameter.grad is not None for parameter in network.prior.parameters())
    assert build(RECIPES["mlp20"]).prior is None
