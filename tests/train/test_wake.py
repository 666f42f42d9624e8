"""Tests of draws from the true posterior: against exact results for a small network, and as a gradient."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import torch
from lightning.fabric import Fabric
from torch import Tensor
from torch.nn import functional

import train.wake
from train.architectures import Vae, build
from train.checkpoint import load_checkpoint
from train.config import RECIPES, TrainConfig
from train.loop import learning_rate
from train.loop import train as run_training
from train.objective import reconstruction_nats
from train.wake import DRAW_COUNT, TruePosterior


@pytest.fixture
def network(config: TrainConfig) -> Vae:
    torch.manual_seed(0)
    return build(dataclasses.replace(config, latent_dim=2)).eval()


def log_evidence(network: Vae, x: Tensor, codes: Tensor) -> Tensor:
    """Estimate log p(x), (N,), by Monte Carlo over codes from the prior."""
    logits = network.decode_logits(codes).flatten(1)
    log_likelihood = x.flatten(1) @ logits.T - functional.softplus(logits).sum(1)
    return torch.logsumexp(log_likelihood, 1) - torch.log(torch.tensor(float(len(codes))))


def test_draws_have_the_posteriors_mean(network: Vae) -> None:
    torch.manual_seed(1)
    x = network.decode(torch.tensor([[0.5, -0.5], [-1.0, 1.0]])).detach()
    posterior = TruePosterior(network)
    draws = torch.stack([posterior.draw(x).view(DRAW_COUNT, 2, 2).mean(0) for _ in range(100)]).mean(0)
    axis = torch.linspace(-5, 5, 101)
    plane = torch.cartesian_prod(axis, axis)
    logits = network.decode_logits(plane).flatten(1)
    log_joint = x.flatten(1) @ logits.T - functional.softplus(logits).sum(1) - 0.5 * plane.square().sum(1)
    torch.testing.assert_close(draws, torch.softmax(log_joint, 1) @ plane, atol=0.15, rtol=0)


def test_the_gradient_at_its_draws_is_that_of_the_evidence(
    network: Vae, train_images: Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train.wake, "CODE_COUNT", 500)
    monkeypatch.setattr(train.wake, "DRAW_COUNT", 2000)
    torch.manual_seed(2)
    x = train_images[:4].float() / 255
    posterior = TruePosterior(network)
    codes = posterior.draw(x)
    bias = network.decoder[-1].bias  # type: ignore[index, union-attr]
    nats = reconstruction_nats(network.decode_logits(codes), x.repeat(2000, 1, 1), "bernoulli").mean()
    (found,) = torch.autograd.grad(nats, [bias])
    (wanted,) = torch.autograd.grad(-log_evidence(network, x, posterior.codes).mean(), [bias])
    torch.testing.assert_close(found, wanted, atol=5e-3, rtol=0)


def test_wake_epochs_follow_and_explain_better(
    config: TrainConfig,
    train_images: Tensor,
    test_images: Tensor,
    fabric: Fabric,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(train.wake, "CODE_COUNT", 2000)
    config = dataclasses.replace(config, latent_dim=2, late_draws=2)
    images: Any = train_images, test_images
    before = run_training(config, *images, fabric=fabric, out=tmp_path / "before.pt")
    longer = dataclasses.replace(config, wake_epochs=4)
    whole = run_training(longer, *images, fabric=fabric, out=tmp_path / "whole.pt")
    out = tmp_path / "before.pt"
    resumed = run_training(longer, *images, fabric=fabric, out=out, resume_from=load_checkpoint(out))
    assert whole.epoch == resumed.epoch == 7
    assert all(torch.equal(whole.weights[name], resumed.weights[name]) for name in whole.weights)
    torch.manual_seed(3)
    codes, x = torch.randn(5_000, 2), test_images.float() / 255
    evidences = [log_evidence(checkpoint.network(), x, codes).mean() for checkpoint in (before, whole)]
    assert evidences[1] > evidences[0] + 1


def test_the_step_size_starts_anew_and_falls() -> None:
    config = RECIPES["plane2"]
    first, last = (learning_rate(config, config.epochs + done) for done in (0, config.wake_epochs - 1e-3))
    assert learning_rate(config, config.epochs - 1e-3) < first == pytest.approx(0.2 * config.learning_rate)
    assert last < 1e-3 * first
