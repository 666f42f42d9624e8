"""A sheet on something else is shown alone; anything else stays as it is."""

import cv2
import numpy as np
import pytest
from drawing import draw_digit, draw_number

from benchmarks.judge import Judge
from runtime import find_digits, read_digit
from runtime.ink.paper import find_sheet
from runtime.ink.picture import Floats


def on_a_desk(digit: int, *, desk: float, paper: float, ink: float, turn: float, size: int = 260) -> Floats:
    """Draw a sheet with a digit, turned by some degrees, on a desk of 700×560 pixels."""
    written = np.asarray(draw_digit(digit, ink=0, paper=255).resize((size, size)), np.float32) / 255
    sheet = ink + (paper - ink) * written
    warp = cv2.getRotationMatrix2D((size / 2, size / 2), turn, 1)
    warp[:, 2] += [200, 130]
    shape = (700, 560)
    there = cv2.warpAffine(np.ones_like(sheet), warp, shape)
    moved = cv2.warpAffine(sheet, warp, shape)
    grain = np.random.default_rng(digit).normal(0, 0.01, moved.shape)
    return np.asarray(np.clip(desk * (1 - there) + moved + grain, 0, 1), np.float32)


@pytest.mark.parametrize("turn", [-12, 0, 8])
@pytest.mark.parametrize(
    ("desk", "paper", "ink"),
    [(0.1, 0.9, 0.3), (0.35, 0.95, 0.1), (0.9, 0.2, 0.8)],
    ids=["black", "wood", "slate"],
)
def test_a_digit_on_a_sheet_on_a_desk_is_read(desk: float, paper: float, ink: float, turn: float) -> None:
    judge = Judge()
    for digit in (2, 5, 8):
        picture = on_a_desk(digit, desk=desk, paper=paper, ink=ink, turn=turn)
        assert find_sheet(picture) is not None
        assert judge.spell(read_digit(picture)[None]) == str(digit)
        (found,) = find_digits(picture).digits
        assert judge.spell(found[None]) == str(digit)


@pytest.mark.parametrize("number", ["0", "1", "407", "8888"])
@pytest.mark.parametrize("invert", [False, True])
def test_digits_are_no_sheets(number: str, invert: bool) -> None:
    for pen in (6, 14, 30):
        picture = np.asarray(np.asarray(draw_number(number, pen=pen)) / 255, np.float32)
        assert find_sheet(1 - picture if invert else picture) is None


def test_half_of_a_page_in_the_shadow_is_no_sheet() -> None:
    picture = np.asarray(np.asarray(draw_digit(3)) / 255, np.float32)
    picture[:, :90] *= 0.5
    assert find_sheet(picture) is None


def test_a_sheet_without_ink_is_no_sheet() -> None:
    picture = np.full((300, 300), 0.1, np.float32)
    picture[80:220, 60:240] = 0.9
    assert find_sheet(picture) is None
