"""Known-answer tests of the Fréchet distance."""

from typing import Any

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from benchmarks.fid import frechet_distance


def whitened(rng: np.random.Generator, count: int, width: int) -> NDArray[Any]:
    """Return features (count, width) with a sample mean of exactly 0 and a sample covariance of exactly 1."""
    rows = rng.standard_normal((count, width))
    rows -= rows.mean(0)
    return np.asarray(rows @ np.linalg.inv(np.linalg.cholesky(np.cov(rows, rowvar=False))).T)


def test_a_set_has_no_distance_from_itself() -> None:
    features = np.random.default_rng(1).gamma(2, 1, (400, 128))
    assert frechet_distance(features, features) == pytest.approx(0, abs=1e-9)


def test_shifted_means_are_their_squared_distance_apart() -> None:
    features = np.random.default_rng(2).standard_normal((300, 128))
    shift = np.random.default_rng(3).standard_normal(128)
    assert frechet_distance(features, features + shift) == pytest.approx((shift**2).sum(), rel=1e-9)


def test_scaled_axes_are_their_deviations_apart() -> None:
    """For diagonal covariances the distance is the sum of (σ₁ - σ₂)²."""
    features = whitened(np.random.default_rng(4), 500, 6)
    narrow, wide = np.array([1, 2, 0.5, 1, 3, 0]), np.array([2, 2, 1.5, 4, 1, 1])
    expected = ((narrow - wide) ** 2).sum()
    assert frechet_distance(features * narrow, features * wide) == pytest.approx(expected, rel=1e-9)


def test_it_is_the_formula_of_the_paper() -> None:
    rng = np.random.default_rng(5)
    first = rng.standard_normal((200, 12)) @ rng.standard_normal((12, 12))
    second = rng.standard_normal((250, 12)) @ rng.standard_normal((12, 12)) + 1
    c_first, c_second = np.cov(first, rowvar=False), np.cov(second, rowvar=False)
    root = scipy.linalg.sqrtm(c_first @ c_second).real
    shift = ((first.mean(0) - second.mean(0)) ** 2).sum()
    expected = shift + np.trace(c_first + c_second - 2 * root)
    assert frechet_distance(first, second) == pytest.approx(expected, rel=1e-6)


def test_fewer_rows_than_features_are_fine() -> None:
    rng = np.random.default_rng(6)
    distance = frechet_distance(rng.standard_normal((5, 128)), rng.standard_normal((9, 128)))
    assert np.isfinite(distance)
    assert distance > 0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 40), st.integers(2, 40), st.integers(1, 10))
def test_it_is_symmetric_and_turns_with_the_axes(seed: int, n: int, m: int, width: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = rng.standard_normal((n, width)), rng.standard_normal((m, width)) * 2
    distance = frechet_distance(first, second)
    assert distance >= 0
    assert frechet_distance(second, first) == pytest.approx(distance, abs=1e-8)
    turn, _ = np.linalg.qr(rng.standard_normal((width, width)))
    assert frechet_distance(first @ turn, second @ turn) == pytest.approx(distance, abs=1e-8)


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (np.zeros((4, 3)), np.zeros((4, 2)), "have 3 and 2 values per row"),
        (np.zeros((1, 3)), np.zeros((4, 3)), r"shape \(1, 3\)"),
        (np.zeros(3), np.zeros((4, 3)), r"shape \(3,\)"),
        (np.full((4, 3), np.nan), np.zeros((4, 3)), "not finite"),
    ],
)
def test_what_has_no_distance_is_said(first: NDArray[Any], second: NDArray[Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        frechet_distance(first, second)
