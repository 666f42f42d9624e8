"""Likelihood of images: an importance-weighted bound of -log p(x), and quadrature for two latents."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from runtime import Vae
from runtime.arrays import FloatArray

SEED = 0
WEIGHT_COUNT = 100
CHUNK_SIZE = 10  # images per decode, which makes 1,000 codes
GRID_SIZE = 400  # points along each axis of the plane; 600 lower the result by 0.01 nats
MARGIN = 0.6  # around MNIST's codes; no posterior has mass beyond it


def nll(vae: Vae, x: FloatArray) -> float:
    """Return a bound of -log p(x) in nats, averaged over images (N, 28, 28), for a Bernoulli likelihood.

    Importance-weighted with k = 100 draws per image (Burda et al. 2016, eq. 8). The images are binarised by
    one seeded Bernoulli draw.
    """
    binary = _binarised(x)
    chunks = [binary[start : start + CHUNK_SIZE] for start in range(0, len(x), CHUNK_SIZE)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        sums = pool.map(lambda part: _sum_of_nll(vae, *part), enumerate(chunks))
        return sum(sums) / len(x)


def nll_by_quadrature(vae: Vae, x: FloatArray) -> float:
    """Return -log p(x) in nats, averaged over the same binarised images, for a model with two latents.

    Integrates p(x|z) p(z) over a grid. Unlike ``nll``, the result does not depend on the encoder, so
    posterior modes that the encoder misses do not affect it.
    """
    low = vae.latents.mu.min(0).astype(np.float64) - MARGIN
    high = vae.latents.mu.max(0).astype(np.float64) + MARGIN
    axes = [np.linspace(*ends, GRID_SIZE) for ends in zip(low, high, strict=True)]
    plane = np.stack(np.meshgrid(*axes), -1).reshape(-1, 2).astype(np.float32)
    cell = float(np.prod([axis[1] - axis[0] for axis in axes]))
    binary = _binarised(x).reshape(len(x), -1)
    total = np.full(len(x), -np.inf)
    for start in range(0, len(plane), 1000):
        z = plane[start : start + 1000]
        p = np.clip(vae.decode(z), 1e-7, 1 - 1e-7).reshape(len(z), -1)
        log_joint = binary @ np.log(p / (1 - p)).T + np.log(1 - p).sum(1) + vae.prior.log_density(z)
        top = log_joint.max(1)
        total = np.logaddexp(total, top + np.log(np.exp(log_joint - top[:, None]).sum(1)))
    return -float(total.mean() + np.log(cell))


def _binarised(x: FloatArray) -> FloatArray:
    rng = np.random.default_rng(SEED)
    return (rng.random(x.shape, np.float32) < x).astype(np.float32)


def _sum_of_nll(vae: Vae, number: int, binary: FloatArray) -> float:
    """Return the sum over chunk ``number`` of binary images (n, 28, 28); the number seeds the draws."""
    rng = np.random.default_rng([SEED, number])
    mu, logvar = vae.encode(binary)
    noise = rng.standard_normal((len(binary), WEIGHT_COUNT, vae.latent_dim), np.float32)
    z = (mu[:, None] + np.exp(0.5 * logvar[:, None]) * noise).reshape(-1, vae.latent_dim)
    p = np.clip(vae.decode(z), 1e-7, 1 - 1e-7).reshape(len(binary), WEIGHT_COUNT, -1)
    target = binary.reshape(len(binary), 1, -1)
    # 1 - |target - p| is the probability of each pixel's value: one logarithm instead of two.
    log_likelihood = np.log(1 - np.abs(target - p)).sum(2, dtype=np.float64)
    log_posterior = -0.5 * (noise**2 + logvar[:, None] + np.log(2 * np.pi)).sum(2, dtype=np.float64)
    log_prior = vae.prior.log_density(z).reshape(log_posterior.shape)
    log_weight = log_likelihood + log_prior - log_posterior
    top = log_weight.max(1, keepdims=True)
    return -float((top[:, 0] + np.log(np.exp(log_weight - top).mean(1))).sum())
