"""Directions: the directions in latent space that change one measure of a digit; ``runtime.move`` uses them.

``runtime.measure.measure`` says what the measures are, ``export.attributes`` how the directions are found. A
direction depends on the digit and on the code, d_k(z) = Θ_k,digit · (1, z), as what makes a 7 wider makes no
1 wider; from one code each is straight, so that changes add up.
"""

import dataclasses
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

from runtime.arrays import FloatArray, as_codes
from runtime.errors import ModelError
from runtime.measure.measure import MEASURES
from runtime.npz import open_columns, write_columns

DIGIT_COUNT = 10
REACHED_SHARE = 0.995  # of a Gaussian class, inside the ellipsoid that ``Directions.border`` says
COLUMNS = ("maps", "class_mean", "class_precision", "class_log_det", "low", "high")


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """The directions of every attribute at every code, for K attributes in the order of ``MEASURES``.

    Attributes:
        maps: Θ, (K, 10, latent_dim, 1 + latent_dim): codes per unit of the attribute.
        class_mean: Where the codes of each digit gather, (10, latent_dim).
        class_precision: The inverse of their covariance, (10, latent_dim, latent_dim).
        class_log_det: The log of the covariance's determinant, (10,).
        low: Of codes, (latent_dim,); one further out has the directions of the one at the border.
        high: The same, above.
    """

    maps: FloatArray
    class_mean: FloatArray
    class_precision: FloatArray
    class_log_det: FloatArray
    low: FloatArray
    high: FloatArray

    @property
    def latent_dim(self) -> int:
        """Number of latent dimensions."""
        return int(self.low.shape[0])

    def digits(self, z: ArrayLike) -> NDArray[np.intp]:
        """The likeliest digit (N,) of codes (N, latent_dim), by Gaussian classes of equal weight.

        Raises:
            CodeError: Codes of another shape or type, or not finite.
        """
        codes = as_codes(z, self.latent_dim).astype(np.float64)
        distances = np.empty((len(codes), DIGIT_COUNT))
        for digit in range(DIGIT_COUNT):
            away = codes - self.class_mean[digit]
            distances[:, digit] = ((away @ self.class_precision[digit]) * away).sum(1)
        return np.asarray((distances + self.class_log_det).argmin(1), np.intp)

    def at(self, z: ArrayLike, digits: ArrayLike | None = None) -> FloatArray:
        """How codes (N, latent_dim) change for one unit of each attribute: (N, K, latent_dim).

        Args:
            z: The codes.
            digits: The digit (N,) that each shows, where that is known; else what ``digits`` says.

        Raises:
            CodeError: Codes of another shape or type, or not finite.
        """
        codes = as_codes(z, self.latent_dim)
        shown = self.digits(codes) if digits is None else np.asarray(digits, np.intp)
        within = np.clip(codes, self.low, self.high)
        features = np.hstack([np.ones((len(codes), 1), np.float32), within])
        directions = np.empty((len(codes), len(self.maps), self.latent_dim), np.float32)
        for digit in np.unique(shown):
            own = shown == digit
            directions[own] = np.einsum("klf,nf->nkl", self.maps[:, digit], features[own])
        return directions

    def border(self, z: ArrayLike) -> FloatArray:
        """How far a code may be moved from its digit's class: (N,) squared, in the class's metric.

        To the ellipsoid that holds 99.5 % of a Gaussian class, or as far as z (N, latent_dim) is already.

        Raises:
            CodeError: Codes of another shape or type, or not finite.
        """
        codes = as_codes(z, self.latent_dim)
        reached = 2 * gammaincinv(self.latent_dim / 2, REACHED_SHARE)
        return np.maximum(self._squared(codes, self.digits(codes)), reached).astype(np.float32)

    def drawn_back(self, z: ArrayLike, moved: ArrayLike) -> FloatArray:
        """Codes ``moved`` (N, latent_dim) from z, drawn towards the middle of the class of z to its border.

        Several attributes at their extremes leave no digit; drawn back, each gives way to the last a little.

        Raises:
            CodeError: Codes of another shape or type, or not finite.
        """
        codes, ends = as_codes(z, self.latent_dim), as_codes(moved, self.latent_dim)
        digits = self.digits(codes)
        share = np.sqrt(np.minimum(1, self.border(codes) / np.maximum(self._squared(ends, digits), 1e-9)))
        middle = self.class_mean[digits]
        return np.asarray(middle + share[:, np.newaxis] * (ends - middle), np.float32)

    def _squared(self, codes: FloatArray, digits: NDArray[np.intp]) -> FloatArray:
        """Squared distance of codes (N, latent_dim) from the classes of digits (N,), in their metrics."""
        away = codes - self.class_mean[digits]
        return np.asarray(np.einsum("nl,nlm,nm->n", away, self.class_precision[digits], away), np.float32)

    def write(self, path: Path) -> None:
        """Write attributes.npz, compressed and without pickles."""
        columns: dict[str, NDArray[Any]] = {name: getattr(self, name) for name in COLUMNS}
        columns["maps"] = self.maps.astype(np.float16)
        write_columns(path, columns)

    @classmethod
    def read(cls, path: Path, latent_dim: int) -> Self:
        """Read and check attributes.npz.

        Raises:
            ModelError: No such file, or one that is damaged.
        """
        with open_columns(path) as columns:
            parts = {name: columns[name].astype(np.float32) for name in COLUMNS}
        shapes = {
            "maps": (len(MEASURES), DIGIT_COUNT, latent_dim, 1 + latent_dim),
            "class_mean": (DIGIT_COUNT, latent_dim),
            "class_precision": (DIGIT_COUNT, latent_dim, latent_dim),
            "class_log_det": (DIGIT_COUNT,),
            "low": (latent_dim,),
            "high": (latent_dim,),
        }
        if not all(parts[name].shape == shapes[name] and np.isfinite(parts[name]).all() for name in COLUMNS):
            raise ModelError(f"the columns of '{path}' do not fit together; export the model again")
        return cls(**parts)
