"""Tests of flat slices of the latent space."""

from pathlib import Path

import numpy as np
import pytest

from runtime import Vae
from runtime.model.plane import Plane, principal_axes


def test_only_two_dimensions_change() -> None:
    z = np.array([1, 2, 3, 4], np.float32)
    plane = Plane.of_dimensions(z, 3, 1)
    np.testing.assert_array_equal(plane.codes(np.array([[10, 20], [4, 2]])), [[1, 20, 3, 10], z])


def test_one_dimension_both_ways_is_itself_on_the_diagonal() -> None:
    plane = Plane.of_dimensions(np.array([5, 7], np.float32), 0, 0)
    np.testing.assert_allclose(plane.codes(np.array([[3, 3]])), [[3, 7]])


def test_a_slice_goes_through_its_code(shipped: Path) -> None:
    latents = Vae(shipped).latents
    mean, components = principal_axes(latents)
    # Points are stored as float16.
    np.testing.assert_allclose(components @ components.T, np.eye(2), atol=0.01)
    z = latents.mu[512].astype(np.float32)
    place = (z - mean) @ components.T
    np.testing.assert_allclose(place, latents.projections["pca"][512], atol=0.02)
    codes = Plane.of_pca(latents, z).codes(np.stack([place, place + np.array([1, 0])]))
    np.testing.assert_allclose(codes[0], z, atol=0.02)
    np.testing.assert_allclose(codes[1] - codes[0], components[0], atol=1e-5)


@pytest.mark.parametrize("row", [0, 7])
def test_every_place_of_a_slice_is_where_its_code_projects_to(shipped: Path, row: int) -> None:
    latents = Vae(shipped).latents
    mean, components = principal_axes(latents)
    places = np.random.default_rng(row).normal(size=(20, 2)).astype(np.float32)
    codes = Plane.of_pca(latents, latents.mu[row].astype(np.float32)).codes(places)
    np.testing.assert_allclose((codes - mean) @ components.T, places, atol=0.05)
