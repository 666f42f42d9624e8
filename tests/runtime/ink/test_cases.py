"""Inputs that once failed, from the folder ``cases`` beside ``INK_ROOT``: each with its right answer."""

from pathlib import Path

import numpy as np
import pytest
from needs import lack

from runtime import Correction, InkError, find_boxes, find_digits, load_reader, read_digit
from runtime.batch.rows import read_table
from runtime.ink.picture import PictureSource

pytestmark = pytest.mark.ink


@pytest.fixture
def cases(ink_root: Path) -> Path:
    folder = ink_root.parent / "cases"
    if not folder.is_dir():
        lack("the folder of INK_ROOT has no folder of cases beside it")
    return folder


def spelled(source: PictureSource, correction: Correction | None = None) -> str:
    digits = find_digits(source, correction=correction).digits
    return "".join(map(str, load_reader().read(np.stack(digits)).argmax(axis=1)))


@pytest.mark.parametrize(
    ("name", "digit"),
    [
        ("small_digit_on_1000px_page.png", "7"),
        ("note_on_black_desk.png", "5"),
        ("squared_small.png", "4"),
        ("seven_50px_reads_as_15_digits.png", "7"),
        ("one_tight_crop_reads_11.png", "1"),
        ("four_tight_crop_reads_11.png", "4"),
        ("two_pages.tif", "7"),
        ("seven.heic", "7"),
        ("seven.avif", "7"),
        ("kaggle.csv", "7"),
        ("mnist28_int64.npy", "7"),
        ("mnist28_float255.npy", "7"),
    ],
)
def test_it_is_read(name: str, digit: str, cases: Path) -> None:
    path = cases / name
    assert spelled(path) == digit
    assert str(load_reader().read(read_digit(path)[None]).argmax()) == digit
    if path.suffix == ".npy":
        assert spelled(np.load(path)) == digit


def test_rows_are_not_interleaved(cases: Path) -> None:
    path = cases / "two_rows.png"
    assert [len(row) for row in find_boxes(path).rows] == [2, 3]
    assert spelled(path, Correction(row=1)) == "74"
    assert spelled(path, Correction(row=2)) == "574"
    with pytest.raises(InkError, match="contains 2 rows of digits"):
        find_digits(path)


def test_a_turned_picture_is_read_after_a_turn(cases: Path) -> None:
    path = cases / "seven_rot90.png"
    assert "7" in {spelled(path, Correction(quarter_turns=turns)) for turns in (1, 3)}


@pytest.mark.parametrize("name", ["dots_1000_20_8.png", "dots_1000_5_2.png"])
def test_dots_are_refused(name: str, cases: Path) -> None:
    for read in (find_digits, read_digit):
        with pytest.raises(InkError) as caught:
            read(cases / name)
        assert "\n" not in str(caught.value)


def test_a_table_of_a_european_spreadsheet_is_read(cases: Path) -> None:
    rows = read_table(cases / "excel_semicolon.csv")
    assert [row.ends for row in rows] == [("7", "41"), ("yellow_note.png", "2")]
