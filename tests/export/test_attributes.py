"""Tests of directions on synthetic decoders with known directions, or without any."""

import numpy as np
import pytest
from numpy.typing import NDArray

from export.attributes import describe, find_directions
from runtime.measure.measure import MEASURES, measure_digits
from runtime.model.attributes import Directions

Floats = NDArray[np.float32]

ROW, COLUMN = np.mgrid[:28, :28] - 13.5
SLANT, THICKNESS = MEASURES.index("slant"), MEASURES.index("thickness")


def decode(z: Floats) -> Floats:
    """Decode to bars that lean by 8° per unit of z[0] and widen by 0.5 pixels per unit of z[1]."""
    lean = np.tan(np.radians(8 * z[:, 0]))[:, None, None]
    width = 3 + 0.5 * z[:, 1][:, None, None]
    distance = np.abs(COLUMN + lean * ROW)
    ink = np.clip((width + 1) / 2 - distance, 0, 1) * np.clip(10.5 - np.abs(ROW), 0, 1)
    return np.asarray(ink, np.float32)


def found(latent_dim: int, count: int = 400) -> tuple[Directions, Floats]:
    """Return directions for random codes of random digits."""
    rng = np.random.default_rng(0)
    codes = rng.normal(0, 1, (count, max(latent_dim, 2))).astype(np.float32)[:, :latent_dim]
    labels = np.arange(count) % 10

    def draw(z: Floats) -> Floats:
        return decode(np.pad(z, ((0, 0), (0, max(0, 2 - latent_dim)))))

    attributes = describe(measure_digits(draw(codes)), labels)
    return find_directions(codes, labels, attributes, draw), codes


def test_the_known_direction_is_found_in_its_unit() -> None:
    directions, codes = found(latent_dim=3)
    at = directions.at(codes).mean(0)
    assert at[SLANT, 0] == pytest.approx(1 / 8, rel=0.1)
    np.testing.assert_allclose(at[SLANT, 1:], 0, atol=0.02)
    assert at[THICKNESS, 1] > 0.5
    assert abs(at[THICKNESS, 0]) < 0.1 * at[THICKNESS, 1]


def test_asked_is_measured() -> None:
    directions, codes = found(latent_dim=3)
    z = codes[np.abs(codes).max(1) < 1.2]
    before = measure_digits(decode(z))
    for degrees in (-8, 8):
        after = measure_digits(decode(z + degrees * directions.at(z)[:, SLANT]))
        assert np.abs(after[:, SLANT] - before[:, SLANT] - degrees).mean() < 1
        assert np.abs(after[:, THICKNESS] - before[:, THICKNESS]).mean() < 0.3


def test_the_same_codes_give_the_same_directions() -> None:
    once, twice = found(latent_dim=2)[0], found(latent_dim=2)[0]
    np.testing.assert_array_equal(once.maps, twice.maps)


@pytest.mark.parametrize("latent_dim", [1, 2])
def test_few_latents_and_few_codes_do_not_fail(latent_dim: int) -> None:
    directions, codes = found(latent_dim, count=20)
    assert directions.maps.shape == (6, 10, latent_dim, 1 + latent_dim)
    assert np.isfinite(directions.at(codes)).all()
    assert directions.at(codes).mean(0)[SLANT, 0] > 0


def test_codes_that_decode_to_one_image_have_short_directions() -> None:
    """A model that cannot change its digits has no directions, but the fit must not fail."""
    codes = np.random.default_rng(0).normal(0, 1, (40, 3)).astype(np.float32)
    codes[:, 2] = 0
    labels = np.arange(40) % 10
    still = decode(np.zeros((1, 2), np.float32))

    def draw(z: Floats) -> Floats:
        return np.repeat(still, len(z), axis=0)

    attributes = describe(measure_digits(draw(codes)), labels)
    np.testing.assert_allclose(find_directions(codes, labels, attributes, draw).maps, 0, atol=1e-6)


def test_describe_takes_the_spread_within_a_digit() -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(1000) % 10
    measured = rng.normal(0, 2, (1000, 6)) + 50 * labels[:, None]
    for name, attribute in zip(MEASURES, describe(measured, labels), strict=True):
        assert attribute.name == name
        assert attribute.std == pytest.approx(2, rel=0.1)
        assert attribute.mean == pytest.approx(225, rel=0.01)
        assert attribute.low < 2 < 448 < attribute.high
