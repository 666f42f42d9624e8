"""The training objective: the negative evidence lower bound in nats per image."""

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from train.config import Likelihood


class ObjectiveParts(NamedTuple):
    """Both parts of the loss in nats, summed over pixels or dimensions and averaged over images."""

    reconstruction_nats: Tensor
    kl_nats: Tensor

    def negative_elbo(self, beta: float = 1.0) -> Tensor:
        """Reconstruction + beta · KL (Kingma & Welling 2014, eq. 3; beta: Higgins et al. 2017, eq. 4)."""
        return self.reconstruction_nats + beta * self.kl_nats


def reconstruction_nats(logits: Tensor, x: Tensor, likelihood: Likelihood) -> Tensor:
    """Return -log p(x|z) in nats, (N,), of images x (N, 28, 28) in [0, 1] under logits (N, 28, 28).

    ``bernoulli``: binary cross-entropy, for grey levels too. ``gaussian``: the squared error on images
    scaled to [-1, 1], which equals -log N(x; x_recon, σ² = ½) up to the constant 392·log π.
    """
    if likelihood == "bernoulli":
        nats = functional.binary_cross_entropy_with_logits(logits, x, reduction="none")
    else:
        nats = 4 * (torch.sigmoid(logits) - x).square()  # (2a - 2b)² = 4(a - b)²
    return nats.sum((1, 2))


def kl_nats_per_dimension(mu: Tensor, logvar: Tensor) -> Tensor:
    """Return KL(q(z|x) ‖ N(0, I)) in nats per dimension, (N, latent_dim) (Kingma & Welling 2014, app. B)."""
    return -0.5 * (1 + logvar - mu.square() - logvar.exp())


def negative_entropy_nats(logvar: Tensor) -> Tensor:
    """Return E[log q(z|x)] in nats, (N,), of posteriors with logvar (N, latent_dim)."""
    return -0.5 * (1 + math.log(2 * math.pi) + logvar).sum(1)


def log_posterior(z: Tensor, mu: Tensor, logvar: Tensor) -> Tensor:
    """Return log q(z|x) in nats, (N,), of codes z under posteriors mu, logvar, (N, latent_dim) each."""
    return -0.5 * (math.log(2 * math.pi) + logvar + (z - mu).square() / logvar.exp()).sum(1)


def objective(logits: Tensor, x: Tensor, kl_nats: Tensor, likelihood: Likelihood) -> ObjectiveParts:
    """Return both parts of the loss of a batch: logits (K·N, 28, 28), x (N, 28, 28), kl_nats (K·N,).

    The K draws of z per image are averaged by importance weight, so that the gradient equals that of the
    importance-weighted bound (Burda et al. 2016, eq. 8 and 14); one draw gives the evidence lower bound.
    """
    draw_count = len(logits) // len(x)
    reconstruction = reconstruction_nats(logits, x.repeat(draw_count, 1, 1), likelihood)
    per_draw = torch.stack([reconstruction, kl_nats]).view(2, draw_count, len(x))
    weights = torch.softmax(-per_draw.detach().sum(0), dim=0)
    parts = (weights * per_draw).sum(1).mean(1)
    return ObjectiveParts(parts[0], parts[1])
