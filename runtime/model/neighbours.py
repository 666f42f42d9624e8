"""Nearest neighbours among MNIST's codes, and points in a projection that has no formula (UMAP)."""

import numpy as np
from numpy.typing import NDArray

from runtime.arrays import FloatArray
from runtime.model.latents import LatentTable

FEW = 4  # for up to this many codes, one thread is faster
NEIGHBOUR_COUNT = 10  # enough for a stable point, few enough to stay in one cluster


def nearest(latents: LatentTable, z: FloatArray, count: int) -> tuple[NDArray[np.intp], FloatArray]:
    """Find the codes nearest to z (N, latent_dim): rows and L2 distances (N, count), nearest first."""
    table = latents.mu.astype(np.float32)
    count = min(count, len(table))
    # On busy cores, a multithreaded matrix product takes 10 ms, but a single thread needs only 0.4 ms.
    products = z @ table.T if len(z) > FEW else np.einsum("nk,mk->nm", z, table)
    squared = np.einsum("mk,mk->m", table, table) - 2 * products  # |a-b|² without |b|², which all rows share
    rows = np.argpartition(squared, count - 1, axis=1)[:, :count]
    distances = np.linalg.norm(table[rows] - z[:, np.newaxis], axis=2)
    order = np.argsort(distances, axis=1, kind="stable")
    return np.take_along_axis(rows, order, 1), np.take_along_axis(distances, order, 1).astype(np.float32)


def place_by_neighbours(latents: LatentTable, z: FloatArray, projection: str) -> FloatArray:
    """Return points (N, 2) in a projection for codes (N, latent_dim): the means of their neighbours' points.

    The weights are inverse distances (Shepard 1968), so a code in the table keeps its own point.
    """
    rows, distances = nearest(latents, z, NEIGHBOUR_COUNT)
    weights = 1 / (distances + 1e-6)
    weights /= weights.sum(1, keepdims=True)
    points = latents.projections[projection].astype(np.float32)[rows]
    placed: FloatArray = np.einsum("nk,nkd->nd", weights, points).astype(np.float32)
    return placed
