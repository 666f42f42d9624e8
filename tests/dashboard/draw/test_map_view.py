"""The map's views: places, their 16-bit numbers, and ways from codes to places."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.draw.map_view import MapView, Square
from runtime import Vae

VIEWS = [MapView("umap"), MapView("pca"), MapView("dimensions", 1, 0)]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_found_by_its_name(view: MapView) -> None:
    assert MapView.named(view.name, 3) == view


@pytest.mark.parametrize("name", ["", "tsne", "3-0", "0-3", "-1-0", "0", "0-1-2", "٠-١", "1e1-0"])
def test_another_name_is_none(name: str) -> None:
    assert MapView.named(name, 3) is None


@pytest.mark.parametrize("view", VIEWS)
def test_codes_of_the_table_stand_where_the_table_says(view: MapView, shipped: Path) -> None:
    vae = Vae(shipped)
    rows = np.arange(0, len(vae.latents), 997)
    places = view.place_of(vae, vae.latents.mu[rows].astype(np.float32))
    np.testing.assert_allclose(places, view.places(vae)[rows], atol=0.03)


@pytest.mark.parametrize("view", VIEWS[1:])
def test_a_flat_view_decodes_what_it_points_at(view: MapView, shipped: Path) -> None:
    vae = Vae(shipped)
    plane = view.plane(vae, vae.latents.mu[5].astype(np.float32))
    assert plane is not None
    places = np.array([[0.5, -0.25], [-1, 2]], np.float32)
    np.testing.assert_allclose(view.place_of(vae, plane.codes(places)), places, atol=0.05)


def test_umap_is_no_slice(tiny_vae: Vae) -> None:
    assert MapView("umap").plane(tiny_vae, np.zeros(3, np.float32)) is None


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=30))
def test_sixteen_bits_keep_a_place_to_a_step(points: list[tuple[float, float]]) -> None:
    places = np.array(points, np.float32)
    square = Square.around(places)
    back = np.array([square.left, square.bottom]) + square.quantise(places) / 65535 * square.side
    np.testing.assert_allclose(back, places, atol=square.side / 65535 + 1e-5)
