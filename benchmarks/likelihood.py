"""How likely a model finds images: the importance-weighted bound of -log p(x)."""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from runtime import Vae
from runtime.arrays import FloatArray

SEED = 0
WEIGHT_COUNT = 100
CHUNK_SIZE = 10  # images at once: 1,000 codes a decode


def nll(vae: Vae, x: FloatArray) -> float:
    """-log p(x) in nats, averaged over images (N, 28, 28): k = 100 weights each (Burda et al. 2016, eq. 8).

    The images are binarised by one seeded Bernoulli draw. For models with a Bernoulli likelihood.
    """
    rng = np.random.default_rng(SEED)
    binary = (rng.random(x.shape, np.float32) < x).astype(np.float32)
    chunks = [binary[start : start + CHUNK_SIZE] for start in range(0, len(x), CHUNK_SIZE)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        sums = pool.map(lambda part: _sum_of_nll(vae, *part), enumerate(chunks))
        return sum(sums) / len(x)


def _sum_of_nll(vae: Vae, number: int, binary: FloatArray) -> float:
    """The sum over a chunk of images (n, 28, 28) of 0 and 1; its draws depend on its number alone."""
    rng = np.random.default_rng([SEED, number])
    mu, logvar = vae.encode(binary)
    noise = rng.standard_normal((len(binary), WEIGHT_COUNT, vae.latent_dim), np.float32)
    z = (mu[:, None] + np.exp(0.5 * logvar[:, None]) * noise).reshape(-1, vae.latent_dim)
    p = np.clip(vae.decode(z), 1e-7, 1 - 1e-7).reshape(len(binary), WEIGHT_COUNT, -1)
    target = binary.reshape(len(binary), 1, -1)
    # Of each pixel the probability of what it is, 1 - |target - p|: one logarithm instead of two.
    log_likelihood = np.log(1 - np.abs(target - p)).sum(2, dtype=np.float64)
    log_posterior = -0.5 * (noise**2 + logvar[:, None] + np.log(2 * np.pi)).sum(2, dtype=np.float64)
    log_prior = vae.prior.log_density(z).reshape(log_posterior.shape)
    log_weight = log_likelihood + log_prior - log_posterior
    top = log_weight.max(1, keepdims=True)
    return -float((top[:, 0] + np.log(np.exp(log_weight - top).mean(1))).sum())
