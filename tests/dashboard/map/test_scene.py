"""What the map draws of the current morph."""

from typing import Any

import numpy as np
import pytest
from pages import app, has_film, run, single
from streamlit.testing.v1 import AppTest

from dashboard import resources
from dashboard.draw import map_view
from dashboard.draw.map_view import MapView
from dashboard.pages import latent_map
from dashboard.session.codes import Code
from dashboard.session.film import End, Film
from runtime import Alignment, LatentTable, load_vae
from runtime.arrays import FloatArray
from runtime.model.neighbours import place_by_neighbours
from runtime.morph.motion import Motion


def morph_map(
    monkeypatch: pytest.MonkeyPatch,
    start: str,
    end: str,
    *,
    frame_count: int = 60,
    align: Alignment = "right",
    **query: str,
) -> tuple[AppTest, dict[str, Any]]:
    """The map while a morph between two numbers is the current one, and what its browser part is to draw."""
    drawn: dict[str, Any] = {}
    monkeypatch.setattr(latent_map, "scatter", lambda data, on_change: drawn.update(data))
    at = single("latent_map", **query)
    ends = End("number", start), End("number", end)
    at.session_state["current_film"] = Film(*ends, frame_count=frame_count, motion=Motion(align=align))
    return run(at), drawn


def test_the_map_draws_a_morph_from_a_code_in_every_model(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, Any] = {}
    monkeypatch.setattr(latent_map, "scatter", lambda data, on_change: drawn.update(data))
    at = single("latent_map")
    seven = Code.of("res16", load_vae("res16").preset(7))
    at.session_state["current_film"] = Film(End("code", code=seven), End("number", "1"), frame_count=9)
    for name in ("res16", "mlp20"):
        at.session_state["model"] = name
        run(at)
        assert not at.error
        vae = load_vae(name)
        place = MapView("umap").place_of(vae, seven.z(vae)[None])[0]
        (line,) = drawn["lines"]
        np.testing.assert_allclose(line["places"][0], place, atol=1e-3)


@pytest.mark.parametrize(("align", "growing"), [("right", "first"), ("left", "second")])
def test_the_map_draws_the_digits_that_the_film_pairs(
    monkeypatch: pytest.MonkeyPatch, align: Alignment, growing: str
) -> None:
    _, drawn = morph_map(monkeypatch, "7", "41", align=align)
    assert f"{growing} digit grows" in [label for line in drawn["lines"] for label in line["label"]]


@pytest.mark.parametrize("end", ["end", "start"])
def test_a_point_leaves_the_other_end_as_it_is(monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    at, drawn = morph_map(monkeypatch, "58", "58", point="7")
    run(at.button(key=f"use_as_{end}").click())
    morph = at.session_state["current_film"]
    ends = {"start": morph.start, "end": morph.end}
    assert ends.pop(end) == End("map", row=7)
    assert list(ends.values()) == [End("number", "58")]
    assert at.toast[0].value == f"The {end} of the film is now row 7."
    assert len(drawn["lines"]) == 2


def test_a_morph_of_one_digit_is_drawn_from_start_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    _, drawn = morph_map(monkeypatch, "7", "4", frame_count=20)
    (line,) = drawn["lines"]
    assert len(line["places"]) == 20
    assert line["label"] == ["start", "end"]


def test_a_number_that_grows_is_drawn_digit_by_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    _, drawn = morph_map(monkeypatch, "7", "41", frame_count=20, view="PCA")
    vae = load_vae("mlp20")
    places = MapView("pca").place_of(vae, np.stack([vae.preset(digit) for digit in (4, 7, 1)]))
    four, from_seven_to_one = drawn["lines"]
    np.testing.assert_allclose(four["places"], places[:1], atol=1e-3)
    assert four["label"] == ["", "first digit grows"]
    assert len(from_seven_to_one["places"]) == 20
    np.testing.assert_allclose(np.array(from_seven_to_one["places"])[[0, -1]], places[1:], atol=1e-3)
    assert from_seven_to_one["label"] == ["second digit: start", "second digit: end"]
    assert "first digit, growing; second digit." in drawn["alt"]


def test_a_number_that_shrinks_is_drawn_digit_by_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    _, drawn = morph_map(monkeypatch, "41", "7")
    assert [len(line["places"]) for line in drawn["lines"]] == [1, 60]
    assert drawn["lines"][0]["label"] == ["first digit shrinks", ""]


def test_the_lines_of_a_longer_number_have_names_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    _, drawn = morph_map(monkeypatch, "12345678", "87654321", frame_count=3)
    labels = [name for line in drawn["lines"] for name in line["label"]]
    assert len(set(labels)) == 16


def test_a_click_leaves_the_drawn_morph_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    resources.line_places.clear()
    placed: list[int] = []

    def counted(latents: LatentTable, z: FloatArray, projection: str) -> FloatArray:
        placed.append(len(z))
        return place_by_neighbours(latents, z, projection)

    monkeypatch.setattr(map_view, "place_by_neighbours", counted)
    at, drawn = morph_map(monkeypatch, "32", "41")
    assert placed == [60, 60]
    before = drawn["lines"]
    run(at.number_input(key="point").set_value(512))
    assert drawn["lines"] == before
    assert len(placed) == 2  # a line's places take many times longer than the click's answer


def test_waypoints_lie_on_the_morphs_way(monkeypatch: pytest.MonkeyPatch) -> None:
    at, drawn = morph_map(monkeypatch, "3", "8", point="7")
    run(at.button(key="use_as_waypoint").click())
    assert at.toast[0].value == "Added row 7 as the last stop."
    assert at.query_params["via"] in ("row7", ["row7"])
    vae = load_vae("mlp20")
    place = MapView("umap").place_of(vae, vae.latents.mu[[7]].astype(np.float32))[0]
    assert np.abs(np.array(drawn["lines"][0]["places"]) - place).max(1).min() < 1e-3
    film = app(start_number="3", end_number="8", via="row7_row512")
    assert any("Via row 7, row 512." in text.value for text in film.caption)
    run(film.button(key="no_waypoints").click())
    assert not any("By way of" in text.value for text in film.caption)
    assert has_film(film)


def test_a_waypoint_joins_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    at, _ = morph_map(monkeypatch, "0", "9", via="...", point="77")
    run(at.button(key="use_as_waypoint").click())
    assert at.toast[0].value == "Added row 77 as the last stop."
    assert at.toast[0].icon == ":material/check:"
    assert at.query_params["via"] in ("..._8_row77", ["..._8_row77"])


def test_a_waypoint_lies_on_the_way_of_longer_numbers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    at, drawn = morph_map(monkeypatch, "58", "41", point="7")
    run(at.button(key="use_as_waypoint").click())
    vae = load_vae("mlp20")
    place = MapView("umap").place_of(vae, vae.latents.mu[[7]].astype(np.float32))[0]
    tens, units = drawn["lines"]
    assert np.abs(np.array(units["places"]) - place).max(1).min() < 1e-3
    # The tens shrink to nothing at the way-point, and from there others grow.
    (broken,) = [number for number, place in enumerate(tens["places"]) if place is None]
    assert {tuple(place) for place in tens["places"][:broken]} == {tuple(tens["places"][0])}
    assert {tuple(place) for place in tens["places"][broken + 1 :]} == {tuple(tens["places"][-1])}
    assert tens["places"][0] != tens["places"][-1]
    assert units["label"] == ["second digit: start", "second digit: end"]


def test_a_waypoint_too_many_is_refused_and_the_others_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    at, drawn = morph_map(monkeypatch, "3", "8", frame_count=1000, via="row7", point="512")
    before = [*drawn["lines"]]
    run(at.button(key="use_as_waypoint").click())
    assert at.toast[0].value.startswith(
        "cannot add row 512 as a stop: this film would have 2,998 frames, but the page"
    )
    assert at.toast[0].icon == ":material/error:"
    assert at.query_params["via"] in ("row7", ["row7"])
    assert drawn["lines"] == before


def test_a_long_film_is_drawn_on_the_map_by_some_of_its_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    _, drawn = morph_map(monkeypatch, "1", "1", frame_count=100, via="2_3_4_5_6_7")
    (line,) = drawn["lines"]
    assert 60 < len(line["places"]) <= 130
    vae = load_vae("mlp20")
    stops = MapView("umap").place_of(vae, np.stack([vae.preset(digit) for digit in range(1, 8)]))
    assert [name for _, name in line["stops"]] == ["2", "3", "4", "5", "6", "7"]
    named = [line["places"][number] for number, _ in line["stops"]]
    np.testing.assert_allclose(named, stops[1:], atol=1e-3)
    for place in stops:
        assert np.abs(np.array(line["places"]) - place).max(1).min() < 1e-3
