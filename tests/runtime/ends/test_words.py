"""Words that name pictures, rows of their digits, and several ends in one."""

from pathlib import Path

import numpy as np
import pytest
from drawing import draw_digit, draw_number
from PIL import Image

from runtime import InkError, MorphError, anchor, load_vae
from runtime.ends.words import joined_words, map_words, picture_and_row


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    draw_digit(3).save(tmp_path / "3.png")
    draw_digit(2).save(tmp_path / "2.png")
    draw_digit(5).save(tmp_path / "5+1.png")
    rows = Image.new("L", (420, 420), 235)
    rows.paste(draw_number("74"), (40, 20))
    rows.paste(draw_number("574"), (20, 230))
    rows.save(tmp_path / "rows.png")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_names() -> None:
    assert picture_and_row("3.png") == ("3.png", None)
    assert picture_and_row("rows.png#2") == ("rows.png", 2)
    assert picture_and_row("missing.png#2") is None
    assert picture_and_row("32") is None
    assert joined_words("3.png+7") == ["3.png", "7"]
    assert joined_words("5+1.png") == ["5+1.png"]
    assert joined_words("z=+1,2e+1") == ["z=+1,2e+1"]
    assert map_words("3.png+7", lambda word: f"<{word}>") == "<3.png>+<7>"


def test_several_pictures_are_one_end() -> None:
    vae = load_vae("mlp20")
    three, two = anchor(vae, "3.png"), anchor(vae, "2.png")
    for source in ("3.png+2.png", ["3.png", "2.png"], [Path("3.png"), Image.open("2.png")]):
        both = anchor(vae, source)
        assert np.array_equal(both.codes, np.concatenate([three.codes, two.codes]))
        assert both.digits is not None
        assert len(both.digits) == 2
    mixed = anchor(vae, "3.png+7")
    assert np.array_equal(mixed.codes[1], vae.preset(7))
    assert mixed.digits is not None
    assert np.allclose(mixed.digits[1], vae.decode(vae.preset(7))[0])
    assert anchor(vae, "4+7").digits is None


def test_a_row_of_a_picture_is_an_end() -> None:
    vae = load_vae("mlp20")
    assert len(anchor(vae, "rows.png#1").codes) == 2
    assert len(anchor(vae, "rows.png#2").codes) == 3
    assert len(anchor(vae, "rows.png#1+3.png").codes) == 3
    with pytest.raises(InkError, match=r"contains 2 rows of digits; crop the picture to one row, or choose"):
        anchor(vae, "rows.png")
    with pytest.raises(InkError, match=r"has no row 3 of digits; choose a row from 1 to 2"):
        anchor(vae, "rows.png#3")
    with pytest.raises(MorphError, match="one end has 9 digits; use 1 to 8"):
        anchor(vae, "rows.png#2+rows.png#2+rows.png#2")
    with pytest.raises(MorphError, match=r"'4\.png' is not a number or a picture file"):
        anchor(vae, "3.png+4.png")
