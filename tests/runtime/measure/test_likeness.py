"""Tests of error and sharpness on known pictures."""

import cv2
import numpy as np
import pytest

from runtime.arrays import FloatArray
from runtime.measure.likeness import mean_squared_error, sharpness


def blurred(sigma: float) -> FloatArray:
    return np.asarray(cv2.GaussianBlur(bar(), (0, 0), sigma), np.float32)


def bar() -> FloatArray:
    image = np.zeros((28, 28), np.float32)
    image[4:24, 10:18] = 1
    return image


def test_error_of_known_pictures() -> None:
    assert mean_squared_error(bar(), bar()) == 0
    assert mean_squared_error(np.zeros((28, 28), np.float32), np.full((28, 28), 0.5, np.float32)) == 0.25


def test_a_hard_edge_is_sharp_and_a_soft_one_less() -> None:
    assert sharpness(bar()) == pytest.approx(1, abs=0.03)
    widths = [sharpness(blurred(sigma)) for sigma in (0.5, 1, 2)]
    assert 1 > widths[0] > widths[1] > widths[2] > 0


def test_neither_empty_paper_nor_longer_strokes_count() -> None:
    assert sharpness(np.zeros((28, 28), np.float32)) == 0
    soft = blurred(1)
    assert sharpness(np.hstack([soft, soft])) == pytest.approx(sharpness(soft))
