"""The digits of a number are found where they touch, differ in height, or stand among clutter."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from drawing import draw_digit, draw_number
from PIL import Image, ImageDraw

from benchmarks.judge import Judge
from benchmarks.pictures import compose, no_digits
from runtime import InkError, find_digits, load_reader, split_number
from runtime.ink.frame import find_ink
from runtime.ink.segmenter import Segmenter, load_segmenter


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def test_the_segmenter_ships() -> None:
    segmenter = load_segmenter()
    assert isinstance(segmenter, Segmenter)
    assert load_segmenter() is segmenter
    assert {"data", "steps", "optimizer", "seed", "commit", "torch", "wall_seconds"} <= set(
        segmenter.card.training
    )
    assert segmenter.card.metrics["digit_or_clutter"].value > 0.92
    assert segmenter.card.metrics["right_digit"].value > 0.97


@pytest.mark.parametrize("number", ["14", "190", "7041", "33", "2468"])
def test_digits_of_different_heights_are_found(number: str, judge: Judge) -> None:
    page = np.full((200, 90 * len(number) + 60), 235, np.uint8)
    for place, digit in enumerate(number):
        height = 110 if place % 2 else 70
        one = np.asarray(draw_digit(digit, height=height, pen=8, size=(80, 130)))
        part = page[30:160, 20 + 72 * place : 100 + 72 * place]
        np.minimum(part, one, out=part)
    assert judge.spell(np.stack(split_number(page))) == number


def underlined(picture: Image.Image) -> None:
    width, height = picture.size
    ImageDraw.Draw(picture).line([(30, height - 30), (width - 30, height - 34)], 20, 5)


def ticked(picture: Image.Image) -> None:
    width, height = picture.size
    corners = [(width - 30, height // 2), (width - 22, height // 2 + 16), (width - 6, height // 2 - 22)]
    ImageDraw.Draw(picture).line(corners, 20, 5)


def dotted(picture: Image.Image) -> None:
    width, height = picture.size
    ImageDraw.Draw(picture).ellipse([width - 36, height - 46, width - 27, height - 37], 20)


@pytest.mark.parametrize("clutter", [underlined, ticked, dotted])
@pytest.mark.parametrize("number", ["58", "407", "2963"])
def test_clutter_is_left_out(number: str, clutter: Callable[[Image.Image], None], judge: Judge) -> None:
    picture = draw_number(number)
    clutter(picture)
    assert judge.spell(np.stack(split_number(picture))) == number


@pytest.mark.parametrize("scale", [0.2, 0.5, 1, 3])
def test_size_does_not_matter(scale: float, judge: Judge) -> None:
    picture = cv2.resize(
        np.asarray(draw_number("3824")), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
    )
    assert judge.spell(np.stack(split_number(picture))) == "3824"


@pytest.mark.mnist
@pytest.mark.parametrize(
    ("gap", "least"), [(1, 0.95), (0, 0.95), (-1, 0.92), (-2, 0.86), (-3, 0.75), (-4, 0.6)]
)
def test_touching_and_overlapping_digits_are_read(
    gap: int, least: float, mnist_root: Path, judge: Judge
) -> None:
    """Fresh numbers of every gap; ``benchmarks/results/composed.json`` has the exact shares."""
    raw = mnist_root / "MNIST" / "raw"
    images = np.frombuffer((raw / "t10k-images-idx3-ubyte").read_bytes()[16:], np.uint8).reshape(-1, 28, 28)
    labels = np.frombuffer((raw / "t10k-labels-idx1-ubyte").read_bytes()[8:], np.uint8)
    rng, right = np.random.default_rng([5, gap + 10]), 0
    for _ in range(60):
        chosen = rng.integers(len(images), size=rng.integers(2, 6))
        try:
            digits = split_number(compose(images[chosen], gap, rng))
        except InkError:
            continue
        right += judge.spell(np.stack(digits)) == "".join(map(str, labels[chosen]))
    assert right / 60 >= least - 0.08  # three standard deviations of 60 numbers are wider


def test_pictures_without_digits_are_seldom_read() -> None:
    sure = 0
    for number in range(100, 300):
        try:
            digits = np.stack(split_number(no_digits(number)))
        except InkError:
            continue
        sure += float(load_reader().read(digits).max(axis=1).prod()) > 0.9
    assert sure <= 4


def test_boxes_and_digits_belong_together() -> None:
    steps = find_digits(draw_number("9170"))
    assert len(steps.boxes) == len(steps.digits) == 4
    lefts = [box[0] for box in steps.boxes]
    assert lefts == sorted(lefts)
    assert find_ink(steps.picture).shape == steps.ink.shape
