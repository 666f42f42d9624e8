"""Arrays in, pictures and charts out."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from dashboard import figures


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


def test_scatter_has_a_trace_and_a_name_per_digit_and_a_ring() -> None:
    labels = np.arange(100, dtype=np.uint8) % 10
    xy = np.random.default_rng(0).random((100, 2)).astype(np.float16)
    figure = figures.scatter(xy, labels, np.arange(100), axes=("a", "b"), dark=False, chosen=(0.5, 0.5))
    assert [trace.name for trace in figure.data[:10]] == list("0123456789")
    assert sum(len(trace.x) for trace in figure.data) == 101
    assert sorted(a.text for a in figure.layout.annotations) == [f"<b>{d}</b>" for d in range(10)]
    rows = np.concatenate([trace.customdata for trace in figure.data[:10]])
    np.testing.assert_array_equal(np.sort(rows), np.arange(100))


@pytest.mark.parametrize("colours", [figures.DIGIT_COLOURS, figures.DIGIT_COLOURS_ON_DARK])
def test_ten_different_colours(colours: tuple[str, ...]) -> None:
    assert len(set(colours)) == 10
