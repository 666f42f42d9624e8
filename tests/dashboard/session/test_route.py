"""Sequences on the Morph page: stops as text, rests, what comes after the end, and all of it in the link."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some
from pages import app, run
from streamlit.testing.v1 import AppTest

from dashboard.components.player.index import Showing
from dashboard.draw.film_plan import FilmPlan
from dashboard.draw.morph_lines import lines_through, stop_names
from dashboard.morph import sequence_controls
from dashboard.pages import morph
from dashboard.session import code_text
from dashboard.session.route import (
    Route,
    amounts_of,
    amounts_text,
    link_text,
    list_stops,
    packed_code,
    stops_between,
    with_stop,
    words_of,
)
from runtime import CYCLES, Anchor, Morph, MorphError, Vae, anchor, codes_in_hand, load_vae, random_codes
from runtime.arrays import FloatArray
from runtime.morph.motion import Motion

CODES_AND_ROW = ["z=1,-2,0.5", 7, "z=20"]


@pytest.mark.parametrize(
    ("start", "text", "end", "stops"),
    [
        ("3", "", "8", []),
        ("3", "  7 ", "8", ["7"]),
        ("3", "1, 2;3_4 → 005>6", "8", ["1", "2", "3", "4", "005", "6"]),
        ("3", "row512 Row 7", "8", [512, 7]),
        ("0", "…", "4", ["1", "2", "3"]),
        ("4", "...", "0", ["3", "2", "1"]),
        ("0", "1 2…5", "9", ["1", "2", "3", "4", "5"]),
        ("0", "…5…", "8", ["1", "2", "3", "4", "5", "6", "7"]),
        ("08", "…", "11", ["09", "10"]),
        ("7", "…", "8", []),
        ("", "3 … 5", "", ["3", "4", "5"]),
        ("3", "z=0.1,-0.4", "8", ["z=0.1,-0.4"]),
        ("3", "5, z=0.1,−0.4, 7", "8", ["5", "z=0.1,-0.4", "7"]),
        ("3", "5>Z=1_-2_0.5 row7;z=20 … 4", "8", None),
        ("3", "1 … 3 z=1_-2_0.5 row7;z=20 4…", "8", ["1", "2", "3", *CODES_AND_ROW, "4", "5", "6", "7"]),
    ],
)
def test_stops_from_text(start: str, text: str, end: str, stops: list[Any] | None) -> None:
    if stops is None:
        with pytest.raises(MorphError, match="… needs a number to count from"):
            stops_between(start, text, end)
        return
    assert stops_between(start, text, end) == stops
    assert stops_between(start, link_text(text), end) == stops


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 two 3", "'two' is not a stop; enter numbers of 1 to 8 digits"),
        ("123456789", "'123456789' is not a stop"),
        ("row", "'row' is not a stop"),
        ("row-1", "'row-1' is not a stop"),
        ("٣", "is not a stop"),
        ("<script>", "'<script' is not a stop"),
        ("1 … … 4", "two … follow each other"),
        ("row7 …", "… needs a number to count from"),
        (
            "z=",
            "'z=' is not a stop; enter numbers of 1 to 8 digits separated by spaces, rows of the map such",
        ),
        ("z=1,,2", "'z=1,,2' is not a stop"),
        ("z=nan", "'z=nan' is not a stop"),
        ("z=1e9", "'z=1e9' is not a stop"),
        ("z=1,20.5", "'z=1,20.5' is not a stop"),
        ("z=1,--2", "'z=1,--2' is not a stop"),
        ("z=1, -2", "'-2' is not a stop"),
        ("z=1 …", "… needs a number to count from"),
        ("99999999 … 1 …", "100,000"),
    ],
)
def test_what_are_no_stops(text: str, sentence: str) -> None:
    with pytest.raises(MorphError, match=sentence):
        stops_between("", text, "5")


@pytest.mark.parametrize(
    ("start", "text", "end", "longer"),
    [
        ("3", "", "8", "row77"),
        ("3", "5 row512", "8", "5 row512 row77"),
        ("0", "…", "9", "… 8 row77"),
        ("9", "7...", "0", "7 … 1 row77"),
        ("6", "…", "8", "7 row77"),
        ("7", "…", "8", "row77"),
        ("0", "… 8 row5", "9", "… 8 row5 row77"),
    ],
)
def test_a_row_joins_a_count_after_its_last_number(start: str, text: str, end: str, longer: str) -> None:
    assert with_stop(start, text, end, 77) == longer
    assert stops_between(start, longer, end) == [*stops_between(start, text, end), 77]


def test_a_code_joins_a_count_after_its_last_number() -> None:
    assert with_stop("0", "…", "9", "z=1,2") == "… 8 z=1,2"
    assert link_text("… 8 z=1,2 row5") == "... 8 z=1_2 row5"
    assert list_stops(["1", "z=1,2"]) == "1, a code"


def test_a_code_has_two_decimals_as_its_frames_have() -> None:
    text, code = "4 z=0.123456,+1,-0.004,−.505 row5", "z=0.12,1,0,-0.5"
    assert words_of(text) == ["4", code, "row5"]
    assert link_text(text) == f"4 {code.replace(',', '_')} row5"
    z = code_text.unpack_code("0.123456_+1_-0.004_−.505", 4)
    assert z is not None
    assert packed_code(code) == code_text.pack_code(z.tolist())


@given(some.text(max_size=30) | some.text("z=012.,-_ …row", max_size=30))
def test_any_text_is_stops_or_one_sentence(text: str) -> None:
    try:
        words = words_of(text)
    except MorphError:
        assert link_text(text) == ""
    else:
        assert words_of(link_text(text)) == words


@given(some.dictionaries(some.integers(1, 2000), some.integers(0, 2000), max_size=9))
def test_amounts_come_back_from_a_link(amounts: dict[int, int]) -> None:
    assert amounts_of(amounts_text(amounts)) == amounts


@pytest.mark.parametrize(
    "text", ["1", "1-", "a-1", "1-2_", "1-2 3-4", "1--2", "-1-2", "1-٢", "0-20", "2-9_2-8"]
)
def test_what_are_no_amounts(text: str) -> None:
    with pytest.raises(MorphError, match="is not a list of frames"):
        amounts_of(text)


def test_many_stops_are_said_in_few_words() -> None:
    assert list_stops(["1", 512]) == "1, row 512"
    assert list_stops(stops_between("0", "…", "50")) == "1, 2, 3 … 48, 49 (49 stops)"


@given(
    ends=some.integers(2, 6),
    frame_count=some.integers(2, 40),
    hold=some.integers(0, 9),
    cycle=some.sampled_from(CYCLES),
    legs=some.dictionaries(some.integers(1, 6), some.integers(2, 40), max_size=3),
    rests=some.dictionaries(some.integers(1, 6), some.integers(0, 9), max_size=3),
)
def test_a_plan_draws_what_the_runtime_draws(
    tiny_vae: Vae,
    ends: int,
    frame_count: int,
    hold: int,
    cycle: Any,
    legs: Mapping[int, int],
    rests: Mapping[int, int],
) -> None:
    numbers = ["3", "41", "5", "78", "9", "2"][:ends]
    way = Route("", legs, rests).itinerary(ends, frame_count=frame_count, hold=hold, cycle=cycle)
    anchors = [anchor(tiny_vae, number) for number in numbers]
    plan = FilmPlan.through(tiny_vae, anchors, itinerary=way, motion=Motion("linear", even=False))
    leg_count = ends if cycle == "loop" else ends - 1
    film = Morph.sequence(
        tiny_vae,
        numbers,
        frame_count=[legs.get(leg + 1, frame_count) for leg in range(leg_count)],
        holds=[rests.get(stop + 1, hold) for stop in range(ends)],
        cycle=cycle,
        path="linear",
        even=False,
    )
    drawn = plan.morph(tiny_vae)
    assert drawn.recipe() == film.recipe()
    assert plan.digit_count(tiny_vae) == film.digit_count
    lines = lines_through(drawn, drawn.codes())
    codes = film.codes()
    for place, line in enumerate(lines):
        assert len(line.codes) == film.frame_count
        there = np.isfinite(line.codes[:, 0])
        np.testing.assert_array_equal(line.codes[there], codes[there, place])
        # What is left out lies where a digit goes or comes, or nobody is.
        assert set(np.flatnonzero(~there & np.isfinite(codes[:, place, 0]))) <= set(line.stops)


def test_a_place_whose_digit_shrinks_and_grows_anew_is_no_one_line(tiny_vae: Vae) -> None:
    film = Morph.sequence(tiny_vae, ["12", "3", "45"], frame_count=5, holds=2, path="linear", even=False)
    tens, units = lines_through(film, film.codes())
    one, four = (tiny_vae.preset(digit) for digit in (1, 4))
    assert (tens.codes[:8] == one).all()  # it has shrunk away in the seventh, and the film rests there
    assert np.isnan(tens.codes[8]).all()
    assert (tens.codes[9:] == four).all()
    assert np.isfinite(units.codes).all()
    assert (tens.start, units.end) == ("first digit: start", "second digit: end")


@pytest.mark.parametrize(
    ("cycle", "names"),
    [
        ("once", ("", "1", "row 7")),
        ("loop", ("", "1", "row 7", "end")),
        ("ping-pong", ("", "1", "row 7", "end", "", "")),
    ],
)
def test_each_stop_is_named_once(tiny_vae: Vae, cycle: Any, names: tuple[str, ...]) -> None:
    film = Morph.sequence(
        tiny_vae, ["0", "1", "2", "3"], frame_count=5, holds=2, cycle=cycle, path="linear", even=False
    )
    assert stop_names(film, ["1", "row 7"]) == names
    (line,) = lines_through(film, film.codes())
    assert len(line.stops) == len(names)
    for frame, digit in zip(line.stops, (0, 1, 2, 3, 2, 1), strict=False):
        np.testing.assert_array_equal(line.codes[frame], tiny_vae.preset(digit))


def test_a_film_of_more_frames_than_the_page_plays_is_refused() -> None:
    Route().itinerary(2, frame_count=2000, hold=0, cycle="once")
    with pytest.raises(
        MorphError, match=r"would have 2,001 frames, but the page plays at most 2,000; use fewer"
    ):
        Route("", {}, {2: 1}).itinerary(2, frame_count=2000, hold=0, cycle="once")


Shown = dict[str, Any]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What the page's player was given last."""
    given: Shown = {}

    def player(frames: Any, showing: Showing, **_: object) -> None:
        given.update(title=showing.title, comes_back=showing.comes_back, frames=frames)

    monkeypatch.setattr(morph, "player", player)
    return given


def opened(**query: str) -> AppTest:
    return app(**{"model": "mlp20", "path": "linear", "even": "false"} | query)


def images(*numbers: str | Anchor, **settings: Any) -> FloatArray:
    film = Morph.sequence(load_vae("mlp20"), numbers, path="linear", even=False, **settings)
    return np.stack(list(film.images()))


def assert_shown(shown: Shown, expected: FloatArray) -> None:
    assert len(shown["frames"]) == len(expected)
    np.testing.assert_allclose(shown["frames"] / 255, expected, atol=0.003)


def test_a_link_with_all_of_a_sequence(shown: Shown) -> None:
    at = opened(
        start_number="1",
        end_number="4",
        via="2_57",
        frames="5",
        hold="3",
        cycle="Go on to the start",
        leg_frames="2-9_4-3",
        rests="1-0_3-6",
    )
    assert not at.toast
    assert not at.error
    assert_shown(
        shown, images("1", "2", "57", "4", frame_count=[5, 9, 5, 3], holds=[0, 3, 6, 3], cycle="loop")
    )
    assert shown["comes_back"]
    assert [caption.value for caption in at.caption if "Via" in caption.value] == ["Via 2, 57."]
    assert at.toggle(key="stops_singly").value
    (table,) = at.dataframe
    assert table.value[sequence_controls.LEG].tolist() == [5, 9, 5, 3]
    assert table.value[sequence_controls.REST].tolist() == [0, 3, 6, 3]
    assert [at.query_params[name] for name in ("via", "leg_frames", "rests")] in (
        ["2_57", "2-9_4-3", "1-0_3-6"],
        [["2_57"], ["2-9_4-3"], ["1-0_3-6"]],
    )


def test_stops_are_written_as_is_chosen(shown: Shown) -> None:
    link = {"start_number": "1", "end_number": "4", "via": "2_57", "frames": "3"}
    at = opened(**link, start_style="Random", start_seed="7", via_style="Random")
    vae = load_vae("mlp20")
    drawn = [Anchor(random_codes(vae, number, 7, draw)) for draw, number in enumerate(("1", "2", "57"))]
    assert_shown(shown, images(*drawn, "4", frame_count=3))
    run(at.segmented_control(key="via_style").set_value("hand"))
    digits = vae.decode(drawn[0].codes)
    in_hand = [Anchor(codes_in_hand(vae, number, digits)) for number in ("2", "57")]
    assert_shown(shown, images(drawn[0], *in_hand, "4", frame_count=3))
    run(at.segmented_control(key="via_style").set_value("typical"))
    assert_shown(shown, images(drawn[0], "2", "57", "4", frame_count=3))


def test_a_number_that_comes_again_is_drawn_anew(shown: Shown) -> None:
    link = {"start_number": "1", "end_number": "1", "via": "1", "frames": "3", "via_style": "Random"}
    at = opened(**link, start_style="Random", start_seed="7", end_style="Random", end_seed="7")
    vae = load_vae("mlp20")
    start, stop, end = (Anchor(random_codes(vae, "1", 7, draw)) for draw in (0, 1, -1))
    assert_shown(shown, images(start, stop, end, frame_count=3))
    assert len({anchor.codes.tobytes() for anchor in (start, stop, end)}) == 3
    run(at.text_input(key="stops_between").set_value("1 4"))  # one stop more leaves the others as they were
    assert_shown(shown, images(start, stop, Anchor(random_codes(vae, "4", 7, 2)), end, frame_count=3))


def test_more_stops_than_the_page_writes_in_a_style_are_refused() -> None:
    at = opened(start_number="1", end_number="999", via="...", frames="2")
    assert not at.error
    run(at.segmented_control(key="via_style").set_value("random"))
    (error,) = at.error
    assert error.value.startswith("the film has 997 atypical stops, but the page allows only 100;")


def test_one_morph_is_as_simple_as_ever(shown: Shown) -> None:
    at = opened(start_number="3", end_number="8", frames="9")
    assert_shown(shown, images("3", "8", frame_count=9))
    assert not shown["comes_back"]
    assert not at.dataframe
    assert not {"via", "leg_frames", "rests", "hold", "cycle"} & set(at.query_params)


def test_presets_count_up_and_down(shown: Shown) -> None:
    at = opened(start_number="12", end_number="9", frames="3")
    run(at.button(key="stops_up").click())
    assert_shown(shown, images("9", "10", "11", "12", frame_count=3))
    assert at.text_input(key="start_number").value == "9"
    assert at.query_params["via"] in ("...", ["..."])
    run(at.button(key="stops_down").click())
    assert_shown(shown, images("12", "11", "10", "9", frame_count=3))
    run(at.button(key="stops_0_9").click())
    assert_shown(shown, images(*"0123456789", frame_count=3))
    run(at.button(key="no_waypoints").click())
    assert_shown(shown, images("0", "9", frame_count=3))
    assert "via" not in at.query_params


@pytest.mark.parametrize(("first", "last"), [("7", "7"), ("9", "8")])
def test_a_count_of_nothing_is_said(shown: Shown, first: str, last: str) -> None:
    at = opened(start_number=first, end_number=last, via="...", frames="3")
    sentence = f"There is no number between {first} and {last}, so … adds no stop."
    assert sentence in [caption.value for caption in at.caption]
    assert_shown(shown, images(first, last, frame_count=3))
    run(at.text_input(key=sequence_controls.FIELD).set_value("5"))
    assert not any("to count" in caption.value for caption in at.caption)


def test_0_to_9_replaces_no_end_that_is_not_typed() -> None:
    for source in ("Upload", "From the map"):
        button = opened(end_from=source).button(key="stops_0_9")
        assert button.disabled
        assert button.help == "Needs two typed numbers; it would replace your end"
    assert not opened(start_number="7", end_number="7").button(key="stops_0_9").disabled


def test_there_is_nothing_to_count_from_a_row_or_from_a_number_to_itself() -> None:
    assert opened(start_from="From the map").button(key="stops_up").disabled
    assert opened(start_number="7", end_number="7").button(key="stops_down").disabled
    assert not opened(start_number="7", end_number="8").button(key="stops_down").disabled


def test_typed_stops_and_their_faults(shown: Shown) -> None:
    at = opened(start_number="1", end_number="4", frames="4")
    field = at.text_input(key=sequence_controls.FIELD)
    run(field.set_value("2 row512"))
    vae = load_vae("mlp20")
    row = Anchor(vae.latents.mu[[512]].astype(np.float32))
    film = Morph.sequence(vae, ["1", "2", row, "4"], frame_count=4, path="linear", even=False)
    assert_shown(shown, np.stack(list(film.images())))
    shown.clear()
    for text, sentence in (
        ("2 b", "'b' is not a stop"),
        ("row70000", "mlp20 has no row 70000; use a row from 0 to 69,999"),
        ("0 … 5000", "this film would have 15,007 frames"),
    ):
        run(field.set_value(text))
        (error,) = at.error
        assert sentence in error.value
        assert not shown
    run(field.set_value(""))
    assert not at.error
    assert_shown(shown, images("1", "4", frame_count=4))


def test_without_the_table_all_are_alike_again(shown: Shown) -> None:
    at = opened(start_number="1", end_number="4", frames="4", leg_frames="1-9", rests="2-5")
    assert len(shown["frames"]) == 14
    run(at.toggle(key="stops_singly").set_value(False))
    assert len(shown["frames"]) == 4
    assert not {"leg_frames", "rests"} & set(at.query_params)


def test_frames_of_what_is_no_more_are_said_and_dropped() -> None:
    at = opened(start_number="1", end_number="4", leg_frames="1-9_2-7", rests="3-5")
    (toast,) = at.toast
    assert toast.value == "Removed settings of legs and stops that are gone: leg 2, hold of stop 3."
    assert at.query_params["leg_frames"] in ("1-9", ["1-9"])
    assert "rests" not in at.query_params


@pytest.mark.parametrize(
    ("name", "value", "wanted", "instead"),
    [
        ("via", "7_x", "a list of stops such as 5_row512 or 1_..._8", "the page ignores it"),
        ("via", "row99999", "a list of stops", "the page ignores it"),
        ("via", "_".join(["..."] * 9), "a list of stops", "the page ignores it"),
        (
            "leg_frames",
            "1-1",
            "a list of legs or stops with 2 to 2,000 frames, such as 2-30_4-15",
            "the page ignores it",
        ),
        ("rests", "1-9999", "a list of legs or stops with 0 to 2,000 frames", "the page ignores it"),
        ("leg_frames", "0-20", "a list of legs or stops with 2 to 2,000 frames", "the page ignores it"),
        ("rests", "nan", "a list of legs or stops with 0 to 2,000 frames", "the page ignores it"),
        ("hold", "-1", "a whole number from 0 to 2,000", "the page uses 0"),
        ("via_style", "x", "one of Typical, Random, Same hand", "the page uses Typical"),
        ("cycle", "round", "one of Stop, Go on to the start", "the page uses Stop"),
    ],
)
def test_nonsense_about_a_sequence_is_said_and_dropped(
    name: str, value: str, wanted: str, instead: str
) -> None:
    at = opened(**{name: value, "end_number": "7"})
    (toast,) = at.toast
    assert f"The link sets {name}={value[:20]}, but the value must be {wanted}" in toast.value
    assert toast.value.endswith(f"; {instead}.")
    assert name not in at.query_params
    assert at.text_input(key="end_number").value == "7"
    assert not at.error
    assert not run(at).toast


def test_a_list_of_stops_that_a_link_says_twice_is_said_and_dropped() -> None:
    at = app(via=["1", "2"])
    (toast,) = at.toast
    assert toast.value.startswith(
        "The link sets via=1 & 2, but the value must be a list of stops such as 5_row512"
    )
    assert "via" not in at.query_params


def test_what_is_typed_into_the_table_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    key = "table"
    edited: dict[str, Any] = {
        "edited_rows": {0: {sequence_controls.LEG: 6}, 1: {sequence_controls.REST: 5}, 2: {"x": 1}}
    }
    monkeypatch.setattr(st, "session_state", {key: edited, "route": Route("2", {2: 9})})
    sequence_controls._take_cells(key, 2)
    assert st.session_state["route"] == Route("2", {1: 6, 2: 9}, {2: 5})
    edited["edited_rows"] = {1: {sequence_controls.LEG: None}, 2: {sequence_controls.LEG: 8}}
    sequence_controls._take_cells(key, 2)
    assert st.session_state["route"] == Route("2", {1: 6}, {2: 5})


def test_a_film_that_is_too_long_can_be_mended_where_it_was_made(shown: Shown) -> None:
    at = opened(start_number="0", end_number="2", via="...", leg_frames="1-1000_2-1000", rests="1-10")
    assert "this film would have 2,009 frames" in at.error[0].value
    assert not shown
    assert at.dataframe[0].value[sequence_controls.LEG].tolist()[:2] == [1000, 1000]
    run(at.button(key="no_waypoints").click())
    assert not at.error
    assert shown["frames"].shape[0] == 60
    at = opened(leg_frames="1-2000", rests="1-10")
    assert "this film would have 2,010 frames" in at.error[0].value
    assert at.dataframe[0].value[sequence_controls.REST].tolist() == [10, 0]
