"""The way through real digits: along a graph of training codes, smoothed, its style kept straight.

A straight line between two codes crosses land where no digit lies and the decoder draws blur. The shortest
way through a graph whose edges are as long as the picture changes follows the data instead (Tenenbaum, de
Silva & Langford 2000, "Isomap"; for VAEs Chen et al. 2019, "Fast approximate geodesics for deep generative
models").
"""

import dataclasses
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from runtime.arrays import FloatArray
from runtime.graph import CodeGraph
from runtime.path import Path, linear
from runtime.style import measure_style

NEIGHBOUR_COUNT = 12  # nodes that an end of the path is joined to


@dataclasses.dataclass(frozen=True, slots=True)
class Terrain:
    """What makes the way longer, and how it is smoothed; ``python -m benchmarks.terrain`` compares choices.

    Attributes:
        third_neighbours: A node wholly among digits of neither end's kind is dearer by so much.
        third_reading: An edge that the reader takes for a third digit is dearer by so much.
        greyness: A blurred node is dearer by so much per standard deviation.
        style: One outside the ends' range of ink and slant, per standard deviation squared.
        knot_count: The way is kept as so many knots, evenly along it.
        smoothing_count: So many times each knot moves half-way to its neighbours' middle.
        style_correction: The share of its wander in ink and slant that is taken back.
    """

    third_neighbours: float = 12.0
    third_reading: float = 60.0
    greyness: float = 1.0
    style: float = 8.0
    knot_count: int = 14
    smoothing_count: int = 2
    style_correction: float = 0.6


TERRAIN = Terrain()


def geodesic(
    graph: CodeGraph,
    z_start: FloatArray,
    z_end: FloatArray,
    decode: Callable[[FloatArray], FloatArray],
    read: Callable[[FloatArray], FloatArray],
    terrain: Terrain = TERRAIN,
) -> Path:
    """The way from one code (latent_dim,) to another through codes of real digits.

    Args:
        graph: The model's graph.
        z_start: Where to start; any code, also outside the data.
        z_end: Where to end.
        decode: Codes (N, latent_dim) → images (N, 28, 28).
        read: Images (N, 28, 28) → the probability of each digit, (N, 10).
        terrain: What to keep away from.
    """
    if np.array_equal(z_start, z_end):
        return linear(z_start, z_end)
    knots = _spread_evenly(_shortest_way(graph, z_start, z_end, decode, read, terrain), terrain.knot_count)
    for _ in range(terrain.smoothing_count):
        knots = _smoothed(knots)
    if terrain.style_correction:
        knots = _smoothed(_style_straightened(graph, knots, decode, terrain.style_correction))
    curve = CubicSpline(np.linspace(0, 1, len(knots)), knots)

    def path(alpha: NDArray[np.float64]) -> FloatArray:
        z = np.asarray(curve(alpha), np.float32)
        z[alpha == 0], z[alpha == 1] = z_start, z_end
        return z

    return path


def _shortest_way(
    graph: CodeGraph,
    z_start: FloatArray,
    z_end: FloatArray,
    decode: Callable[[FloatArray], FloatArray],
    read: Callable[[FloatArray], FloatArray],
    terrain: Terrain,
) -> NDArray[np.float64]:
    """Codes (M, latent_dim) of the cheapest way, both ends included."""
    ends = [graph.nearest(z, NEIGHBOUR_COUNT) for z in (z_start, z_end)]
    images = decode(np.stack([z_start, z_end]))
    digits = np.unique(read(images).argmax(1))
    third_neighbours = 1 - graph.neighbour_shares[:, digits].sum(1)
    cost = _node_costs(graph, third_neighbours, measure_style(images), terrain)
    # Three nodes in four lie wholly among other digits; without them the search takes a third of the time.
    for open_cost in (np.where(third_neighbours == 1, np.float32(np.inf), cost), cost):
        way = _cheapest_way(graph, digits, ends, (z_start, z_end), open_cost, terrain)
        if len(way):
            break
    return np.concatenate([z_start[np.newaxis], graph.codes[way], z_end[np.newaxis]]).astype(np.float64)


def _cheapest_way(
    graph: CodeGraph,
    digits: NDArray[np.intp],
    ends: list[NDArray[np.intp]],
    codes: tuple[FloatArray, FloatArray],
    cost: FloatArray,
    terrain: Terrain,
) -> NDArray[np.intp]:
    """Rows of the cheapest way between two codes over their nearest nodes, where nodes cost (N,)."""
    low, high = graph.ends
    price = graph.lengths * (cost[low] + cost[high]) * _edge_costs(graph, digits, terrain)
    prices = []
    for near, z in zip(ends, codes, strict=True):
        squared = ((graph.codes[near] - z) ** 2).sum(1) * graph.length_per_distance
        prices.append(np.maximum(squared, 1e-6) * 2 * cost[near])
    return graph.cheapest_way(price, ends[0], prices[0], ends[1], prices[1])


def _edge_costs(graph: CodeGraph, digits: NDArray[np.intp], terrain: Terrain) -> FloatArray:
    """How much dearer each edge (E,) is for what its middle looks like; 1 at the least."""
    share = graph.readings[:, digits].sum(1) / np.float32(255)
    return np.asarray(1 + terrain.third_reading * (1 - share), np.float32)


def _node_costs(
    graph: CodeGraph, third_neighbours: FloatArray, styles: FloatArray, terrain: Terrain
) -> FloatArray:
    """How dear each node (N,) is for a path between two digits whose styles are (2, 2); 1 at the least."""
    low, high = styles.min(0), styles.max(0)
    excess = (np.maximum(low - graph.style, 0) + np.maximum(graph.style - high, 0)) / graph.style_spread
    cost = (
        (1 + terrain.third_neighbours * third_neighbours)
        * (1 + terrain.greyness * graph.greyness)
        * (1 + terrain.style * (excess**2).sum(1))
    )
    return np.asarray(cost, np.float32)


def _spread_evenly(way: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """A polyline (M, latent_dim) as knots (count, latent_dim) at equal distances along it."""
    steps = np.linalg.norm(np.diff(way, axis=0), axis=1)
    travelled = np.concatenate([[0], np.cumsum(steps)])
    places = np.linspace(0, travelled[-1], count)
    return np.stack([np.interp(places, travelled, column) for column in way.T], axis=1)


def _smoothed(knots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Knots (K, latent_dim) with each inner one pulled half-way to its neighbours' middle."""
    middle = (knots[:-2] + 2 * knots[1:-1] + knots[2:]) / 4
    return np.concatenate([knots[:1], middle, knots[-1:]])


def _style_straightened(
    graph: CodeGraph,
    knots: NDArray[np.float64],
    decode: Callable[[FloatArray], FloatArray],
    correction: float,
) -> NDArray[np.float64]:
    """Knots (K, latent_dim) moved so that ink and slant run straighter from the first to the last."""
    images = decode(knots.astype(np.float32))
    style = measure_style(images)
    changes = np.linalg.norm(np.diff(images.reshape(len(images), -1), axis=0), axis=1)
    travelled = np.concatenate([[0], np.cumsum(changes)])
    share = (travelled / max(float(travelled[-1]), 1e-9))[:, np.newaxis]
    wanted = (1 - share) * style[0] + share * style[-1]
    return np.asarray(knots + correction * (wanted - style) @ graph.style_directions, np.float64)
