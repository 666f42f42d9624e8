"""Tests of attribute directions: addition, reading back what was written, and errors for damaged files."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import chi2

from runtime import MEASURES, CodeError, ModelError, Vae, measure_digits, move
from runtime.model.attributes import COLUMNS, REACHED_SHARE, Directions

AREA = MEASURES.index("area")


def test_no_change_moves_nothing(tiny_vae: Vae) -> None:
    z = tiny_vae.latents.mu[:20].astype(np.float32)
    np.testing.assert_array_equal(move(tiny_vae, z, {}), z)
    np.testing.assert_array_equal(move(tiny_vae, z, {"slant": 0.0}), z)


def test_area_is_changed_by_what_is_asked(tiny_vae: Vae) -> None:
    z = tiny_vae.latents.mu.astype(np.float32)
    before = measure_digits(tiny_vae.decode(z))[:, AREA]
    for asked in (-15, 15):
        after = measure_digits(tiny_vae.decode(move(tiny_vae, z, {"area": asked})))[:, AREA]
        assert np.mean(after - before) == pytest.approx(asked, rel=0.15)


@given(area=st.floats(-20, 20), width=st.floats(-1, 1))
def test_changes_add_up(tiny_vae: Vae, area: float, width: float) -> None:
    z = tiny_vae.preset(3)[None]
    both = move(tiny_vae, z, {"area": area, "width": width})
    one, other = move(tiny_vae, z, {"area": area}), move(tiny_vae, z, {"width": width})
    np.testing.assert_allclose(both - z, (one - z) + (other - z), atol=1e-4)
    assert both.dtype == np.float32


def test_one_code_and_many_move_alike(tiny_vae: Vae) -> None:
    z = tiny_vae.latents.mu[:30].astype(np.float32)
    moved = move(tiny_vae, z, {"height": 0.5})
    for row in (0, 17):
        np.testing.assert_allclose(move(tiny_vae, z[row], {"height": 0.5}), moved[row : row + 1], atol=1e-5)


def test_each_digit_has_its_own_directions(tiny_vae: Vae) -> None:
    table = tiny_vae.latents
    shown = tiny_vae.directions.digits(table.mu.astype(np.float32))
    assert (shown == table.label).mean() > 0.8
    z = np.zeros((2, 3), np.float32)
    three, eight = tiny_vae.directions.at(z, digits=[3, 8])
    assert not np.allclose(three, eight)
    np.testing.assert_array_equal(
        tiny_vae.directions.at(z[:1]), tiny_vae.directions.at(z[:1], tiny_vae.directions.digits(z[:1]))
    )


def test_beyond_the_data_directions_are_those_of_its_border(tiny_vae: Vae) -> None:
    directions = tiny_vae.directions
    far = 50 * np.ones((1, 3), np.float32)
    np.testing.assert_array_equal(directions.at(far, [4]), directions.at(directions.high[None], [4]))


def squared(directions: Directions, digits: NDArray[np.intp], away: NDArray[np.float32]) -> NDArray[Any]:
    """Return squared lengths of (N, latent_dim) in the metric of each digit's class."""
    return np.asarray(np.einsum("nl,nlm,nm->n", away, directions.class_precision[digits], away))


def test_a_code_is_drawn_back_to_the_border_of_its_class(tiny_vae: Vae) -> None:
    directions = tiny_vae.directions
    border = chi2.ppf(REACHED_SHARE, tiny_vae.latent_dim)
    z = directions.class_mean
    digits = directions.digits(z)
    np.testing.assert_allclose(directions.border(z), border, rtol=1e-5)
    far = move(tiny_vae, z, {"area": 500.0})
    held = directions.drawn_back(z, far)
    np.testing.assert_allclose(squared(directions, digits, held - z), border, rtol=1e-3)
    share = np.linalg.norm(held - z, axis=1) / np.linalg.norm(far - z, axis=1)
    np.testing.assert_allclose(held, z + share[:, None] * (far - z), atol=1e-4)  # in the same direction
    near = move(tiny_vae, z, {"area": 1.0})
    np.testing.assert_allclose(directions.drawn_back(z, near), near, atol=1e-6)


def test_a_code_outside_its_class_may_stay_as_far_out_as_it_is(tiny_vae: Vae) -> None:
    directions = tiny_vae.directions
    z = directions.class_mean + 40 * np.ones(3, np.float32)
    digits = directions.digits(z)
    out = squared(directions, digits, z - directions.class_mean[digits])
    np.testing.assert_allclose(directions.border(z), out, rtol=1e-4)
    np.testing.assert_allclose(directions.drawn_back(z, z), z, rtol=1e-4)
    further = directions.drawn_back(z, z + 10)
    away = squared(directions, digits, further - directions.class_mean[digits])
    np.testing.assert_allclose(away, out, rtol=1e-3)


def test_unknown_attribute_is_refused(tiny_vae: Vae) -> None:
    with pytest.raises(CodeError, match="no attribute 'colour'; available: thickness, slant, width"):
        move(tiny_vae, np.zeros(3), {"colour": 1})


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_endless_change_is_refused(tiny_vae: Vae, value: float) -> None:
    with pytest.raises(CodeError, match="use finite numbers"):
        move(tiny_vae, np.zeros(3), {"slant": value})


def test_they_come_back_as_written(tiny_vae: Vae, tmp_path: Path) -> None:
    tiny_vae.directions.write(tmp_path / "attributes.npz")
    found = Directions.read(tmp_path / "attributes.npz", 3)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(found, name), getattr(tiny_vae.directions, name))


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("damage", ["shape", "nan"])
def test_damage_is_refused(tiny_vae: Vae, tmp_path: Path, column: str, damage: str) -> None:
    values = getattr(tiny_vae.directions, column)
    bad = values[..., :-1] if damage == "shape" else np.full_like(values, np.nan)
    dataclasses.replace(tiny_vae.directions, **{column: bad}).write(tmp_path / "attributes.npz")
    with pytest.raises(ModelError, match="are inconsistent; export the model again"):
        Directions.read(tmp_path / "attributes.npz", 3)


def test_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "attributes.npz").write_bytes(b"PK nothing")
    with pytest.raises(ModelError, match="cannot read"):
        Directions.read(tmp_path / "attributes.npz", 3)
