"""CodeGraph: the graph of real digits' codes that geodesic paths follow."""

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
    """A nearest-neighbour graph of N training codes.

    Attributes:
        codes: (N, latent_dim) float32.
        label: Digit of each code, (N,) uint8.
        style: Ink and slant of each decoded image, (N, 2) float32; see ``runtime.measure.style``.
        greyness: Blur of each decoded image, (N,) float32: grey pixels per unit of ink, in standard
            deviations above the median, at least 0.
        edges: Pairs of joined rows, the lower row first, (E, 2) uint16.
        lengths: Squared L2 distance between the decoded images of each edge's two nodes, (E,) float32.
        readings: The reader's probability of each digit, in 255ths, for the image decoded half-way along
            each edge, (E, 10) uint8.
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
        """Share of each digit among each code's neighbours, (N, 10)."""
        low, high = self.edges.astype(np.intp).T
        cells = np.concatenate([low * 10 + self.label[high], high * 10 + self.label[low]])
        counts = np.bincount(cells, minlength=10 * len(self.codes)).reshape(-1, 10)
        return np.asarray(counts / np.maximum(counts.sum(1, keepdims=True), 1), np.float32)

    @cached_property
    def style_spread(self) -> FloatArray:
        """Standard deviation of ink and of slant, (2,)."""
        return np.asarray(self.style.std(0) + 1e-6, np.float32)

    @cached_property
    def style_directions(self) -> FloatArray:
        """Change of a code per unit of ink and of slant while the digit stays the same, (2, latent_dim).

        The method is a regression of codes on style, each relative to its mean for that digit.
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
        """Median squared image distance per unit of squared latent distance."""
        low, high = self.edges.T
        distances = ((self.codes[low] - self.codes[high]) ** 2).sum(1)
        return float(np.median(self.lengths / np.maximum(distances, 1e-9)))

    @cached_property
    def _squared_norms(self) -> FloatArray:
        return np.asarray((self.codes**2).sum(1), np.float32)

    def nearest(self, z: FloatArray, count: int) -> NDArray[np.intp]:
        """Return the rows of the ``count`` codes nearest to z (latent_dim,), nearest first."""
        distances = self._squared_norms - 2 * (self.codes @ z)  # squared, without the constant |z|²
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
            "edges": np.asfortranarray(self.edges),  # column-major order compresses to two thirds of the size
            "lengths": self.lengths.astype(np.float16),
            "readings": self.readings,
        }
        write_columns(path, columns)

    @classmethod
    def read(cls, path: Path, latent_dim: int) -> Self:
        """Read and validate graph.npz.

        Raises:
            ModelError: The file is missing or damaged.
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
            and (np.diff(np.sort(graph.edges.astype(np.int64) @ [count, 1])) > 0).all()
            and (graph.lengths > 0).all()
            and all(
                np.isfinite(part).all() for part in (graph.codes, graph.style, graph.greyness, graph.lengths)
            )
        )
        if not fits:
            raise ModelError(f"the columns of '{path}' are inconsistent; export the model again")
        return graph
