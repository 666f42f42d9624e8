"""Copy as: the command line and the Python that the page gives make the page's film."""

import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from drawing import draw_number
from pages import run, whole
from streamlit.testing.v1 import AppTest

from dashboard import resources
from dashboard.__main__ import main
from dashboard.morph import copy_as
from dashboard.session import code_text
from dashboard.session.codes import Code
from dashboard.session.film import End, Film, Picture
from dashboard.session.route import Route
from runtime import CYCLES, Correction, Cycle, Morph, find_boxes, load_vae
from runtime.morph.motion import Motion
from runtime.video import Look


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where films are made."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def opened(picture: bytes | None = None, **query: str) -> AppTest:
    at = whole(**query)
    if picture:
        at.session_state["start_picture_kept"] = ("mine.png", picture)
    run(at)
    assert not at.error
    return at


def frames_of(text: str, folder: Path, *, of: str) -> bytes:
    """The ZIP of frames that a text makes, where it says another format."""
    assert text.count(".mp4") == 1
    frames = text.replace(".mp4", ".zip")
    if of == "Python":
        exec(frames, {})
    else:
        program, *words = shlex.split(frames)
        assert program == "latent-digits"
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
    (film,) = folder.glob("*.zip")
    return film.read_bytes()


QUERIES: dict[str, dict[str, str]] = {
    "a film with no settings": {},
    "one of another model": {"model": "conv6", "start_number": "7"},
    "its motion": {
        "path": "slerp",
        "even": "false",
        "easing": "ease-out",
        "stagger": "0.35",
        "align": "left",
        "start_number": "99",
        "end_number": "100",
    },
    "digits one after another": {"stagger": "1.0", "fps": "24", "start_number": "12", "end_number": "34"},
    "typed digits at random": {
        "start_style": "Random",
        "start_seed": "5",
        "end_style": "Random",
        "end_seed": "5",
    },
    "stops at random too": {
        "start_style": "Random",
        "start_seed": "5",
        "end_style": "Random",
        "end_seed": "5",
        "via": "5_8",
        "via_style": "Random",
    },
    "a number again and again": {
        "start_number": "1",
        "start_style": "Random",
        "end_number": "1",
        "end_style": "Random",
        "via": "1_1",
        "via_style": "Random",
    },
    "counts": {"start_number": "0", "via": "..._5_row512_9_..._12_...", "end_number": "10"},
    "counts at random": {
        "start_number": "9",
        "start_style": "Random",
        "end_number": "12",
        "end_style": "Random",
        "via": "...",
        "via_style": "Random",
    },
    "its look": {"fps": "12", "height": "56", "colours": "Black on white", "pixels": "true", "frames": "9"},
}


@pytest.mark.parametrize("of", ["command line", "Python"])
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_each_text_makes_the_pages_film(
    on_page: dict[str, Any], folder: Path, query: dict[str, str], of: str
) -> None:
    at = opened(None, **({"model": "mlp20", "height": "28", "frames": "5"} | query if query else {}))
    line, python = (block.value for block in at.code[1:])
    made = frames_of(python if of == "Python" else line, folder, of=of)
    assert made == resources.encode_film(on_page["plan"], on_page["film"].look, ".zip")


def test_texts_are_short() -> None:
    at = opened()
    link, line, python = (block.value for block in at.code)
    assert "?" not in link
    assert line == "latent-digits morph 32 41 --out 32-41.mp4"
    assert python == (
        'from runtime import Morph, load_vae\n\nvae = load_vae("res16")\nfilm = Morph(vae, "32", "41")\n'
        'film.save("32-41.mp4")'
    )


@pytest.mark.parametrize(
    ("said", "line", "python"),
    [
        ({"via": "...", "start_number": "1", "end_number": "20"}, "1 ... 20", 'count_through("1", "20")'),
        (
            {"via": "2_..._6_row5_8_..._10", "start_number": "1", "end_number": "3"},
            "1 2 ... 6 row5 8 ... 10 3",
            '["1", *count_through("2", "6"), "row5", *count_through("8", "10"), "3"]',
        ),
        (
            {"via": "..._4_...", "start_number": "1", "end_number": "2"},
            "1 ... 4 ... 2",
            '[*count_through("1", "4"), *count_through("4", "2")[1:]]',
        ),
        (
            {"via": "...", "start_number": "1", "start_style": "Random", "end_number": "4", "end_seed": "3"},
            None,
            '[anchor(vae, "1", seed=0), *count_through("1", "4")[1:]]',
        ),
        ({"via": "...", "start_number": "1", "end_number": "2", "hold": "1"}, "1 2", '["1", "2"]'),
    ],
)
def test_a_count_stays_one(said: dict[str, str], line: str | None, python: str) -> None:
    at = opened(None, **said, frames="4")
    given = [block.value for block in at.code[1:]]
    assert f"Morph.sequence(vae, {python}, frame_count=4" in given[-1]
    if line:
        assert given[0].startswith(f"latent-digits morph {line} --frames 4")


@pytest.mark.parametrize("of", ["command line", "Python"])
def test_a_picture_has_a_place_holder(on_page: dict[str, Any], folder: Path, of: str) -> None:
    draw_number("58").save(folder / "mine.png")
    picture = (folder / "mine.png").read_bytes()
    at = opened(picture, start_from="Upload", height="28", frames="5", true_ends="true")
    line, python = (block.value for block in at.code[1:])
    assert any("Replace *your-picture* with the path of your own" in text.value for text in at.caption)
    (folder / "your-picture-of-the-start.png").write_bytes(picture)
    made = frames_of(python if of == "Python" else line, folder, of=of)
    assert on_page["plan"].images[0]
    assert made == resources.encode_film(on_page["plan"], on_page["film"].look, ".zip")


@pytest.mark.parametrize("of", ["command line", "Python"])
@pytest.mark.parametrize("model", ["res16", "plane2"])
def test_rows_and_codes_are_said(on_page: dict[str, Any], folder: Path, model: str, of: str) -> None:
    z = 0.5 * (load_vae(model).preset(4) - load_vae(model).preset(9))
    packed = code_text.pack_code(z.tolist())
    at = opened(
        model=model,
        start_from="From the map",
        start_row="512",
        via="row7",
        end_from="A code",
        end_code=packed,
        height="28",
        frames="9",
    )
    line, python = (block.value for block in at.code[1:])
    code = f"z={packed.replace('_', ',')}"
    assert f"morph row512 row7 {code} " in line
    assert f'["row512", "row7", "{code}"]' in python
    made = frames_of(python if of == "Python" else line, folder, of=of)
    assert made == resources.encode_film(on_page["plan"], on_page["film"].look, ".zip")


@pytest.mark.parametrize("of", ["command line", "Python"])
def test_a_code_of_another_model_is_said_as_this_one_draws_it(
    on_page: dict[str, Any], folder: Path, of: str
) -> None:
    packed = code_text.pack_code(load_vae("res16").preset(4).tolist())
    at = opened(start_from="A code", start_code=packed, end_number="9", height="28", frames="9")
    at.button_group(key="model").set_value("mlp20").run()
    line, python = (block.value for block in at.code[1:])
    made = frames_of(python if of == "Python" else line, folder, of=of)
    assert on_page["plan"].model == "mlp20"
    assert made == resources.encode_film(on_page["plan"], on_page["film"].look, ".zip")


def test_the_true_reason_against_a_command_is_said() -> None:
    at = opened(start_style="Random", start_seed="5", via="5", frames="6")
    assert len(at.code) == 2
    said = "The command line does not support several styles or seeds of typed numbers. Use the Python"
    assert any(text.value.startswith(said) for text in at.caption)
    vae = load_vae("mlp20")
    picture = End("picture", picture=Picture("x.png", b"", Correction(threshold=0.4)))
    mixed = Film(End("number", "3", style="random", seed=5), picture, Route("4"))
    reasons = ["corrected boxes", "several styles or seeds of typed numbers"]
    assert copy_as.beyond_a_command(mixed.ends(vae)) == reasons
    film = Film(End("number", "1"), End("number", "3"), Route("2"), stops_style="hand")
    assert copy_as.beyond_a_command(film.ends(vae)) == ["copying an end's handwriting to a stop"]
    assert '["1", in_hand(vae, "2", "1"), "3"]' in copy_as.python(film, vae)


def test_corrected_boxes_are_said_in_python_alone(folder: Path) -> None:
    draw_number("58").save(folder / "your-picture-of-the-start.png")
    picture = (folder / "your-picture-of-the-start.png").read_bytes()
    whole = find_boxes(picture).boxes[0]
    correction = Correction((whole,), 0.4)
    start, end = End("picture", picture=Picture("58.png", picture, correction)), End("number", "3", "hand")
    film, vae = Film(start, end, frame_count=5, look=Look(height=28)), load_vae("mlp20")
    assert copy_as.command(film, vae) is None
    morph = film.plan(vae).morph(vae)
    assert not np.array_equal(morph.end.codes, vae.preset(3)[None])
    assert frames_of(copy_as.python(film, vae), folder, of="Python") == morph.film_bytes(".zip", height=28)


@pytest.mark.parametrize("style", ["Random", "Same hand"])
def test_stops_in_the_starts_hand_are_said_in_python_alone(
    on_page: dict[str, Any], folder: Path, style: str
) -> None:
    at = opened(start_style=style, start_seed="5", via="5", via_style="Same hand", height="28", frames="3")
    _, python = (block.value for block in at.code)
    made = frames_of(python, folder, of="Python")
    assert made == resources.encode_film(on_page["plan"], on_page["film"].look, ".zip")


@pytest.mark.slow
@pytest.mark.parametrize("of", ["command line", "Python"])
@pytest.mark.parametrize("backwards", [False, True])
def test_a_hand_may_be_that_of_anything_at_the_other_end(folder: Path, backwards: bool, of: str) -> None:
    vae = load_vae("mlp20")
    place = f"your-picture-of-the-{'start' if backwards else 'end'}.png"
    draw_number("58").save(folder / place)
    others = (
        End("number", "7", style="random", seed=3, draw=0 if backwards else -1),
        End("number", "7"),
        End("map", row=512),
        End("code", code=Code.of("mlp20", vae.preset(8))),
        End("picture", picture=Picture("58.png", (folder / place).read_bytes())),
    )
    for other in others:
        written = End("number", "3", style="hand")
        ends = (other, written) if backwards else (written, other)
        film = Film(*ends, frame_count=5, look=Look(height=28))
        wanted = film.plan(vae).morph(vae).film_bytes(".zip", height=28)
        line = copy_as.command(film, vae)
        assert line
        assert f"--hand-of {'start' if backwards else 'end'} " in line
        text = copy_as.python(film, vae) if of == "Python" else line
        assert frames_of(text, folder, of=of) == wanted
        (folder / f"{film.name}.zip").unlink()


@pytest.mark.parametrize("cycle", CYCLES)
@pytest.mark.parametrize(("frames", "holds"), [(5, 0), (5, 2), ([5, 4], [0, 1, 2])])
def test_films_through_several_ends(folder: Path, cycle: Cycle, frames: Any, holds: Any) -> None:
    if cycle == "loop" and isinstance(frames, list):
        frames = [*frames, 3]
    vae = load_vae("mlp20")
    legs = dict(enumerate(frames, 1)) if isinstance(frames, list) else {}
    rests = dict(enumerate(holds, 1)) if isinstance(holds, list) else {}
    film = Film(
        End("number", "1"),
        End("number", "4"),
        Route("23", legs, rests),
        frame_count=5,
        hold=0 if rests else holds,
        cycle=cycle,
        motion=Motion("linear"),
        look=Look(height=28),
    )
    wanted = Morph.sequence(
        vae, ["1", "23", "4"], frame_count=frames, holds=holds, cycle=cycle, path="linear"
    ).film_bytes(".zip", height=28)
    line = copy_as.command(film, vae)
    assert line
    assert frames_of(line, folder, of="command line") == wanted
    (folder / f"{film.name}.zip").unlink()
    assert frames_of(copy_as.python(film, vae), folder, of="Python") == wanted


def test_the_link_holds_what_the_address_holds() -> None:
    assert copy_as.link("http://here:8501", {}) == "http://here:8501/"
    assert copy_as.link("http://here/digits", {"a": "1 2", "b": "ä"}) == "http://here/digits?a=1+2&b=%C3%A4"


def test_true_ends_are_said_where_they_change_something() -> None:
    vae, typed = load_vae("res16"), End("number", "1")
    for end, said in ((typed, False), (End("picture", picture=Picture("x.png", b"")), True)):
        film = Film(typed, end, motion=Motion(true_ends=True))
        assert ("--true-ends" in (copy_as.command(film, vae) or "")) is said
        assert ("true_ends=True" in copy_as.python(film, vae)) is said


def test_numbers_are_written_as_people_type_them() -> None:
    ends = End("number", "1"), End("number", "2")
    film = Film(*ends, motion=Motion(stagger=1.0), look=Look(fps=24))
    line = copy_as.command(film, load_vae("mlp20"))
    assert line == "latent-digits morph 1 2 --model mlp20 --stagger 1.0 --fps 24 --out 1-2.mp4"
