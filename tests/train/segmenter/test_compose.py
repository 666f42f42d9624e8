"""Composed numbers: every pixel has an owner, digits keep their middles, a seed gives the same numbers."""

import numpy as np
import pytest
from synthetic import bars

from train.segmenter.compose import HEIGHT, NOBODY, WIDTH, Composed, Composer
from train.segmenter.forms import draw_form

IMAGES, LABELS = bars(200)


@pytest.fixture(scope="module")
def numbers() -> list[Composed]:
    composer = Composer(IMAGES, LABELS, seed=1)
    return [composer.compose() for _ in range(300)]


def test_every_digit_owns_pixels_around_its_middle(numbers: list[Composed]) -> None:
    for number in numbers:
        count = len(number.labels)
        assert number.ink.shape == number.owner.shape == (HEIGHT, WIDTH)
        assert number.ink.dtype == np.float32
        assert 0 <= number.ink.min() <= number.ink.max() <= 1
        assert number.centres.shape == (count, 2)
        assert set(np.unique(number.owner)) <= {NOBODY, *range(count)}
        for digit, (x, y) in enumerate(number.centres):
            rows, columns = np.nonzero(number.owner == digit)
            if rows.size > 20:  # hardly covered by its neighbours
                assert abs((columns.min() + columns.max()) / 2 - x) < 16
                assert abs((rows.min() + rows.max()) / 2 - y) < 16


def test_numbers_touch_and_stand_apart_and_have_clutter(numbers: list[Composed]) -> None:
    clutter = [bool((number.ink[number.owner == NOBODY] > 0.5).any()) for number in numbers]
    assert 0.3 < np.mean(clutter) < 0.95
    counts = [len(number.labels) for number in numbers]
    assert min(counts) == 1
    assert max(counts) >= 8


def test_a_seed_determines_the_numbers() -> None:
    one, same, other = (Composer(IMAGES, LABELS, seed=seed).compose() for seed in (5, 5, 6))
    assert np.array_equal(one.ink, same.ink)
    assert np.array_equal(one.owner, same.owner)
    assert not np.array_equal(one.ink, other.ink)


def test_forms_fit_mnists_frame() -> None:
    rng = np.random.default_rng(2)
    found = set()
    for _ in range(300):
        image, digit = draw_form(rng)
        rows = np.flatnonzero((image > 60).any(axis=1))
        assert image.shape == (28, 28)
        assert image.max() > 150
        assert 12 <= rows[-1] - rows[0] + 1 <= 28
        found.add(digit)
    assert found == set(range(10))
