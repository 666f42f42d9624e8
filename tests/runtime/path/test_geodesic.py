"""Tests of geodesic paths: properties for any two codes, and known answers."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from runtime import ModelError, Vae
from runtime.path.geodesic import geodesic
from runtime.path.graph import CodeGraph
from runtime.path.path import linear
from runtime.path.regions import Regions

Code = NDArray[np.float32]
CODES = hnp.arrays(np.float32, 3, elements=st.floats(-8, 8, width=32))


def alphas(frame_count: int) -> NDArray[np.float64]:
    return np.linspace(0, 1, frame_count)


@given(CODES, CODES, st.integers(2, 200))
def test_ends_are_exact_and_all_is_finite(
    tiny_vae: Vae, z_start: Code, z_end: Code, frame_count: int
) -> None:
    z = tiny_vae.path(z_start, z_end, frame_count=frame_count, kind="geodesic")
    assert z.shape == (frame_count, 3)
    assert np.isfinite(z).all()
    np.testing.assert_array_equal(z[[0, -1]], [z_start, z_end])


@given(CODES, CODES)
def test_same_question_same_answer(tiny_vae: Vae, z_start: Code, z_end: Code) -> None:
    once = tiny_vae.path(z_start, z_end, frame_count=17, kind="geodesic")
    np.testing.assert_array_equal(once, tiny_vae.path(z_start, z_end, frame_count=17, kind="geodesic"))


def test_from_a_code_to_itself_nothing_moves(tiny_vae: Vae) -> None:
    code = tiny_vae.preset(4)
    np.testing.assert_array_equal(
        tiny_vae.path(code, code, frame_count=5, kind="geodesic"), np.tile(code, (5, 1))
    )


def ring(piece_count: int = 1) -> CodeGraph:
    """Build a graph of codes on the unit circle, each joined to the next; leave edges out to form pieces."""
    count = 120
    angle = np.arange(count) * (2 * np.pi / count)
    codes = np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)
    edges = np.array([(i, i + 1) for i in range(count - 1) if piece_count == 1 or i != count // 2], np.uint16)
    return CodeGraph(
        codes=codes,
        label=(np.arange(count) // 60).astype(np.uint8),
        style=np.zeros((count, 2), np.float32),
        greyness=np.zeros(count, np.float32),
        edges=edges,
        lengths=np.full(len(edges), 0.01, np.float32),
        readings=np.tile(np.array([128, 127, *[0] * 8], np.uint8), (len(edges), 1)),
    )


def blob(z: Code) -> NDArray[np.float32]:
    """Decode to images (N, 28, 28) of one soft dot at 14 + 8 z."""
    row, column = np.mgrid[0:28, 0:28]
    x, y = 14 + 8 * z.T[:, :, None, None]
    return np.asarray(np.exp(-((column - x) ** 2 + (row - y) ** 2) / 8), np.float32)


def read(images: NDArray[np.float32]) -> NDArray[np.float32]:
    """Read every image as a 0 or a 1."""
    return np.eye(10, dtype=np.float32)[np.arange(len(images)) % 2]


def test_the_way_follows_the_codes_and_not_the_straight_line() -> None:
    graph = ring()
    # Opposite each other, so the straight line crosses the centre.
    z_start, z_end = graph.codes[5], graph.codes[65]
    radius = np.linalg.norm(geodesic(Regions(graph), z_start, z_end, blob, read)(alphas(50)), axis=1)
    assert radius.min() > 0.85
    assert np.linalg.norm(linear(z_start, z_end)(alphas(51)), axis=1).min() < 0.01


def closed_ring(readings: NDArray[np.uint8]) -> CodeGraph:
    """Return the closed ring with the given readings for y > 0 and unambiguous readings elsewhere."""
    graph = ring()
    edges = np.concatenate([graph.edges, [[0, 119]]]).astype(np.uint16)
    clear = np.array([255, *[0] * 9], np.uint8)
    upper = graph.codes[edges.astype(int)].mean(1)[:, 1] > 0
    return dataclasses.replace(
        graph,
        edges=edges,
        lengths=np.full(120, 0.01, np.float32),
        readings=np.where(upper[:, None], readings, clear).astype(np.uint8),
    )


def test_the_way_keeps_away_from_what_the_reader_takes_for_a_third_digit() -> None:
    graph = closed_ring(np.array([0, 0, 255, *[0] * 7], np.uint8))
    z_start, z_end = graph.codes[2], graph.codes[58]  # the upper path is slightly shorter
    clear = dataclasses.replace(graph, readings=np.tile(graph.readings[-1], (120, 1)))
    assert geodesic(Regions(clear), z_start, z_end, blob, read)(alphas(50))[:, 1].min() > -0.1
    assert geodesic(Regions(graph), z_start, z_end, blob, read)(alphas(50))[:, 1].max() < 0.3


def test_the_way_leads_through_third_digits_where_there_is_no_other() -> None:
    graph = ring()
    row = np.arange(120)
    graph = dataclasses.replace(graph, label=np.select([row < 20, row < 80], [0, 2], 1).astype(np.uint8))
    radius = np.linalg.norm(
        geodesic(Regions(graph), graph.codes[5], graph.codes[90], blob, read)(alphas(50)), axis=1
    )
    assert radius.min() > 0.8  # the straight line goes down to 0.4


def test_two_pieces_are_joined_by_the_straight_line() -> None:
    graph = ring(piece_count=2)
    z_start, z_end = graph.codes[30], graph.codes[90]
    z = geodesic(Regions(graph), z_start, z_end, blob, read)(alphas(20))
    np.testing.assert_allclose(z, linear(z_start, z_end)(alphas(20)), atol=1e-5)


def test_even_geodesics_step_evenly(tiny_vae: Vae) -> None:
    for start, end in ((0, 5), (1, 3), (9, 2)):
        z = tiny_vae.path(
            tiny_vae.preset(start), tiny_vae.preset(end), frame_count=60, kind="geodesic", even=True
        )
        images = tiny_vae.decode(z).reshape(60, -1).astype(np.float64)
        steps = np.linalg.norm(np.diff(images, axis=0), axis=1)
        assert steps.max() <= 1.1 * steps.mean()


def test_graph_comes_back_from_disk(tiny_vae: Vae, tmp_path: Path) -> None:
    graph = tiny_vae.graph
    graph.write(tmp_path / "graph.npz")
    again = CodeGraph.read(tmp_path / "graph.npz", 3)
    for name in ("codes", "label", "style", "greyness", "edges", "lengths", "readings"):
        np.testing.assert_array_equal(getattr(again, name), getattr(graph, name))


@pytest.mark.parametrize(
    "fault",
    [
        "missing",
        "text",
        "another dimension",
        "an edge to nowhere",
        "an edge to itself",
        "an edge twice",
        "not a number",
        "unread edges",
        "one length for all",
    ],
)
def test_damaged_graph_is_one_sentence(tiny_vae: Vae, tmp_path: Path, fault: str) -> None:
    path = tmp_path / "graph.npz"
    with np.load(tiny_vae.folder / "graph.npz") as file:
        columns = dict(file)
    if fault == "text":
        path.write_text("no graph")
    elif fault != "missing":
        if fault == "another dimension":
            columns["codes"] = columns["codes"][:, :2]
        elif fault == "an edge to nowhere":
            columns["edges"][0, 1] = 60_000
        elif fault == "an edge to itself":
            columns["edges"][0] = columns["edges"][0, 0]
        elif fault == "an edge twice":
            columns["edges"][0] = columns["edges"][-1]
        elif fault == "unread edges":
            columns["readings"] = columns["readings"][:-1]
        elif fault == "one length for all":
            columns["lengths"] = columns["lengths"][0]
        else:
            columns["lengths"][0] = np.nan
        np.savez(path, allow_pickle=False, **columns)
    with pytest.raises(ModelError, match=r"graph\.npz.*export the model again"):
        CodeGraph.read(path, 3)
