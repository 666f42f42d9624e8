"""Region: the part of a code graph that paths between some digits go through, laid out for the search."""

import dataclasses

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from runtime.arrays import FloatArray


@dataclasses.dataclass(frozen=True, eq=False, slots=True)
class Region:
    """n nodes of a graph and the S steps between them: each edge both ways, in the order of where they start.

    Attributes:
        rows: The nodes' rows in the graph, rising, (n,).
        third_neighbours: The share of each node's neighbours that show none of the digits, (n,).
        starts: The steps of node i are ``starts[i]`` to ``starts[i + 1]``, (n + 1,).
        targets: The node that each step leads to, (S,).
        lengths: Squared L2 distance of the decoded images of its two nodes, (S,).
        third_readings: How surely the reader takes its middle for none of the digits, in [0, 1], (S,).
    """

    rows: NDArray[np.intp]
    third_neighbours: FloatArray
    starts: NDArray[np.int32]
    targets: NDArray[np.int32]
    lengths: FloatArray
    third_readings: FloatArray

    def inside(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """The nodes of those of some rows of the graph that lie in the region, in the order given."""
        return np.searchsorted(self.rows, rows[np.isin(rows, self.rows)])

    def cheapest_way(
        self,
        price: FloatArray,
        first: NDArray[np.intp],
        first_price: FloatArray,
        last: NDArray[np.intp],
        last_price: FloatArray,
    ) -> NDArray[np.intp]:
        """Rows of the cheapest way (Dijkstra 1959) from outside over ``first`` and out again over ``last``.

        Args:
            price: What each step costs, (S,), above 0.
            first: Nodes through which the way may come in.
            first_price: What coming in costs, one price each.
            last: Nodes through which it may leave.
            last_price: What leaving costs, one price each.

        Returns:
            The graph's rows in order; none where no way joins the two.
        """
        if not (len(first) and len(last)):
            return np.empty(0, np.intp)
        count = len(self.rows)
        # One node more: outside. In the types that dijkstra works with, or it copies all.
        prices = np.concatenate([price, first_price], dtype=np.float64)
        targets = np.concatenate([self.targets, first], dtype=np.int32, casting="same_kind")
        starts = np.append(self.starts, np.int32(len(targets)))
        matrix = csr_array((prices, targets, starts), shape=(count + 1, count + 1))
        price_to, before = dijkstra(matrix, indices=count, return_predecessors=True)  # type: ignore[call-overload]
        total = price_to[last] + last_price
        if not np.isfinite(total).any():
            return np.empty(0, np.intp)
        way = []
        node = int(last[total.argmin()])
        while node != count:
            way.append(node)
            node = int(before[node])
        return self.rows[way[::-1]]
