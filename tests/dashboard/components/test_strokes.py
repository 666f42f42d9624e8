"""Strokes of the draw pad become pictures that the runtime reads."""

import io
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dashboard.components.pad.strokes import (
    LONGEST_SIDE,
    MARGIN,
    MAX_POINT_COUNT,
    PAD_SIZE,
    Strokes,
    checked_strokes,
    picture_of,
    png_of,
)
from runtime import InkError, find_digits, load_reader

SEVEN = [[300, 200, 60, 700, 200, 60, 450, 850, 60]]
ONES = [[x, 250, 60, x + 20, 800, 60] for x in (-600, 100, 1900)]

points = st.tuples(st.integers(-3000, 5000), st.integers(-500, 1500), st.integers(4, 100))
strokes_of_any_kind = st.lists(
    st.lists(points, min_size=1, max_size=20).map(lambda stroke: list(chain(*stroke))), min_size=1, max_size=9
)


@pytest.mark.parametrize(("strokes", "number"), [(SEVEN, [7]), (ONES, [1, 1, 1])])
def test_a_drawing_is_read(strokes: Strokes, number: list[int]) -> None:
    digits = find_digits(png_of(checked_strokes(strokes))).digits
    assert load_reader().read(np.stack(digits)).argmax(axis=1).tolist() == number


def test_a_stroke_lies_where_it_was_drawn() -> None:
    picture = picture_of([[625, 100, 40, 625, 900, 40]])
    assert picture.shape == (PAD_SIZE[1] // 2 + MARGIN, PAD_SIZE[0] // 2 + MARGIN)
    rows, columns = np.nonzero(picture < 128)
    assert (columns.min(), columns.max()) == (pytest.approx(362, abs=1), pytest.approx(382, abs=1))
    assert (rows.min(), rows.max()) == (pytest.approx(100, abs=1), pytest.approx(520, abs=1))


def test_a_touch_is_a_dot_and_pressure_its_width() -> None:
    light, heavy = ((picture_of([[600, 500, width]]) < 128).sum() for width in (24, 96))
    assert heavy == pytest.approx(16 * light, rel=0.15)


@given(strokes_of_any_kind)
def test_every_drawing_is_a_picture_with_paper_round_it(strokes: Strokes) -> None:
    picture = picture_of(checked_strokes(strokes))
    assert max(picture.shape) <= LONGEST_SIDE + 1
    assert picture.min() < 128
    assert (np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]]) == 255).all()
    with Image.open(io.BytesIO(png_of(strokes))) as png:
        np.testing.assert_array_equal(np.asarray(png), picture)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("strokes", "arrived damaged"),
        ([[1, 2]], "arrived damaged"),
        ([[]], "arrived damaged"),
        ([[0, 0, 60] * (MAX_POINT_COUNT + 1)], "20,001 points, more than 20,000"),
        ([[0, 10**9, 60]], "outside the pad"),
        ([[0, 0.5, 60]], "outside the pad"),
        ([[0, 0, -60]], "outside the pad"),
        ([[0, 0, True]], "outside the pad"),
    ],
)
def test_what_is_no_drawing_is_refused(value: object, words: str) -> None:
    with pytest.raises(InkError, match=words):
        checked_strokes(value)
