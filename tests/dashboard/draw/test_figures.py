"""Arrays in, pictures and charts out."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from dashboard.draw import figures


def embedded(html: str) -> np.ndarray:
    match = re.search(r"base64,([^)]+)\)", html)
    assert match
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(match[1]))))


def test_real_pixels_are_the_alpha_of_the_ink() -> None:
    image = np.random.default_rng(0).random((28, 56)).astype(np.float32)
    rgba = embedded(figures.ink_html(image, "two digits", pixels=True))
    np.testing.assert_array_equal(rgba[..., 3], np.round(image * 255))


def test_smooth_picture_is_larger_and_keeps_its_mean() -> None:
    image = np.zeros((28, 28), np.float32)
    image[8:20, 10:18] = 1
    rgba = embedded(figures.ink_html(image, "a bar"))
    assert rgba.shape[:2] == (448, 448)
    assert rgba[..., 3].mean() == pytest.approx(255 * image.mean(), rel=0.02)


def test_texts_are_escaped() -> None:
    html = figures.ink_html(np.zeros((28, 28), np.float32), '"><script>', caption="<b>")
    assert "<script>" not in html
    assert "<b>" not in html


@pytest.mark.parametrize("dark", [False, True])
def test_a_bar_is_as_long_as_its_count(dark: bool) -> None:
    html = figures.counts_html(np.array([0, 1000, 500, 0, 0, 0, 0, 0, 0, 250]), dark=dark)
    assert re.findall(r"width:([\d.]+)%", html) == ["0.0", "100.0", "50.0", *6 * ["0.0"], "25.0"]
    assert "<td>1,000</td>" in html


def test_no_count_is_no_bar() -> None:
    assert set(re.findall(r"width:([\d.]+)%", figures.counts_html(np.zeros(10, int), dark=False))) == {"0.0"}


@pytest.mark.parametrize("colours", [figures.DIGIT_COLOURS, figures.DIGIT_COLOURS_ON_DARK])
def test_ten_different_colours(colours: tuple[str, ...]) -> None:
    assert len(set(colours)) == 10
