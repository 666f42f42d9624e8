"""Prior: p(z), the distribution of random codes."""

import dataclasses
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logsumexp

from runtime.arrays import FloatArray, as_codes
from runtime.errors import CodeError, ModelError
from runtime.npz import open_columns, write_columns

CHUNK_SIZE = 1000  # codes per pass; limits the memory for arrays (codes, components, latent_dim)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """A mixture of K Gaussians over codes; N(0, I) is a mixture with one component.

    Attributes:
        weight: Probability of each component, (K,), summing to 1.
        mean: Means, (K, latent_dim).
        std: Standard deviations, (K, latent_dim).
    """

    weight: FloatArray
    mean: FloatArray
    std: FloatArray

    @classmethod
    def standard(cls, latent_dim: int) -> Self:
        """Return N(0, I)."""
        shape = (1, latent_dim)
        return cls(np.ones(1, np.float32), np.zeros(shape, np.float32), np.ones(shape, np.float32))

    @property
    def latent_dim(self) -> int:
        """Number of latent dimensions."""
        return int(self.mean.shape[1])

    @property
    def is_standard(self) -> bool:
        """Whether the prior is N(0, I)."""
        return len(self.weight) == 1 and not self.mean.any() and bool((self.std == 1).all())

    @property
    def peak(self) -> FloatArray:
        """Component mean (latent_dim,) at which the mixture is densest; 0 for N(0, I)."""
        peak: FloatArray = self.mean[int(self.log_density(self.mean).argmax())]
        return peak

    def log_density(self, z: ArrayLike) -> NDArray[np.float64]:
        """Return log p(z) in nats, (N,), for codes (N, latent_dim) or (latent_dim,).

        Raises:
            CodeError: The codes have the wrong shape or type, or are not finite.
        """
        codes = as_codes(z, self.latent_dim).astype(np.float64)
        precision = 1 / self.std.astype(np.float64) ** 2
        log_norm = 2 * np.log(self.std, dtype=np.float64).sum(1) + self.latent_dim * np.log(2 * np.pi)
        offset = np.log(self.weight, dtype=np.float64) - 0.5 * (
            (self.mean.astype(np.float64) ** 2 * precision).sum(1) + log_norm
        )
        log_terms = offset - 0.5 * codes**2 @ precision.T + codes @ (self.mean * precision).T
        return np.asarray(logsumexp(log_terms, axis=1))

    def log_density_per_dimension(self, z: ArrayLike) -> NDArray[np.float64]:
        """Return the marginal log p(z_i) in nats, (N, latent_dim), for codes (N, latent_dim).

        Raises:
            CodeError: The codes have the wrong shape or type, or are not finite.
        """
        codes = as_codes(z, self.latent_dim).astype(np.float64)
        log_densities = np.empty_like(codes)
        log_weight = np.log(self.weight, dtype=np.float64)
        log_norm = np.log(self.std, dtype=np.float64) + 0.5 * np.log(2 * np.pi)
        for start in range(0, len(codes), CHUNK_SIZE):
            part = codes[start : start + CHUNK_SIZE, None]
            log_terms = log_weight[:, None] - 0.5 * ((part - self.mean) / self.std) ** 2 - log_norm
            log_densities[start : start + CHUNK_SIZE] = logsumexp(log_terms, axis=1)
        return log_densities

    def draw(self, rng: np.random.Generator, count: int = 1) -> FloatArray:
        """Draw codes (count, latent_dim).

        Raises:
            CodeError: ``count`` is below 1.
        """
        if count < 1:
            raise CodeError(f"cannot draw {count} codes; use a count of 1 or more")
        weight = self.weight.astype(np.float64)
        component = rng.choice(len(weight), count, p=weight / weight.sum())
        noise = rng.standard_normal((count, self.latent_dim), np.float32)
        return np.asarray(self.mean[component] + self.std[component] * noise, np.float32)

    def write(self, path: Path) -> None:
        """Write prior.npz, compressed and without pickles."""
        columns: dict[str, NDArray[Any]] = {"weight": self.weight, "mean": self.mean, "std": self.std}
        write_columns(path, columns)

    @classmethod
    def read(cls, path: Path, latent_dim: int) -> Self:
        """Read and validate prior.npz.

        Raises:
            ModelError: The file is missing or damaged.
        """
        with open_columns(path) as columns:
            weight, mean, std = (columns[name].astype(np.float32) for name in ("weight", "mean", "std"))
        fits = (
            weight.ndim == 1
            and len(weight) > 0
            and mean.shape == std.shape == (len(weight), latent_dim)
            and all(np.isfinite(part).all() for part in (weight, mean, std))
            and (weight > 0).all()
            and (std > 0).all()
            and abs(float(weight.sum()) - 1) < 1e-3
        )
        if not fits:
            raise ModelError(f"the columns of '{path}' are inconsistent; export the model again")
        return cls(weight, mean, std)
