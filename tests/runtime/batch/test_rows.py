"""Tests of tables of pairs: rows, settings and names."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import FORMATS, LatentDigitsError, MorphError
from runtime.batch.rows import Row, format_ending, name_films, read_rows, read_table
from runtime.morph.motion import Motion
from runtime.morph.settings import FilmSettings
from runtime.video import Look


def test_cells_replace_the_settings_that_hold_elsewhere() -> None:
    table = [
        "start,end,frames,path,pixels,true-ends,hand-of,format",
        '7,41,"5,6", slerp ,YES,1,end,gif',
        "7,41,,,,,,",
    ]
    first, second = read_rows(table, "the table")
    defaults = FilmSettings(frames=(9,), hold=(2,), motion=Motion(easing="ease-in"), look=Look(height=28))
    assert first.settings(defaults) == FilmSettings(
        frames=(5, 6),
        hold=(2,),
        hand_of="end",
        motion=Motion(path="slerp", easing="ease-in", true_ends=True),
        look=Look(height=28, pixels=True),
    )
    assert second.settings(defaults) == defaults
    assert (first.ending("mp4"), second.ending("mp4")) == (".gif", ".mp4")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("7", "end is empty; enter a number such as 32"),
        (" ,7", "start is empty"),
        (
            "7,41,5,6",
            "the row has more cells than the header has columns; put quotes around cells that contain commas",
        ),
        ("7,41,x", "frames: 'x' is not a whole number"),
        ("7,41,1", "the number of frames is 1;"),
    ],
)
def test_a_row_that_says_nothing_to_make_is_refused(line: str, sentence: str) -> None:
    (row,) = read_rows(["start,end,frames", line], "the table")
    with pytest.raises(LatentDigitsError, match=sentence):
        row.settings(FilmSettings())


def test_rows_know_their_lines_and_say_them() -> None:
    rows = read_rows(["Start, END", "7,41", "", "99,100"], "the table")
    assert [(row.line, row.ends) for row in rows] == [(2, ("7", "41")), (4, ("99", "100"))]
    rows[1].error = "it is too long"
    assert rows[1].sentence == "line 4 ('99', '100'): it is too long"


def test_a_column_can_be_closed() -> None:
    table = ["start,end,start-digits", "7,41,1"]
    assert read_rows(table, "the table")[0].cells == {"start-digits": "1"}
    with pytest.raises(
        MorphError, match="the table has an unknown column 'start-digits'; use only start, end, for"
    ):
        read_rows(table, "the table", without=["start-digits"])


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(MorphError, match=r"cannot read pairs from '.*none.csv': No such file"):
        read_table(tmp_path / "none.csv")


@given(ends=st.lists(st.tuples(st.text(max_size=60), st.sampled_from("12")), min_size=1, max_size=8))
def test_every_film_has_a_name_of_its_own_that_is_no_path(ends: list[tuple[str, str]]) -> None:
    rows = [Row(number, pair) for number, pair in enumerate(ends)]
    name_films(rows, ".mp4")
    names = [row.name.casefold() for row in rows]
    assert all(len(name) < 100 and not set(name) & set("/\\.:\0\n") for name in names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("ending", FORMATS)
def test_formats_are_known_by_their_endings(ending: str) -> None:
    assert format_ending(ending) == format_ending(ending[1:].upper()) == ending
    with pytest.raises(MorphError, match=r"unknown film format 'mov'; choose one of .mp4"):
        format_ending("mov")
