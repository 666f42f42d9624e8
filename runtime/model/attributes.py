"""Directions in latent space that each change one measure of a digit; ``runtime.move`` follows them.

``runtime.measure.measure`` defines the measures, and ``export.attributes`` fits the directions. A direction
depends on the digit and on the code, d_k(z) = Θ_k,digit · (1, z), because the direction that widens a 7 does
not widen a 1. From any one code, each direction is a straight line, so changes add up.
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
REACHED_SHARE = 0.995  # share of a Gaussian class inside ``Directions.border``, an ellipsoid
COLUMNS = ("maps", "class_mean", "class_precision", "class_log_det", "low", "high")


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Directions:
    """The directions of K attributes, in the order of ``MEASURES``, at any code.

    Attributes:
        maps: Θ, (K, 10, latent_dim, 1 + latent_dim): change in the code per unit of the attribute.
        class_mean: Mean code of each digit, (10, latent_dim).
        class_precision: Inverse covariance of each digit's codes, (10, latent_dim, latent_dim).
        class_log_det: Log determinant of each digit's covariance, (10,).
        low: Lower bound of each dimension, (latent_dim,); beyond either bound the directions stay constant.
        high: Upper bound of each dimension, (latent_dim,).
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
        """Return the likeliest digit (N,) for codes (N, latent_dim), given Gaussian classes of equal weight.

        Raises:
            CodeError: The codes have the wrong shape or type, or are not finite.
        """
        codes = as_codes(z, self.latent_dim).astype(np.float64)
        distances = np.empty((len(codes), DIGIT_COUNT))
        for digit in range(DIGIT_COUNT):
            away = codes - self.class_mean[digit]
            distances[:, digit] = ((away @ self.class_precision[digit]) * away).sum(1)
        return np.asarray((distances + self.class_log_det).argmin(1), np.intp)

    def at(self, z: ArrayLike, digits: ArrayLike | None = None) -> FloatArray:
        """Return how codes (N, latent_dim) change per unit of each attribute, (N, K, latent_dim).

        Args:
            z: Codes (N, latent_dim) or (latent_dim,).
            digits: The digit (N,) that each code represents; None stands for the likeliest digits.

        Raises:
            CodeError: The codes have the wrong shape or type, or are not finite.
        """
        codes = as_codes(z, self.latent_dim)
        labels = self.digits(codes) if digits is None else np.asarray(digits, np.intp)
        within = np.clip(codes, self.low, self.high)
        features = np.hstack([np.ones((len(codes), 1), np.float32), within])
        directions = np.empty((len(codes), len(self.maps), self.latent_dim), np.float32)
        for digit in np.unique(labels):
            own = labels == digit
            directions[own] = np.einsum("klf,nf->nkl", self.maps[:, digit], features[own])
        return directions

    def border(self, z: ArrayLike) -> FloatArray:
        """Return how far codes (N, latent_dim) may be from their class: squared Mahalanobis distances (N,).

        The border is the ellipsoid that contains 99.5 % of a Gaussian class, or the code's own distance from
        the class mean if that distance is larger.

        Raises:
            CodeError: The codes have the wrong shape or type, or are not finite.
        """
        codes = as_codes(z, self.latent_dim)
        reached = 2 * gammaincinv(self.latent_dim / 2, REACHED_SHARE)
        return np.maximum(self._squared(codes, self.digits(codes)), reached).astype(np.float32)

    def drawn_back(self, z: ArrayLike, moved: ArrayLike) -> FloatArray:
        """Pull codes ``moved`` (N, latent_dim), which started at z, back inside the border around z's class.

        Each code moves straight towards the mean of z's class. With several attributes at their extremes,
        the image would no longer show a digit; pulling the code back lets the latest change override earlier
        ones.

        Raises:
            CodeError: The codes have the wrong shape or type, or are not finite.
        """
        codes, ends = as_codes(z, self.latent_dim), as_codes(moved, self.latent_dim)
        digits = self.digits(codes)
        share = np.sqrt(np.minimum(1, self.border(codes) / np.maximum(self._squared(ends, digits), 1e-9)))
        middle = self.class_mean[digits]
        return np.asarray(middle + share[:, np.newaxis] * (ends - middle), np.float32)

    def _squared(self, codes: FloatArray, digits: NDArray[np.intp]) -> FloatArray:
        """Return squared Mahalanobis distances (N,) of codes (N, latent_dim) from the classes ``digits``."""
        away = codes - self.class_mean[digits]
        return np.asarray(np.einsum("nl,nlm,nm->n", away, self.class_precision[digits], away), np.float32)

    def write(self, path: Path) -> None:
        """Write attributes.npz, compressed and without pickles."""
        columns: dict[str, NDArray[Any]] = {name: getattr(self, name) for name in COLUMNS}
        columns["maps"] = self.maps.astype(np.float16)
        write_columns(path, columns)

    @classmethod
    def read(cls, path: Path, latent_dim: int) -> Self:
        """Read and validate attributes.npz.

        Raises:
            ModelError: The file is missing or damaged.
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
            raise ModelError(f"the columns of '{path}' are inconsistent; export the model again")
        return cls(**parts)
