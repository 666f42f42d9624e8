"""Places of the map: those that have no digit, and those that come with the row they go through."""

from typing import Any

import pytest
import streamlit as st
from pages import page

from dashboard.session import map_state, parameters
from dashboard.session.map_state import MapState


@pytest.mark.parametrize(
    ("view", "place", "reason"),
    [
        ("Two dimensions", "20.5_0", "(20.5, 0): a value in its code lies outside ±20."),
        ("Two dimensions", "0_-9999", "(0, -9999): a value in its code lies outside ±20."),
        ("PCA", "9000_1", "(9000, 1): a value in its code lies outside ±20."),
        ("UMAP", "1_2", "(1, 2): UMAP has codes only at its points."),
    ],
)
def test_a_place_without_a_digit_is_one_sentence_and_the_point(view: str, place: str, reason: str) -> None:
    at = page("latent_map", view=view, place=place, point="512")
    (toast,) = at.toast
    assert toast.value == f"No digit at {reason} Showing the chosen point instead."
    assert "place" not in at.query_params
    assert any("image" in text.value and "MNIST's" in text.value for text in at.markdown)
    assert not at.run().toast


def test_the_farthest_place_that_has_a_digit_is_shown_as_its_words_say() -> None:
    at = page("latent_map", view="Two dimensions", place="20_-20", point="512")
    assert not at.toast
    assert any("= 20.00, " in text.value and "= -20.00" in text.value for text in at.markdown)


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session that shows the map, with row 3 chosen by its link."""
    kept: dict[str, Any] = {"map_kept": MapState(), parameters.POINT.name: 3}
    monkeypatch.setattr(st, "session_state", kept)
    return kept


@pytest.mark.parametrize("field_first", [False, True])
def test_a_place_comes_with_the_row_before_it_whatever_the_field_still_says(
    session: dict[str, Any], field_first: bool
) -> None:
    if field_first:  # the order in which Streamlit calls back is its own
        map_state.take_typed_row()
    map_state.take_event("choice", [2, "1.5_-0.25", [1, "512"]])
    if not field_first:
        map_state.take_typed_row()
    assert session[parameters.POINT.name] == 512
    assert map_state.chosen_place() == (1.5, -0.25)
    assert map_state.recall_map().heard["choice"] == 2
    map_state.finish_events()
    session[parameters.POINT.name] = 7
    map_state.take_typed_row()
    assert map_state.chosen_place() is None


@pytest.mark.parametrize("moved_first", [False, True])
def test_a_move_of_the_map_brings_the_row_that_waits_and_undoes_no_later_one(
    session: dict[str, Any], moved_first: bool
) -> None:
    map_state.take_event("choice", [1, "512"])
    map_state.finish_events()
    session[parameters.POINT.name] = 3  # as the field says, which has not heard of it
    if not moved_first:
        map_state.take_typed_row()
    map_state.take_event("camera", [1, "0_0_2", [1, "512"]])
    if moved_first:
        map_state.take_typed_row()
    assert session[parameters.POINT.name] == 512
    assert map_state.recall_map().camera == "0_0_2"
    map_state.finish_events()
    heard = [("camera", [2, "", [1, "512"]]), ("choice", [2, "600", [1, "512"]])]
    for name, sent in heard if moved_first else heard[::-1]:
        map_state.take_event(name, sent)
    assert session[parameters.POINT.name] == 600


def test_a_row_typed_after_a_click_holds_when_the_map_moves_before_the_clicks_answer(
    session: dict[str, Any],
) -> None:
    map_state.take_event("choice", [1, "512"])
    map_state.finish_events()
    session[parameters.POINT.name] = 444
    map_state.take_typed_row()
    map_state.finish_events()
    map_state.take_event("camera", [1, "0_0_2", [1, "512"]])
    map_state.take_typed_row()
    assert session[parameters.POINT.name] == 444
    map_state.finish_events()
    map_state.take_event("choice", [2, "1.5_-0.25", [1, "512"]])
    assert session[parameters.POINT.name] == 444
    assert map_state.chosen_place() == (1.5, -0.25)


@pytest.mark.parametrize(
    "row", [[1, "-1"], [1, "12345678"], [1, "x"], [1, 5], ["1", "5"], [1], [1, "5", 2], "5", None]
)
def test_what_is_no_row_leaves_the_point(session: dict[str, Any], row: object) -> None:
    map_state.take_event("choice", [2, "1_2", row])
    assert session[parameters.POINT.name] == 3
    assert map_state.chosen_place() == (1, 2)
