"""Evaluation of a network on images that it was not trained on."""

from collections.abc import Iterable
from typing import NamedTuple

import torch
from torch import Tensor

from train.architectures import Vae
from train.config import Likelihood
from train.objective import objective

SEED = 20_14  # the same draws of z per image in all epochs and runs


class Evaluation(NamedTuple):
    """Averages over images; nats are sums over pixels or dimensions, mse is per pixel."""

    reconstruction_nats: float
    kl_nats: float
    mse: float

    @property
    def negative_elbo(self) -> float:
        """Reconstruction + KL in nats."""
        return self.reconstruction_nats + self.kl_nats


@torch.no_grad()
def evaluate(
    network: Vae, loader: Iterable[Tensor], likelihood: Likelihood, draw_count: int = 1
) -> Evaluation:
    """Average over batches (N, 28, 28): nats from seeded draws of z, squared error per pixel from mu."""
    was_training = network.training
    network.eval()
    totals = torch.zeros(3, dtype=torch.float64)
    image_count = 0
    device = next(network.parameters()).device
    # Fork the state of this process's GPU only; other processes use the other GPUs.
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(SEED)
        for x in loader:
            logits, kl_nats, _ = network(x, draw_count)
            reconstruction, kl = objective(logits, x, kl_nats, likelihood)
            mu, _ = network.encode(x)
            mse = (network.decode(mu) - x).square().mean()
            totals += torch.stack([reconstruction, kl, mse]).double().cpu() * len(x)
            image_count += len(x)
    network.train(was_training)
    reconstruction_nats, kl_nats, mse_mean = (totals / image_count).tolist()
    return Evaluation(reconstruction_nats, kl_nats, mse_mean)
