"""CodeGraph: codes of real digits, each joined to its nearest ones, for a path to go along."""

import dataclasses
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from runtime.arrays import FloatArray
from runtime.errors import ModelError
from runtime.npz import open_columns, write_columns


@dataclasses.dataclass(frozen=True, eq=False)
class CodeGraph:
    """A nearest-neighbour graph over N training codes.

    Attributes:
        codes: (N, latent_dim) float32.
        label: The digit of each code, (N,) uint8.
        style: Ink and slant of each decoded image, (N, 2) float32: see ``runtime.measure.style``.
        greyness: How blurred each decoded image is, (N,) float32: grey pixels per ink, in standard
            deviations above the median, at least 0.
        edges: Pairs of rows that are joined, the lower first, (E, 2) uint16.
        lengths: Squared L2 distance of the two decoded images of each edge, (E,) float32.
        readings: What the reader makes of the image decoded half-way along each edge: the probability of
            each digit in 255ths, (E, 10) uint8.
    """

    codes: FloatArray
    label: NDArray[np.uint8]
    style: FloatArray
    greyness: FloatArray
    edges: NDArray[np.uint16]
    lengths: FloatArray
    readings: NDArray[np.uint8]

    @cached_property
    def neighbour_shares(self) -> FloatArray:
        """The share of each code's neighbours that are each digit, (N, 10)."""
        counts = np.zeros((len(self.codes), 10), np.float32)
        low, high = self.edges.T
        np.add.at(counts, (low, self.label[high]), 1)
        np.add.at(counts, (high, self.label[low]), 1)
        return np.asarray(counts / np.maximum(counts.sum(1, keepdims=True), 1), np.float32)

    @cached_property
    def style_spread(self) -> FloatArray:
        """Standard deviation of ink and of slant, (2,)."""
        return np.asarray(self.style.std(0) + 1e-6, np.float32)

    @cached_property
    def style_directions(self) -> FloatArray:
        """How a code moves for one unit of ink and of slant with its digit kept, (2, latent_dim).

        The regression of codes on style, both taken from their digit's mean.
        """
        codes, style = self.codes.astype(np.float64), self.style.astype(np.float64)
        for digit in range(10):
            own = self.label == digit
            if own.any():
                codes[own] -= codes[own].mean(0)
                style[own] -= style[own].mean(0)
        return np.asarray(np.linalg.lstsq(style, codes, rcond=None)[0], np.float32)

    @cached_property
    def length_per_distance(self) -> float:
        """The usual squared image distance for a squared latent distance of 1."""
        low, high = self.edges.T
        distances = ((self.codes[low] - self.codes[high]) ** 2).sum(1)
        return float(np.median(self.lengths / np.maximum(distances, 1e-9)))

    @cached_property
    def _squared_norms(self) -> FloatArray:
        return np.asarray((self.codes**2).sum(1), np.float32)

    def nearest(self, z: FloatArray, count: int) -> NDArray[np.intp]:
        """Rows of the ``count`` codes nearest to z (latent_dim,), the nearest first."""
        distances = self._squared_norms - 2 * (self.codes @ z)  # squared, less that of z
        count = min(count, len(distances))
        near = np.argpartition(distances, count - 1)[:count]
        return near[np.lexsort((near, distances[near]))]

    def write(self, path: Path) -> None:
        """Write graph.npz, compressed and without pickles."""
        columns: dict[str, NDArray[Any]] = {
            "codes": self.codes.astype(np.float16),
            "label": self.label,
            "style": self.style.astype(np.float16),
            "greyness": self.greyness.astype(np.float16),
            "edges": np.asfortranarray(self.edges),  # column by column it packs to two thirds
            "lengths": self.lengths.astype(np.float16),
            "readings": self.readings,
        }
        write_columns(path, columns)

    @classmethod
    def read(cls, path: Path, latent_dim: int) -> Self:
        """Read and check graph.npz.

        Raises:
            ModelError: No such file, or one that is damaged.
        """
        with open_columns(path) as columns:
            graph = cls(
                codes=columns["codes"].astype(np.float32),
                label=columns["label"],
                style=columns["style"].astype(np.float32),
                greyness=columns["greyness"].astype(np.float32),
                edges=columns["edges"],
                lengths=columns["lengths"].astype(np.float32),
                readings=columns["readings"],
            )
            count, edge_count = len(graph.codes), len(graph.lengths)
        fits = (
            graph.codes.shape == (count, latent_dim)
            and graph.label.shape == graph.greyness.shape == (count,)
            and graph.style.shape == (count, 2)
            and graph.edges.shape == (edge_count, 2)
            and graph.readings.shape == (edge_count, 10)
            and graph.readings.dtype == np.uint8
            and graph.label.dtype == np.uint8
            and int(graph.label.max()) < 10
            and graph.edges.dtype == np.uint16
            and edge_count > 0
            and int(graph.edges.max()) < count
            and bool((graph.edges[:, 0] < graph.edges[:, 1]).all())
            and len(np.unique(graph.edges.astype(np.int64) @ [count, 1])) == edge_count
            and (graph.lengths > 0).all()
            and all(
                np.isfinite(part).all() for part in (graph.codes, graph.style, graph.greyness, graph.lengths)
            )
        )
        if not fits:
            raise ModelError(f"the columns of '{path}' do not fit together; export the model again")
        return graph
