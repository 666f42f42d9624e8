"""Tests of ``python -m runtime morph`` with ``--recipe`` and ``--save-recipe``."""

import json
from pathlib import Path

import pytest
from commands import frames_of, refuse, run
from PIL import Image

from runtime import FORMATS


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
    picture.unlink()  # the recipe contains the codes, not the path of the picture
    again = run("morph", "--recipe", out / "r.json", *model, "--out", out / "again.zip")
    assert again.exit_code == 0, again.output
    assert frames_of(out / "first.zip") == frames_of(out / "again.zip")
    assert len(frames_of(out / "first.zip")) == 2 * (8 + 4) + (0 + 2 + 1 + 2)


@pytest.mark.parametrize("ending", list(FORMATS))
def test_a_film_makes_itself_again(golden: Path, out: Path, ending: str) -> None:
    look = ("--height", "64", "--fps", "12", "--paper", "light", "--pixels", "--once")
    made = run("morph", "7", "41", "--model", golden, "--frames", "9", *look, "--out", out / f"first{ending}")
    assert made.exit_code == 0, made.output
    (out / f"first{ending}").rename(out / "film")  # the type is detected from the content, not from the name
    again = ("--recipe", out / "film", "--model", golden)
    assert run("morph", *again, "--out", out / f"again{ending}").exit_code == 0
    assert (out / f"again{ending}").read_bytes() == (out / "film").read_bytes()
    # Options override the look in the recipe.
    assert run("morph", *again, "--height", "28", "--out", out / "small.png").exit_code == 0
    with Image.open(out / "small.png") as strip:
        assert strip.size == (9 * 56, 28)
        assert strip.getpixel((0, 0)) == 255


@pytest.mark.parametrize(
    ("look", "sentence"),
    [
        ("large", "the recipe's 'look' is 'large'; make a new recipe"),
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
    assert "the recipe's model mlp20 has a different decoder.onnx" in sentence
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
    assert "; choose another --save-recipe" in refuse("morph", "7", "41", *lost)


@pytest.mark.parametrize(
    ("content", "arguments", "sentence"),
    [
        (None, (), "cannot read the recipe 'r.json': No such file or directory"),
        ("{", (), "cannot read the recipe 'r.json': not valid JSON"),
        ("[]", (), "this is not a recipe; make one"),
        ('{"recipe_version": 1}', (), "the recipe has version 1, but this program reads versions"),
        (
            '{"recipe_version": true}',
            (),
            "the recipe has version True, but this program reads versions",
        ),
        ('{"recipe_version": 2.0}', (), "the recipe has version 2.0, but this program reads versions"),
        ('{"recipe_version": "' + "9" * 5000 + '"}', (), f"has version '{'9' * 59}…, but this program"),
        (
            "GIF89a is how a GIF begins",
            (),
            "the film 'r.json' does not contain a recipe; use a film made by",
        ),
        ("{}", ("7", "41"), "--recipe already sets ENDS; leave one of them out"),
        ("{}", ("--stagger", "0"), "--recipe already sets --stagger"),
        ("{}", ("--no-even",), "--recipe already sets --even"),
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
