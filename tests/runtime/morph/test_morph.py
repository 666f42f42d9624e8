"""Tests of Morph: frames as a stream, from every kind of end."""

import io
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from runtime import CodeError, InkError, Morph, MorphError, PathError, Vae, VideoError, anchor, split_number
from runtime.ends.anchor import Anchor
from runtime.morph.leg import CHUNK_SIZE


def strokes(count: int = 1) -> NDArray[np.uint8]:
    """Draw ``count`` upright, well separated strokes, dark on light, (100, 100 · count)."""
    picture = np.full((100, 100 * count), 255, np.uint8)
    for number in range(count):
        picture[20:80, 100 * number + 45 : 100 * number + 55] = 0
    return picture


def png(count: int = 1) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(strokes(count)).save(buffer, "PNG")
    return buffer.getvalue()


def digits(count: int) -> NDArray[np.float32]:
    return np.random.default_rng(3).random((count, 28, 28), np.float32)


def test_typed_digits_are_presets(tiny_vae: Vae) -> None:
    end = anchor(tiny_vae, "302")
    assert end.digit_count == 3
    assert end.digits is None
    np.testing.assert_array_equal(end.codes, [tiny_vae.preset(digit) for digit in "302"])


@pytest.mark.parametrize("count", [1, 2, 3])
def test_pictures_are_split_and_encoded(tiny_vae: Vae, tmp_path: Path, count: int) -> None:
    path = tmp_path / "strokes.png"
    path.write_bytes(png(count))
    wanted = np.stack(split_number(strokes(count)))
    assert len(wanted) == count
    for source in (path, str(path), png(count), Image.fromarray(strokes(count)), strokes(count)):
        end = anchor(tiny_vae, source)
        assert end.digits is not None
        np.testing.assert_array_equal(end.digits, wanted)
        np.testing.assert_array_equal(end.codes, tiny_vae.encode(wanted)[0])


def test_a_file_comes_before_a_number(tiny_vae: Vae, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "32").write_bytes(png(1))
    assert anchor(tiny_vae, "32").digit_count == 1
    assert anchor(tiny_vae, "33").digit_count == 2


def test_finished_images_are_taken_as_they_are(tiny_vae: Vae) -> None:
    end = anchor(tiny_vae, digits(2))
    assert end.digits is not None
    np.testing.assert_array_equal(end.digits, digits(2))
    np.testing.assert_array_equal(end.codes, tiny_vae.encode(digits(2))[0])
    assert anchor(tiny_vae, digits(1)[0]).digit_count == 1


def test_anchor_is_taken_as_it_is(tiny_vae: Vae) -> None:
    given = anchor(tiny_vae, digits(2))
    taken = anchor(tiny_vae, given)
    np.testing.assert_array_equal(taken.codes, given.codes)
    assert taken.digits is given.digits


@pytest.mark.parametrize(
    "source", ["", "seven", "3 2", "-1", "3.5", "123456789", "²", "٣", "no/such.png", "1" * 5000, "a\0b"]
)
def test_string_that_is_neither_is_refused(tiny_vae: Vae, source: str) -> None:
    with pytest.raises(MorphError, match="is not a number or a picture file; enter 1 to 8 digits"):
        anchor(tiny_vae, source)


@pytest.mark.parametrize(
    ("source", "error", "sentence"),
    [
        (digits(9), MorphError, "one end has 9 images; use 1 to 8"),
        (digits(0), MorphError, "one end has 0 images"),
        (Anchor(np.zeros((0, 3), np.float32)), MorphError, "one end has 0 codes"),
        (Anchor(np.zeros((9, 3), np.float32)), MorphError, "one end has 9 codes"),
        (Anchor(np.zeros((2, 20), np.float32)), CodeError, r"use \(N, 3\)"),
        (Anchor(np.full((1, 3), np.nan, np.float32)), CodeError, "NaN"),
        (2 * digits(1), CodeError, "scale them to"),
        (np.full((28, 28), np.nan), CodeError, "NaN"),
        (np.zeros((60, 60), np.uint8), InkError, "contains no ink"),
        (b"no picture", InkError, "is not a PNG"),
        (Path("no/such.png"), InkError, "cannot be opened"),
    ],
)
def test_what_is_no_end_is_refused(tiny_vae: Vae, source: Any, error: type[Exception], sentence: str) -> None:
    for ends in ((source, "1"), ("1", source)):
        with pytest.raises(error, match=sentence):
            Morph(tiny_vae, *ends)


@pytest.mark.parametrize(
    "options",
    [
        {"frame_count": 1},
        {"frame_count": 100_001},
        {"frame_count": 7.5},
        {"frame_count": True},
        {"frame_count": "60"},
        {"path": "way"},
    ],
)
def test_impossible_paths_are_refused(tiny_vae: Vae, options: dict[str, Any]) -> None:
    with pytest.raises(PathError):
        Morph(tiny_vae, "3", "4", **options)


@pytest.mark.parametrize("frame_count", [2, 3, 60, CHUNK_SIZE, CHUNK_SIZE + 1, 3 * CHUNK_SIZE])
@pytest.mark.parametrize("path", ["linear", "slerp"])
@pytest.mark.parametrize("even", [False, True])
def test_ends_are_the_reconstructions_exactly(tiny_vae: Vae, frame_count: int, path: Any, even: bool) -> None:
    ends = digits(4)
    morph = Morph(tiny_vae, ends[:2], ends[2:], frame_count=frame_count, path=path, even=even)
    frames = list(morph.images())
    assert len(frames) == frame_count
    assert {frame.shape for frame in frames} == {(28, 56)}
    assert {frame.dtype for frame in frames} == {np.dtype(np.float32)}
    assert min(frame.min() for frame in frames) >= 0
    assert max(frame.max() for frame in frames) <= 1
    for at, end in ((0, morph.start), (-1, morph.end)):
        assert np.array_equal(frames[at], np.hstack(list(tiny_vae.decode(end.codes))))
    assert np.array_equal(frames[0], np.hstack(list(tiny_vae.reconstruct(ends[:2]))))
    assert np.array_equal(frames[-1], np.hstack(list(tiny_vae.reconstruct(ends[2:]))))


class Rounding(Vae):
    """A model whose last bits depend on the batch size, as on some processors."""

    def decode(self, z: ArrayLike) -> NDArray[np.float32]:
        x_recon = super().decode(z)
        return x_recon * np.float32(1 - 1e-6 * len(x_recon))


def test_ends_are_exact_whatever_the_batch(golden: Path) -> None:
    vae = Rounding(golden)
    frames = list(Morph(vae, "32", "41", frame_count=100).images())
    assert np.array_equal(frames[0], np.hstack(list(vae.decode([vae.preset(3), vae.preset(2)]))))
    assert np.array_equal(frames[-1], np.hstack(list(vae.decode([vae.preset(4), vae.preset(1)]))))
    assert not np.array_equal(vae.decode([vae.preset(3)])[0], vae.decode([vae.preset(3)] * 2)[0])


@pytest.mark.parametrize("even", [False, True])
def test_each_digit_goes_its_own_way(tiny_vae: Vae, even: bool) -> None:
    morph = Morph(tiny_vae, "32", "41", frame_count=100, path="slerp", even=even)
    assert morph.digit_count == 2
    codes = morph.codes()
    assert codes.shape == (100, 2, 3)
    for place, (a, b) in enumerate([("3", "4"), ("2", "1")]):
        wanted = tiny_vae.path(
            tiny_vae.preset(a), tiny_vae.preset(b), frame_count=100, kind="slerp", even=even
        )
        np.testing.assert_allclose(codes[:, place], wanted, atol=1e-5)
        alone = list(Morph(tiny_vae, a, b, frame_count=100, path="slerp", even=even).images())
        beside = [frame[:, 28 * place : 28 * (place + 1)] for frame in morph.images()]
        np.testing.assert_allclose(beside, alone, atol=1e-6)


def test_frames_come_twice_the_same(tiny_vae: Vae) -> None:
    morph = Morph(tiny_vae, "3", "4", frame_count=80, even=True)
    once, twice = list(morph.images()), list(morph.images())
    assert all(map(np.array_equal, once, twice))


def test_path_and_timing_matter(tiny_vae: Vae) -> None:
    films = [
        np.stack(list(Morph(tiny_vae, "0", "3", frame_count=9, path=path, even=even).images()))
        for path in ("linear", "slerp")
        for even in (False, True)
    ]
    for number, film in enumerate(films):
        for other in films[:number]:
            assert np.abs(film - other).max() > 1e-3


def _peak_bytes(vae: Vae, frame_count: int) -> int:
    tracemalloc.start()
    try:
        for _ in Morph(vae, "3", "4", frame_count=frame_count).images():
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_long_film_takes_no_more_memory(tiny_vae: Vae) -> None:
    short, long = _peak_bytes(tiny_vae, 200), _peak_bytes(tiny_vae, 20_000)
    assert long < short + 200_000  # all frames together would take 63 MB


def test_nothing_is_decoded_before_it_is_asked_for(tiny_vae: Vae) -> None:
    frames = Morph(tiny_vae, "3", "4", frame_count=100_000).images()
    assert next(frames).shape == (28, 28)


def test_film_is_saved(tiny_vae: Vae, tmp_path: Path) -> None:
    Morph(tiny_vae, "32", "41", frame_count=5).save(tmp_path / "film.png", height=28, paper="light")
    with Image.open(tmp_path / "film.png") as strip:
        assert strip.size == (5 * 56, 28)
        assert strip.getpixel((0, 0)) == 255


@pytest.mark.parametrize(
    ("name", "options"),
    [("film.mov", {}), ("film.mp4", {"fps": 0}), ("film.gif", {"height": 29}), ("no/film.mp4", {})],
)
def test_film_that_cannot_be_saved_leaves_nothing(
    tiny_vae: Vae, tmp_path: Path, name: str, options: Any
) -> None:
    with pytest.raises(VideoError):
        Morph(tiny_vae, "3", "4", frame_count=5).save(tmp_path / name, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_list_of_digits_is_the_array_of_them(tiny_vae: Vae) -> None:
    digits = np.random.default_rng(0).random((2, 28, 28), np.float32)
    from_list = Morph(tiny_vae, list(digits), "41", frame_count=2)
    from_array = Morph(tiny_vae, digits, "41", frame_count=2)
    np.testing.assert_array_equal(from_list.start.codes, from_array.start.codes)
    with pytest.raises(MorphError, match="one end has 0 images"):
        Morph(tiny_vae, [], "4")
    with pytest.raises(MorphError, match="several images"):
        Morph(tiny_vae, [digits], "41")


@pytest.mark.parametrize(
    ("start", "end", "settings", "moving"),
    [
        ("32", "31", {}, 60 + 1),  # the 3 is decoded once
        ("32", "32", {}, 2),
        ("32", "41", {"stagger": 1.0}, 30 + 1 + 30 + 1),  # each digit stands still for half of the time
        ("3", "4", {"frame_count": 50}, 50),
    ],
)
def test_what_stays_is_decoded_once(
    tiny_vae: Vae,
    monkeypatch: pytest.MonkeyPatch,
    start: str,
    end: str,
    settings: dict[str, Any],
    moving: int,
) -> None:
    """No code is decoded twice for the frames; the ends are decoded separately and cached."""
    morph = Morph(tiny_vae, start, end, path="linear", even=False, **settings)
    alike = np.stack([tiny_vae.decode(codes) for codes in morph.codes()])  # frame by frame
    next(morph.images())  # decodes the ends
    decode, counts = tiny_vae.decode, []

    def counted(z: ArrayLike) -> NDArray[np.float32]:
        counts.append(len(np.atleast_2d(z)))
        return decode(z)

    monkeypatch.setattr(tiny_vae.paths, "decode", counted)
    frames = np.stack(list(morph.images()))
    assert sum(counts) == moving
    np.testing.assert_allclose(frames, np.concatenate(list(alike.transpose(1, 0, 2, 3)), axis=2), atol=1e-6)
