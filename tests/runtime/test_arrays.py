"""Tests of the validation of images and codes from callers."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from runtime import CodeError
from runtime.arrays import MAX_CODE, as_codes, as_images

BLANK = np.zeros((28, 28), np.float32)


def with_pixel(value: float, dtype: Any = np.float32) -> np.ndarray[Any, Any]:
    image = np.zeros((28, 28), dtype)
    image[3, 4] = value
    return image


@pytest.mark.parametrize(
    ("images", "count"),
    [
        (BLANK, 1),
        (BLANK[np.newaxis], 1),
        (np.zeros((0, 28, 28)), 0),
        (np.zeros((5, 28, 28), np.float64), 5),
        (np.ones((2, 28, 28), bool), 2),
        (np.zeros((2, 28, 28), np.float16), 2),
        ([BLANK, BLANK + 1], 2),
        ([[[0.5] * 28] * 28] * 3, 3),
        (np.zeros((28, 28, 4), np.float32).transpose(2, 1, 0), 4),
    ],
    ids=[
        "one",
        "batch of one",
        "none",
        "double",
        "bool",
        "half",
        "list of arrays",
        "lists",
        "not contiguous",
    ],
)
def test_images_that_pass(images: Any, count: int) -> None:
    found = as_images(images)
    assert found.shape == (count, 28, 28)
    assert found.dtype == np.float32
    assert found.flags.c_contiguous
    np.testing.assert_array_equal(found, np.asarray(images, np.float32).reshape(-1, 28, 28))


@pytest.mark.parametrize(
    ("images", "sentence"),
    [
        (np.zeros((28, 28), np.uint8), r"dtype uint8.*dividing grey levels by 255"),
        (np.zeros((28, 28), complex), r"dtype complex128"),
        (np.full((28, 28), "7"), r"dtype <U1"),
        (np.zeros((28, 27)), r"shape \(28, 27\); use \(N, 28, 28\)"),
        (np.zeros((1, 1, 28, 28)), r"shape \(1, 1, 28, 28\)"),
        (np.zeros(784), r"shape \(784,\)"),
        (0.5, r"shape \(\)"),
        ([], r"shape \(0,\)"),
        ([BLANK, np.zeros((27, 28))], "cannot convert images to an array"),
        (None, "dtype object"),
        (with_pixel(np.nan), "images contain 1 NaN or infinite value;"),
        (np.full((28, 28), np.inf), "images contain 784 NaN or infinite values;"),
        (with_pixel(1e300, np.float64), "images contain 1 NaN"),
        (with_pixel(255), r"range from 0 to 255; scale them to \[0, 1\]"),
        (with_pixel(-0.01), "range from -0.01 to 0"),
    ],
)
def test_images_that_do_not_pass(images: Any, sentence: str) -> None:
    with pytest.raises(CodeError, match=sentence):
        as_images(images)


@pytest.mark.parametrize(
    ("z", "count"),
    [
        ([1, 2, 3], 1),
        ([[1.0, 2.0, 3.0]] * 4, 4),
        (np.zeros((0, 3)), 0),
        (np.arange(6, dtype=np.uint8).reshape(2, 3), 2),
    ],
)
def test_codes_that_pass(z: Any, count: int) -> None:
    found = as_codes(z, 3)
    assert found.shape == (count, 3)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, np.asarray(z, np.float32).reshape(-1, 3))


@pytest.mark.parametrize(
    ("z", "sentence"),
    [
        ([1, 2], r"shape \(2,\); use \(N, 3\) or \(3,\) for this model"),
        ([[1, 2, 3, 4]], r"shape \(1, 4\)"),
        ([], r"shape \(0,\)"),
        (0.0, r"shape \(\)"),
        (np.zeros((2, 2, 3)), r"shape \(2, 2, 3\)"),
        ([[1, 2, 3], [1, 2]], "cannot convert codes to an array"),
        (["a", "b", "c"], "dtype <U1; use real numbers"),
        ([1j, 0, 0], "dtype complex128"),
        ([True, False, True], "dtype bool"),
        ([None, 0, 0], "dtype object"),
        ([np.nan, 0, np.inf], "codes contain 2 NaN or infinite values;"),
        ([1e300, 0, 0], "codes contain 1 NaN"),
        ([0, -3e38, 0], r"codes reach 3e\+38.*within ±1,000,000"),
    ],
)
def test_codes_that_do_not_pass(z: Any, sentence: str) -> None:
    with pytest.raises(CodeError, match=sentence):
        as_codes(z, 3)


@given(
    hnp.arrays(
        hnp.floating_dtypes(endianness="=")
        | hnp.integer_dtypes()
        | hnp.unsigned_integer_dtypes()
        | hnp.boolean_dtypes(),
        hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
    )
)
def test_codes_are_clean_or_refused(z: Any) -> None:
    """Any input gives float32 (N, 3) within bounds or a CodeError, and no warning."""
    try:
        found = as_codes(z, 3)
    except CodeError:
        return
    assert found.dtype == np.float32
    assert found.ndim == 2
    assert found.shape[1] == 3
    assert np.isfinite(found).all()
    assert (np.abs(found) <= MAX_CODE).all()


@given(st.floats(width=64), st.sampled_from([np.float16, np.float32, np.float64]))
def test_images_are_clean_or_refused(value: float, dtype: Any) -> None:
    with np.errstate(over="ignore"):
        image = with_pixel(value, dtype)
    try:
        found = as_images(image)
    except CodeError:
        assert not 0 <= value <= 1
        return
    assert found.min() >= 0
    assert found.max() <= 1
