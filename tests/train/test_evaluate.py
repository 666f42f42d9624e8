"""Tests of evaluation: averages over images, independent of batching, without a trace in the random state."""

import pytest
import torch
from torch import Tensor

from train.architectures import MlpVae
from train.config import Likelihood
from train.evaluate import evaluate


class Known(MlpVae):
    """Network with q(z|x) = N(2, 1) in one dimension that decodes every pixel to 0.5."""

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return torch.full((len(x), 1), 2.0), torch.zeros(len(x), 1)

    def decode_logits(self, z: Tensor) -> Tensor:
        return torch.zeros(len(z), 28, 28)


@pytest.mark.parametrize(("likelihood", "nats"), [("bernoulli", 543.4274), ("gaussian", 784.0)])
def test_known_answer(likelihood: Likelihood, nats: float) -> None:
    found = evaluate(Known(1), [torch.zeros(3, 28, 28), torch.ones(2, 28, 28)], likelihood)
    assert found.reconstruction_nats == pytest.approx(nats, rel=1e-6)
    assert found.kl_nats == pytest.approx(2)
    assert found.mse == pytest.approx(0.25)
    assert found.negative_elbo == pytest.approx(nats + 2, rel=1e-6)


def test_unequal_batches_count_by_their_images() -> None:
    """Blank images have an error of ¼ per pixel and half-grey images none, at a ratio of 3 to 1."""
    found = evaluate(Known(1), [torch.zeros(3, 28, 28), torch.full((1, 28, 28), 0.5)], "gaussian")
    assert found.mse == pytest.approx(0.75 * 0.25)


def test_same_network_same_figures(train_images: Tensor) -> None:
    torch.manual_seed(3)
    network = MlpVae(4)
    x = train_images[:100].float() / 255
    torch.manual_seed(7)
    before = torch.get_rng_state()
    once = evaluate(network, [x], "bernoulli")
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(8)
    assert evaluate(network, [x], "bernoulli") == once


def test_mode_and_gradients_are_left_alone() -> None:
    network = MlpVae(4)
    for training in (True, False):
        network.train(training)
        evaluate(network, [torch.rand(2, 28, 28)], "bernoulli")
        assert network.training is training
    assert all(parameter.grad is None for parameter in network.parameters())


def test_other_devices_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """With eight GPUs, each belongs to a different process; PyTorch would save the states of all."""
    touched: list[int] = []

    def state_of(device: int) -> Tensor:
        touched.append(device)
        return torch.empty(0)

    monkeypatch.setattr(torch.cuda, "device_count", lambda: 8)
    monkeypatch.setattr(torch.cuda, "get_rng_state", state_of)
    monkeypatch.setattr(torch.cuda, "set_rng_state", lambda state, device: None)
    with torch.random.fork_rng(devices=[3]):
        assert touched == [3]  # proves that access to a device is recorded
    evaluate(MlpVae(2), [torch.rand(4, 28, 28)], "bernoulli")
    assert touched == [3]
