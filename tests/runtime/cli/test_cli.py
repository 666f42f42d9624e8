"""``python -m runtime``: what it makes; an error is one sentence, exit status 2 and nothing left behind."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result
from drawing import draw_digit, draw_number
from PIL import Image

from runtime import DEFAULT_MODEL, FORMATS, Vae, anchor, in_hand, load_vae, random_codes
from runtime.__main__ import main

ROOT = Path(__file__).parents[3]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def refuse(*arguments: str | Path) -> str:
    """Run what must be refused; returns the sentence."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert lines[-1].startswith("Error: ")
    assert "Traceback" not in result.stderr
    return lines[-1]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    grey = np.full((100, 100), 255, np.uint8)
    grey[20:80, 45:55] = 0
    Image.fromarray(grey).save(folder / "one.png")
    return folder / "one.png"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_models_are_listed_with_their_figures(golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_DIGITS_MODELS", str(golden.parent))
    result = run("models")
    assert result.exit_code == 0
    assert result.stdout.startswith("tiny\tThree latents that steer a blob")
    assert "3 latent dimensions; kl_nats 4.633 nats" in result.stdout


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
        ("row70000", "tiny has no row 70000; take one from 0 to"),
        ("row", "'row' is neither the file of a picture nor a number"),
        ("z=1,2", "'z=1,2' has 2 numbers, and a code of tiny has 3; write them with commas between"),
        ("z=", "'z=' has 0 numbers"),
        ("z=1,2,x", "'z=1,2,x' holds what is no number; write a code as z=0.1,-0.4"),
        ("z=1,2,nan", "'z=1,2,nan' is no code: codes hold 1 value that are NaN or infinite"),
        ("z=1,2,1e9", "'z=1,2,1e9' is no code: codes reach 1e+09"),
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
        (("PICTURE", "7"), "end", "--hand-of end is for a typed number at the other end, and '"),
        (("7", "row3"), "start", "at the other end, and 'row3' is none; leave it out"),
        (("z=1,2,3", "7"), "end", "at the other end, and 'z=1,2,3' is none; leave it out"),
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
    assert "--start-digits is for pictures, and 'row3' is no file" in refuse(
        "morph", "row3", "7", "--start-digits", "1", *film
    )
    assert "'z=1,2,3' cannot be counted with" in refuse("morph", "z=1,2,3", "7", "--count", *film)


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


def frames_of(film: Path) -> list[bytes]:
    with zipfile.ZipFile(film) as archive:
        return [archive.read(name) for name in archive.namelist() if name.endswith(".png")]


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
    assert "seed is -1; give a whole number from 0 to 9,999,999" in refuse(*given, "--seed", "-1")


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
        (("PICTURE", "7"), ("--hand-of", "start"), "and the only one, 7, is in the hand of the start; leave"),
        (("7", "row3", "PICTURE"), ("--hand-of", "end"), "and the only one, 7, is in the hand of the end;"),
        (("row3", "PICTURE"), (), "--seed is for typed numbers, and no end is one; leave it out"),
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
    assert f"{dots} has nothing to count from or to; let a typed number stand before it and one" in refused
    assert "has nothing to count from" in refuse("morph", "3", dots, *film)
    assert f"{dots} has nothing to count from 5 to 05; give two" in refuse("morph", "5", dots, "05", *film)


def test_recipe_makes_the_same_film_again(golden: Path, picture: Path, out: Path) -> None:
    options = (
        "--frames",
        "9,5",
        "--hold",
        "0,2,1",
        "--cycle",
        "ping-pong",
        "--stagger",
        "0.5",
        "--align",
        "left",
    )
    model = ("--model", golden, "--height", "28")
    saved = ("--save-recipe", out / "r.json", "--out", out / "first.zip")
    first = run("morph", picture, "41", "305", *model, *options, *saved)
    assert first.exit_code == 0, first.output
    picture.unlink()  # codes are in the recipe, not the picture's name
    again = run("morph", "--recipe", out / "r.json", *model, "--out", out / "again.zip")
    assert again.exit_code == 0, again.output
    assert frames_of(out / "first.zip") == frames_of(out / "again.zip")
    assert len(frames_of(out / "first.zip")) == 2 * (8 + 4) + (0 + 2 + 1 + 2)


@pytest.mark.parametrize("ending", list(FORMATS))
def test_a_film_makes_itself_again(golden: Path, out: Path, ending: str) -> None:
    look = ("--height", "64", "--fps", "12", "--paper", "light", "--pixels", "--once")
    made = run("morph", "7", "41", "--model", golden, "--frames", "9", *look, "--out", out / f"first{ending}")
    assert made.exit_code == 0, made.output
    (out / f"first{ending}").rename(out / "film")  # what it is, is not asked of its name
    again = ("--recipe", out / "film", "--model", golden)
    assert run("morph", *again, "--out", out / f"again{ending}").exit_code == 0
    assert (out / f"again{ending}").read_bytes() == (out / "film").read_bytes()
    # What is said beside a recipe comes before what it says of its look.
    assert run("morph", *again, "--height", "28", "--out", out / "small.png").exit_code == 0
    with Image.open(out / "small.png") as strip:
        assert strip.size == (9 * 56, 28)
        assert strip.getpixel((0, 0)) == 255


@pytest.mark.parametrize(
    ("look", "sentence"),
    [
        ("large", "the recipe's 'look' is 'large'; make the recipe anew"),
        ({"fps": True}, "the recipe's 'fps' is True"),
        ({"fps": 0, "height": 28, "loop": True, "pixels": False, "paper": "dark"}, "fps is 0; give a number"),
    ],
)
def test_recipe_of_an_impossible_look_is_refused(
    golden: Path, out: Path, look: object, sentence: str
) -> None:
    saved = ("--save-recipe", out / "r.json", "--out", out / "film.zip")
    assert run("morph", "7", "4", "--model", golden, "--frames", "3", *saved).exit_code == 0
    recipe = json.loads((out / "r.json").read_text()) | {"look": look}
    (out / "r.json").write_text(json.dumps(recipe))
    assert sentence in refuse("morph", "--recipe", out / "r.json", "--model", golden, "--out", out / "no.gif")
    assert not (out / "no.gif").exists()


def test_recipe_names_its_model(out: Path) -> None:
    saved = ("--save-recipe", out / "r.json", "--frames", "3", "--height", "28", "--out", out / "first.zip")
    assert run("morph", "7", "41", "--model", "mlp20", "--path", "slerp", *saved).exit_code == 0
    again = run("morph", "--recipe", out / "r.json", "--height", "28", "--out", out / "again.zip")
    assert again.exit_code == 0, again.output
    assert frames_of(out / "first.zip") == frames_of(out / "again.zip")
    sentence = refuse("morph", "--recipe", out / "r.json", "--model", "conv6", "--out", out / "other.zip")
    assert "the recipe was made with mlp20, whose decoder.onnx has another sha256" in sentence
    assert not (out / "other.zip").exists()


def test_recipe_and_film_appear_together(golden: Path, out: Path) -> None:
    options = ("--model", golden, "--save-recipe", out / "r.json")
    refuse("morph", "7", "41", *options, "--out", out / "film.mov")
    refuse("morph", "7", "41", *options, "--out", out / "film.mp4", "--fps", "0")
    refuse(
        "morph", "7", "41", "--model", golden, "--save-recipe", out / "no" / "r.json", "--out", out / "a.mp4"
    )
    assert list(out.iterdir()) == []
    lost = ("--model", golden, "--out", out / "film.mp4", "--save-recipe", out / "no" / "r.json")
    assert "; name another --save-recipe" in refuse("morph", "7", "41", *lost)


@pytest.mark.parametrize(
    ("content", "arguments", "sentence"),
    [
        (None, (), "cannot read the recipe 'r.json': No such file or directory"),
        ("{", (), "cannot read the recipe 'r.json': it is no JSON"),
        ("[]", (), "this is no recipe of a morph"),
        ('{"recipe_version": 1}', (), "the recipe has version 1 and this program reads 2 and 3"),
        ('{"recipe_version": true}', (), "the recipe has version True and this program reads 2 and 3"),
        ('{"recipe_version": 2.0}', (), "the recipe has version 2.0 and this program reads 2 and 3"),
        ('{"recipe_version": "' + "9" * 5000 + '"}', (), f"has version '{'9' * 59}… and this program"),
        ("GIF89a is how a GIF begins", (), "the film 'r.json' carries no recipe; name a film made here, or"),
        ("{}", ("7", "41"), "--recipe says already what ENDS says; leave one of the two out"),
        ("{}", ("--stagger", "0"), "--recipe says already what --stagger says"),
        ("{}", ("--no-even",), "--recipe says already what --even says"),
    ],
)
def test_recipe_that_is_none_is_refused(
    out: Path,
    content: str | None,
    arguments: tuple[str, ...],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(out)
    if content is not None:
        Path("r.json").write_text(content)
    assert sentence in refuse("morph", "--recipe", "r.json", "--out", "film.zip", *arguments)
    assert not Path("film.zip").exists()


def test_morph_of_nothing_is_refused(out: Path) -> None:
    assert "Missing argument 'ENDS...'" in refuse("morph", "--out", out / "film.zip")


def test_morph_of_pictures(golden: Path, picture: Path, out: Path) -> None:
    film = out / "film.zip"
    assert run("morph", picture, "2", "--out", film, "--model", golden, "--frames", "3").exit_code == 0
    assert film.is_file()


def test_pictures_are_read(out: Path) -> None:
    draw_digit(7).save(out / "seven.png")
    draw_number("58").save(out / "58.png")
    result = run("read", out / "seven.png", out / "58.png")
    assert result.exit_code == 0, result.output
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert [line[:2] for line in lines] == [[str(out / "seven.png"), "7"], [str(out / "58.png"), "58"]]
    for *_, percent in lines:
        number, sign = percent.split(" ")
        assert sign == "%"
        assert 50 <= int(number) <= 99


def test_what_cannot_be_read_is_named_after_the_rest(out: Path) -> None:
    (out / "broken.png").write_bytes(b"no picture")
    draw_digit(3).save(out / "three.png")
    result = run("read", out / "broken.png", out / "three.png", out / "none.png")
    assert result.exit_code == 2
    assert result.stdout.startswith(f"{out / 'three.png'}\t3\t")
    assert len(result.stdout.splitlines()) == 1
    first, second = result.stderr.strip().splitlines()
    assert first.startswith("Error: 'broken.png' is not a PNG")
    assert "none.png" in second


def test_codes_go_out_and_come_back(golden: Path, tiny_vae: Vae, picture: Path, out: Path) -> None:
    result = run("encode", picture, picture, "--out", out / "codes.npz", "--model", golden)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{out / 'codes.npz'}: 2 codes of 3 dimensions\n"
    with np.load(out / "codes.npz", allow_pickle=False) as columns:
        mu = columns["mu"]
        assert columns["logvar"].shape == mu.shape == (2, 3)
        assert columns["picture"].tolist() == [str(picture)] * 2
    result = run("decode", out / "codes.npz", "--out", out / "images", "--model", golden, "--height", "28")
    assert result.stdout == f"{out / 'images'}: 2 pictures\n"
    assert sorted(path.name for path in (out / "images").iterdir()) == ["00000.png", "00001.png"]
    with Image.open(out / "images" / "00000.png") as decoded:
        np.testing.assert_array_equal(np.asarray(decoded), np.rint(tiny_vae.decode(mu)[0] * 255))
    assert sorted(path.name for path in out.iterdir()) == ["codes.npz", "images"]


def test_column_z_is_decoded_too(golden: Path, out: Path) -> None:
    np.savez(out / "codes.npz", z=np.zeros(3))
    assert run("decode", out / "codes.npz", "--out", out / "images", "--model", golden).exit_code == 0
    assert len(list((out / "images").iterdir())) == 1


MORPH_FAULTS = {
    "nothing to count": (
        ("5", "5", "--count"),
        "--count has nothing to count from '5' to '5'; give two different numbers, or leave it out",
    ),
    "nothing to count in another spelling": (("5", "7", "007", "--count"), "from '7' to '007'; give two"),
    "frames for a second leg": (("3", "4", "--frames", "2,3"), "--frames lists 2 numbers for 1 leg"),
    "holds for other ends": (("3", "4", "--hold", "1,2,3"), "--hold lists 3 numbers for 2 ends"),
    "digits of a typed start": (
        ("32", "4", "--start-digits", "2"),
        "--start-digits is for pictures, and '32' is no file; leave it out",
    ),
    "digits of a typed end": (("3", "4", "--end-digits", "1"), "--end-digits is for pictures, and '4' is"),
    "an endless height": (("3", "4", "--height", "9" * 400), f"height is {'9' * 60}…; give a whole number"),
    "neither": (("seven", "2"), "'seven' is neither the file of a picture nor a number of 1 to 8 digits"),
    "one end": (("3",), "1 end given; a morph goes through at least 2"),
    "frames for other legs": (
        ("3", "4", "5", "--frames", "9,9,9"),
        "--frames lists 3 numbers for 2 legs; give one for each leg",
    ),
    "a frame too few": (("3", "4", "5", "--frames", "9,1"), "1 frames asked for"),
    "no numbers": (("3", "4", "--frames", "9,x"), "'9,x' is no whole number, nor several with commas"),
    "no hold": (("3", "4", "--hold", "-1"), "--hold has -1; give whole numbers from 0"),
    "no count": (("3", "broken.png", "--count"), "'broken.png' cannot be counted with"),
    "no such cycle": (("3", "4", "--cycle", "round"), "'round' is not one of 'once', 'loop', 'ping-pong'"),
    "no stagger": (("32", "4", "--stagger", "2"), "stagger is 2.0; give a number from 0"),
    "no such easing": (("32", "4", "--easing", "bounce"), "'bounce' is not one of 'linear', 'ease-in'"),
    "no such alignment": (("32", "4", "--align", "top"), "'top' is not one of 'right', 'centre', 'left'"),
    "too long": (("3" * 400, "4"), "is neither the file of a picture nor a number"),
    "one frame": (
        ("3", "4", "--frames", "1"),
        "1 frames asked for; a path takes a whole number from 2 to 100,000",
    ),
    "no such ending": (("3", "4", "--out", "film.mov"), "no film format '.mov'; choose among .mp4"),
    "no such folder": (
        ("3", "4", "--out", "no/film.mp4"),
        "folder 'no' does not exist; make it or name another",
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
    assert "…" in sentence or "--recipe says already" in sentence
    assert len(sentence) < 500
    assert list(out.iterdir()) == []


def test_morph_replaces_only_by_a_whole_film(golden: Path, out: Path) -> None:
    film = out / "film.mp4"
    film.write_bytes(b"older")
    refuse("morph", "3", "4", "--out", film, "--model", golden, "--height", "27")
    assert film.read_bytes() == b"older"
    assert run("morph", "3", "4", "--out", film, "--model", golden, "--frames", "3").exit_code == 0
    assert film.read_bytes() != b"older"


@pytest.mark.parametrize("out_name", ["no/codes.npz", ".", "folder", "x" * 300])
def test_encode_refuses_an_impossible_out(
    golden: Path, picture: Path, out: Path, out_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(out)
    (out / "folder").mkdir()
    assert "; name another --out" in refuse("encode", picture, "--out", out_name, "--model", golden)
    assert list(out.iterdir()) == [out / "folder"]


def test_encode_refuses_what_is_no_picture(golden: Path, picture: Path, out: Path) -> None:
    (picture.parent / "text.png").write_text("words")
    sentence = refuse(
        "encode", picture, picture.parent / "text.png", "--out", out / "codes.npz", "--model", golden
    )
    assert "'text.png'" in sentence
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [None, b"", b"words", b"PK\x03\x04 is how a zip begins", b"\x93NUMPY\x01\x00"],
    ids=["missing", "empty", "text", "no zip", "no npy"],
)
def test_decode_refuses_what_holds_no_codes(golden: Path, out: Path, content: bytes | None) -> None:
    codes = out / "codes.npz"
    if content is not None:
        codes.write_bytes(content)
    assert f"cannot read codes from '{codes}'" in refuse(
        "decode", codes, "--out", out / "images", "--model", golden
    )
    assert not (out / "images").exists()


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"x": np.zeros((2, 3))}, "cannot read codes"),
        ({"mu": np.zeros((0, 3))}, "': it holds none; make some with: python -m runtime encode"),
        ({"mu": np.zeros((2, 20))}, "codes have shape (2, 20); this model takes (N, 3)"),
        ({"mu": np.full((2, 3), np.nan)}, "codes hold 6 values that are NaN or infinite"),
        ({"mu": np.array([{}] * 3, object)}, "cannot read codes"),
    ],
)
def test_decode_refuses_other_codes(
    golden: Path, out: Path, columns: dict[str, np.ndarray], sentence: str
) -> None:
    np.savez(out / "codes.npz", **columns)  # type: ignore[arg-type]
    assert sentence in refuse("decode", out / "codes.npz", "--out", out / "images", "--model", golden)
    assert list(out.iterdir()) == [out / "codes.npz"]


@pytest.mark.parametrize("out_name", [".", "older", "no/images", "x" * 300])
def test_decode_refuses_an_impossible_out(
    golden: Path, out: Path, out_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(out)
    np.savez(out / "codes.npz", mu=np.zeros((2, 3)))
    (out / "older").mkdir()
    refuse("decode", "codes.npz", "--out", out_name, "--model", golden)
    assert sorted(out.iterdir()) == [out / "codes.npz", out / "older"]
    assert list((out / "older").iterdir()) == []


def test_decode_of_an_impossible_height_leaves_nothing(golden: Path, out: Path) -> None:
    np.savez(out / "codes.npz", mu=np.zeros((2, 3)))
    assert "height is 27" in refuse(
        "decode", out / "codes.npz", "--out", out / "images", "--model", golden, "--height", "27"
    )
    assert list(out.iterdir()) == [out / "codes.npz"]


@pytest.mark.parametrize("command", [(), ("models",), ("morph",), ("batch",), ("encode",), ("decode",)])
def test_every_command_explains_itself(command: tuple[str, ...]) -> None:
    result = run(*command, "-h")
    assert result.exit_code == 0
    assert "Usage: " in result.stdout


def _shell(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "runtime", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_error_in_a_shell(golden: Path, out: Path) -> None:
    done = _shell("morph", "3", "four", "--model", golden, "--out", out / "film.mp4")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "Error: 'four' is neither the file of a picture nor a number of 1 to 8 digits, nor a row such as "
        "row512, nor a code such as z=0.1,-0.4; check the path, or type a number such as 32\n"
    )
    assert list(out.iterdir()) == []


def test_film_in_a_shell(golden: Path, out: Path) -> None:
    done = _shell("morph", "3", "4", "--model", golden, "--out", out / "film.mp4", "--frames", "4")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{out / 'film.mp4'}: 4 frames")


def test_a_damaged_model_does_not_hide_the_others(
    golden: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "models"
    shutil.copytree(golden, root / "tiny")
    (root / "broken").mkdir()
    (root / "broken" / "card.json").write_text("{}")
    monkeypatch.setenv("LATENT_DIGITS_MODELS", str(root))
    result = run("models")
    assert result.exit_code == 2
    assert result.stdout.startswith("tiny\t")
    assert "broken" in result.stderr


def test_codes_know_their_model(golden: Path, picture: Path, out: Path) -> None:
    assert run("encode", picture, "--out", out / "codes.npz", "--model", "mlp20").exit_code == 0
    sentence = refuse("decode", out / "codes.npz", "--out", out / "images", "--model", golden)
    assert "are mlp20's, not tiny's; add --model mlp20" in sentence


def test_number_of_digits_is_not_guessed_from_the_other_end(golden: Path, picture: Path, out: Path) -> None:
    """One upright stroke is one digit beside a 41 too, and the place on its left is empty."""
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


def test_damaged_tiff_is_one_line(golden: Path, out: Path) -> None:
    """In a shell, since libtiff writes its own remarks past Python."""
    tiff = out / "cut.tif"
    Image.fromarray(np.zeros((64, 64), np.uint8)).save(tiff, compression="tiff_lzw")
    tiff.write_bytes(tiff.read_bytes()[:40])
    told = _shell("morph", tiff, "4", "--out", out / "film.mp4", "--model", golden)
    assert told.returncode == 2
    assert len(told.stderr.strip().splitlines()) == 1, told.stderr
    assert told.stderr.startswith("Error: ")


def test_no_models_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_DIGITS_MODELS", str(tmp_path))
    assert "no model in" in refuse("models")
