"""Geodesics: shortest paths through a graph of training codes, smoothed, with steadily changing style.

A straight line between two codes crosses regions without digits, where the decoder draws a blur. The shortest
path through a graph whose edge lengths measure the change in the picture follows the data instead (Tenenbaum,
de Silva & Langford 2000, "Isomap"; for VAEs Chen et al. 2019, "Fast approximate geodesics for deep generative
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

NEIGHBOUR_COUNT = 12  # nodes joined to each end of the path


@dataclasses.dataclass(frozen=True, slots=True)
class Terrain:
    """Extra costs for a path, relative to its length, and settings for smoothing it.

    ``python -m benchmarks.terrain`` compares variants.

    Attributes:
        third_neighbours: Extra cost of a node whose neighbours all show a third digit (shown at neither end).
        third_reading: Extra cost of an edge whose midpoint the reader reads as a third digit.
        greyness: Extra cost of a blurred node, per standard deviation.
        style: Extra cost of a node outside the ends' range of ink and slant, per squared standard deviation.
        knot_count: Number of knots, evenly spaced along the path.
        smoothing_count: Number of smoothing passes; each moves every knot half-way to the midpoint
            between its neighbours.
        style_correction: Share of the path's deviation in ink and slant to remove.
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
    """Return the path from one code (latent_dim,) to another through codes of real digits.

    Args:
        regions: The regions of the model's graph.
        z_start: Any code, even outside the data.
        z_end: Any code, even outside the data.
        decode: Codes (N, latent_dim) → images (N, 28, 28).
        read: Images (N, 28, 28) → probability of each digit, (N, 10).
        terrain: Costs and smoothing.
    """
    if np.array_equal(z_start, z_end):
        return linear(z_start, z_end)
    knots = _spread_evenly(_shortest_path(regions, z_start, z_end, decode, read, terrain), terrain.knot_count)
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


def _shortest_path(
    regions: Regions,
    z_start: FloatArray,
    z_end: FloatArray,
    decode: Callable[[FloatArray], FloatArray],
    read: Callable[[FloatArray], FloatArray],
    terrain: Terrain,
) -> NDArray[np.float64]:
    """Return the codes (M, latent_dim) of the cheapest path, both ends included."""
    graph = regions.graph
    ends = [graph.nearest(z, NEIGHBOUR_COUNT) for z in (z_start, z_end)]
    images = decode(np.stack([z_start, z_end]))
    digits = np.unique(read(images).argmax(1))
    styles = measure_style(images)
    for everywhere in (False, True):
        region = regions.find(digits, everywhere=everywhere)
        rows = _cheapest_path(graph, region, ends, (z_start, z_end), styles, terrain)
        if len(rows):
            break
    return np.concatenate([z_start[np.newaxis], graph.codes[rows], z_end[np.newaxis]]).astype(np.float64)


def _cheapest_path(
    graph: CodeGraph,
    region: Region,
    ends: list[NDArray[np.intp]],
    codes: tuple[FloatArray, FloatArray],
    styles: FloatArray,
    terrain: Terrain,
) -> NDArray[np.intp]:
    """Return the rows of the cheapest path through a region; ``ends`` are the rows nearest to each code."""
    cost = _node_costs(graph, region, styles, terrain)
    both = np.repeat(cost, np.diff(region.starts)) + cost[region.targets]
    price = region.lengths * both * (1 + np.float32(terrain.third_reading) * region.third_readings)
    gates = []
    for near, z in zip(ends, codes, strict=True):
        nodes = region.inside(near)
        squared = ((graph.codes[region.rows[nodes]] - z) ** 2).sum(1) * graph.length_per_distance
        gates += [nodes, np.maximum(squared, 1e-6) * 2 * cost[nodes]]
    return region.cheapest_path(price, *gates)


def _node_costs(graph: CodeGraph, region: Region, styles: FloatArray, terrain: Terrain) -> FloatArray:
    """Return the cost of each node (n,), at least 1, for a path between digits with two ``styles`` (2, 2)."""
    low, high = styles.min(0), styles.max(0)
    style = graph.style[region.rows]
    excess = (np.maximum(low - style, 0) + np.maximum(style - high, 0)) / graph.style_spread
    cost = (
        (1 + terrain.third_neighbours * region.third_neighbours)
        * (1 + terrain.greyness * graph.greyness[region.rows])
        * (1 + terrain.style * (excess**2).sum(1))
    )
    return np.asarray(cost, np.float32)


def _spread_evenly(codes: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Resample a polyline (M, latent_dim) to knots (count, latent_dim) at equal distances."""
    steps = np.linalg.norm(np.diff(codes, axis=0), axis=1)
    travelled = np.concatenate([[0], np.cumsum(steps)])
    positions = np.linspace(0, travelled[-1], count)
    return np.stack([np.interp(positions, travelled, column) for column in codes.T], axis=1)


def _smoothed(knots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move each inner knot of (K, latent_dim) half-way to the midpoint between its neighbours."""
    middle = (knots[:-2] + 2 * knots[1:-1] + knots[2:]) / 4
    return np.concatenate([knots[:1], middle, knots[-1:]])


def _style_straightened(
    graph: CodeGraph,
    knots: NDArray[np.float64],
    decode: Callable[[FloatArray], FloatArray],
    correction: float,
) -> NDArray[np.float64]:
    """Move knots (K, latent_dim) so that ink and slant change more steadily from the first to the last."""
    images = decode(knots.astype(np.float32))
    style = measure_style(images)
    changes = np.linalg.norm(np.diff(images.reshape(len(images), -1), axis=0), axis=1)
    travelled = np.concatenate([[0], np.cumsum(changes)])
    share = (travelled / max(float(travelled[-1]), 1e-9))[:, np.newaxis]
    wanted = (1 - share) * style[0] + share * style[-1]
    return np.asarray(knots + correction * (wanted - style) @ graph.style_directions, np.float64)
