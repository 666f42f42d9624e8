"""Tests of the columns of frames.csv."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime import Morph, Vae, VideoError, load_reader, write_film
from runtime.morph.itinerary import CYCLES
from runtime.morph.layout import ALIGNMENTS
from runtime.morph.table import CHUNK_SIZE


@settings(max_examples=15)
@given(
    ends=st.lists(st.text("0123456789", min_size=1, max_size=3), min_size=2, max_size=3),
    frame_count=st.integers(2, 10),
    holds=st.integers(0, 2),
    cycle=st.sampled_from(CYCLES),
    align=st.sampled_from(ALIGNMENTS),
)
def test_columns_mean_what_they_say(
    tiny_vae: Vae, ends: list[str], frame_count: int, holds: int, cycle: Any, align: Any
) -> None:
    film = Morph.sequence(
        tiny_vae, ends, frame_count=frame_count, holds=holds, cycle=cycle, align=align, path="linear"
    )
    header, *rows = film.table()
    assert len(header) == len(set(header)) == 3 + film.digit_count * (tiny_vae.latent_dim + 10)
    assert [row[0] for row in rows] == [str(number) for number in range(film.frame_count)]
    assert {len(row) for row in rows} == {len(header)}
    images = np.stack(list(film.images()))
    steps_wanted = np.linalg.norm(np.diff(images.reshape(len(images), -1), axis=0), axis=1)
    column = {name: [row[at] for row in rows] for at, name in enumerate(header)}
    assert column["step_length"][0] == ""
    np.testing.assert_allclose(np.array(column["step_length"][1:], float), steps_wanted, rtol=1e-6, atol=1e-6)
    codes = film.codes()
    for place in range(film.digit_count):
        written = np.stack([column[f"place{place + 1}_z{i}"] for i in range(tiny_vae.latent_dim)], axis=1)
        there = np.isfinite(codes[:, place, 0])
        assert set(written[~there].ravel()) <= {""}
        np.testing.assert_array_equal(written[there].astype(np.float32), codes[there, place])
        likely = np.stack([column[f"place{place + 1}_p{digit}"] for digit in range(10)], axis=1)
        assert set(likely[~there].ravel()) <= {""}
        read = load_reader().read(tiny_vae.decode(codes[there, place]))
        np.testing.assert_allclose(likely[there].astype(float), read, atol=1e-5)


@pytest.mark.parametrize(
    ("cycle", "wanted"),
    [
        ("once", [0, 0, 0.5, 1, 4 / 3, 5 / 3, 2, 2, 2]),
        ("ping-pong", [0, 0, 0.5, 1, 4 / 3, 5 / 3, 2, 2, 2, 5 / 3, 4 / 3, 1, 0.5]),
        ("loop", [0, 0, 0.5, 1, 4 / 3, 5 / 3, 2, 2, 2, 2.25, 2.5, 2.75]),
    ],
)
def test_alpha_says_where_the_film_is(tiny_vae: Vae, cycle: Any, wanted: list[float]) -> None:
    frame_counts = [3, 4, 5] if cycle == "loop" else [3, 4]
    film = Morph.sequence(
        tiny_vae, ["1", "2", "3"], frame_count=frame_counts, holds=[1, 0, 2], cycle=cycle, path="linear"
    )
    assert film.frame_count == len(wanted)
    _, *rows = film.table()
    np.testing.assert_allclose([float(row[1]) for row in rows], wanted)


def test_zip_holds_the_table(tiny_vae: Vae, tmp_path: Path) -> None:
    film = Morph(tiny_vae, "7", "41", frame_count=CHUNK_SIZE + 6, path="slerp")
    film.save(tmp_path / "film.zip", height=28)
    with zipfile.ZipFile(tmp_path / "film.zip") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        table = list(csv.reader(io.TextIOWrapper(archive.open("frames.csv"), "utf-8")))
    pictures = [f"frame_{number:05d}.png" for number in range(film.frame_count)]
    assert names == [*pictures, "frames.csv", "recipe.json"]
    assert table == list(film.table())
    assert film.film_bytes(".zip", height=28) == (tmp_path / "film.zip").read_bytes()


def test_the_table_is_a_stream(tiny_vae: Vae) -> None:
    rows = Morph(tiny_vae, "3", "4", frame_count=100_000, path="linear").table()
    assert next(rows)[0] == "frame"
    assert next(rows)[:3] == ["0", "0", ""]


def rows_then(error: BaseException | None, count: int = 20_000) -> Iterator[list[str]]:
    for number in range(count):
        yield [str(value) for value in np.random.default_rng(number).random(4)]
    if error is not None:
        raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("reader")])
def test_an_error_in_the_table_leaves_nothing(error: BaseException, tmp_path: Path) -> None:
    images = [np.zeros((28, 28), np.float32)] * 2
    with pytest.raises(type(error)) as caught:
        write_film(images, tmp_path / "film.zip", frame_count=2, table=rows_then(error, 3))
    assert caught.value is error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("room", [500, 5_000, 100_000])
def test_a_disk_full_at_the_table_leaves_nothing(room: int, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    images = [np.zeros((28, 28), np.float32)] * 2
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(VideoError, match=r"cannot write '.*film\.zip': .*; free some space"):
            write_film(images, tmp_path / "film.zip", frame_count=2, height=28, table=rows_then(None))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
