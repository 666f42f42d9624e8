"""Paths: the paths between one model's codes, and caches for results that films request repeatedly."""

from collections.abc import Callable
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike

from runtime.arrays import FloatArray, as_codes
from runtime.errors import CodeError
from runtime.path.geodesic import geodesic
from runtime.path.graph import CodeGraph
from runtime.path.path import DEFAULT_PATH, CodePath, PathKind, draw_path, even_steps
from runtime.path.regions import Regions
from runtime.path.true_ends import TrueEnds

MAX_PATHS = 512  # typical digits form 100 pairs, so a count to 1,000 computes each path only once
MAX_ENDS = 64  # two legs of a film share each end; eight digits take 25 kB


class Paths:
    """The paths of one model. Thread-safe; all calls are deterministic.

    Attributes:
        latent_dim: Number of latent dimensions.
        decode: Codes (N, latent_dim) → images (N, 28, 28) in [0, 1].
    """

    def __init__(
        self,
        latent_dim: int,
        *,
        decode: Callable[[FloatArray], FloatArray],
        open_graph: Callable[[], CodeGraph],
        read: Callable[[FloatArray], FloatArray],
    ) -> None:
        """Create empty caches.

        Args:
            latent_dim: Number of latent dimensions.
            decode: Codes (N, latent_dim) → images (N, 28, 28) in [0, 1].
            open_graph: Function that returns the model's graph; called only for the first geodesic.
            read: Images (N, 28, 28) → probability of each digit, (N, 10).
        """
        self.latent_dim, self.decode = latent_dim, decode
        self._open_graph, self._read = open_graph, read
        self._cached_path = lru_cache(MAX_PATHS)(self._draw_between)
        self._cached_end = lru_cache(MAX_ENDS)(self._decode_bytes)
        self._cached_times = lru_cache(MAX_PATHS)(self._even_shares)

    def draw(
        self, z_start: ArrayLike, z_end: ArrayLike, *, kind: PathKind = DEFAULT_PATH, even: bool = True
    ) -> CodePath:
        """Return the path between two codes (latent_dim,), as a function of alpha in [0, 1], uncached.

        With ``even``, equal steps in alpha change the decoded image equally (L2 of pixels).

        Raises:
            CodeError: An end is not a code of this model.
            PathError: ``kind`` is unknown.
        """
        start, end = self._check_end(z_start), self._check_end(z_end)
        path = (
            geodesic(self._regions, start, end, self.decode, self._read)
            if kind == "geodesic"
            else draw_path(start, end, kind)
        )
        return even_steps(path, self.decode) if even else path

    def find(self, z_start: FloatArray, z_end: FloatArray, kind: PathKind, *, even: bool) -> CodePath:
        """Return the path from ``draw``, cached, so that films that differ only in timing share it.

        Raises:
            CodeError: An end is not a code of this model.
            PathError: ``kind`` is unknown.
        """
        return self._cached_path(z_start.tobytes(), z_end.tobytes(), kind, even)

    def decode_end(self, codes: FloatArray) -> FloatArray:
        """Decode an end's codes (N, latent_dim) to cached, read-only images (N, 28, 28).

        Each end is decoded separately, because the batch size can affect the last bits of a float.
        """
        return self._cached_end(codes.tobytes())

    def time_true_ends(self, true_ends: TrueEnds, path: CodePath) -> CodePath:
        """Return the cached result of ``true_ends.even_shares`` for a path from ``find``."""
        return self._cached_times(true_ends, path)

    @cached_property
    def _regions(self) -> Regions:
        return Regions(self._open_graph())

    def _draw_between(self, z_start: bytes, z_end: bytes, kind: PathKind, even: bool) -> CodePath:
        start, end = (np.frombuffer(z, np.float32) for z in (z_start, z_end))
        return self.draw(start, end, kind=kind, even=even)

    def _decode_bytes(self, codes: bytes) -> FloatArray:
        images = self.decode(np.frombuffer(codes, np.float32).reshape(-1, self.latent_dim))
        images.flags.writeable = False
        return images

    def _even_shares(self, true_ends: TrueEnds, path: CodePath) -> CodePath:
        return true_ends.even_shares(path, self.decode)

    def _check_end(self, z: ArrayLike) -> FloatArray:
        codes = as_codes(z, self.latent_dim)
        if np.ndim(z) != 1:
            raise CodeError(f"an end of a path has shape {np.shape(z)}; use one code ({self.latent_dim},)")
        code: FloatArray = codes[0]
        return code
