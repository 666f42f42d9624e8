"""Every page's logic through Streamlit's AppTest, on the shipped models."""

import base64
import io
import json
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from drawing import draw_digit, draw_number, encoded, shade, speckle
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Widget

from dashboard import compare, latent_map, map_view, morph, notices, resources, state
from dashboard.batching import to_pictures
from dashboard.code_end import Code
from dashboard.components.pad.strokes import png_of
from dashboard.current_morph import CurrentMorph, End, in_hand
from dashboard.downloads import FORMAT, in_words
from dashboard.map_view import MapView
from runtime import (
    DEFAULT_MODEL,
    FORMATS,
    Alignment,
    Correction,
    LatentTable,
    find_boxes,
    list_models,
    load_reader,
    load_vae,
    measure_digits,
    random_codes,
    read_digit,
    split_number,
)
from runtime.arrays import FloatArray
from runtime.leg import Motion
from runtime.neighbours import place_by_neighbours

APP = str(Path(__file__).parent.parent.parent / "streamlit_app.py")


def explore_script() -> None:
    import streamlit as st

    from dashboard import explore

    st.session_state.setdefault("model", "mlp20")
    explore.page()


def map_script() -> None:
    import streamlit as st

    from dashboard import latent_map

    st.session_state.setdefault("model", "mlp20")
    latent_map.page()


def app(**query: str) -> AppTest:
    """The whole dashboard, opened with a query."""
    at = AppTest.from_file(APP, default_timeout=60)
    at.query_params.update(query)
    return run(at)


def page(script: object, **query: str) -> AppTest:
    at = AppTest.from_function(script, default_timeout=60)  # type: ignore[arg-type]
    at.query_params.update(query)
    return run(at)


def run(what: AppTest | Widget) -> AppTest:
    """Run the script, after a change to one of its widgets or as it is."""
    at = what.run()
    assert not at.exception, at.exception
    return at


def shown(at: AppTest) -> str:
    """The page's own HTML."""
    return "".join(element.proto.body for element in at.get("html"))


def has_film(at: AppTest) -> bool:
    """Whether the page mounts its player."""
    return any(part.proto.component_name == "latent_digits_player" for part in at.get("bidi_component"))


def test_first_screen_has_a_film_and_every_download() -> None:
    at = app()
    assert has_film(at)
    formats = at.selectbox(key=FORMAT)
    assert formats.options == [in_words(ending) for ending in FORMATS]
    for ending, film_format in FORMATS.items():
        run(formats.set_value(ending))
        (button,) = at.get("download_button")
        assert button.proto.label == f"Download {film_format.label}"
    assert not at.error


@pytest.mark.parametrize("model", ["mlp20", "conv6"])
def test_link_sets_model_and_morph(model: str) -> None:
    at = app(model=model, start_number="7", end_number="2", frames="11", fps="12", path="slerp", even="false")
    assert at.session_state["model"] == model
    assert (at.text_input(key="start_number").value, at.number_input(key="frames").value) == ("7", 11)
    assert not at.toggle(key="even").value
    assert has_film(at)


def test_senseless_link_is_dropped() -> None:
    at = app(model="vae3d", frames="1000000", fps="-1", path="spiral", start_from="nowhere")
    assert at.session_state["model"] == DEFAULT_MODEL
    assert at.number_input(key="frames").value == 60
    assert has_film(at)


def test_link_sets_the_timing() -> None:
    at = app(start_number="7", easing="ease-in", stagger="0.5", align="left")
    (easing, align) = (at.button_group(key=key).value for key in ("easing", "align"))
    assert (easing, at.slider(key="stagger").value, align) == ("ease-in", 0.5, "left")
    assert has_film(at)


@pytest.mark.parametrize(
    ("start", "words"),
    [("123456789", "'123456789' is no number"), ("a7", "'a7' is no number")],
)
def test_unusable_number_is_one_sentence(start: str, words: str) -> None:
    at = app()
    run(at.text_input(key="start_number").set_value(start))
    (error,) = at.error
    assert words in error.value
    assert not has_film(at)  # the film before it is gone
    run(at.text_input(key="start_number").set_value("10"))
    assert not at.error


@pytest.mark.parametrize(("start", "end"), [("7", "41"), ("100", "99")])
def test_any_number_becomes_any_other(start: str, end: str) -> None:
    at = app(start_number=start, end_number=end)
    assert not at.error
    assert has_film(at)


def test_missing_number_is_awaited() -> None:
    at = app()
    run(at.text_input(key="end_number").set_value(""))
    assert "as soon as the end is there" in at.info[0].value


def test_upload_is_split_and_morphed() -> None:
    picture = io.BytesIO()
    draw_number("58").save(picture, "png")
    at = app()
    run(at.selectbox(key="start_from").set_value("picture"))
    assert at.info[0].value.endswith("as soon as the start is there: upload a picture of it.")
    at.file_uploader[0].upload("58.png", picture.getvalue(), "image/png")
    run(at)
    assert not at.error
    assert has_film(at)
    assert "<figcaption>read as 58 (" in shown(at)


def boxes_of(at: AppTest) -> dict[str, Any]:
    """What the page hands to its boxes."""
    (part,) = (
        part.proto for part in at.get("bidi_component") if part.proto.component_name == "latent_digits_boxes"
    )
    boxes: dict[str, Any] = json.loads(part.json)
    return boxes


def png(number: str) -> bytes:
    return encoded(draw_number(number), "png")


def corrected(at: AppTest, *boxes: tuple[int, ...], threshold: float = 0.5, source: str = "paste") -> AppTest:
    """Run the page after its boxes were corrected."""
    key = f"start_{source}_boxes_kept"
    at.session_state[key] = replace(at.session_state[key], correction=Correction.of(boxes or None, threshold))
    return run(at)


def pasted(picture: bytes) -> AppTest:
    at = app(start_from="Paste", end_number="1")
    at.session_state["start_pasted_kept"] = base64.b64encode(picture).decode()
    return run(at)


def test_a_picture_shows_its_boxes_and_what_each_reads_as() -> None:
    boxes = boxes_of(pasted(png("58")))
    assert [reading.split(", ")[0] for reading in boxes["readings"]] == ["5", "8"]
    assert boxes["boxes"] == [list(box) for box in find_boxes(png("58")).boxes]
    assert boxes["size"] == list(draw_number("58").size)
    assert not boxes["corrected"]
    assert not boxes["note"]


def test_corrected_boxes_decide_the_end_on_every_page() -> None:
    five, eight = find_boxes(png("58")).boxes
    at = corrected(pasted(png("58")), eight, five)
    assert "<figcaption>read as 85 (" in shown(at)
    assert boxes_of(at)["corrected"]
    end = at.session_state["current_morph"].start
    vae = load_vae(DEFAULT_MODEL)
    np.testing.assert_array_equal(
        end.anchor(vae).codes, vae.encode(np.stack(split_number(png("58"))))[0][::-1]
    )
    at.session_state["start_from"] = "number"
    run(at)
    at.session_state["start_from"] = "paste"
    assert "<figcaption>read as 85 (" in shown(run(at))  # another source and back
    at.session_state["start_pasted_kept"] = base64.b64encode(png("53")).decode()
    assert "<figcaption>read as 53 (" in shown(run(at))  # another picture
    assert not boxes_of(at)["corrected"]


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        ([(0, 0, 8, 8)], "holds no ink of its own"),
        ([(9000, 9000, 8, 8)], "is beside the picture"),
        ([(40 + i, 40, 20, 80) for i in range(9)], "9 boxes on .*; a number has 1 to 8 digits"),
    ],
)
def test_boxes_that_fit_nothing_are_one_sentence_and_stay_correctable(
    boxes: list[tuple[int, ...]], words: str
) -> None:
    at = corrected(pasted(png("58")), *boxes)
    (error,) = at.error
    assert re.search(words, error.value)
    assert boxes_of(at)["note"] == error.value
    assert boxes_of(at)["boxes"] == [list(box) for box in boxes]
    assert not has_film(at)
    corrected(at)
    assert not at.error
    assert "<figcaption>read as 58 (" in shown(at)


def test_nine_digits_may_be_corrected() -> None:
    at = pasted(png("123456789"))
    assert at.error[0].value.endswith("seems to hold 9 digits; cut it to 8 or fewer, or correct its boxes")
    boxes = boxes_of(at)["boxes"]
    assert len(boxes) == 9
    corrected(at, *boxes[:8])
    assert not at.error
    assert "<figcaption>read as 12345678 (" in shown(at)


@pytest.mark.parametrize("threshold", [0.1, 0.9])
def test_any_threshold_leaves_the_boxes_on_the_page(threshold: float) -> None:
    grainy = encoded(speckle(draw_number("58"), count=400, noise=25), "png")
    at = corrected(pasted(grainy), threshold=threshold)
    assert boxes_of(at)["threshold"] == threshold


def test_upload_between_two_digits_is_called_unclear() -> None:
    between = np.mean([read_digit(draw_digit(digit)) for digit in (3, 5)], axis=0)
    picture = io.BytesIO()
    Image.fromarray(np.rint(255 * np.kron(between, np.ones((8, 8)))).astype(np.uint8)).save(picture, "png")
    at = app()
    run(at.selectbox(key="end_from").set_value("picture"))
    at.file_uploader[0].upload("between.png", picture.getvalue(), "image/png")
    run(at)
    assert "<figcaption>unclear: 3 or 5</figcaption>" in shown(at)


def test_broken_upload_names_the_file() -> None:
    at = app()
    run(at.selectbox(key="start_from").set_value("picture"))
    at.file_uploader[0].upload("seven.png", b"no picture", "image/png")
    run(at)
    assert at.error[0].value.startswith("'seven.png'")
    assert not at.info  # nor does the page ask for what was just given


@pytest.mark.parametrize("off", [False, True])
def test_a_film_starts_on_the_very_drawing(monkeypatch: pytest.MonkeyPatch, off: bool) -> None:
    drawn: dict[str, Any] = {}
    monkeypatch.setattr(morph, "player", lambda frames, line, **more: drawn.update(frames=frames))
    at = app(start_from="Draw", end_number="1", true_ends="true")
    assert at.toggle(key="true_ends").value
    at.session_state["start_drawing_kept"] = SEVEN
    run(at)
    digits = np.stack(split_number(png_of(SEVEN)))
    if off:
        run(at.toggle(key="true_ends").set_value(False))
        digits = load_vae(DEFAULT_MODEL).reconstruct(digits)
    np.testing.assert_array_equal(drawn["frames"][0], to_pictures(digits)[0])
    assert at.session_state["current_morph"].motion.true_ends is not off
    # Without a picture there is nothing to switch, and the choice is kept for the next one.
    run(at.selectbox(key="start_from").set_value("number"))
    assert not any(toggle.key == "true_ends" for toggle in at.toggle)
    assert not at.session_state["current_morph"].motion.true_ends
    run(at.selectbox(key="start_from").set_value("draw"))
    assert at.toggle(key="true_ends").value is not off


SEVEN = [[300, 200, 60, 700, 200, 60, 450, 850, 60]]


def test_drawing_is_read_and_morphed() -> None:
    at = app(start_from="Draw", end_number="1")
    assert "as soon as the start is there: draw it on the pad" in at.info[0].value
    assert at.info[0].value.endswith("A link does not carry pictures: give yours again.")
    assert not at.error
    at.session_state["start_drawing_kept"] = SEVEN
    run(at)
    assert "<figcaption>read as 7 (" in shown(at)
    assert "<figcaption>original" in shown(at)
    assert not any("unlike" in caption.value for caption in at.caption)
    assert has_film(at)
    at.session_state["start_drawing_kept"] = []
    run(at)
    assert not at.error
    assert "draw it on the pad" in at.info[0].value


def test_a_drawing_that_is_no_digit_is_called_unlike_mnist() -> None:
    at = app(start_from="Draw", end_number="1")
    star = [[600, 500, 60, 600 + x, 500 + y, 60] for x in (-400, 0, 400) for y in (-400, 0, 400)]
    at.session_state["start_drawing_kept"] = star
    run(at)
    assert any("This is unlike MNIST's digits" in caption.value for caption in at.caption)
    assert "<figcaption>unclear: " in shown(at)
    assert "read as" not in shown(at)
    assert has_film(at)


def test_a_drawing_of_nonsense_is_one_sentence() -> None:
    at = app(start_from="Draw")
    at.session_state["start_drawing_kept"] = [[1, 2]]
    run(at)
    assert "the drawing is not made of strokes" in at.error[0].value


def test_pasted_picture_is_read() -> None:
    picture = io.BytesIO()
    draw_number("58").save(picture, "png")
    at = app(end_from="Paste")
    assert "as soon as the end is there: paste a picture of it" in at.info[0].value
    at.session_state["end_pasted_kept"] = base64.b64encode(picture.getvalue()).decode()
    run(at)
    assert "<figcaption>read as 58 (" in shown(at)
    at.session_state["end_pasted_kept"] = "½"
    run(at)
    assert "what was pasted did not arrive whole" in at.error[0].value
    at.session_state["end_pasted_kept"] = base64.b64encode(b"no picture").decode()
    run(at)
    assert "'pasted picture of the end' is not a PNG" in at.error[0].value


def test_photo_is_awaited_and_read() -> None:
    picture = io.BytesIO()
    shade(draw_digit(4)).save(picture, "jpeg")
    at = app(start_from="Photo", end_number="9")
    assert "take a photo of it" in at.info[0].value
    at.session_state["start_photo_kept"] = ("photo of the start", picture.getvalue())
    run(at)
    assert "<figcaption>read as 4 (" in shown(at)
    assert has_film(at)


def start_codes(at: AppTest) -> FloatArray:
    """The codes of the start, as the film has them."""
    morph = at.session_state["current_morph"]
    vae = load_vae(at.session_state["model"])
    each = (morph.start, morph.start.anchor(vae), morph.end, morph.end.anchor(vae))
    return in_hand(vae, *each)[0].codes


def test_a_link_draws_digits_at_random_and_another_seed_draws_others() -> None:
    at = app(start_number="33", start_style="Random", start_seed="5")
    assert at.number_input(key="start_seed").value == 5
    np.testing.assert_array_equal(start_codes(at), random_codes(load_vae(DEFAULT_MODEL), "33", 5))
    run(at.button(key="start_seed_next").click())
    assert at.number_input(key="start_seed").value == 6
    np.testing.assert_array_equal(start_codes(at), random_codes(load_vae(DEFAULT_MODEL), "33", 6))
    assert has_film(at)
    assert not at.error


def test_the_last_seed_is_followed_by_the_first() -> None:
    at = app(start_style="Random", start_seed="9999999")
    run(at.button(key="start_seed_next").click())
    assert at.number_input(key="start_seed").value == 0


def test_a_typed_number_takes_the_hand_of_a_drawing() -> None:
    at = app(start_number="41", start_style="Same hand", end_from="Draw")
    assert "as soon as the end is there" in at.info[0].value
    fat = [[300, 200, 160, 700, 200, 160, 450, 850, 160]]
    at.session_state["end_drawing_kept"] = fat
    run(at)
    assert not at.error
    vae = load_vae(DEFAULT_MODEL)
    hand = at.session_state["current_morph"].end.anchor(vae).digits
    wanted = min(measure_digits(hand)[0, 0], vae.card.attributes[0].high)
    thickness = measure_digits(vae.decode(start_codes(at)))[:, 0]
    assert thickness == pytest.approx([wanted, wanted], abs=0.3)
    assert vae.reader.read(vae.decode(start_codes(at))).argmax(1).tolist() == [4, 1]


def test_no_hand_to_copy_is_one_sentence() -> None:
    at = app(start_style="Same hand", end_style="Same hand")
    (error,) = at.error
    assert "choose another style for one of them" in error.value
    at.session_state["end_style"] = "random"
    run(at)
    assert not at.error
    assert has_film(at)


def test_map_rows_become_ends() -> None:
    at = app()
    run(at.selectbox(key="start_from").set_value("map"))
    run(at.selectbox(key="end_from").set_value("map"))
    run(at.number_input(key="end_row").set_value(69_999))
    assert has_film(at)
    assert not at.error


def explored(at: AppTest, model: str = "mlp20") -> np.ndarray:
    code: np.ndarray = at.session_state[state.code_key(model)]
    return code


def test_explore_opens_with_a_typical_three_and_a_link_to_it() -> None:
    at = page(explore_script)
    np.testing.assert_allclose(explored(at), load_vae("mlp20").preset(3), atol=0.0051)
    assert at.query_params["z"] == state.pack_code(explored(at).tolist())
    assert not at.warning


def test_explore_takes_its_code_from_the_link() -> None:
    code = [round(0.1 * number - 0.9, 2) for number in range(20)]
    at = page(explore_script, z=state.pack_code(code))
    np.testing.assert_allclose(explored(at), code, atol=1e-6)
    assert not at.warning


@pytest.mark.parametrize(
    "z",
    ["1_2_3", "", "<script>alert(1)</script>", "_".join(["nan"] * 20), "_".join(["1e9"] * 20), "9" * 5000],
)
def test_link_without_a_code_is_a_typical_three_and_one_sentence(z: str) -> None:
    at = page(explore_script, z=z)
    np.testing.assert_allclose(explored(at), load_vae("mlp20").preset(3), atol=0.0051)
    (warning,) = at.warning
    assert "no code of mlp20, which is 20 numbers" in warning.value
    assert "script" not in warning.value


def test_explore_reads_the_link_once() -> None:
    at = page(explore_script, z="1_2_3")
    at.session_state["model"] = "conv6"
    assert not run(at).warning


def test_own_digit_goes_onto_the_sliders_with_its_posterior() -> None:
    vae = load_vae("mlp20")
    picture = io.BytesIO()
    draw_number("7").save(picture, "png")
    at = page(explore_script)
    at.file_uploader[0].upload("7.png", picture.getvalue(), "image/png")
    run(at)
    assert not at.error
    mu, logvar = vae.encode(at.session_state[state.OWN_DIGIT])
    np.testing.assert_allclose(explored(at), mu[0], atol=0.0051)
    np.testing.assert_array_equal(at.session_state[state.posterior_key("mlp20")][1], np.exp(logvar[0] / 2))
    own = explored(at)
    at.session_state[state.code_key("mlp20")] = np.zeros(20, np.float32)
    run(run(at).button(key="own_again").click())
    np.testing.assert_array_equal(explored(at), own)


def test_own_digit_that_cannot_be_read_is_one_sentence() -> None:
    at = page(explore_script)
    at.file_uploader[0].upload("seven.png", b"no picture", "image/png")
    (error,) = run(at).error
    assert error.value.startswith("'seven.png'")


def test_map_shows_a_chosen_point_and_makes_it_an_end() -> None:
    at = page(map_script, point="512")
    latents = load_vae("mlp20").latents
    assert any(f"A **{latents.label[512]}**: image 512 of" in text.value for text in at.markdown)
    run(at.button(key="use_as_end").click())
    assert (at.session_state["end_from"], at.session_state["end_row"]) == ("map", 512)
    assert "The morph's end is now row 512" in at.toast[0].value


def test_the_neighbours_of_a_point_lead_on() -> None:
    at = page(map_script, point="512")
    neighbours = [button for button in at.button if (button.key or "").startswith("neighbour_")]
    assert len(neighbours) == 5
    row = int(str(neighbours[0].key).removeprefix("neighbour_"))
    assert row != 512
    run(neighbours[0].click())
    assert at.number_input(key="point").value == row


def test_a_point_goes_onto_the_sliders_of_explore() -> None:
    at = page(map_script, point="512")
    run(at.button(key="use_in_explore").click())
    code = at.session_state[state.code_key("mlp20")]
    np.testing.assert_allclose(code, load_vae("mlp20").latents.mu[512].astype(float), atol=0.006)


@pytest.mark.parametrize(("model", "view"), [("mlp20", "PCA"), ("plane2", "Two dimensions")])
def test_an_empty_place_of_the_map_becomes_an_end(model: str, view: str) -> None:
    at = AppTest.from_function(map_script, default_timeout=60)
    at.query_params.update(view=view, place="1.5_-0.25", point="512")
    at.session_state["model"] = model
    run(at)
    run(at.button(key="use_as_end").click())
    assert at.toast[0].value == "The morph's end is now this code."
    vae = load_vae(model)
    plane = MapView("pca" if view == "PCA" else "dimensions", 0, 1).plane(
        vae, vae.latents.mu[512].astype(np.float32) if view == "PCA" else np.zeros(2, np.float32)
    )
    assert plane is not None
    z = plane.codes(np.array([[1.5, -0.25]], np.float32))
    morph = at.session_state["current_morph"]
    assert (at.session_state["end_from"], morph.start) == ("code", End("number", "32"))
    np.testing.assert_allclose(morph.end.anchor(vae).codes, z, atol=0.0051)


def test_the_map_draws_a_morph_from_a_code_in_every_model(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, Any] = {}
    monkeypatch.setattr(latent_map, "scatter", lambda data, on_change: drawn.update(data))
    at = AppTest.from_function(map_script, default_timeout=60)
    seven = Code.of("res16", load_vae("res16").preset(7))
    at.session_state["current_morph"] = CurrentMorph(End("code", code=seven), End("number", "1"), 9)
    for name in ("res16", "mlp20"):
        at.session_state["model"] = name
        run(at)
        assert not at.error
        vae = load_vae(name)
        place = MapView("umap").place_of(vae, seven.z(vae)[None])[0]
        (line,) = drawn["lines"]
        np.testing.assert_allclose(line["places"][0], place, atol=1e-3)


@pytest.mark.parametrize("point", ["70000", "-1", "x", "½", ""])
def test_map_drops_a_senseless_point(point: str) -> None:
    at = page(map_script, point=point)
    assert at.number_input(key="point").value == 0


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
    at = AppTest.from_function(map_script, default_timeout=60)
    at.query_params.update(query)
    ends = End("number", start), End("number", end)
    at.session_state["current_morph"] = CurrentMorph(*ends, frame_count, Motion(align=align))
    return run(at), drawn


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
    morph = at.session_state["current_morph"]
    ends = {"start": morph.start, "end": morph.end}
    assert ends.pop(end) == End("map", row=7)
    assert list(ends.values()) == [End("number", "58")]
    assert at.toast[0].value == f"The morph's {end} is now row 7."
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
    assert "first digit, which grows there; second digit." in drawn["alt"]


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
    assert at.toast[0].value == "The morph now passes row 7 on its way."
    assert at.query_params["via"] in ("row7", ["row7"])
    vae = load_vae("mlp20")
    place = MapView("umap").place_of(vae, vae.latents.mu[[7]].astype(np.float32))[0]
    assert np.abs(np.array(drawn["lines"][0]["places"]) - place).max(1).min() < 1e-3
    film = app(start_number="3", end_number="8", via="row7_row512")
    assert any("By way of row 7, row 512." in text.value for text in film.caption)
    run(film.button(key="no_waypoints").click())
    assert not any("By way of" in text.value for text in film.caption)
    assert has_film(film)


def test_a_waypoint_joins_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    at, _ = morph_map(monkeypatch, "0", "9", via="...", point="77")
    run(at.button(key="use_as_waypoint").click())
    assert at.toast[0].value == "The morph now passes row 77 on its way."
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
        "Row 512 is left out: this film would have 2,998 frames, and the page"
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


def view_after(at: AppTest, model: str) -> str:
    """The view that the map shows when another model is chosen."""
    at.session_state["model"] = model
    return str(run(at).button_group(key="view").value)


def test_two_latents_open_on_their_own_space_whatever_was_shown_before() -> None:
    at = page(map_script, view="PCA")
    assert view_after(at, "plane2") == "dimensions"
    assert at.toggle(key="manifold").value
    assert not at.warning
    assert view_after(at, "mlp20") == "pca"
    assert not at.toggle(key="manifold").value
    assert view_after(at, "conv6") == "pca"


def test_a_view_that_was_chosen_for_two_latents_is_kept_for_them() -> None:
    at = page(map_script)
    at.session_state["model"] = "plane2"
    run(run(at).button_group(key="view").set_value("pca"))
    assert view_after(at, "mlp20") == "umap"
    assert view_after(at, "plane2") == "pca"


def html_of(at: AppTest) -> list[Any]:
    return list(at.get("html"))


def selected(at: AppTest) -> list[int]:
    """Counts per digit, as the selection's bars say them."""
    (html,) = (text.value for text in html_of(at) if "Selected digits" in text.value)
    return [int(count.replace(",", "")) for count in re.findall(r"<td>([\d,]+)</td></tr>", html)]


def test_a_selection_in_the_link_is_counted() -> None:
    labels = load_vae("mlp20").latents.label
    everything = "0_0_65535_0_65535_65535_0_65535"
    at = page(map_script, area=everything)
    # A place on the square's right or upper side is outside by the even-odd rule.
    np.testing.assert_allclose(selected(at), np.bincount(labels), atol=2)
    assert selected(page(map_script, area=everything, hide="358"))[3] == 0
    run(at.button(key="clear_selection").click())
    assert not any("Selected digits" in text.value for text in html_of(at))
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
    at = page(map_script, **{parameter: value})
    (toast,) = at.toast
    assert notices.plain(f"The address says {parameter}={value[:20]}") in toast.value
    assert at.query_params.get(parameter) not in (value, [value])


def test_a_place_of_a_flat_view_is_decoded() -> None:
    at = page(map_script, view="PCA", place="1.5_-0.25", point="512")
    assert any(
        "PCA 1 = 1.50, PCA 2 = -0.25" in text.value and "row 512" in text.value for text in at.markdown
    )
    run(at.toggle(key="through").set_value(True))
    assert any("the rest at its mean" in text.value for text in at.markdown)


def test_a_place_is_forgotten_with_its_view() -> None:
    at = page(map_script, view="PCA", place="1.5_-0.25", at="0_0_3", hide="3")
    run(at.button_group(key="view").set_value("umap"))
    assert "place" not in at.query_params
    assert "at" not in at.query_params
    assert at.query_params["hide"] in ("3", ["3"])


def test_ones_own_digit_is_a_star() -> None:
    picture = io.BytesIO()
    draw_number("5").save(picture, "png")
    at = page(map_script)
    at.file_uploader[0].upload("5.png", picture.getvalue(), "image/png")
    run(at)
    assert not at.error
    assert at.session_state[state.OWN_DIGIT].shape == (28, 28)


def compare_script() -> None:
    import streamlit as st

    from dashboard import compare

    st.session_state.setdefault("model", "mlp20")
    compare.page()


@pytest.mark.parametrize("source", ["Typical digit", "From the map"])
def test_two_models_draw_the_same_digit(source: str) -> None:
    at = page(compare_script, of=source, digit="7", into="2")
    assert not at.error
    pictures = [text.value for text in html_of(at)]
    other = at.selectbox(key="with").value
    for name in ("mlp20", other):
        assert any(f"The digit, drawn by {name}" in html for html in pictures)
        assert any(f"path of {name}" in html for html in pictures)
    errors = [text.value for text in at.caption if "error 0." in text.value]
    assert len(errors) == (2 if source == "Typical digit" else 0)


@pytest.mark.parametrize(("first", "second"), list(combinations(list_models(), 2)))
def test_compare_opens_with_digits_that_both_models_draw_right(first: str, second: str) -> None:
    at = page(compare_script)
    digits = [int(at.selectbox(key=key).value or 0) for key in ("digit", "into")]
    models = (load_vae(first), load_vae(second))
    artist = compare.better(models)
    assert artist.card.metrics["mse"].value == min(vae.card.metrics["mse"].value for vae in models)
    images = np.stack([compare.typical(artist, digit) for digit in digits])
    for vae in models:
        assert load_reader().read(vae.reconstruct(images)).argmax(1).tolist() == digits


def test_an_upload_is_compared() -> None:
    picture = io.BytesIO()
    draw_number("5").save(picture, "png")
    at = page(compare_script, of="Your picture")
    assert "Upload a digit" in at.info[0].value
    at.file_uploader[0].upload("5.png", picture.getvalue(), "image/png")
    run(at)
    assert not at.info
    assert sum("error 0." in text.value for text in at.caption) == 2


@pytest.mark.parametrize(
    ("name", "value", "wanted", "instead"),
    [
        *[
            ("frames", value, "a whole number from 2 to 2,000", "60")
            for value in ("inf", "nan", "9" * 5000, "1.5")
        ],
        ("frames", "99999", "a whole number from 2 to 2,000", "60"),
        ("fps", "0", "a whole number from 1 to 120", "30"),
        ("height", "-1e999", "a whole number from 28 to 1,080", "448"),
        ("path", "nope", "one of geodesic, linear, slerp", "geodesic"),
        ("path", "", "one of geodesic, linear, slerp", "geodesic"),
        ("colours", "nope", "one of White on black, Black on white", "White on black"),
        ("stagger", "inf", "a number from 0 to 1", "0.0"),
        ("stagger", "1.5", "a number from 0 to 1", "0.0"),
        ("easing", "nope", "one of linear, ease-in", "linear"),
        ("align", "nope", "one of right, centre, left", "right"),
        ("even", "perhaps", "true or false", "on"),
        ("start_from", "nope", "one of Type it, Draw", "Type it"),
        ("start_style", "nope", "one of Typical, Random, Same hand", "Typical"),
        ("model", "nope", "one of res16, conv6", DEFAULT_MODEL),
    ],
)
def test_nonsense_in_a_link_is_said_and_dropped(name: str, value: str, wanted: str, instead: str) -> None:
    at = app(**{name: value, "end_number": "7"})
    (toast,) = at.toast
    assert f"The address says {name}={value[:20] or 'nothing'}, which is not {wanted}" in toast.value
    assert toast.value.endswith(f": {instead} is used instead.")
    assert name not in at.query_params
    assert at.button_group(key="model").value == DEFAULT_MODEL
    assert at.text_input(key="end_number").value == "7"  # the rest of the link holds
    assert has_film(at)
    assert not at.error
    assert not run(at).toast


@pytest.mark.parametrize(("end", "value"), [("start", "abc"), ("end", "inf"), ("end", "70000")])
def test_a_row_that_is_none_is_the_first(end: str, value: str) -> None:
    at = app(**{f"{end}_from": "From the map", f"{end}_row": value})
    (toast,) = at.toast
    first = {"start": 0, "end": 1}[end]
    assert toast.value.endswith(f"a whole number from 0 to 69,999: {first} is used instead.")
    assert at.number_input(key=f"{end}_row").value == first
    assert has_film(at)


@pytest.mark.parametrize("value", ["-1", "10000000", "inf"])
def test_a_seed_that_is_none_is_the_first(value: str) -> None:
    at = app(end_style="Random", end_seed=value)
    (toast,) = at.toast
    assert toast.value.endswith("a whole number from 0 to 9,999,999: 0 is used instead.")
    assert at.number_input(key="end_seed").value == 0
    assert has_film(at)


def test_several_nonsenses_are_a_sentence_each() -> None:
    at = app(frames="inf", fps="0", view="top", **{"with": "<b>*nope*</b>", "of_row": "inf", "point": "nan"})
    said = sorted(toast.value for toast in at.toast)
    assert [sentence.split("=")[0].rpartition(" ")[2] for sentence in said] == [
        "fps",
        "frames",
        "of_row",
        "point",
        "view",
        "with",
    ]
    assert said[-2].endswith("view=top, which is not one of UMAP, PCA, Two dimensions: it is left out.")
    assert said[-1].startswith("The address says with=?b??nope???b?, which is not one of")
    assert said[-1].endswith("it is left out.")
    assert has_film(at)


@pytest.mark.parametrize(
    ("name", "value", "most"),
    [("x_conv6", "6", 5), ("y_mlp20", "-1", 19), ("x_plane2", "nan", 1), ("y_res16", "", 15)],
)
def test_an_axis_that_the_model_lacks_is_said_and_dropped(name: str, value: str, most: int) -> None:
    at = app(**{name: value})
    (toast,) = at.toast
    model = name.partition("_")[2]
    told = notices.plain(f"The address says {name}={value or 'nothing'}, which is not a dimension of {model}")
    assert toast.value.replace("\\", "") == f"{told}, 0 to {most}: it is left out.".replace("\\", "")
    assert name not in at.query_params
    assert not app(**{name: str(most)}).toast


def test_a_model_in_the_link_decides_with_what_it_may_be_compared() -> None:
    (toast,) = app(**{"model": "mlp20", "with": "mlp20"}).toast
    assert "with=mlp20, which is not one of res16, conv6" in toast.value
    assert not app(**{"model": "mlp20", "with": DEFAULT_MODEL}).toast


EMPTY = [
    "easing",
    "stagger",
    "align",
    "model",
    "path",
    "colours",
    "start_from",
    "start_number",
    "start_style",
    "start_seed",
    "frames",
    "fps",
    "even",
    "height",
    "pixels",
]


@pytest.mark.parametrize("parameter", EMPTY)
def test_empty_parameter_does_not_break_the_page(parameter: str) -> None:
    at = app(**{parameter: ""})
    assert all("None" not in error.value for error in at.error)


def test_empty_view_is_the_first() -> None:
    at = page(map_script, view="")
    assert any("A **" in text.value for text in at.markdown)


def test_map_shows_any_two_dimensions() -> None:
    at = page(map_script, view="Two dimensions")
    across, up = at.selectbox
    assert across.value != up.value
    run(across.set_value(5))
    assert not at.error


def test_model_without_folder_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_DIGITS_MODELS", str(tmp_path))
    at = app()
    assert "no model in" in at.error[0].value
