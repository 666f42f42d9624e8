"""Tests of the region of a graph between two digits, and its cheapest path."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from runtime.path.graph import CodeGraph
from runtime.path.regions import Regions

NODE_COUNT = 12


def graph_of(edges: list[tuple[int, int]], label: list[int]) -> CodeGraph:
    """Build a graph of nodes in a row with the given edges and lengths."""
    rng = np.random.default_rng(len(edges))
    return CodeGraph(
        codes=np.arange(NODE_COUNT, dtype=np.float32)[:, np.newaxis],
        label=np.array(label, np.uint8),
        style=np.zeros((NODE_COUNT, 2), np.float32),
        greyness=np.zeros(NODE_COUNT, np.float32),
        edges=np.array(edges, np.uint16),
        lengths=np.arange(1, len(edges) + 1, dtype=np.float32),
        readings=rng.multinomial(255, np.full(10, 0.1), len(edges)).astype(np.uint8),
    )


EDGES = st.lists(
    st.tuples(st.integers(0, NODE_COUNT - 1), st.integers(0, NODE_COUNT - 1))
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: (min(pair), max(pair))),
    min_size=1,
    unique=True,
)
LABELS = st.lists(st.integers(0, 3), min_size=NODE_COUNT, max_size=NODE_COUNT)
DIGITS = st.lists(st.integers(0, 3), min_size=1, max_size=2, unique=True).map(sorted)


@given(EDGES, LABELS, DIGITS, st.booleans())
def test_a_region_holds_the_nodes_beside_its_digits_and_all_steps_between_them(
    edges: list[tuple[int, int]], label: list[int], digits: list[int], everywhere: bool
) -> None:
    graph = graph_of(edges, label)
    region = Regions(graph).find(np.array(digits), everywhere=everywhere)
    beside = {a for pair in edges for a, b in (pair, pair[::-1]) if label[b] in digits}
    assert region.rows.tolist() == (list(range(NODE_COUNT)) if everywhere else sorted(beside))
    sources = np.repeat(region.rows, np.diff(region.starts)).tolist()
    steps = list(zip(sources, region.rows[region.targets].tolist(), strict=True))
    known = set(region.rows.tolist())
    expected = [step for a, b in edges if {a, b} <= known for step in ((a, b), (b, a))]
    assert sorted(steps) == sorted(expected)
    for step, length, third in zip(steps, region.lengths, region.third_readings, strict=True):
        edge = edges.index((min(step), max(step)))
        assert length == edge + 1
        np.testing.assert_allclose(third, 1 - graph.readings[edge, digits].sum() / 255, atol=1e-6)


@given(EDGES, LABELS, st.lists(st.integers(0, NODE_COUNT - 1), min_size=2, max_size=4, unique=True))
def test_no_way_is_cheaper(edges: list[tuple[int, int]], label: list[int], gates: list[int]) -> None:
    region = Regions(graph_of(edges, label)).find(np.array([0]), everywhere=True)
    first, last = np.array(gates[:1]), np.array(gates[1:])
    way = region.cheapest_path(
        region.lengths, first, np.zeros(1, np.float32), last, np.zeros(len(last), np.float32)
    )
    cheapest = prices_from(gates[0], edges)[last].min()
    if len(way) == 0:
        assert np.isinf(cheapest)
    else:
        assert way[0] == gates[0]
        assert way[-1] in gates[1:]
        pairs = zip(way[:-1].tolist(), way[1:].tolist(), strict=True)
        assert sum(edges.index((min(a, b), max(a, b))) + 1 for a, b in pairs) == cheapest


def prices_from(start: int, edges: list[tuple[int, int]]) -> NDArray[np.float64]:
    """Return the cost of the cheapest path to each node (Bellman–Ford)."""
    price = np.full(NODE_COUNT, np.inf)
    price[start] = 0
    for _ in range(NODE_COUNT):
        for length, (a, b) in enumerate(edges, 1):
            price[a] = min(price[a], price[b] + length)
            price[b] = min(price[b], price[a] + length)
    return price


def test_rows_outside_are_no_gates() -> None:
    label = [0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2]
    region = Regions(graph_of([(0, 1), (1, 2), (3, 4)], label)).find(np.array([0, 1]))
    assert region.rows.tolist() == [0, 1, 2]
    assert region.inside(np.array([11, 2, 4, 0])).tolist() == [2, 0]
    nothing = np.empty(0, np.float32)
    outside = region.inside(np.array([3]))
    assert len(region.cheapest_path(region.lengths, outside, nothing, outside, nothing)) == 0


def test_a_region_without_nodes_leads_nowhere() -> None:
    region = Regions(graph_of([(0, 1)], [2] * NODE_COUNT)).find(np.array([0, 1]))
    assert len(region.rows) == 0
    assert len(region.inside(np.array([0, 5]))) == 0


def test_a_region_is_cached_and_the_whole_graph_is_not() -> None:
    regions = Regions(graph_of([(0, 1), (1, 2)], [0] * NODE_COUNT))
    digits = np.array([0, 1])
    assert regions.find(digits) is regions.find(digits)
    assert regions.find(digits, everywhere=True) is not regions.find(digits, everywhere=True)
