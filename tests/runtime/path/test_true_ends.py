"""Tests of original drawings as ends: the first and last frames are the given pictures, without jumps."""

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from drawing import draw_digit
from hypothesis import given, settings
from hypothesis import strategies as st
from motions import MOTIONS
from numpy.typing import NDArray
from PIL import Image

from runtime import (
    Anchor,
    CodeError,
    InkError,
    Morph,
    MorphError,
    Vae,
    anchor,
    load_reader,
    load_vae,
    read_digit,
    to_frame,
)
from runtime.__main__ import main
from runtime.morph.itinerary import CYCLES, Cycle
from runtime.morph.layout import left_edge
from runtime.morph.recipe import read_recipe
from runtime.path.true_ends import FADE, TrueEnds

Images = NDArray[np.float32]
COUNTS = st.integers(1, 3)


def drawn(vae: Vae, count: int, seed: int) -> Images:
    """Draw digits (count, 28, 28) that no code of the model decodes to."""
    rng = np.random.default_rng(seed)
    digits = vae.decode([vae.preset(digit) for digit in rng.integers(0, 10, count)])
    strokes = np.zeros_like(digits)
    row, column = rng.integers(4, 20, (2, count))
    for stroke, at, left in zip(strokes, row, column, strict=True):
        stroke[at : at + 2, left : left + 6] = 0.6
    digits = digits * rng.uniform(0.7, 1, (count, 1, 1)).astype(np.float32) + strokes
    return np.asarray(np.clip(digits, 0, 1), np.float32)


def standing(digits: Images, morph: Morph) -> Images:
    """Arrange digits as a frame must show them."""
    frame = np.zeros((28, 28 * morph.digit_count), np.float32)
    x = left_edge(len(digits), morph.digit_count, morph.motion.align)
    frame[:, x : x + 28 * len(digits)] = np.hstack(list(digits))
    return frame


@given(
    counts=st.tuples(COUNTS, COUNTS), seed=st.integers(0, 999), frame_count=st.integers(2, 70), motion=MOTIONS
)
def test_a_film_starts_and_ends_on_the_very_pictures(
    tiny_vae: Vae, counts: tuple[int, int], seed: int, frame_count: int, motion: dict[str, Any]
) -> None:
    start, end = (drawn(tiny_vae, count, seed + number) for number, count in enumerate(counts))
    morph = Morph(tiny_vae, start, end, frame_count=frame_count, true_ends=True, **motion)
    frames = list(morph.images())
    assert len(frames) == frame_count
    assert all(frame.dtype == np.float32 and frame.min() >= 0 and frame.max() <= 1 for frame in frames)
    np.testing.assert_array_equal(frames[0], standing(start, morph))
    np.testing.assert_array_equal(frames[-1], standing(end, morph))


@given(
    counts=st.lists(COUNTS, min_size=2, max_size=4),
    seed=st.integers(0, 999),
    holds=st.integers(0, 2),
    cycle=st.sampled_from(CYCLES),
    motion=MOTIONS,
)
def test_every_end_of_a_sequence_is_shown_as_it_was_given(
    tiny_vae: Vae, counts: list[int], seed: int, holds: int, cycle: Cycle, motion: dict[str, Any]
) -> None:
    ends = [drawn(tiny_vae, count, seed + number) for number, count in enumerate(counts)]
    morph = Morph.sequence(tiny_vae, ends, frame_count=6, holds=holds, cycle=cycle, true_ends=True, **motion)
    frames = list(morph.images())
    for frame, alpha in zip(frames, morph.itinerary.alphas(), strict=True):
        if alpha.is_integer():
            np.testing.assert_array_equal(frame, standing(ends[int(alpha) % len(ends)], morph))


@given(
    counts=st.tuples(COUNTS, COUNTS), seed=st.integers(0, 999), cycle=st.sampled_from(CYCLES), motion=MOTIONS
)
def test_same_recipe_same_frames(
    tiny_vae: Vae, counts: tuple[int, int], seed: int, cycle: Cycle, motion: dict[str, Any]
) -> None:
    ends: list[Images | str] = [drawn(tiny_vae, counts[0], seed), "41", drawn(tiny_vae, counts[1], seed + 1)]
    film = Morph.sequence(tiny_vae, ends, frame_count=5, cycle=cycle, true_ends=True, **motion)
    kept = json.dumps(film.recipe())
    again = Morph.from_recipe(tiny_vae, json.loads(kept))
    for frame, same in zip(film.images(), again.images(), strict=True):
        assert frame.tobytes() == same.tobytes()
    np.testing.assert_array_equal(film.codes(), again.codes())
    assert json.dumps(again.recipe()) == kept


@settings(max_examples=20)
@given(counts=st.tuples(COUNTS, COUNTS), seed=st.integers(0, 999), motion=MOTIONS)
def test_nothing_jumps(tiny_vae: Vae, counts: tuple[int, int], seed: int, motion: dict[str, Any]) -> None:
    """With three times as many frames, steps shrink to about a third, but a jump would keep its size."""
    ends = [drawn(tiny_vae, count, seed + number) for number, count in enumerate(counts)]
    largest = []
    for frame_count in (61, 181):
        frames = Morph(tiny_vae, *ends, frame_count=frame_count, true_ends=True, **motion).images()
        steps = np.diff(np.stack(list(frames)).reshape(frame_count, -1), axis=0)
        largest.append(float(np.linalg.norm(steps, axis=1).max()))
    assert largest[1] <= 0.55 * largest[0] + 1e-4


@given(start=st.text("0123456789", min_size=1, max_size=4), end=st.text("0123456789", min_size=1, max_size=4))
def test_typed_numbers_stay_as_they_are(tiny_vae: Vae, start: str, end: str) -> None:
    films = [Morph(tiny_vae, start, end, frame_count=9, true_ends=switch) for switch in (False, True)]
    for frame, same in zip(*(film.images() for film in films), strict=True):
        assert frame.tobytes() == same.tobytes()


def test_off_is_what_it_was(tiny_vae: Vae) -> None:
    picture = drawn(tiny_vae, 1, 1)
    code = anchor(tiny_vae, picture).codes
    films = [Morph(tiny_vae, start, "4", frame_count=9) for start in (picture, Anchor(code))]
    for frame, same in zip(*(film.images() for film in films), strict=True):
        assert frame.tobytes() == same.tobytes()


def test_a_lone_digit_grows_into_its_own_picture(tiny_vae: Vae) -> None:
    end = drawn(tiny_vae, 2, 5)
    frames = np.stack(list(Morph(tiny_vae, "7", end, frame_count=40, true_ends=True).images()))
    plain = np.stack(list(Morph(tiny_vae, "7", end, frame_count=40).images()))
    assert frames[0, :, :28].max() == 0
    assert (np.diff(frames[:, :, :28].sum((1, 2))) > 0).all()
    np.testing.assert_array_equal(frames[-1, :, :28], end[0])
    # At every size it is the picture scaled down, never the decoded code.
    assert np.abs(frames[38, :, :28] - end[0]).mean() < np.abs(plain[38, :, :28] - end[0]).mean() / 2


def test_a_digit_that_waits_is_its_picture(tiny_vae: Vae) -> None:
    start, end = drawn(tiny_vae, 2, 7), drawn(tiny_vae, 2, 8)
    frames = list(Morph(tiny_vae, start, end, frame_count=21, stagger=1.0, true_ends=True).images())
    for frame in frames[:11]:
        np.testing.assert_array_equal(frame[:, 28:], start[1])
    for frame in frames[10:]:
        np.testing.assert_array_equal(frame[:, :28], end[0])


def test_what_is_carried_is_gone_between_the_fades() -> None:
    given, decoded = np.ones((28, 28), np.float32), np.full((28, 28), 0.5, np.float32)
    both = TrueEnds.between((given, given), (decoded, decoded))
    shares = np.array([0, FADE / 2, FADE, 0.5, 1 - FADE, 1 - FADE / 2, 1])
    images = np.broadcast_to(decoded, (7, 28, 28)).copy()
    carried = both.carry(images, shares)
    np.testing.assert_allclose(carried[:, 3, 4], [1, 0.75, 0.5, 0.5, 0.5, 0.75, 1], atol=1e-6)
    assert (images == 0.5).all()


@pytest.mark.ink
def test_people_s_digits_move_evenly(ink_root: Path) -> None:
    """On handwritten pictures, steps stay even and hardly more frames read as a third digit."""
    vae = load_vae("res16")
    with (ink_root / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["path"].startswith("single/")][::11]
    digits, labels = [], []
    for row in rows:
        try:
            digits.append(read_digit(ink_root / row["path"]))
        except InkError:
            continue
        labels.append(row["label"])
    pairs = [at for at in range(len(digits) - 1) if labels[at] != labels[at + 1]]
    assert len(pairs) >= 8
    uneven, thirds = [], []
    for true_ends in (False, True):
        for at in pairs:
            morph = Morph(vae, digits[at], digits[at + 1], frame_count=60, true_ends=true_ends)
            frames = np.stack(list(morph.images()))
            steps = np.linalg.norm(np.diff(frames.reshape(60, -1), axis=0), axis=1)
            read = load_reader().read(frames).argmax(axis=1)
            uneven.append(steps.max() / steps.mean())
            thirds.append(np.mean((read != read[0]) & (read != read[-1])))
    assert max(uneven[len(pairs) :]) <= 1.2
    assert np.mean(thirds[len(pairs) :]) <= np.mean(thirds[: len(pairs)]) + 0.01


def test_a_file_s_recipe_makes_the_same_frames(tiny_vae: Vae, tmp_path: Path) -> None:
    film = Morph(tiny_vae, drawn(tiny_vae, 1, 3), "12", frame_count=5, true_ends=True)
    for ending in (".gif", ".png", ".zip", ".mp4", ".webp", ".avi"):
        film.save(tmp_path / f"film{ending}", height=28)
        again = Morph.from_recipe(tiny_vae, read_recipe(tmp_path / f"film{ending}"))
        np.testing.assert_array_equal(list(film.images()), list(again.images()))


def test_the_commands_know_true_ends(tiny_vae: Vae, golden: Path, tmp_path: Path) -> None:
    draw_digit(7).save(tmp_path / "seven.png")
    seven = read_digit(tmp_path / "seven.png")
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(
        "start,end,frames,height,format,true-ends\nseven.png,2,3,28,zip,yes\nseven.png,3,3,28,zip,no\n"
    )
    commands = [
        [
            "morph",
            tmp_path / "seven.png",
            "2",
            "--true-ends",
            "--height",
            "28",
            "--out",
            tmp_path / "film.zip",
        ],
        ["morph", "--recipe", tmp_path / "film.zip", "--out", tmp_path / "again.zip"],
        ["batch", pairs, "--out", tmp_path],
    ]
    for command in commands:
        result = CliRunner().invoke(main, [str(argument) for argument in (*command, "--model", golden)])
        assert result.exit_code == 0, result.output
    first = {path.name: first_frame(path) for path in tmp_path.glob("*.zip")}
    given = to_frame(seven, height=28).tolist()
    shown = [name for name, frame in first.items() if frame == given]
    assert len(first) == 4
    assert len(shown) == 3
    assert (tmp_path / "film.zip").read_bytes() == (tmp_path / "again.zip").read_bytes()


def first_frame(film: Path) -> Any:
    with zipfile.ZipFile(film) as archive, Image.open(archive.open("frame_00000.png")) as frame:
        return np.asarray(frame).tolist()


def test_a_recipe_of_version_2_is_read(tiny_vae: Vae) -> None:
    film = Morph(tiny_vae, "7", "41", frame_count=5)
    old = film.recipe() | {"recipe_version": 2, "steps": [4]}
    del old["true_ends"], old["frames"]
    np.testing.assert_array_equal(list(film.images()), list(Morph.from_recipe(tiny_vae, old).images()))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"images": [None]}, "the recipe has images for 1 ends but codes for 2"),
        ({"images": ["AAAA", None]}, r"does not contain images of 28×28 pixels \("),
        ({"images": ["?", None]}, "does not contain images of 28×28 pixels"),
        ({"images": [[0.5], None]}, r"does not contain images of 28×28 pixels \(\[0.5\] is not text\)"),
        ({"images": [None, "AACAPw==" * 784]}, "does not contain images of 28×28 pixels"),
        ({"images": "AAAA"}, "the recipe's 'images' is 'AAAA'; make a new recipe"),
        ({"true_ends": "yes"}, "the recipe's 'true_ends' is 'yes'"),
        (
            {"fade": 0.5},
            r"the recipe's true ends use fade 0\.5, but this version uses 0\.2, so the frames",
        ),
    ],
)
def test_a_spoilt_recipe_is_refused(tiny_vae: Vae, changes: dict[str, Any], sentence: str) -> None:
    recipe = Morph(tiny_vae, drawn(tiny_vae, 1, 3), "4", true_ends=True).recipe()
    with pytest.raises(MorphError, match=sentence):
        Morph.from_recipe(tiny_vae, recipe | changes)


@pytest.mark.parametrize(
    ("digits", "error", "sentence"),
    [
        (np.zeros((2, 28, 28), np.float32), MorphError, "an end has 2 images for 1 codes"),
        (np.full((1, 28, 28), 2, np.float32), CodeError, r"scale them to \[0, 1\]"),
    ],
)
def test_images_that_do_not_fit_their_codes_are_refused(
    tiny_vae: Vae, digits: Images, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        Morph(tiny_vae, Anchor(tiny_vae.preset(3)[np.newaxis], digits), "4", true_ends=True)
