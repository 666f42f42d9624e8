"""Regions: the parts of a code graph that paths between certain digits use, each cut out once."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from runtime.path.graph import CodeGraph
from runtime.path.region import Region


class Regions:
    """The regions of one graph. Thread-safe.

    Attributes:
        graph: The graph.
    """

    def __init__(self, graph: CodeGraph) -> None:
        """Start with an empty cache; each region is cut out when a path first needs it."""
        self.graph = graph
        self._cached: dict[tuple[int, ...], Region] = {}

    def find(self, digits: NDArray[np.intp], *, everywhere: bool = False) -> Region:
        """Return the nodes with a neighbour that shows one of the digits, and the steps between these nodes.

        Three nodes in four have no such neighbour; leaving them out halves the search time. Regions are
        cached: a graph has at most 55 regions of about 1 MB each.

        Args:
            digits: One or two digits.
            everywhere: Return all nodes instead. This region is rarely needed and four times as large, so it
                is not cached.
        """
        if everywhere:
            return self._cut_out(digits, everywhere=True)
        key = tuple(digits.tolist())
        if key not in self._cached:
            self._cached[key] = self._cut_out(digits, everywhere=False)
        return self._cached[key]

    def _cut_out(self, digits: NDArray[np.intp], *, everywhere: bool) -> Region:
        third_neighbours = 1 - self.graph.neighbour_shares[:, digits].sum(1)
        rows = np.flatnonzero((third_neighbours < 1) | everywhere)
        steps = self._steps[rows][:, rows]
        read = sum((self.graph.readings[steps.data, digit] for digit in digits), np.float32(0))
        return Region(
            rows=rows,
            third_neighbours=third_neighbours[rows],
            starts=steps.indptr.astype(np.int32),
            targets=steps.indices.astype(np.int32),
            lengths=self.graph.lengths[steps.data],
            third_readings=np.asarray(1 - read / 255, np.float32),
        )

    @cached_property
    def _steps(self) -> "csr_array[np.int64]":
        """Symmetric matrix of the edges: the entry for two joined nodes is the number of their edge."""
        low, high = self.graph.edges.T.astype(np.intp)
        edge = np.arange(1, len(low) + 1)  # from 1, because a sparse matrix drops zeros
        count = len(self.graph.codes)
        ends = (np.concatenate([low, high]), np.concatenate([high, low]))
        steps = csr_array((np.concatenate([edge, edge]), ends), shape=(count, count))
        steps.data -= 1
        return steps
