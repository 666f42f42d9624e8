"""Tests of films from table rows, without command line or page."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawing import draw_digit

from runtime import Anchor, Morph, Vae
from runtime.batch.films import Batch, make_row, picture_beside
from runtime.batch.rows import Row, name_films
from runtime.morph.motion import Motion
from runtime.morph.settings import FilmSettings
from runtime.video import Look
from runtime.video.note import read_note

SETTINGS = FilmSettings(frames=(3,), motion=Motion(path="linear"), look=Look(height=28))


def batch(folder: Path, vae: Vae, **changes: Any) -> Batch:
    shared = Batch(folder=folder, settings=SETTINGS, ending=".png", open_vae=lambda _: vae)
    return dataclasses.replace(shared, **changes)


def made(row: Row, shared: Batch) -> Row:
    name_films([row], shared.ending)
    make_row(row, shared)
    return row


def test_a_row_becomes_a_film_that_carries_its_recipe(tmp_path: Path, tiny_vae: Vae) -> None:
    row = made(Row(2, ("7", "41"), {"frames": "4"}), batch(tmp_path, tiny_vae))
    assert (row.state, row.file, row.frame_count, row.error) == ("made", "7-41.png", 4, "")
    assert row.bytes == (tmp_path / "7-41.png").stat().st_size
    film = Morph(tiny_vae, "7", "41", frame_count=4, path="linear")
    recipe = json.loads(read_note(tmp_path / "7-41.png") or "")
    assert recipe == film.recipe() | {"look": dataclasses.asdict(SETTINGS.look)}
    assert list(recipe["look"]) == ["fps", "height", "loop", "pixels", "paper"]


def test_a_film_is_kept_as_long_as_it_would_be_the_same(tmp_path: Path, tiny_vae: Vae) -> None:
    states = [
        made(Row(2, ("7", "41"), cells), batch(tmp_path, tiny_vae)).state
        for cells in ({}, {}, {"frames": "3"}, {"fps": "12"}, {"fps": "12"}, {"even": "no", "fps": "12"})
    ]
    assert states == ["made", "kept", "kept", "made", "kept", "made"]


def test_an_error_stays_in_its_row(tmp_path: Path, tiny_vae: Vae) -> None:
    row = made(Row(2, ("7", "four")), batch(tmp_path, tiny_vae))
    assert (row.state, row.file) == ("failed", "")
    assert row.error.startswith("'four' is not a number or a picture file")
    row = made(
        Row(3, ("7", "41"), {"hand-of": "start", "seed": "5", "hold": "1,2,3"}), batch(tmp_path, tiny_vae)
    )
    assert row.error == "hold has 3 numbers for 2 ends; enter one number for all, or one for each end"
    row = made(Row(4, ("row1", "41"), {"hand-of": "start", "seed": "5"}), batch(tmp_path, tiny_vae))
    assert row.error.endswith("leave out seed or hand-of")
    assert list(tmp_path.iterdir()) == []


def test_long_films_can_be_refused(tmp_path: Path, tiny_vae: Vae) -> None:
    row = made(Row(2, ("7", "41"), {"frames": "7"}), batch(tmp_path, tiny_vae, max_frame_count=6))
    assert row.error == "this film would have 7 frames; use at most 6"


def test_who_reads_cells_decides_what_they_mean(tmp_path: Path, tiny_vae: Vae) -> None:
    asked: list[tuple[str, int | None, int]] = []

    def cell_end(vae: Vae, text: str, seed: int | None, draw: int) -> Anchor:
        asked.append((text, seed, draw))
        return Anchor(np.zeros((1, vae.latent_dim), np.float32))

    row = made(Row(2, ("7", "41"), {"seed": "5"}), batch(tmp_path, tiny_vae, cell_end=cell_end))
    assert row.state == "made"
    assert asked == [("7", 5, 0), ("41", 5, -1)]


def test_pictures_are_looked_for_beside_the_table(tmp_path: Path) -> None:
    draw_digit(7).save(tmp_path / "seven.png")
    assert picture_beside(tmp_path, "seven.png") == str(tmp_path / "seven.png")
    for text in ("eight.png", "7", "", "x" * 5000, "a\0b"):
        assert picture_beside(tmp_path, text) == text


@pytest.mark.parametrize("note", [b"GIF89a cut off", b"", b"no film"])
def test_what_is_no_film_is_replaced(tmp_path: Path, tiny_vae: Vae, note: bytes) -> None:
    (tmp_path / "7-41.gif").write_bytes(note)
    assert made(Row(2, ("7", "41")), batch(tmp_path, tiny_vae, ending=".gif")).state == "made"
    assert (tmp_path / "7-41.gif").read_bytes() != note
