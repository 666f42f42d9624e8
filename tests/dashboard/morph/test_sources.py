"""The ends of a morph: typed, drawn, uploaded, photographed, pasted, from the map."""

import base64
from typing import Any

import numpy as np
import pytest
from drawing import draw_digit, encoded, png, shade
from pages import app, has_film, run, shown, start_codes
from PIL import Image

from dashboard.components.pad.strokes import png_of
from dashboard.draw.batching import to_pictures
from dashboard.pages import morph
from runtime import (
    DEFAULT_MODEL,
    load_reader,
    load_vae,
    measure_digits,
    random_codes,
    read_digit,
    split_number,
)

SEVEN = [[300, 200, 60, 700, 200, 60, 450, 850, 60]]


def test_missing_number_is_awaited() -> None:
    at = app()
    run(at.text_input(key="end_number").set_value(""))
    assert "end number to see the film." in at.info[0].value


def test_upload_is_split_and_morphed() -> None:
    picture = png("58")
    at = app()
    run(at.selectbox(key="start_from").set_value("picture"))
    assert at.info[0].value.endswith("Upload a picture of the start number to see the film.")
    at.file_uploader[0].upload("58.png", picture, "image/png")
    run(at)
    assert not at.error
    assert has_film(at)
    assert "<figcaption>read as 58 (" in shown(at)


def test_upload_between_two_digits_is_called_unclear() -> None:
    between = np.mean([read_digit(draw_digit(digit)) for digit in (3, 5)], axis=0)
    picture = Image.fromarray(np.rint(255 * np.kron(between, np.ones((8, 8)))).astype(np.uint8))
    at = app()
    run(at.selectbox(key="end_from").set_value("picture"))
    at.file_uploader[0].upload("between.png", encoded(picture, "png"), "image/png")
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
    assert at.session_state["current_film"].motion.true_ends is not off
    # Without a picture there is nothing to switch, and the choice is kept for the next one.
    run(at.selectbox(key="start_from").set_value("number"))
    assert not any(toggle.key == "true_ends" for toggle in at.toggle)
    assert not at.session_state["current_film"].motion.true_ends
    run(at.selectbox(key="start_from").set_value("draw"))
    assert at.toggle(key="true_ends").value is not off


def test_drawing_is_read_and_morphed() -> None:
    at = app(start_from="Draw", end_number="1")
    assert "Draw the start number to see the film." in at.info[0].value
    assert at.info[0].value.endswith("Links cannot contain pictures, so add yours again.")
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
    assert "Draw the start number" in at.info[0].value


def test_a_drawing_that_is_hardly_a_digit_is_called_unlike_mnist() -> None:
    at = app(start_from="Draw", end_number="1")
    seven = [[300, 150, 60, 900, 150, 60, 500, 900, 60]]
    bars = [[350, 400, 60, 900, 400, 60], [350, 600, 60, 800, 600, 60]]
    at.session_state["start_drawing_kept"] = seven + bars
    run(at)
    assert any("This digit does not look like those in MNIST" in caption.value for caption in at.caption)
    assert "<figcaption>unclear: " in shown(at)
    assert "read as" not in shown(at)
    assert has_film(at)


def test_a_drawing_without_digits_is_refused() -> None:
    at = app(start_from="Draw", end_number="1")
    star = [[600, 500, 60, 600 + x, 500 + y, 60] for x in (-400, 0, 400) for y in (-400, 0, 400)]
    at.session_state["start_drawing_kept"] = star
    run(at)
    assert "contains no digits; give an upright picture of 1 to 8 digits" in at.error[0].value


def test_a_drawing_of_nonsense_is_one_sentence() -> None:
    at = app(start_from="Draw")
    at.session_state["start_drawing_kept"] = [[1, 2]]
    run(at)
    assert "the drawing arrived damaged" in at.error[0].value


def test_pasted_picture_is_read() -> None:
    picture = png("58")
    at = app(end_from="Paste")
    assert "Paste a picture of the end number to see the film." in at.info[0].value
    at.session_state["end_pasted_kept"] = base64.b64encode(picture).decode()
    run(at)
    assert "<figcaption>read as 58 (" in shown(at)
    at.session_state["end_pasted_kept"] = "½"
    run(at)
    assert "the pasted picture arrived incomplete" in at.error[0].value
    at.session_state["end_pasted_kept"] = base64.b64encode(b"no picture").decode()
    run(at)
    assert "'pasted picture of the end' is not a PNG" in at.error[0].value


def test_photo_is_awaited_and_read() -> None:
    picture = encoded(shade(draw_digit(4)), "jpeg")
    at = app(start_from="Photo", end_number="9")
    assert "Take a photo of the start number" in at.info[0].value
    at.session_state["start_photo_kept"] = ("photo of the start", picture)
    run(at)
    assert "<figcaption>read as 4 (" in shown(at)
    assert has_film(at)


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
    assert "end number to see the film." in at.info[0].value
    fat = [[300, 200, 160, 700, 200, 160, 450, 850, 160]]
    at.session_state["end_drawing_kept"] = fat
    run(at)
    assert not at.error
    vae = load_vae(DEFAULT_MODEL)
    hand = at.session_state["current_film"].end.anchor(vae).digits
    wanted = min(measure_digits(hand)[0, 0], vae.card.attributes[0].high)
    thickness = measure_digits(vae.decode(start_codes(at)))[:, 0]
    assert thickness == pytest.approx([wanted, wanted], abs=0.3)
    assert load_reader().read(vae.decode(start_codes(at))).argmax(1).tolist() == [4, 1]


def test_no_hand_to_copy_is_one_sentence() -> None:
    at = app(start_style="Same hand", end_style="Same hand")
    (error,) = at.error
    assert "choose another style for the start or the end" in error.value
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
