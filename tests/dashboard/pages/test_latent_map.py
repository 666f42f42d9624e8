"""The latent map: points, places and selections, and where they lead."""

import math
import re
from typing import Any

import numpy as np
import pytest
import streamlit as st
from drawing import png
from pages import html_of, page, run, single
from streamlit.testing.v1 import AppTest

from dashboard import notices
from dashboard.components.neighbours import index as neighbours
from dashboard.draw.map_view import MapView
from dashboard.session import map_state, own_digit, slider_code
from dashboard.session.film import End
from runtime import load_vae


def test_map_shows_a_chosen_point_and_makes_it_an_end() -> None:
    at = page("latent_map", point="512")
    latents = load_vae("mlp20").latents
    assert any(f"A **{latents.label[512]}**: image 512 of" in text.value for text in at.markdown)
    run(at.button(key="use_as_end").click())
    assert (at.session_state["end_from"], at.session_state["end_row"]) == ("map", 512)
    assert "The end of the film is now row 512" in at.toast[0].value


def test_the_neighbours_of_a_point_lead_on(monkeypatch: pytest.MonkeyPatch) -> None:
    offered: dict[str, Any] = {}
    monkeypatch.setattr(neighbours, "_mount", lambda **given: offered.update(given))
    at = page("latent_map", point="512")
    vae = load_vae("mlp20")
    code = vae.latents.mu[512].astype(np.float32)
    distances = np.linalg.norm(vae.latents.mu.astype(np.float32) - code, axis=1)
    nearest = np.argsort(distances)[1:6]
    assert [each["row"] for each in offered["data"]] == nearest.tolist()
    for each in offered["data"]:
        row = each["row"]
        assert each["label"] == str(vae.latents.label[row])
        assert each["about"] == f"Row {row}, distance {distances[row]:.2f}"

    chosen: list[int] = []
    monkeypatch.setattr(map_state, "choose_row", chosen.append)
    run(at)
    earlier, last = 8, len(vae.latents) - 1  # a neighbour of a row that was chosen before this one
    assert earlier not in nearest
    for sent in (int(nearest[3]), 0, earlier, last, last + 1, -1, 10**9, 7.0, math.nan, True, "7", [7], None):
        monkeypatch.setattr(st, "session_state", {neighbours.KEY: {"row": sent}})
        offered["on_row_change"]()
    assert chosen == [nearest[3], 0, earlier, last]  # whatever else a browser may send


def test_a_point_goes_onto_the_sliders_of_explore() -> None:
    at = page("latent_map", point="512")
    run(at.button(key="use_in_explore").click())
    code = at.session_state[slider_code.code_key("mlp20")]
    np.testing.assert_allclose(code, load_vae("mlp20").latents.mu[512].astype(float), atol=0.006)


@pytest.mark.parametrize(("model", "view"), [("mlp20", "PCA"), ("plane2", "Two dimensions")])
def test_an_empty_place_of_the_map_becomes_an_end(model: str, view: str) -> None:
    at = single("latent_map", view=view, place="1.5_-0.25", point="512")
    at.session_state["model"] = model
    run(at)
    run(at.button(key="use_as_end").click())
    assert at.toast[0].value == "The end of the film is now this code."
    vae = load_vae(model)
    plane = MapView("pca" if view == "PCA" else "dimensions", 0, 1).plane(
        vae, vae.latents.mu[512].astype(np.float32) if view == "PCA" else np.zeros(2, np.float32)
    )
    assert plane is not None
    z = plane.codes(np.array([[1.5, -0.25]], np.float32))
    morph = at.session_state["current_film"]
    assert (at.session_state["end_from"], morph.start) == ("code", End("number", "32"))
    np.testing.assert_allclose(morph.end.anchor(vae).codes, z, atol=0.0051)


@pytest.mark.parametrize("point", ["70000", "-1", "x", "½", ""])
def test_map_drops_a_senseless_point(point: str) -> None:
    at = page("latent_map", point=point)
    assert at.number_input(key="point").value == 0


def view_after(at: AppTest, model: str) -> str:
    """The view that the map shows when another model is chosen."""
    at.session_state["model"] = model
    return str(run(at).button_group(key="view").value)


def test_two_latents_open_on_their_own_space_whatever_was_shown_before() -> None:
    at = page("latent_map", view="PCA")
    assert view_after(at, "plane2") == "dimensions"
    assert at.toggle(key="manifold").value
    assert not at.warning
    assert view_after(at, "mlp20") == "pca"
    assert not at.toggle(key="manifold").value
    assert view_after(at, "conv6") == "pca"


def test_a_view_that_was_chosen_for_two_latents_is_kept_for_them() -> None:
    at = page("latent_map")
    at.session_state["model"] = "plane2"
    run(run(at).button_group(key="view").set_value("pca"))
    assert view_after(at, "mlp20") == "umap"
    assert view_after(at, "plane2") == "pca"


def selected(at: AppTest) -> list[int]:
    """Counts per digit, as the selection's bars say them."""
    (html,) = (text for text in html_of(at) if "Selected digits" in text)
    return [int(count.replace(",", "")) for count in re.findall(r"<td>([\d,]+)</td></tr>", html)]


def test_a_selection_in_the_link_is_counted() -> None:
    labels = load_vae("mlp20").latents.label
    everything = "0_0_65535_0_65535_65535_0_65535"
    at = page("latent_map", area=everything)
    # A place on the square's right or upper side is outside by the even-odd rule.
    np.testing.assert_allclose(selected(at), np.bincount(labels), atol=2)
    assert selected(page("latent_map", area=everything, hide="358"))[3] == 0
    run(at.button(key="clear_selection").click())
    assert not any("Selected digits" in text for text in html_of(at))
    assert "area" not in at.query_params


HOSTILE = ["nan_nan_4", "1e9_0_1", "1_2", "<script>", "1_2_3_4", "9" * 500, "1_2_-4"]


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        *[("at", value) for value in HOSTILE],
        ("hide", "a"),
        ("area", "1_2_3"),
        ("area", "1_2_3_4_5_nan"),
        ("area", "_".join(102 * ["1"])),
        ("place", "1_inf"),
        ("view", "Spiral"),
        ("point", "70000"),
    ],
)
def test_a_hostile_link_is_one_sentence_and_the_default(parameter: str, value: str) -> None:
    at = page("latent_map", **{parameter: value})
    (toast,) = at.toast
    assert notices.plain(f"The link sets {parameter}={value[:20]}") in toast.value
    assert at.query_params.get(parameter) not in (value, [value])


def test_a_place_of_a_flat_view_is_decoded() -> None:
    at = page("latent_map", view="PCA", place="1.5_-0.25", point="512")
    assert any(
        "PCA 1 = 1.50, PCA 2 = -0.25" in text.value and "row 512" in text.value for text in at.markdown
    )
    run(at.toggle(key="through").set_value(True))
    assert any("other dimensions at their average" in text.value for text in at.markdown)


def test_a_place_is_forgotten_with_its_view() -> None:
    at = page("latent_map", view="PCA", place="1.5_-0.25", at="0_0_3", hide="3")
    run(at.button_group(key="view").set_value("umap"))
    assert "place" not in at.query_params
    assert "at" not in at.query_params
    assert at.query_params["hide"] in ("3", ["3"])


def test_ones_own_digit_is_a_star() -> None:
    picture = png("5")
    at = page("latent_map")
    at.file_uploader[0].upload("5.png", picture, "image/png")
    run(at)
    assert not at.error
    assert at.session_state[own_digit.KEY].shape == (28, 28)


def test_empty_view_is_the_first() -> None:
    at = page("latent_map", view="")
    assert any("A **" in text.value for text in at.markdown)


def test_map_shows_any_two_dimensions() -> None:
    at = page("latent_map", view="Two dimensions")
    across, up = at.selectbox
    assert across.value != up.value
    run(across.set_value(5))
    assert not at.error
