"""Tables of pairs as people write them on the page, and what their ends may be."""

from pathlib import Path

import numpy as np
import pytest
from drawing import draw_digit

from dashboard.morph.table import pairs, several
from runtime import MorphError, Vae


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        (several.EXAMPLE, [("7", "41"), ("99", "100")]),
        ("Start, End\n7,41\n\n", [("7", "41")]),
        ("7,41\n99,100", [("7", "41"), ("99", "100")]),
        ("7\t41\r\nrow512\t100\r\n", [("7", "41"), ("row512", "100")]),
        ("z=1_-2_0.5,41\n", [("z=1_-2_0.5", "41")]),
        ("end;start;frames\n41;7;20", [("7", "41")]),
    ],
)
def test_tables_as_people_write_them(text: str, ends: list[tuple[str, str]]) -> None:
    assert [row.ends for row in pairs.read_pairs(text)] == ends


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the table has no column 'start'"),
        ("start,end", "the table has no rows"),
        ("start,end,speed\n7,41,5", "has an unknown column 'speed'; use only start, end, format, model"),
        ("start,end,start-digits\n7,41,1", "has an unknown column 'start-digits'"),
        (
            "7,41\n" * 51,
            "the table has 51 pairs, but the page makes at most 50 films; .* latent-digits batch pairs.csv",
        ),
        ('start,end\n7,"41', "unexpected end of data"),
    ],
)
def test_what_is_no_table_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(MorphError, match=sentence):
        pairs.read_pairs(text)
    assert len(pairs.read_pairs("7,41\n" * 50)) == 50


def test_an_end_is_a_number_or_a_row_and_never_a_file(
    tiny_vae: Vae, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("32", "seven.png"):
        draw_digit(7).save(tmp_path / name, "png")
    typed = [tiny_vae.preset(digit) for digit in (3, 2)]
    np.testing.assert_array_equal(pairs.end_of(tiny_vae, "32").codes, typed)
    row = tiny_vae.latents.mu[[2]].astype(np.float32)
    np.testing.assert_array_equal(pairs.end_of(tiny_vae, "row2").codes, row)
    np.testing.assert_array_equal(pairs.end_of(tiny_vae, "z=1_-2_0.5").codes, [[1, -2, 0.5]])
    with pytest.raises(MorphError, match="has 2 numbers, but a code for tiny needs 3"):
        pairs.end_of(tiny_vae, "z=1_2")
    for text in ("seven.png", str(tmp_path / "seven.png"), "row", "row-1", "123456789", "٣"):
        with pytest.raises(MorphError, match="as an end; enter a number of 1 to 8 digits, a row of the map"):
            pairs.end_of(tiny_vae, text)
    with pytest.raises(MorphError, match="has no row 9999999; use a row from 0 to"):
        pairs.end_of(tiny_vae, "row9999999")


@pytest.mark.parametrize(
    ("text", "lines"),
    [("7,41\n\n99,100", [1, 3]), ("start,end\n7,41\n  \n99,100", [2, 4]), ("\n\n7,41\n99,100", [3, 4])],
)
def test_rows_know_their_lines(text: str, lines: list[int]) -> None:
    assert [row.line for row in pairs.read_pairs(text)] == lines
