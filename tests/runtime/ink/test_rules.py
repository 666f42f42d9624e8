"""Stems at the edge of a picture are strokes; the lines of ruled and squared paper are not."""

import numpy as np
import pytest
from drawing import draw_digit, draw_number
from PIL import Image, ImageDraw

from benchmarks.judge import Judge
from runtime import find_digits, read_digit


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def cropped(picture: Image.Image, margin: float) -> Image.Image:
    """Crop a picture to its ink, with a margin as a fraction of the ink's height."""
    ink = np.asarray(picture) < 128
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    edge = round(margin * (rows[-1] - rows[0]))
    return picture.crop((columns[0] - edge, rows[0] - edge, columns[-1] + 1 + edge, rows[-1] + 1 + edge))


@pytest.mark.parametrize("margin", [0, 0.02, 0.05, 0.1])
def test_digits_cropped_to_their_ink_keep_their_stems(margin: float, judge: Judge) -> None:
    wrong = []
    for pen in (4, 7, 9, 12):
        for digit in "1234567890":
            picture = cropped(draw_digit(digit, pen=pen), margin)
            alone, parts = read_digit(picture)[None], np.stack(find_digits(picture).digits)
            wrong += [digit] * ((judge.spell(alone), judge.spell(parts)) != (digit, digit))
        for number in ("14", "41", "47", "117"):
            picture = cropped(draw_number(number, pen=pen), margin)
            assert judge.spell(np.stack(find_digits(picture).digits)) == number
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("squares", [2, 3, 4, 6])
def test_a_digit_of_several_squares_is_read(squares: int, judge: Judge) -> None:
    for digit in "2457":
        picture = draw_digit(digit, height=120, pen=8, size=(360, 320), ink=60, paper=245)
        paper = Image.new("L", picture.size, 245)
        step = 120 / squares
        for at in np.arange(7, 360, step):
            ImageDraw.Draw(paper).line([(at, 0), (at, 320)], 195, 2)
            ImageDraw.Draw(paper).line([(0, at), (360, at)], 195, 2)
        both = Image.fromarray(np.minimum(np.asarray(picture), np.asarray(paper)))
        assert judge.spell(read_digit(both)[None]) == digit


@pytest.mark.parametrize("side", [400, 1000, 2500])
def test_a_small_digit_on_a_large_page_is_read(side: int, judge: Judge) -> None:
    for digit in "3679":
        picture = draw_digit(
            digit, height=36, pen=4, size=(side, side), at=(side // 4, side // 3), ink=40, paper=255
        )
        assert judge.spell(read_digit(picture)[None]) == digit


def test_dust_on_a_clean_page_is_no_digit() -> None:
    page = np.full((1000, 1000), 255, np.uint8)
    page[500:504, 500:504] = 0
    with pytest.raises(Exception, match="contains only specks or ruled lines"):
        read_digit(page)
