"""Tests of neighbours among MNIST's codes, and of points placed by their neighbours."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import Vae
from runtime.model.neighbours import FEW, nearest, place_by_neighbours


def test_a_code_of_the_table_is_its_own_nearest_neighbour(tiny_vae: Vae) -> None:
    z = tiny_vae.latents.mu.astype(np.float32)
    rows, distances = nearest(tiny_vae.latents, z, 3)
    assert rows.shape == distances.shape == (len(z), 3)
    np.testing.assert_allclose(distances[:, 0], 0, atol=1e-6)
    assert (np.diff(distances, axis=1) >= 0).all()
    np.testing.assert_array_equal(z[rows[:, 0]], z)


@given(st.lists(st.floats(-4, 4), min_size=3, max_size=3), st.integers(1, 40))
def test_neighbours_are_those_of_a_full_search(tiny_vae: Vae, code: list[float], count: int) -> None:
    z = np.array([code], np.float32)
    _, distances = nearest(tiny_vae.latents, z, count)
    every = np.sort(np.linalg.norm(tiny_vae.latents.mu.astype(np.float32) - z, axis=1))
    np.testing.assert_allclose(distances[0], every[:count], rtol=1e-4, atol=1e-4)


def test_few_codes_and_many_have_the_same_neighbours(tiny_vae: Vae) -> None:
    z = tiny_vae.latents.mu[: 2 * FEW].astype(np.float32) + np.float32(0.01)
    rows, distances = nearest(tiny_vae.latents, z, 5)
    for place, code in enumerate(z):
        (alone,), (apart,) = nearest(tiny_vae.latents, code[np.newaxis], 5)
        np.testing.assert_array_equal(alone, rows[place])
        np.testing.assert_allclose(apart, distances[place], atol=1e-6)


def test_more_neighbours_than_rows_are_all_rows(tiny_vae: Vae) -> None:
    rows, _ = nearest(tiny_vae.latents, np.zeros((1, 3), np.float32), 10**6)
    assert sorted(rows[0]) == list(range(len(tiny_vae.latents)))


@pytest.mark.parametrize("projection", ["umap", "pca"])
def test_a_code_of_the_table_lands_on_its_own_place(tiny_vae: Vae, projection: str) -> None:
    latents = tiny_vae.latents
    places = place_by_neighbours(latents, latents.mu.astype(np.float32), projection)
    np.testing.assert_allclose(places, latents.projections[projection], atol=0.02)


def test_a_place_is_within_its_neighbours(tiny_vae: Vae) -> None:
    z = np.array([[0.3, -0.2, 0.1]], np.float32)
    rows, _ = nearest(tiny_vae.latents, z, 10)
    around = tiny_vae.latents.projections["umap"][rows[0]].astype(np.float32)
    (place,) = place_by_neighbours(tiny_vae.latents, z, "umap")
    assert (around.min(0) <= place).all()
    assert (place <= around.max(0)).all()
