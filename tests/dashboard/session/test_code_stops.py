"""Codes as stops of a film: in its link, from the map, in another model, and as text to copy."""

import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from pages import app
from streamlit.testing.v1 import AppTest

from dashboard import resources
from dashboard.draw.film_plan import FilmPlan
from dashboard.session import code_text
from dashboard.session.codes import Code
from dashboard.session.film import End, Film
from runtime import load_vae
from runtime.__main__ import main
from runtime.arrays import FloatArray


def code_of(model: str) -> Code:
    """A code that no model has ready."""
    vae = load_vae(model)
    return Code.of(model, 0.5 * (vae.preset(4) + vae.preset(9)))


def codes(film: FilmPlan, end: int) -> FloatArray:
    return np.frombuffer(film.ends[end], np.float32).reshape(-1, load_vae(film.model).latent_dim)


def said(at: AppTest, name: str) -> str:
    value = at.query_params[name]
    return str(value[0] if isinstance(value, list) else value)


@pytest.mark.parametrize("model", ["res16", "plane2"])
def test_a_link_passes_a_code_and_says_it_again(on_page: dict[str, Any], model: str) -> None:
    vae, code = load_vae(model), code_of(model)
    via = f"5 z={code.packed(vae)} row7"
    at = app(model=model, start_number="41", end_number="7", via=via, via_style="Random", frames="3")
    assert not at.toast
    assert not at.error
    film = on_page["plan"]
    assert codes(film, 2).tolist() == [list(code.z(vae))]
    assert len(film.ends) == 5
    assert said(at, "via") == via
    assert any(text.value == "Via 5, a code, row 7." for text in at.caption)


@pytest.mark.parametrize("via", ["z=1_2_3", "1 z=", "1 z= ", "z=1_  2", "z=20.5_0", "z=nan_0", "z=1_2 z=1"])
def test_what_is_no_code_of_the_model_is_said_and_dropped(via: str) -> None:
    at = app(model="plane2", via=via)
    (toast,) = at.toast
    assert toast.value.startswith(
        f"The link sets via={via[:20]}, but the value must be a list of stops such as"
    )
    assert "where z= starts a code of 2 numbers within ±20; the page ignores it." in toast.value
    assert "via" not in at.query_params


def test_what_is_typed_and_no_code_of_the_model_is_one_sentence() -> None:
    at = app(model="plane2")
    at.text_input(key="stops_between").set_value("5 z=1,2,3").run()
    (error,) = at.error
    assert error.value.startswith(
        "'z=1,2,3' is not a code of plane2; write 2 numbers within ±20, separated by commas"
    )
    for text in ("5 z=1,2", "5 z=+1,.5", "5 Z=1.,−2e-1 4"):
        at.text_input(key="stops_between").set_value(text).run()
        assert not at.error


@pytest.mark.parametrize(
    ("via", "kept"),
    [
        ("z= 1_ 0.5", "z=1_0.5"),
        ("z=1_ 0.5", "z=1_0.5"),
        ("z= 1_-.5 7", "z=1_-0.5 7"),
        ("5 Z= 1_ 0.5 z=−1_ 2 8", "5 z=1_0.5 z=-1_2 8"),
    ],
)
def test_a_plus_in_a_link_is_a_space_and_a_plus_again(on_page: dict[str, Any], via: str, kept: str) -> None:
    at = app(model="plane2", via=via, frames="3")
    assert not at.toast
    assert not at.error
    assert said(at, "via") == kept
    assert len(on_page["plan"].ends) == 2 + len(kept.split())


def test_a_link_says_a_code_as_its_frames_have_it(on_page: dict[str, Any]) -> None:
    at = app(model="plane2", via="5 z=0.123456_-1.5", frames="3")  # as links from before had it
    assert said(at, "via") == "5 z=0.12_-1.5"
    np.testing.assert_allclose(codes(on_page["plan"], 2), [[0.12, -1.5]], atol=1e-6)
    at.text_input(key="stops_between").set_value("z=0.987654,2").run()
    assert said(at, "via") == "z=0.99_2"
    np.testing.assert_allclose(codes(on_page["plan"], 1), [[0.99, 2]], atol=1e-6)
    assert " z=0.99,2 " in at.code[1].value


def test_another_model_passes_the_same_digit_and_the_code_comes_back(on_page: dict[str, Any]) -> None:
    own, code = load_vae("res16"), code_of("res16")
    via = f"5 z={code.packed(own)}"
    at = app(model="res16", start_number="4", end_number="9", via=via, frames="3")
    for model in ("mlp20", "plane2", "res16"):
        at.button_group(key="model").set_value(model).run()
        assert not at.error
        assert not at.exception
        vae = load_vae(model)
        np.testing.assert_array_equal(codes(on_page["plan"], 2)[0], code.z(vae))
        assert said(at, "via") == f"5 z={code.packed(vae)}"
        assert at.text_input(key="stops_between").value == f"5 z={code.packed(vae).replace('_', ',')}"


@pytest.mark.parametrize("of", ["command line", "Python"])
def test_each_text_makes_the_film_through_a_code(
    on_page: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code = code_of("plane2").packed(load_vae("plane2"))
    stops = {"start_number": "1", "via": f"... 3 z={code} 5", "end_number": "12"}
    at = app(**stops, model="plane2", height="28", frames="3")
    line, python = (block.value.replace(".mp4", ".zip") for block in at.code[1:])
    if of == "Python":
        exec(python, {})
    else:
        assert f"morph 1 ... 3 z={code.replace('_', ',')} 5 12 " in line
        assert CliRunner().invoke(main, shlex.split(line)[1:]).exit_code == 0
    (film,) = tmp_path.glob("*.zip")
    assert film.read_bytes() == resources.encode_film(on_page["plan"], on_page["film"].look, ".zip")


def map_script() -> None:
    import streamlit as st

    from dashboard.pages import latent_map

    st.session_state.setdefault("model", "mlp20")
    latent_map.page()


def test_an_empty_place_of_the_map_becomes_a_way_point(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, Any] = {}
    monkeypatch.setattr("dashboard.pages.latent_map.scatter", lambda data, on_change: drawn.update(data))
    at = AppTest.from_function(map_script, default_timeout=60)
    at.query_params.update(view="PCA", place="1.5_-0.25", point="512")
    at.session_state["current_film"] = Film(End("number", "3"), End("number", "8"), frame_count=9)
    at.run()
    at.button(key="use_as_waypoint").click().run()
    assert not at.exception
    assert at.toast[0].value == "Added this code as the last stop."
    link = said(at, "via")
    z = code_text.unpack_code(link.removeprefix("z="), 20)
    assert z is not None
    (line,) = drawn["lines"]
    ((frame, name),) = line["stops"]
    assert name == "a code"
    np.testing.assert_allclose(line["places"][frame], [1.5, -0.25], atol=0.03)
