"""Codes of all of MNIST, with projections, statistics, presets and kNN accuracy."""

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from umap import UMAP

from runtime.model.card import Dimension
from runtime.model.latents import LatentTable
from runtime.model.prior import Prior
from train.architectures import Vae
from train.objective import kl_nats_per_dimension

BATCH_SIZE = 1000
SEED = 0
# Candidates for the preset of a digit, in two stages:
NEAR_CENTRE_COUNT = 2000  # training codes of the digit nearest the centre of their class
PURE_COUNT = 200  # of those, the codes with most neighbours of the same digit
PURITY_NEIGHBOURS = 50  # neighbours counted

Labelled = tuple[torch.Tensor, torch.Tensor]  # images (N, 28, 28) uint8, labels (N,) uint8


@torch.no_grad()
def encode_all(network: Vae, images: torch.Tensor) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Encode images (N, 28, 28) uint8 to mu and logvar, (N, latent_dim) each."""
    mus, logvars = [], []
    for batch in torch.split(images, BATCH_SIZE):
        mu, logvar = network.encode(batch.float() / 255)
        mus.append(mu)
        logvars.append(logvar)
    return torch.cat(mus).numpy(), torch.cat(logvars).numpy()


@torch.no_grad()
def decode_all(network: Vae, z: NDArray[np.float32]) -> NDArray[np.float32]:
    """Decode codes (N, latent_dim) to images (N, 28, 28) in [0, 1]."""
    batches = torch.split(torch.from_numpy(z), BATCH_SIZE)
    return torch.cat([network.decode(batch) for batch in batches]).numpy()


@torch.no_grad()
def prior_of(network: Vae) -> Prior:
    """Return the network's prior in the runtime's format."""
    if network.prior is None:
        return Prior.standard(network.latent_dim)
    weight = torch.softmax(network.prior.weight_logits.double(), 0)
    std = torch.exp(0.5 * network.prior.logvar)
    weight = weight.float().clamp_min(1e-12)  # the runtime takes the logarithm
    return Prior(weight.numpy(), network.prior.mean.numpy(), std.numpy())


def dimensions(mu: NDArray[np.float32], logvar: NDArray[np.float32], prior: Prior) -> tuple[Dimension, ...]:
    """Return statistics of each dimension over training posteriors, mu and logvar (N, latent_dim).

    The KL of a dimension is measured against the prior's marginal: in closed form for N(0, I), otherwise from
    one seeded draw per image.
    """
    if prior.is_standard:
        kl_nats = kl_nats_per_dimension(torch.from_numpy(mu), torch.from_numpy(logvar)).numpy()
    else:
        noise = np.random.default_rng(SEED).standard_normal(mu.shape, np.float32)
        log_posterior = -0.5 * (noise**2 + logvar + np.log(2 * np.pi))
        kl_nats = log_posterior - prior.log_density_per_dimension(mu + np.exp(0.5 * logvar) * noise)
    low, high = np.percentile(mu, [1, 99], axis=0)
    columns = zip(mu.mean(0), mu.std(0), kl_nats.mean(0), low, high, strict=True)
    return tuple(Dimension(*(round(float(value), 6) for value in column)) for column in columns)


def table(
    train_mu: NDArray[np.float32], test_mu: NDArray[np.float32], labels: NDArray[np.uint8]
) -> LatentTable:
    """Build the table of both splits, training first, with a PCA and a seeded UMAP (McInnes et al. 2018)."""
    mu = np.concatenate([train_mu, test_mu])
    pca = PCA(2, random_state=SEED).fit_transform(mu)
    umap = UMAP(n_components=2, random_state=SEED, n_jobs=1).fit_transform(mu)
    return LatentTable(
        mu=mu.astype(np.float16),
        label=labels,
        split=np.repeat(np.array([0, 1], np.uint8), [len(train_mu), len(test_mu)]),
        index=np.concatenate([np.arange(len(train_mu)), np.arange(len(test_mu))]).astype(np.uint16),
        projections={"pca": pca.astype(np.float16), "umap": umap.astype(np.float16)},
    )


def knn_accuracy(latents: LatentTable, neighbours: int = 5) -> float:
    """Return the share of test codes that their nearest training codes classify correctly."""
    in_train = latents.split == 0
    mu = latents.mu.astype(np.float32)
    classifier = KNeighborsClassifier(neighbours).fit(mu[in_train], latents.label[in_train])
    return float(classifier.score(mu[~in_train], latents.label[~in_train]))


@torch.no_grad()
def presets(network: Vae, mu: NDArray[np.float32], labels: NDArray[np.uint8]) -> dict[str, tuple[float, ...]]:
    """Return, for each digit, the typical training code that decodes most sharply.

    Typical means near the centre of its class by Mahalanobis distance and surrounded by codes of the same
    digit; the second condition matters for a class that curves round another, whose centre lies in that other
    class. The sharpest code has the lowest binary entropy of its decoded pixels, divided by their ink.
    """
    codes = {}
    neighbours = NearestNeighbors(n_neighbors=min(PURITY_NEIGHBOURS, len(mu))).fit(mu)
    for digit in range(10):
        own = mu[labels == digit]
        centred = own - own.mean(0)
        precision = np.linalg.pinv(np.cov(centred.T).reshape(own.shape[1], -1))
        distance = np.einsum("ni,ij,nj->n", centred, precision, centred)
        near = own[np.argsort(distance, kind="stable")[:NEAR_CENTRE_COUNT]]
        purity = (labels[neighbours.kneighbors(near, return_distance=False)] == digit).mean(1)
        near = near[np.argsort(-purity, kind="stable")[:PURE_COUNT]]
        x = network.decode(torch.from_numpy(near)).flatten(1)
        entropy = torch.special.entr(x) + torch.special.entr(1 - x)
        code = near[int((entropy.sum(1) / x.sum(1)).argmin())]
        codes[str(digit)] = tuple(round(float(value), 6) for value in code)
    return codes
