"""The boxes of a picture's digits, corrected as a person does it."""

import base64
import re

import pytest
from drawing import draw_number, encoded
from playwright.sync_api import Browser, Locator, Page, expect
from steps import choose, settle, visit

PASTE = """(picture) => {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], "clip", { type: "image/png" }));
    const how = { clipboardData, bubbles: true, composed: true };
    document.body.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def open_boxes(page: Page, dashboard: str, number: str, *, gap: float = 0.35) -> None:
    """Paste a picture of a number as the start, and unfold its boxes."""
    visit(page, f"{dashboard}/?start_from=Paste&end_number=1")
    expect(page.locator(".st-key-start_pasted .zone")).to_contain_text("Copy a picture")
    paste(page, number, gap=gap)
    unfold(page)


def paste(page: Page, number: str, *, gap: float = 0.35) -> None:
    page.evaluate(PASTE, base64.b64encode(encoded(draw_number(number, gap=gap), "png")).decode())
    expect(page.locator(".st-key-start figcaption").first).to_have_text(re.compile("read as|unclear"))
    settle(page)


def unfold(page: Page) -> None:
    page.get_by_role("button", name="How the picture was read").click()
    expect(page.locator(".boxes")).to_be_visible()


def boxes(page: Page) -> Locator:
    return page.locator(".boxes .box")


def expect_readings(page: Page, *digits: str) -> None:
    """Wait until the boxes, in their order, say these digits, and so does the page."""
    expect(boxes(page).locator(".reading b")).to_have_text(list(digits))
    expect(page.locator(".st-key-start figcaption").first).to_contain_text("".join(digits))


def drag(page: Page, *places: tuple[float, float]) -> None:
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def place_of(box: Locator) -> dict[str, float]:
    place = box.bounding_box()
    assert place
    return {side: place[side] for side in ("x", "y", "width", "height")}


def test_an_edge_is_dragged_and_taken_back(page: Page, dashboard: str) -> None:
    open_boxes(page, dashboard, "17")
    expect_readings(page, "1", "7")
    seven = place_of(boxes(page).nth(1))
    bottom = (seven["x"] + seven["width"] / 2, seven["y"] + seven["height"] - 2)
    drag(page, bottom, (bottom[0], seven["y"] + 12))  # only the bar of the 7 is left
    expect(boxes(page).nth(1).locator(".reading b")).not_to_have_text("7")
    settle(page)
    after = place_of(boxes(page).nth(1))
    assert after["y"] == pytest.approx(seven["y"], abs=1)
    assert after["height"] < seven["height"] / 3
    expect(boxes(page).nth(0).locator(".reading b")).to_have_text("1")
    page.keyboard.press("Control+z")
    expect_readings(page, "1", "7")


def test_a_double_click_splits_and_the_page_counts_again(page: Page, dashboard: str) -> None:
    open_boxes(page, dashboard, "38", gap=0.05)
    expect_readings(page, "3", "8")
    boxes(page).first.focus()
    page.keyboard.press("m")
    expect(boxes(page)).to_have_count(1)
    settle(page)
    place = place_of(boxes(page).first)
    page.mouse.dblclick(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect_readings(page, "3", "8")


def test_merge_split_reorder_and_delete_by_keys(page: Page, dashboard: str) -> None:
    open_boxes(page, dashboard, "571")
    expect_readings(page, "5", "7", "1")
    boxes(page).first.focus()
    page.keyboard.press("m")
    expect(boxes(page)).to_have_count(2)
    settle(page)
    page.keyboard.press("s")  # the box that was made has the focus
    expect_readings(page, "5", "7", "1")
    page.keyboard.press(".")
    expect_readings(page, "7", "5", "1")
    page.keyboard.press("Delete")
    expect_readings(page, "7", "1")
    expect(boxes(page).nth(1)).to_have_attribute("aria-label", re.compile(r"^Box 2 of 2: 1, \d\d %$"))
    expect(boxes(page).nth(1)).to_be_focused()
    page.get_by_role("button", name="Start over").click()
    expect_readings(page, "5", "7", "1")


def test_keys_go_on_after_a_step_back(page: Page, dashboard: str) -> None:
    open_boxes(page, dashboard, "571")
    expect_readings(page, "5", "7", "1")
    boxes(page).nth(2).focus()
    page.keyboard.press(",")
    expect_readings(page, "5", "1", "7")
    page.keyboard.press("Control+z")
    expect_readings(page, "5", "7", "1")
    page.keyboard.press("Delete")  # of the box that kept the focus
    expect_readings(page, "5", "1")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")  # there is nothing more to take back
    expect_readings(page, "5", "7", "1")
    page.keyboard.press("m")
    expect(boxes(page)).to_have_count(2)


def test_a_box_without_ink_is_one_sentence_and_can_be_moved_back(page: Page, dashboard: str) -> None:
    open_boxes(page, dashboard, "17")
    stage = place_of(page.locator(".boxes .stage"))
    page.get_by_role("button", name="Add", exact=True).click()
    expect(boxes(page)).to_have_count(3)
    settle(page)
    added = place_of(boxes(page).nth(2))
    middle = (added["x"] + added["width"] / 2, added["y"] + added["height"] / 2)
    drag(page, middle, (stage["x"] + stage["width"] - added["width"] / 2 - 1, middle[1]))
    expect(page.locator(".boxes .note")).to_contain_text("box 3 of")
    expect(page.get_by_test_id("stAlert").first).to_contain_text("has no ink of its own")
    page.keyboard.press("Delete")
    expect_readings(page, "1", "7")
    expect(page.locator(".boxes .note")).to_be_empty()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_the_threshold_drops_and_keeps_ink(page: Page, dashboard: str) -> None:
    open_boxes(page, dashboard, "17")
    slider = page.get_by_role("slider", name="Ink threshold")
    for _ in range(3):
        slider.press("ArrowRight")
    expect(page.locator(".boxes output")).to_have_text("0.65")
    expect_readings(page, "1", "7")
    page.get_by_role("button", name="Start over").click()
    expect(page.locator(".boxes output")).to_have_text("0.50")


def test_boxes_outlive_sources_and_pages_but_not_their_picture(page: Page, dashboard: str) -> None:
    open_boxes(page, dashboard, "571")
    boxes(page).first.focus()
    page.keyboard.press("Delete")
    expect_readings(page, "7", "1")
    page.keyboard.press("Escape")
    choose(page, "start_from", "Type it")
    choose(page, "start_from", "Paste")
    unfold(page)
    expect_readings(page, "7", "1")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Explore").click()
    page.wait_for_url("**/explore**")
    settle(page)
    page.get_by_role("link", name="Morph").click()
    choose(page, "start_from", "Paste")
    unfold(page)
    expect_readings(page, "7", "1")
    page.keyboard.press("Escape")
    paste(page, "571", gap=0.5)
    expect(page.locator(".st-key-start figcaption").first).to_contain_text("read as 571")
    unfold(page)
    expect_readings(page, "5", "7", "1")


def test_a_finger_moves_a_box(browser: Browser, dashboard: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    open_boxes(page, dashboard, "17")
    box = boxes(page).nth(1)
    box.scroll_into_view_if_needed()
    before, stage = place_of(box), place_of(page.locator(".boxes .stage"))
    assert stage["x"] >= 0
    assert stage["x"] + stage["width"] <= 390
    touch = context.new_cdp_session(page)
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    for kind, places in [
        ("touchStart", [(x, y)]),
        ("touchMove", [(x, y + 8)]),
        ("touchMove", [(x, y + 20)]),
        ("touchEnd", []),
    ]:
        fingers = [{"x": x, "y": y} for x, y in places]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    settle(page)
    after = place_of(boxes(page).nth(1))
    assert after["y"] == pytest.approx(before["y"] + 20, abs=2)
    assert place_of(page.locator(".boxes .stage")) == pytest.approx(stage, abs=1)  # nothing scrolled
    context.close()
