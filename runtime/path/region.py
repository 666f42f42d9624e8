"""Region: the part of a code graph that paths between certain digits use, stored as arrays for the search."""

import dataclasses

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from runtime.arrays import FloatArray


@dataclasses.dataclass(frozen=True, eq=False, slots=True)
class Region:
    """n nodes in a graph and the S steps between them: each edge in both directions, sorted by first node.

    A third digit is a digit that neither end of the path shows.

    Attributes:
        rows: Each node's row in the graph, in ascending order, (n,).
        third_neighbours: Share of each node's neighbours that show a third digit, (n,).
        starts: The steps from node i are ``starts[i]:starts[i + 1]``, (n + 1,).
        targets: Node at the end of each step, (S,).
        lengths: Squared L2 distance between the decoded images of each step's two nodes, (S,).
        third_readings: The reader's probability of a third digit half-way along each step, in [0, 1], (S,).
    """

    rows: NDArray[np.intp]
    third_neighbours: FloatArray
    starts: NDArray[np.int32]
    targets: NDArray[np.int32]
    lengths: FloatArray
    third_readings: FloatArray

    def inside(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the nodes for the given graph rows, in order, leaving out rows outside the region."""
        return np.searchsorted(self.rows, rows[np.isin(rows, self.rows)])

    def cheapest_path(
        self,
        price: FloatArray,
        first: NDArray[np.intp],
        first_price: FloatArray,
        last: NDArray[np.intp],
        last_price: FloatArray,
    ) -> NDArray[np.intp]:
        """Find the cheapest path (Dijkstra 1959) that enters through ``first`` and leaves through ``last``.

        Args:
            price: Cost of each step, (S,), above 0.
            first: Nodes at which the path may enter.
            first_price: Cost of entering at each of these nodes.
            last: Nodes at which the path may leave.
            last_price: Cost of leaving at each of these nodes.

        Returns:
            Rows in the graph, in the order of the path; empty if there is no path.
        """
        if not (len(first) and len(last)):
            return np.empty(0, np.intp)
        count = len(self.rows)
        # An extra node stands for the outside. With other dtypes dijkstra would copy every array.
        prices = np.concatenate([price, first_price], dtype=np.float64)
        targets = np.concatenate([self.targets, first], dtype=np.int32, casting="same_kind")
        starts = np.append(self.starts, np.int32(len(targets)))
        matrix = csr_array((prices, targets, starts), shape=(count + 1, count + 1))
        price_to, before = dijkstra(matrix, indices=count, return_predecessors=True)  # type: ignore[call-overload]
        total = price_to[last] + last_price
        if not np.isfinite(total).any():
            return np.empty(0, np.intp)
        nodes = []
        node = int(last[total.argmin()])
        while node != count:
            nodes.append(node)
            node = int(before[node])
        return self.rows[nodes[::-1]]
