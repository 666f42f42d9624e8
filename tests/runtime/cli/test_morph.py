"""Tests of ``python -m runtime morph``: its files; errors are one sentence and leave no files behind."""

import json
import zipfile
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from commands import frames_of, refuse, run
from PIL import Image

from runtime import DEFAULT_MODEL, FORMATS, Vae, anchor, in_hand, load_vae, random_codes


def test_rows_and_codes_are_ends(golden: Path, out: Path, tiny_vae: Vae) -> None:
    words = ("row3", "z=0.25,-1.5,0", "7", "z=+.25_−1.5_0.")
    saved = out / "recipe.json"
    result = run("morph", *words, "--out", out / "film.png", "--model", golden, "--save-recipe", saved)
    assert result.exit_code == 0, result.output
    ends = json.loads(saved.read_text())["ends"]
    assert ends[0] == tiny_vae.latents.mu[[3]].astype(float).tolist()
    assert ends[1] == ends[3] == [[0.25, -1.5, 0]]


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("row70000", "tiny has no row 70000; use a row from 0 to"),
        ("row", "'row' is not a number or a picture file"),
        ("z=1,2", "'z=1,2' has 2 numbers, but a code for tiny needs 3; separate the numbers with commas"),
        ("z=", "'z=' has 0 numbers"),
        ("z=1,2,x", "'z=1,2,x' contains a value that is not a number; write a code as in z="),
        ("z=1,2,nan", "'z=1,2,nan' is not a code: codes contain 1 NaN or infinite value"),
        ("z=1,2,1e9", "'z=1,2,1e9' is not a code: codes reach 1e+09"),
    ],
)
def test_what_is_no_row_and_no_code(golden: Path, out: Path, word: str, sentence: str) -> None:
    assert sentence in refuse("morph", word, "7", "--out", out / "film.mp4", "--model", golden)
    assert not list(out.iterdir())


def test_a_number_in_the_hand_of_the_other_end(picture: Path, out: Path) -> None:
    vae = load_vae("mlp20")
    for ends, hand_of, written in (((picture, "41"), "start", 1), (("41", "7", "row512"), "end", 0)):
        film = ("--out", out / "film.png", "--frames", "4", "--model", "mlp20")
        result = run("morph", *ends, "--hand-of", hand_of, *film, "--save-recipe", out / "r.json")
        assert result.exit_code == 0, result.output
        codes = json.loads((out / "r.json").read_text())["ends"][written]
        other = str(ends[1 - written if len(ends) == 2 else -1])
        assert codes == in_hand(vae, "41", other).codes.astype(float).tolist()
        assert codes != anchor(vae, "41").codes.astype(float).tolist()


@pytest.mark.parametrize(
    ("ends", "hand_of", "sentence"),
    [
        (("PICTURE", "7"), "end", "--hand-of end needs a typed number at the other end, not '"),
        (
            ("7", "row3"),
            "start",
            "at the other end, not 'row3'; enter a number there, or leave out --hand-of",
        ),
        (
            ("z=1,2,3", "7"),
            "end",
            "at the other end, not 'z=1,2,3'; enter a number there, or leave out --hand-of",
        ),
        (("7", "4"), "both", "'both' is not one of 'start', 'end'"),
    ],
)
def test_a_hand_needs_a_typed_number(
    golden: Path, picture: Path, out: Path, ends: tuple[str, str], hand_of: str, sentence: str
) -> None:
    given = [str(picture) if end == "PICTURE" else end for end in ends]
    film = ("--out", out / "film.mp4", "--model", golden)
    assert sentence in refuse("morph", *given, "--hand-of", hand_of, *film)
    assert not list(out.iterdir())


def test_a_code_has_no_digits_to_count_and_none_to_count_with(golden: Path, out: Path) -> None:
    film = ("--out", out / "film.mp4", "--model", golden)
    assert "--start-digits needs a picture, but 'row3' is not a file" in refuse(
        "morph", "row3", "7", "--start-digits", "1", *film
    )
    assert "cannot count with 'z=1,2,3'" in refuse("morph", "z=1,2,3", "7", "--count", *film)


@pytest.mark.parametrize("ending", list(FORMATS))
def test_morph_writes_every_format(golden: Path, out: Path, ending: str) -> None:
    film = out / f"film{ending}"
    result = run("morph", "32", "41", "--out", film, "--model", golden, "--frames", "12", "--height", "56")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{film}: 12 frames, {film.stat().st_size / 1000:,.0f} kB\n"
    assert list(out.iterdir()) == [film]
    if ending == ".zip":
        assert len(frames_of(film)) == 12
    elif ending == ".png":
        with Image.open(film) as strip:
            assert strip.size == (12 * 112, 56)
    elif ending == ".sheet.png":
        with Image.open(film) as sheet:
            assert sheet.size == (3 * 112, 4 * 56)
    elif ending == ".webp":
        with Image.open(film) as animation:
            assert (getattr(animation, "n_frames", 1), animation.size) == (12, (112, 56))
    else:
        with av.open(str(film)) as container:
            shapes = [frame.to_ndarray(format="gray").shape for frame in container.decode(video=0)]
        assert shapes == [(56, 112)] * 12


@pytest.mark.parametrize("ending", [".mp4", ".avi"])
def test_film_shows_its_ends(golden: Path, tiny_vae: Vae, out: Path, ending: str) -> None:
    film = out / f"film{ending}"
    options = ("--path", "slerp", "--even", "--frames", "20", "--fps", "15", "--height", "280", "--pixels")
    assert run("morph", "3", "8", "--out", film, "--model", golden, *options).exit_code == 0
    capture = cv2.VideoCapture(str(film))
    assert capture.get(cv2.CAP_PROP_FPS) == 15
    frames = []
    while (read := capture.read())[0]:
        frames.append(read[1][..., 0])
    assert len(frames) == 20
    for frame, digit in ((frames[0], 3), (frames[-1], 8)):
        shown = frame.reshape(28, 10, 28, 10).mean((1, 3)) / 255
        assert np.abs(shown - tiny_vae.decode(tiny_vae.preset(digit))[0]).mean() < 0.02


@pytest.mark.parametrize(
    ("arguments", "frame_count"),
    [
        (("0", "1", "2"), 21),
        (("0", "1", "2", "--hold", "2"), 27),
        (("0", "1", "2", "--hold", "0,4,0", "--frames", "6,3"), 12),
        (("0", "1", "2", "--cycle", "loop"), 30),
        (("0", "1", "2", "--cycle", "ping-pong"), 40),
        (("8", "11", "--count"), 31),
        (("11", "8", "9", "--count", "--cycle", "ping-pong"), 80),
    ],
)
def test_morph_through_several_ends(
    golden: Path, out: Path, arguments: tuple[str, ...], frame_count: int
) -> None:
    film = out / "film.zip"
    options = ("--model", golden, "--frames", "11", "--height", "28", "--path", "linear")
    result = run("morph", *options, *arguments, "--out", film)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"{film}: {frame_count} frames, ")
    assert len(frames_of(film)) == frame_count


def test_a_seed_draws_typed_digits_at_random(out: Path) -> None:
    given = ("morph", "33", "41", "--frames", "2", "--path", "linear", "--out", out / "film.zip")
    for name, more in (("a", ("--seed", "5")), ("b", ("--seed", "5")), ("c", ("--seed", "6")), ("d", ())):
        made = run(*given, "--save-recipe", out / name, *more)
        assert made.exit_code == 0, made.output
    first, again, other, typical = (json.loads((out / name).read_text())["ends"] for name in "abcd")
    assert first == again
    for codes, number, draw in zip(first, ("33", "41"), (0, -1), strict=True):
        np.testing.assert_allclose(codes, random_codes(load_vae(DEFAULT_MODEL), number, 5, draw), rtol=1e-6)
    assert first != other
    assert first != typical
    assert "seed is -1; enter a whole number from 0 to 9,999,999" in refuse(*given, "--seed", "-1")


def test_a_seed_draws_each_end_anew(out: Path) -> None:
    made = run(
        *("morph", "1", "1", "1", "--seed", "5", "--frames", "2", "--model", "mlp20"),
        *("--out", out / "film.png", "--save-recipe", out / "r.json"),
    )
    assert made.exit_code == 0, made.output
    ends = json.loads((out / "r.json").read_text())["ends"]
    vae = load_vae("mlp20")
    assert ends == [random_codes(vae, "1", 5, draw).astype(float).tolist() for draw in (0, 1, -1)]
    assert len({str(end) for end in ends}) == 3


@pytest.mark.parametrize(
    ("ends", "more", "sentence"),
    [
        (
            ("PICTURE", "7"),
            ("--hand-of", "start"),
            "only typed number, 7, copies the handwriting of the start; leave",
        ),
        (
            ("7", "row3", "PICTURE"),
            ("--hand-of", "end"),
            "only typed number, 7, copies the handwriting of the end;",
        ),
        (("row3", "PICTURE"), (), "--seed needs a typed number, but no end is one; leave out --seed"),
    ],
)
def test_a_seed_needs_a_typed_number_to_draw(
    golden: Path, picture: Path, out: Path, ends: tuple[str, ...], more: tuple[str, ...], sentence: str
) -> None:
    given = [str(picture) if end == "PICTURE" else end for end in ends]
    assert sentence in refuse(
        "morph", *given, *more, "--seed", "5", "--out", out / "film.mp4", "--model", golden
    )
    assert not list(out.iterdir())


@pytest.mark.parametrize("dots", ["...", "…"])
def test_dots_count(golden: Path, out: Path, tiny_vae: Vae, dots: str) -> None:
    film = ("--out", out / "film.png", "--frames", "2", "--model", golden, "--save-recipe", out / "r.json")
    made = run("morph", "row3", "7", dots, "10", dots, "9", "8", *film)
    assert made.exit_code == 0, made.output
    ends = json.loads((out / "r.json").read_text())["ends"]
    numbers = ["7", "8", "9", "10", "9", "8"]
    assert ends[1:] == [anchor(tiny_vae, number).codes.astype(float).tolist() for number in numbers]
    refused = refuse("morph", "row3", dots, "8", *film)
    assert f"{dots} needs a number to count from and one to count to; put a typed number on" in refused
    assert "needs a number to count from" in refuse("morph", "3", dots, *film)
    assert f"{dots} has nothing to count from 5 to 05; enter two" in refuse("morph", "5", dots, "05", *film)


def test_morph_of_nothing_is_refused(out: Path) -> None:
    assert "Missing argument 'ENDS...'" in refuse("morph", "--out", out / "film.zip")


def test_morph_of_pictures(golden: Path, picture: Path, out: Path) -> None:
    film = out / "film.zip"
    assert run("morph", picture, "2", "--out", film, "--model", golden, "--frames", "3").exit_code == 0
    assert film.is_file()


MORPH_FAULTS = {
    "nothing to count": (
        ("5", "5", "--count"),
        "--count has nothing to count from '5' to '5'; enter two different numbers, or leave it out",
    ),
    "nothing to count in another spelling": (("5", "7", "007", "--count"), "from '7' to '007'; enter two"),
    "frames for a second leg": (("3", "4", "--frames", "2,3"), "--frames has 2 numbers for 1 leg"),
    "holds for other ends": (("3", "4", "--hold", "1,2,3"), "--hold has 3 numbers for 2 ends"),
    "digits of a typed start": (
        ("32", "4", "--start-digits", "2"),
        "--start-digits needs a picture, but '32' is not a file; leave out --start-digits",
    ),
    "digits of a typed end": (("3", "4", "--end-digits", "1"), "--end-digits needs a picture, but '4' is"),
    "an endless height": (("3", "4", "--height", "9" * 400), f"height is {'9' * 60}…; give a whole number"),
    "neither": (("seven", "2"), "'seven' is not a number or a picture file; enter 1 to 8 digits"),
    "one end": (("3",), "a morph needs at least 2 ends, not 1"),
    "frames for other legs": (
        ("3", "4", "5", "--frames", "9,9,9"),
        "--frames has 3 numbers for 2 legs; enter one number for all, or one for each leg",
    ),
    "a frame too few": (("3", "4", "5", "--frames", "9,1"), "the number of frames is 1;"),
    "no numbers": (
        ("3", "4", "--frames", "9,x"),
        "'9,x' is not a whole number; enter one or more whole numbers,",
    ),
    "no hold": (("3", "4", "--hold", "-1"), "--hold cannot be -1; enter whole numbers of 0 or more"),
    "no count": (("3", "broken.png", "--count"), "cannot count with 'broken.png'"),
    "no such cycle": (("3", "4", "--cycle", "round"), "'round' is not one of 'once', 'loop', 'ping-pong'"),
    "no stagger": (("32", "4", "--stagger", "2"), "stagger is 2.0; enter a number from 0"),
    "no such easing": (("32", "4", "--easing", "bounce"), "'bounce' is not one of 'linear', 'ease-in'"),
    "no such alignment": (("32", "4", "--align", "top"), "'top' is not one of 'right', 'centre', 'left'"),
    "too long": (("3" * 400, "4"), "is not a number or a picture file"),
    "one frame": (
        ("3", "4", "--frames", "1"),
        "the number of frames is 1; use a whole number from 2 to 100,000",
    ),
    "no such ending": (("3", "4", "--out", "film.mov"), "no film format '.mov'; choose among .mp4"),
    "no such folder": (
        ("3", "4", "--out", "no/film.mp4"),
        "folder 'no' does not exist; create it or choose another",
    ),
    "odd height": (("3", "4", "--height", "29"), "height is 29"),
    "no frames a second": (("3", "4", "--fps", "0"), "fps is 0"),
    "no number": (("3", "4", "--fps", "nan"), "fps is nan"),
    "no such model": (("3", "4", "--model", "vae3d"), "no model 'vae3d'; available: "),
    "no such path": (("3", "4", "--path", "scenic"), "'scenic' is not one of 'geodesic', 'linear', 'slerp'"),
    "a damaged picture": (("broken.png", "4"), "'broken.png' is"),
}


@pytest.mark.parametrize("fault", MORPH_FAULTS)
def test_morph_refuses(golden: Path, out: Path, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(out)
    (out / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    arguments, sentence = MORPH_FAULTS[fault]
    assert sentence in refuse("morph", "--model", golden, "--out", "film.mp4", *arguments)
    assert list(out.iterdir()) == [out / "broken.png"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("x" * 3000, "4"),
        ("x y " * 1000, "4"),
        ("3", "4", "--model", "x" * 3000),
        ("3", "4", "--path", "x" * 3000),
        ("3", "4", "--frames", "x" * 3000),
        ("3", "4", "--hold", "9" * 6000),
        ("3", "4", "--fps", "x" * 3000),
        ("3" * 3000, "4", "--count"),
        ("3", "4", "--out", "film." + "x" * 3000),
        ("3", "4", "--out", "x" * 3000 + ".gif"),
        ("3", "4", "--recipe", "x" * 3000),
        ("3", "4", "--" + "x" * 3000),
    ],
    ids=lambda arguments: arguments[-2][:8] + arguments[-1][:8],
)
def test_long_values_are_not_said_whole(
    golden: Path, out: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(out)
    sentence = refuse("morph", "--model", golden, "--out", "film.mp4", *arguments)
    assert "…" in sentence or "--recipe already sets" in sentence
    assert len(sentence) < 500
    assert list(out.iterdir()) == []


def test_morph_replaces_only_by_a_whole_film(golden: Path, out: Path) -> None:
    film = out / "film.mp4"
    film.write_bytes(b"older")
    refuse("morph", "3", "4", "--out", film, "--model", golden, "--height", "27")
    assert film.read_bytes() == b"older"
    assert run("morph", "3", "4", "--out", film, "--model", golden, "--frames", "3").exit_code == 0
    assert film.read_bytes() != b"older"


def test_number_of_digits_is_not_guessed_from_the_other_end(golden: Path, picture: Path, out: Path) -> None:
    """One upright stroke is one digit even if the other end is 41; the position on its left is empty."""
    films = {}
    for name, options in {
        "found": (),
        "one": ("--start-digits", "1"),
        "two": ("--start-digits", "2"),
    }.items():
        film = out / f"{name}.zip"
        asked = run("morph", picture, "41", *options, "--out", film, "--model", golden, "--height", "28")
        assert asked.exit_code == 0, asked.output
        with zipfile.ZipFile(film) as archive, archive.open("frame_00000.png") as frame:
            films[name] = np.asarray(Image.open(frame).convert("L"))
    assert films["found"].shape == (28, 56)
    assert films["found"][:, :28].max() == 0
    np.testing.assert_array_equal(films["found"], films["one"])
    assert films["two"][:, :28].max() > 0
