"""Tests of the measures of digits: known answers for drawn strokes, and invariances."""

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from runtime import MEASURES, CodeError, measure_digits

Image = NDArray[np.float32]

ROW, COLUMN = np.mgrid[:28, :28] - 13.5


def stroke(degrees: float = 0, width: float = 3, length: float = 20, across: float = 0) -> Image:
    """Draw an upright bar with rows of ``width`` pixels, sheared to the right by ``degrees``."""
    distance = np.abs(COLUMN - across + np.tan(np.radians(degrees)) * ROW)
    ink = np.clip((width + 1) / 2 - distance, 0, 1) * np.clip((length + 1) / 2 - np.abs(ROW), 0, 1)
    return np.asarray(ink, np.float32)


def ring(radius: float = 8, width: float = 3) -> Image:
    return np.asarray(np.clip((width + 1) / 2 - np.abs(np.hypot(ROW, COLUMN) - radius), 0, 1), np.float32)


def frame(half: float = 9, width: float = 3) -> Image:
    """Draw the outline of a square."""
    distance = np.maximum(np.abs(ROW), np.abs(COLUMN))
    return np.asarray(np.clip((width + 1) / 2 - np.abs(distance - half), 0, 1), np.float32)


def measured(image: NDArray[Any]) -> dict[str, float]:
    (values,) = measure_digits(image)
    return dict(zip(MEASURES, values.tolist(), strict=True))


@pytest.mark.parametrize(("width", "length"), [(2, 20), (4, 20), (4, 14), (6, 20)])
def test_bar_has_its_own_size(width: int, length: int) -> None:
    bar = measured(stroke(width=width, length=length))
    assert bar["width"] == pytest.approx(width, abs=0.06)
    assert bar["height"] == pytest.approx(length, abs=0.06)
    assert bar["area"] == pytest.approx(width * length, rel=1e-5)
    assert bar["thickness"] == pytest.approx(width * (1 - width / (3 * length)), abs=0.12)
    assert bar["slant"] == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("degrees", [-35, -20, -5, 0, 10, 30])
def test_slant_in_degrees(degrees: float) -> None:
    assert measured(stroke(degrees))["slant"] == pytest.approx(degrees, abs=0.3)


@pytest.mark.parametrize("degrees", [-25, -10, 15, 30])
def test_shearing_keeps_the_width_and_the_height(degrees: float) -> None:
    upright, leaning = measured(stroke()), measured(stroke(degrees))
    assert leaning["width"] == pytest.approx(upright["width"], abs=0.5)
    assert leaning["height"] == pytest.approx(upright["height"], abs=0.1)
    assert leaning["roundness"] == pytest.approx(upright["roundness"], abs=0.05)


@pytest.mark.parametrize("width", [2, 3, 4])
def test_ring_is_as_thick_as_its_stroke(width: int) -> None:
    drawn = measured(ring(width=width))
    assert drawn["thickness"] == pytest.approx(width, abs=0.2)
    assert drawn["width"] == pytest.approx(drawn["height"], abs=0.01)
    assert drawn["slant"] == pytest.approx(0, abs=1e-4)


def test_ring_is_round_a_square_less_a_bar_not() -> None:
    assert measured(ring())["roundness"] > 0.97
    assert 0.2 < measured(frame())["roundness"] < 0.5
    assert measured(stroke(width=2, length=22))["roundness"] < 0.2


@given(
    degrees=st.floats(-25, 25),
    width=st.floats(1.5, 5),
    length=st.floats(12, 18),
    down=st.integers(-3, 3),
    right=st.integers(-2, 2),
)
def test_moving_the_digit_changes_nothing(
    degrees: float, width: float, length: float, down: int, right: int
) -> None:
    image = np.pad(stroke(degrees, width, length)[4:-4], ((4, 4), (0, 0)))
    moved = np.roll(image, (down, right), (0, 1))
    np.testing.assert_allclose(measure_digits(moved), measure_digits(image), atol=2e-3, rtol=2e-3)


@given(degrees=st.floats(-30, 30), width=st.floats(1.5, 5), across=st.floats(-2, 2))
def test_a_mirror_turns_the_slant_alone(degrees: float, width: float, across: float) -> None:
    image = stroke(degrees, width, across=across)
    seen, mirrored = measured(image), measured(image[:, ::-1])
    assert mirrored.pop("slant") == pytest.approx(-seen.pop("slant"), abs=1e-3)
    assert mirrored == pytest.approx(seen, abs=2e-2)


@given(width=st.floats(1.5, 5), more=st.floats(0.2, 3))
def test_a_thicker_stroke_measures_thicker(width: float, more: float) -> None:
    thin, thick = measured(stroke(10, width)), measured(stroke(10, width + more))
    assert thick["thickness"] > thin["thickness"]
    assert thick["area"] > thin["area"]


@given(arrays(np.float32, (2, 28, 28), elements=st.floats(0, 1, width=32)))
def test_any_image_can_be_measured(images: Image) -> None:
    values = measure_digits(images)
    assert values.shape == (2, len(MEASURES))
    assert np.isfinite(values).all()
    roundness = values[:, MEASURES.index("roundness")]
    assert ((roundness >= -1e-6) & (roundness <= 1)).all()
    np.testing.assert_allclose(measure_digits(images[1]), values[1:], atol=1e-3)


def test_blank_paper_measures_nothing() -> None:
    np.testing.assert_array_equal(measure_digits(np.zeros((3, 28, 28), np.float32)), np.zeros((3, 6)))
    assert measure_digits(np.zeros((0, 28, 28), np.float32)).shape == (0, 6)


def test_other_shapes_are_refused() -> None:
    with pytest.raises(CodeError, match=r"images have (shape|dtype)"):
        measure_digits(np.zeros((28, 27)))


def test_one_image_takes_a_few_milliseconds() -> None:
    image = ring()
    measure_digits(image)
    times = []
    for _ in range(20):
        start = time.thread_time()
        measure_digits(image)
        times.append(time.thread_time() - start)
    assert np.median(times) < 0.005


@pytest.mark.mnist
def test_measures_of_mnist_are_what_they_seem(mnist_root: Path) -> None:
    """Digits are 20 pixels high; ones are narrow and straight, zeros wide, round and nearly upright."""
    raw = mnist_root / "MNIST" / "raw"
    images = np.frombuffer((raw / "t10k-images-idx3-ubyte").read_bytes()[16:], np.uint8).reshape(-1, 28, 28)
    labels = np.frombuffer((raw / "t10k-labels-idx1-ubyte").read_bytes()[8:], np.uint8)[:2000]
    values = measure_digits((images[:2000] / 255).astype(np.float32))
    of = {digit: dict(zip(MEASURES, values[labels == digit].mean(0), strict=True)) for digit in range(10)}
    assert 17 < values[:, MEASURES.index("height")].mean() < 20
    assert of[1]["width"] < 6 < 12 < of[0]["width"]
    assert of[1]["roundness"] < 0.5 < 0.8 < of[0]["roundness"]
    assert abs(values[:, MEASURES.index("slant")].mean()) < 10
    assert 2 < values[:, MEASURES.index("thickness")].mean() < 3
