"""The way through real digits: along a graph of training codes, smoothed, its style kept straight.

A straight line between two codes crosses land where no digit lies and the decoder draws blur. The shortest
way through a graph whose edges are as long as the picture changes follows the data instead (Tenenbaum, de
Silva & Langford 2000, "Isomap"; for VAEs Chen et al. 2019, "Fast approximate geodesics for deep generative
models").
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from runtime.arrays import FloatArray
from runtime.graph import CodeGraph
from runtime.path import Path, linear
from runtime.style import measure_style

NEIGHBOUR_COUNT = 12  # nodes that an end of the path is joined to
THIRD_DIGIT = 10.0  # a node of neither end's digit is so many times as dear
THIRD_NEIGHBOURS = 20.0  # … and one wholly among such nodes dearer by so much
GREYNESS = 3.0  # … and a blurred one by so much per standard deviation
STYLE = 2.0  # … and one outside the ends' range of ink and slant, per standard deviation squared
KNOT_COUNT = 20
SMOOTHING_COUNT = 2
STYLE_CORRECTION = 0.8


def geodesic(
    graph: CodeGraph, z_start: FloatArray, z_end: FloatArray, decode: Callable[[FloatArray], FloatArray]
) -> Path:
    """The way from one code (latent_dim,) to another through codes of real digits.

    Args:
        graph: The model's graph.
        z_start: Where to start; any code, also outside the data.
        z_end: Where to end.
        decode: Codes (N, latent_dim) → images (N, 28, 28).
    """
    if np.array_equal(z_start, z_end):
        return linear(z_start, z_end)
    knots = _spread_evenly(_shortest_way(graph, z_start, z_end, decode))
    for _ in range(SMOOTHING_COUNT):
        knots = _smoothed(knots)
    knots = _smoothed(_style_straightened(graph, knots, decode))
    curve = CubicSpline(np.linspace(0, 1, KNOT_COUNT), knots)

    def path(alpha: NDArray[np.float64]) -> FloatArray:
        z = np.asarray(curve(alpha), np.float32)
        z[alpha == 0], z[alpha == 1] = z_start, z_end
        return z

    return path


def _shortest_way(
    graph: CodeGraph, z_start: FloatArray, z_end: FloatArray, decode: Callable[[FloatArray], FloatArray]
) -> NDArray[np.float64]:
    """Codes (M, latent_dim) of the cheapest way, both ends included."""
    ends = [graph.nearest(z, NEIGHBOUR_COUNT) for z in (z_start, z_end)]
    digits = [np.bincount(graph.label[near], minlength=10).argmax() for near in ends]
    styles = measure_style(decode(np.stack([z_start, z_end])))
    cost = _node_costs(graph, np.unique(digits), styles)
    prices = [
        np.maximum(((graph.codes[near] - z) ** 2).sum(1) * graph.length_per_distance, 1e-6) * cost[near]
        for near, z in zip(ends, (z_start, z_end), strict=True)
    ]
    way = graph.cheapest_way(cost, ends[0], prices[0], ends[1], prices[1])
    return np.concatenate([z_start[np.newaxis], graph.codes[way], z_end[np.newaxis]]).astype(np.float64)


def _node_costs(graph: CodeGraph, digits: NDArray[np.intp], styles: FloatArray) -> FloatArray:
    """How dear each node (N,) is for a path between two digits whose styles are (2, 2); 1 at the least."""
    third = ~np.isin(graph.label, digits)
    third_neighbours = 1 - graph.neighbour_shares[:, digits].sum(1)
    low, high = styles.min(0), styles.max(0)
    excess = (np.maximum(low - graph.style, 0) + np.maximum(graph.style - high, 0)) / graph.style_spread
    cost = (
        np.where(third, THIRD_DIGIT, 1.0)
        * (1 + THIRD_NEIGHBOURS * third_neighbours)
        * (1 + GREYNESS * graph.greyness)
        * (1 + STYLE * (excess**2).sum(1))
    )
    return np.asarray(cost, np.float32)


def _spread_evenly(way: NDArray[np.float64]) -> NDArray[np.float64]:
    """A polyline (M, latent_dim) as knots (KNOT_COUNT, latent_dim) at equal distances along it."""
    steps = np.linalg.norm(np.diff(way, axis=0), axis=1)
    travelled = np.concatenate([[0], np.cumsum(steps)])
    places = np.linspace(0, travelled[-1], KNOT_COUNT)
    return np.stack([np.interp(places, travelled, column) for column in way.T], axis=1)


def _smoothed(knots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Knots (K, latent_dim) with each inner one pulled half-way to its neighbours' middle."""
    middle = (knots[:-2] + 2 * knots[1:-1] + knots[2:]) / 4
    return np.concatenate([knots[:1], middle, knots[-1:]])


def _style_straightened(
    graph: CodeGraph, knots: NDArray[np.float64], decode: Callable[[FloatArray], FloatArray]
) -> NDArray[np.float64]:
    """Knots (K, latent_dim) moved so that ink and slant run straighter from the first to the last."""
    images = decode(knots.astype(np.float32))
    style = measure_style(images)
    changes = np.linalg.norm(np.diff(images.reshape(len(images), -1), axis=0), axis=1)
    travelled = np.concatenate([[0], np.cumsum(changes)])
    share = (travelled / max(float(travelled[-1]), 1e-9))[:, np.newaxis]
    wanted = (1 - share) * style[0] + share * style[-1]
    return np.asarray(knots + STYLE_CORRECTION * (wanted - style) @ graph.style_directions, np.float64)
