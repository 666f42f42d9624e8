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
from runtime.measure.style import measure_style
from runtime.path.graph import CodeGraph
from runtime.path.path import CodePath, linear
from runtime.path.region import Region
from runtime.path.regions import Regions

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
    regions: Regions,
    z_start: FloatArray,
    z_end: FloatArray,
    decode: Callable[[FloatArray], FloatArray],
    read: Callable[[FloatArray], FloatArray],
    terrain: Terrain = TERRAIN,
) -> CodePath:
    """The way from one code (latent_dim,) to another through codes of real digits.

    Args:
        regions: Those of the model's graph.
        z_start: Where to start; any code, also outside the data.
        z_end: Where to end.
        decode: Codes (N, latent_dim) → images (N, 28, 28).
        read: Images (N, 28, 28) → the probability of each digit, (N, 10).
        terrain: What to keep away from.
    """
    if np.array_equal(z_start, z_end):
        return linear(z_start, z_end)
    knots = _spread_evenly(_shortest_way(regions, z_start, z_end, decode, read, terrain), terrain.knot_count)
    for _ in range(terrain.smoothing_count):
        knots = _smoothed(knots)
    if terrain.style_correction:
        knots = _smoothed(_style_straightened(regions.graph, knots, decode, terrain.style_correction))
    curve = CubicSpline(np.linspace(0, 1, len(knots)), knots)

    def path(alpha: NDArray[np.float64]) -> FloatArray:
        z = np.asarray(curve(alpha), np.float32)
        z[alpha == 0], z[alpha == 1] = z_start, z_end
        return z

    return path


def _shortest_way(
    regions: Regions,
    z_start: FloatArray,
    z_end: FloatArray,
    decode: Callable[[FloatArray], FloatArray],
    read: Callable[[FloatArray], FloatArray],
    terrain: Terrain,
) -> NDArray[np.float64]:
    """Codes (M, latent_dim) of the cheapest way, both ends included."""
    graph = regions.graph
    ends = [graph.nearest(z, NEIGHBOUR_COUNT) for z in (z_start, z_end)]
    images = decode(np.stack([z_start, z_end]))
    digits = np.unique(read(images).argmax(1))
    styles = measure_style(images)
    for everywhere in (False, True):
        region = regions.find(digits, everywhere=everywhere)
        way = _cheapest_way(graph, region, ends, (z_start, z_end), styles, terrain)
        if len(way):
            break
    return np.concatenate([z_start[np.newaxis], graph.codes[way], z_end[np.newaxis]]).astype(np.float64)


def _cheapest_way(
    graph: CodeGraph,
    region: Region,
    ends: list[NDArray[np.intp]],
    codes: tuple[FloatArray, FloatArray],
    styles: FloatArray,
    terrain: Terrain,
) -> NDArray[np.intp]:
    """Rows of the cheapest way through a region between two codes whose nearest rows and styles are given."""
    cost = _node_costs(graph, region, styles, terrain)
    both = np.repeat(cost, np.diff(region.starts)) + cost[region.targets]
    price = region.lengths * both * (1 + np.float32(terrain.third_reading) * region.third_readings)
    gates = []
    for near, z in zip(ends, codes, strict=True):
        nodes = region.inside(near)
        squared = ((graph.codes[region.rows[nodes]] - z) ** 2).sum(1) * graph.length_per_distance
        gates += [nodes, np.maximum(squared, 1e-6) * 2 * cost[nodes]]
    return region.cheapest_way(price, *gates)


def _node_costs(graph: CodeGraph, region: Region, styles: FloatArray, terrain: Terrain) -> FloatArray:
    """How dear each node (n,) is for a path between two digits whose styles are (2, 2); 1 at the least."""
    low, high = styles.min(0), styles.max(0)
    style = graph.style[region.rows]
    excess = (np.maximum(low - style, 0) + np.maximum(style - high, 0)) / graph.style_spread
    cost = (
        (1 + terrain.third_neighbours * region.third_neighbours)
        * (1 + terrain.greyness * graph.greyness[region.rows])
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
