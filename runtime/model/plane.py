"""Plane: a flat slice through latent space along two dimensions or two principal directions."""

import dataclasses
from typing import Self

import numpy as np

from runtime.arrays import FloatArray
from runtime.model.latents import LatentTable


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """The codes ``origin + x · across + y · up`` at all points (x, y).

    Attributes:
        origin: Code (latent_dim,) at the point (0, 0).
        across: Change in the code per unit of x, (latent_dim,).
        up: Change in the code per unit of y, (latent_dim,).
    """

    origin: FloatArray
    across: FloatArray
    up: FloatArray

    def codes(self, points: FloatArray) -> FloatArray:
        """Return the codes (N, latent_dim) at points (N, 2)."""
        codes: FloatArray = (self.origin + points @ np.stack([self.across, self.up])).astype(np.float32)
        return codes

    @classmethod
    def of_dimensions(cls, z: FloatArray, across: int, up: int) -> Self:
        """Return the slice through the code z (latent_dim,) in which only two dimensions change."""
        unit = np.eye(len(z), dtype=np.float32)
        origin = z.astype(np.float32)
        origin[[across, up]] = 0
        # If both axes are the same dimension, that dimension's value is the mean of x and y.
        share = np.float32(0.5 if across == up else 1)
        return cls(origin, share * unit[across], share * unit[up])

    @classmethod
    def of_pca(cls, latents: LatentTable, z: FloatArray) -> Self:
        """Return the slice through the code z (latent_dim,) along the axes of the ``pca`` projection."""
        mean, components = principal_axes(latents)
        origin = z - ((z - mean) @ components.T) @ components
        return cls(origin.astype(np.float32), components[0], components[1])


def principal_axes(latents: LatentTable) -> tuple[FloatArray, FloatArray]:
    """Return the mean (latent_dim,) and the two directions (2, latent_dim) of the ``pca`` projection.

    The table contains points but no directions. A regression of the codes on the points recovers the
    directions exactly, because PCA coordinates are uncorrelated and have mean 0.
    """
    points = latents.projections["pca"].astype(np.float64)
    known = np.column_stack([np.ones(len(points)), points])
    solution = np.linalg.solve(known.T @ known, known.T @ latents.mu.astype(np.float64))
    return solution[0].astype(np.float32), solution[1:].astype(np.float32)
