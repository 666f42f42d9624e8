"""What was read from a picture, and what a person corrects in its boxes."""

import base64
import json
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from drawing import draw_digit, draw_number, encoded, png, speckle
from pages import app, has_film, run, shown
from PIL import Image
from streamlit.testing.v1 import AppTest

from dashboard import resources
from runtime import DEFAULT_MODEL, Correction, find_boxes, load_vae, split_number
from runtime.ink import segment
from runtime.ink.frame import find_ink
from runtime.ink.paper import open_sheet


def boxes_of(at: AppTest) -> dict[str, Any]:
    """What the page hands to its boxes."""
    (part,) = (
        part.proto for part in at.get("bidi_component") if part.proto.component_name == "latent_digits_boxes"
    )
    boxes: dict[str, Any] = json.loads(part.json)
    return boxes


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


def test_a_correction_reads_the_same_ink_again(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, separated = [], []

    def open_counted(source: Any) -> Any:
        opened.append(source)
        return open_sheet(source)

    def find_counted(*picture: Any, threshold: float) -> Any:
        separated.append(threshold)
        return find_ink(*picture, threshold=threshold)

    monkeypatch.setattr(resources, "open_sheet", open_counted)
    monkeypatch.setattr(segment, "find_ink", find_counted)
    picture = png("417")  # which no other test shows
    at = pasted(picture)
    boxes = find_boxes(picture).boxes
    separated.clear()
    corrected(at, *boxes[:2])
    corrected(at, *boxes[1:])
    assert (len(opened), separated) == (1, [])
    corrected(at, *boxes, threshold=0.45)
    assert (len(opened), separated) == (1, [0.45])


def test_corrected_boxes_decide_the_end_on_every_page() -> None:
    five, eight = find_boxes(png("58")).boxes
    at = corrected(pasted(png("58")), eight, five)
    assert "<figcaption>read as 85 (" in shown(at)
    assert boxes_of(at)["corrected"]
    end = at.session_state["current_film"].start
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
        ([(0, 0, 8, 8)], "has no ink of its own"),
        ([(9000, 9000, 8, 8)], "is outside the picture"),
        ([(40 + i, 40, 20, 80) for i in range(9)], "has 9 boxes, but a number has 1 to 8 digits"),
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
    assert at.error[0].value.endswith(
        "seems to contain 9 digits; crop it to 8 or fewer, or correct their boxes"
    )
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


def two_rows() -> bytes:
    """A picture with 74 above 574."""
    page = Image.new("L", (420, 420), 235)
    page.paste(draw_number("74"), (40, 20))
    page.paste(draw_number("574"), (20, 230))
    return encoded(page, "PNG")


def test_a_row_of_several_is_chosen() -> None:
    at = app(start_from="Upload")
    at.session_state["start_picture_kept"] = ("rows.png", two_rows())
    run(at)
    assert "read as 74 (" in shown(at)
    (row,) = (each for each in at.button_group if each.label == "Row of digits")
    row.set_value(2).run()
    assert not at.error
    assert "read as 574 (" in shown(at)


def test_a_picture_is_turned() -> None:
    at = app(start_from="Upload")
    at.session_state["start_picture_kept"] = (
        "turned.png",
        encoded(draw_digit(7).rotate(90, expand=True), "PNG"),
    )
    run(at)
    at.button(key="start_picture_boxes_turn_1").click().run()
    assert not at.error
    assert "read as 7 (" in shown(at)
