"""MapView: a projection of codes to the map, and the plane that maps positions back to codes."""

import dataclasses
import re
from typing import Literal, Self

import numpy as np

from runtime import Vae
from runtime.arrays import FloatArray
from runtime.model.neighbours import place_by_neighbours
from runtime.model.plane import Plane, principal_axes

ViewKind = Literal["umap", "pca", "dimensions"]


@dataclasses.dataclass(frozen=True, slots=True)
class MapView:
    """UMAP, PCA, or the latent space along the dimensions ``across`` and ``up``."""

    kind: ViewKind
    across: int = 0
    up: int = 0

    @property
    def name(self) -> str:
        """Name in URLs: "umap", "pca" or "3-7"."""
        return f"{self.across}-{self.up}" if self.kind == "dimensions" else self.kind

    @classmethod
    def named(cls, name: str, latent_dim: int) -> Self | None:
        """Return the view with this name; None if it does not exist for codes of ``latent_dim`` numbers."""
        if name in ("umap", "pca"):
            return cls("umap" if name == "umap" else "pca")
        found = re.fullmatch(r"([0-9]{1,3})-([0-9]{1,3})", name)
        if not found or max(across := int(found[1]), up := int(found[2])) >= latent_dim:
            return None
        return cls("dimensions", across, up)

    @property
    def axes(self) -> tuple[str, str]:
        """Titles of the two axes."""
        if self.kind == "dimensions":
            return f"z{self.across}", f"z{self.up}"
        return ("UMAP 1", "UMAP 2") if self.kind == "umap" else ("PCA 1", "PCA 2")

    def places(self, vae: Vae) -> FloatArray:
        """Return the positions (N, 2) of all codes of the table."""
        if self.kind == "dimensions":
            return vae.latents.mu[:, [self.across, self.up]].astype(np.float32)
        return vae.latents.projections[self.kind].astype(np.float32)

    def place_of(self, vae: Vae, z: FloatArray) -> FloatArray:
        """Return the positions (N, 2) of codes (N, latent_dim), for UMAP interpolated from neighbours."""
        if self.kind == "dimensions":
            return z[:, [self.across, self.up]]
        if self.kind == "umap":
            return place_by_neighbours(vae.latents, z, "umap")
        mean, components = principal_axes(vae.latents)
        return ((z - mean) @ components.T).astype(np.float32)

    def plane(self, vae: Vae, z: FloatArray) -> Plane | None:
        """Return the plane of the map through the code z (latent_dim,); None for UMAP."""
        if self.kind == "dimensions":
            return Plane.of_dimensions(z, self.across, self.up)
        return Plane.of_pca(vae.latents, z) if self.kind == "pca" else None


@dataclasses.dataclass(frozen=True, slots=True)
class Square:
    """The square that contains the map's 16-bit positions: its lower left corner and its side."""

    left: float
    bottom: float
    side: float

    @classmethod
    def around(cls, places: FloatArray) -> Self:
        """Return the smallest square around positions (N, 2), centred on them."""
        low, high = places.min(0), places.max(0)
        side = max(float((high - low).max()), 1e-6)
        left, bottom = (low + high) / 2 - side / 2
        return cls(float(left), float(bottom), side)

    def quantise(self, places: FloatArray) -> np.ndarray[tuple[int, ...], np.dtype[np.uint16]]:
        """Convert positions (N, 2) to whole numbers from 0 to 65535 across the square."""
        steps = (places - (self.left, self.bottom)) / self.side * 65535
        return np.clip(np.round(steps), 0, 65535).astype(np.uint16)
