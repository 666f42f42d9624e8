"""Neighbours of a code among MNIST's codes, and its place on a projection that has no formula."""

import numpy as np
from numpy.typing import NDArray

from runtime.arrays import FloatArray
from runtime.model.latents import LatentTable

FEW = 4  # codes, for which one thread is enough
NEIGHBOUR_COUNT = 10  # for a place: enough for a steady one, few enough to stay in one cluster


def nearest(latents: LatentTable, z: FloatArray, count: int) -> tuple[NDArray[np.intp], FloatArray]:
    """Rows (N, count) of the codes nearest to codes (N, latent_dim), nearest first, and their L2 distance."""
    table = latents.mu.astype(np.float32)
    count = min(count, len(table))
    # The threads of a matrix product wait for cores that are busy: 10 ms where one thread takes 0.4.
    products = z @ table.T if len(z) > FEW else np.einsum("nk,mk->nm", z, table)
    squared = np.einsum("mk,mk->m", table, table) - 2 * products  # |a-b|² without |b|², the same for all rows
    rows = np.argpartition(squared, count - 1, axis=1)[:, :count]
    distances = np.linalg.norm(table[rows] - z[:, np.newaxis], axis=2)
    order = np.argsort(distances, axis=1, kind="stable")
    return np.take_along_axis(rows, order, 1), np.take_along_axis(distances, order, 1).astype(np.float32)


def place_by_neighbours(latents: LatentTable, z: FloatArray, projection: str) -> FloatArray:
    """Places (N, 2) of codes (N, latent_dim) on a projection: the mean of their neighbours' places.

    Neighbours weigh the inverse of their distance, so a code of the table lands on its own place
    (inverse distance weighting, Shepard 1968).
    """
    rows, distances = nearest(latents, z, NEIGHBOUR_COUNT)
    weights = 1 / (distances + 1e-6)
    weights /= weights.sum(1, keepdims=True)
    places = latents.projections[projection].astype(np.float32)[rows]
    placed: FloatArray = np.einsum("nk,nkd->nd", weights, places).astype(np.float32)
    return placed
