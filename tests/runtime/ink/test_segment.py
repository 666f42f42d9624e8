from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from drawing import aslant, draw_digit, draw_number, encoded, rule, shade, side_by_side, speckle
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from benchmarks.judge import Judge
from runtime.errors import InkError
from runtime.ink.frame import read_digit
from runtime.ink.segment import MAX_DIGIT_COUNT, find_digits, split_number


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def spell(judge: Judge, picture: Image.Image, count: int | None = None) -> str:
    return judge.spell(np.stack(split_number(picture, count=count)))


@pytest.mark.parametrize("number", ["7", "32", "506", "1984", "27182", "314159", "9081726", "12345678"])
def test_numbers_are_split_in_reading_order(number: str, judge: Judge) -> None:
    assert spell(judge, draw_number(number)) == number


@pytest.mark.parametrize("digit", "0123456789")
def test_one_digit_is_one_box_and_the_same_image(digit: str) -> None:
    (image,) = split_number(draw_digit(digit))
    assert image == pytest.approx(read_digit(draw_digit(digit)), abs=1e-6)


def test_the_steps_are_there_to_be_shown() -> None:
    picture = draw_number("407")
    steps = find_digits(encoded(picture, "PNG"))
    assert steps.picture.shape == steps.ink.shape == (picture.height, picture.width)
    assert len(steps.boxes) == len(steps.digits) == 3
    assert [x for x, *_ in steps.boxes] == sorted(x for x, *_ in steps.boxes)
    for (_, _, width, height), digit in zip(steps.boxes, steps.digits, strict=True):
        assert height == pytest.approx(87, abs=6)
        assert width <= 65
        assert digit.shape == (28, 28)
        assert digit.dtype == np.float32
        assert digit.max() > 0.9


@settings(max_examples=25, deadline=None)
@given(
    number=st.text("0123456789", min_size=1, max_size=8),
    height=st.integers(50, 130),
    gap=st.floats(0.25, 1),
    light_on_dark=st.booleans(),
)
def test_any_number_has_as_many_digits_as_written(
    number: str, height: int, gap: float, light_on_dark: bool
) -> None:
    ink, paper = (230, 25) if light_on_dark else (25, 230)
    picture = draw_number(number, height=height, pen=max(3, height // 12), gap=gap, ink=ink, paper=paper)
    assert len(split_number(picture)) == len(number)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(shade, id="uneven light"),
        pytest.param(speckle, id="grain and specks"),
        pytest.param(lambda picture: rule(picture, every=70), id="ruled"),
        pytest.param(lambda picture: rule(picture, every=70).rotate(3, fillcolor=235), id="ruled aslant"),
    ],
)
@pytest.mark.parametrize("number", ["32", "5071", "648"])
def test_paper_and_light_do_not_matter(
    number: str, spoil: Callable[[Image.Image], Image.Image], judge: Judge
) -> None:
    assert spell(judge, spoil(draw_number(number))) == number


def test_a_neighbour_above_or_below_stays_out_of_the_image() -> None:
    steps = find_digits(aslant())
    assert len(steps.digits) == 2
    assert steps.boxes[0][0] + steps.boxes[0][2] > steps.boxes[1][0]
    assert steps.digits[0] == pytest.approx(steps.digits[1], abs=0.05)


def test_a_five_with_its_bar_apart_is_one_digit(judge: Judge) -> None:
    pixels = np.array(draw_number("35"))
    rows = slice(38, 46)  # the rows of the top bar of the 5; detach it
    bar = pixels[rows, 115:].copy()
    pixels[rows, 115:] = 235
    pixels[28:36, 115:] = bar
    assert spell(judge, Image.fromarray(pixels)) == "35"


@pytest.mark.parametrize("number", ["57", "24", "681"])
def test_digits_that_touch_are_cut(number: str, judge: Judge) -> None:
    assert spell(judge, draw_number(number, gap=0.1)) == number


@pytest.mark.parametrize("number", ["32", "352", "7253"])
def test_digits_that_touch_in_many_places_are_cut_where_their_count_is_known(
    number: str, judge: Judge
) -> None:
    picture = draw_number(number, gap=0.1)
    assert len(split_number(picture, count=1)) == 1
    assert spell(judge, picture, count=len(number)) == number


@pytest.mark.parametrize("count", range(1, MAX_DIGIT_COUNT + 1))
def test_count_is_obeyed(count: int) -> None:
    digits = split_number(draw_number("8052"), count=count)
    assert len(digits) == count
    assert all(digit.max() > 0.9 for digit in digits)


def test_what_cannot_be_split() -> None:
    with pytest.raises(InkError, match="contains no ink"):
        split_number(Image.new("L", (100, 50), 255))
    with pytest.raises(InkError, match="seems to contain 9 digits; crop it to 8 or fewer"):
        split_number(draw_number("123456789"))
    for count in (0, 9):
        with pytest.raises(InkError, match=f"cannot be split into {count} digits; give a count from 1 to 8"):
            split_number(draw_number("12"), count=count)


def test_a_page_of_crumbs_is_refused() -> None:
    pixels = np.full((400, 400), 235, np.uint8)
    for row in range(20, 380, 36):
        for column in range(20, 380, 36):
            pixels[row : row + 8, column : column + 8] = 20
    with pytest.raises(InkError, match="contains 100 separate strokes"):
        split_number(pixels)


def test_a_dot_has_no_eight_digits() -> None:
    pixels = np.full((30, 30), 235, np.uint8)
    pixels[14:16, 14:16] = 0
    with pytest.raises(InkError, match="too small"):
        split_number(pixels, count=8)


@pytest.mark.mnist
def test_mnist_side_by_side(mnist_root: Path, judge: Judge) -> None:
    from torchvision.datasets import MNIST

    test_split = MNIST(str(mnist_root), train=False, download=False)
    rng = np.random.default_rng(0)
    counted, spelled, forced = [], [], []
    for gap in (3, 3, -1):
        for _ in range(20):
            chosen = rng.integers(0, len(test_split.data), rng.integers(2, 5))
            label = "".join(str(int(test_split.targets[i])) for i in chosen)
            picture = side_by_side([test_split.data[i].numpy().astype(np.float32) / 255 for i in chosen], gap)
            if gap > 0:
                digits = split_number(picture)
                counted.append(len(digits) == len(label))
                spelled.append(judge.spell(np.stack(digits)) == label)
            else:  # overlapping
                forced.append(judge.spell(np.stack(split_number(picture, count=len(label)))) == label)
    assert np.mean(counted) >= 0.98
    assert np.mean(spelled) >= 0.95
    assert np.mean(forced) >= 0.5


@pytest.mark.ink
def test_hostile_files_are_split_or_refused(ink_root: Path) -> None:
    for path in sorted((ink_root / "hostile").iterdir()):
        try:
            digits = split_number(path)
        except InkError:
            continue
        assert 1 <= len(digits) <= MAX_DIGIT_COUNT
