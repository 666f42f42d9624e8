"""The graph of training codes that geodesic paths follow."""

from collections.abc import Callable

import numpy as np
from sklearn.neighbors import NearestNeighbors

from runtime.arrays import FloatArray
from runtime.measure.style import measure_style
from runtime.model.latents import LatentTable
from runtime.path.graph import CodeGraph

NODE_COUNT = 18_000
NEIGHBOUR_COUNT = 12
SEED = 0


def build_graph(
    latents: LatentTable,
    decode: Callable[[FloatArray], FloatArray],
    read: Callable[[FloatArray], FloatArray],
) -> CodeGraph:
    """Connect each of 18,000 training codes to its 12 nearest neighbours.

    The length of an edge is the squared difference of the two decoded images.

    Args:
        latents: All codes; the nodes are drawn from the training split with a fixed seed.
        decode: Codes (N, latent_dim) → images (N, 28, 28) in [0, 1].
        read: Images (N, 28, 28) → probabilities of the digits, (N, 10).
    """
    training = np.flatnonzero(latents.split == 0)
    rng = np.random.default_rng(SEED)
    rows = np.sort(rng.choice(training, min(NODE_COUNT, len(training)), replace=False))
    codes = latents.mu[rows].astype(np.float32)
    images = decode(codes)
    neighbour_count = min(NEIGHBOUR_COUNT, len(codes) - 1)
    near = NearestNeighbors(n_neighbors=neighbour_count).fit(codes).kneighbors(return_distance=False)
    pairs = np.stack([np.repeat(np.arange(len(codes)), neighbour_count), near.ravel()], axis=1)
    edges = np.unique(np.sort(pairs, axis=1), axis=0)
    flat = images.reshape(len(images), -1)
    lengths = np.concatenate(
        [((flat[part[:, 0]] - flat[part[:, 1]]) ** 2).sum(1) for part in np.array_split(edges, 20)]
    )
    middle = (codes[edges[:, 0]] + codes[edges[:, 1]]) / 2
    readings = np.concatenate([read(decode(part)) for part in np.array_split(middle, 50)])
    grey = (4 * images * (1 - images)).sum((1, 2)) / (images.sum((1, 2)) + 1e-6)
    return CodeGraph(
        codes=codes,
        label=latents.label[rows],
        style=measure_style(images),
        greyness=np.maximum(0, (grey - np.median(grey)) / (grey.std() + 1e-9)).astype(np.float32),
        edges=edges.astype(np.uint16),
        lengths=np.maximum(lengths, 1e-4).astype(np.float32),
        readings=np.round(255 * readings).astype(np.uint8),
    )
