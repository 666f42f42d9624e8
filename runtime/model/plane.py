"""Plane: a flat slice of the latent space, along two of its dimensions or two principal directions."""

import dataclasses
from typing import Self

import numpy as np

from runtime.arrays import FloatArray
from runtime.model.latents import LatentTable


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """The codes ``origin + x · across + y · up`` of all places (x, y).

    Attributes:
        origin: The code (latent_dim,) of the place (0, 0).
        across: The code's change per unit of x, (latent_dim,).
        up: The code's change per unit of y, (latent_dim,).
    """

    origin: FloatArray
    across: FloatArray
    up: FloatArray

    def codes(self, places: FloatArray) -> FloatArray:
        """Codes (N, latent_dim) of places (N, 2)."""
        codes: FloatArray = (self.origin + places @ np.stack([self.across, self.up])).astype(np.float32)
        return codes

    @classmethod
    def of_dimensions(cls, z: FloatArray, across: int, up: int) -> Self:
        """The slice through the code z (latent_dim,) in which only two dimensions change."""
        unit = np.eye(len(z), dtype=np.float32)
        origin = z.astype(np.float32)
        origin[[across, up]] = 0
        # Across and up may be the same dimension: then it is their mean.
        share = np.float32(0.5 if across == up else 1)
        return cls(origin, share * unit[across], share * unit[up])

    @classmethod
    def of_pca(cls, latents: LatentTable, z: FloatArray) -> Self:
        """The slice through the code z (latent_dim,) along the directions of the ``pca`` projection."""
        mean, components = principal_axes(latents)
        origin = z - ((z - mean) @ components.T) @ components
        return cls(origin.astype(np.float32), components[0], components[1])


def principal_axes(latents: LatentTable) -> tuple[FloatArray, FloatArray]:
    """The mean (latent_dim,) and the two directions (2, latent_dim) of the ``pca`` projection.

    The table keeps places, not directions: those are the codes' regression on the places, which is exact as
    PCA's coordinates are uncorrelated and have mean 0.
    """
    places = latents.projections["pca"].astype(np.float64)
    known = np.column_stack([np.ones(len(places)), places])
    solution = np.linalg.solve(known.T @ known, known.T @ latents.mu.astype(np.float64))
    return solution[0].astype(np.float32), solution[1:].astype(np.float32)
