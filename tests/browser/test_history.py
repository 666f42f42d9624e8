"""The browser's way back and forward, from page to page."""

import numpy as np
import pytest
from exploring import at_rest, code, do, explore, glide, picture, told, wait_for_another
from playwright.sync_api import Page, expect
from steps import choose, enter, press, settle, skip, visit, wait_until

from dashboard.session import code_text
from runtime import DEFAULT_MODEL, Vae, load_vae

# Note in ``afterwards`` the address that the page has one frame after the mouse is let go.
NOTE_ADDRESS = """() => addEventListener("pointerup", () => setTimeout(() =>
    requestAnimationFrame(() => setTimeout(() => { window.afterwards = location.href; }))), { once: true })"""


@pytest.fixture(scope="module")
def vae() -> Vae:
    return load_vae(DEFAULT_MODEL)


def to(page: Page, title: str) -> None:
    """Follow the link to a page."""
    page.get_by_role("link", name=title).click()
    at(page, title)


def at(page: Page, title: str) -> None:
    """Wait until the page has come."""
    expect(page.locator(".st-key-header h3")).to_have_text(title)
    settle(page)


def back(page: Page, title: str) -> None:
    page.go_back()
    at(page, title)


def go_forward(page: Page, title: str) -> None:
    page.go_forward()
    at(page, title)


def arranged_map(page: Page) -> None:
    """On the map choose a view and a row, hide a digit, zoom in and select some points."""
    page.wait_for_function("performance.getEntriesByName('map-drawn').length > 0")
    page.get_by_role("radio", name="PCA").click()
    settle(page)
    enter(page, "point", "4711")
    page.locator(".legend button.digit").nth(3).click()
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url("**at=*")
    page.get_by_role("button", name="Lasso").click()
    box = page.locator("canvas.over").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 60, y - 60)
    page.mouse.down()
    for across, down in ((60, -60), (60, 60), (-60, 60)):
        page.mouse.move(x + across, y + down, steps=4)
    page.mouse.up()
    page.wait_for_url("**area=*")
    settle(page)


def said(page: Page) -> dict[str, str]:
    """The address, whatever its order."""
    found: dict[str, str] = page.evaluate("Object.fromEntries(new URL(location).searchParams)")
    return found


def expect_arranged(page: Page, address: dict[str, str]) -> None:
    expect(page.get_by_role("radio", name="PCA")).to_be_checked()
    expect(page.locator(".st-key-point input")).to_have_value("4711")
    expect(page.locator(".legend button.digit[aria-pressed=false]")).to_have_count(1)
    expect(page.locator("table.counts")).to_be_visible()
    wait_until(page, lambda: said(page) == address)
    assert said(page) == address


@pytest.mark.parametrize("opened", ["map", ""])
def test_the_map_is_as_it_was_left(page: Page, dashboard: str, opened: str) -> None:
    visit(page, f"{dashboard}/{opened}")
    if not opened:
        to(page, "Latent map")
    arranged_map(page)
    address = said(page)
    assert set(address) == {"view", "point", "hide", "at", "area"}
    to(page, "Morph")
    back(page, "Latent map")
    expect_arranged(page, address)
    go_forward(page, "Morph")
    to(page, "Latent map")
    expect_arranged(page, address)
    for _ in range(2):  # past an address of either page, which Streamlit makes on the way
        page.go_back()
        settle(page)
        if page.locator("canvas.over").count():
            expect_arranged(page, address)
        else:
            at(page, "Morph")
            expect(page.locator(".st-key-start_number input")).to_have_value("32")
            wait_until(page, lambda: said(page) == {})
    for _ in range(2):
        page.go_forward()
        settle(page)
    at(page, "Latent map")
    expect_arranged(page, address)


def test_a_bare_address_that_the_map_has_had_is_a_bare_map(page: Page, dashboard: str) -> None:
    visit(page, dashboard)
    to(page, "Latent map")
    arranged_map(page)
    page.get_by_role("radio", name="UMAP").click()
    settle(page)
    enter(page, "point", "0")
    page.locator(".legend button.digit").nth(3).click()
    page.wait_for_function("!location.search")
    settle(page)
    page.locator(".legend button.digit").nth(5).click()
    page.wait_for_url("**hide=5")
    settle(page)
    back(page, "Latent map")
    expect(page.locator(".legend button.digit[aria-pressed=false]")).to_have_count(0)
    assert said(page) == {}


def test_the_morph_is_as_it_was_left(page: Page, dashboard: str) -> None:
    visit(page, dashboard)
    enter(page, "start_number", "58")
    to(page, "Latent map")
    back(page, "Morph")
    expect(page.locator(".st-key-start_number input")).to_have_value("58")
    assert said(page) == {"start_number": "58"}


def test_the_morph_is_as_it_was_left_where_its_bare_address_comes_after_it(
    page: Page, dashboard: str
) -> None:
    visit(page, f"{dashboard}/?start_number=58")
    to(page, "Latent map")
    to(page, "Explore")
    back(page, "Latent map")
    page.evaluate("history.go(-2)")  # past the bare address
    at(page, "Morph")
    page.go_forward()
    settle(page)
    expect(page.locator(".st-key-start_number input")).to_have_value("58")
    to(page, "Explore")
    to(page, "Morph")
    expect(page.locator(".st-key-start_number input")).to_have_value("58")


def test_the_address_of_a_page_by_link_says_only_what_it_shows(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?start_number=58&end_number=7&frames=30&path=linear")
    to(page, "Latent map")
    enter(page, "point", "77")
    press(page, "use_as_start")
    to(page, "Morph")
    assert said(page) == {
        "start_from": "From the map",
        "start_row": "77",
        "end_number": "7",
        "frames": "30",
        "path": "linear",
    }
    for key, text in (("start_row", "77"), ("end_number", "7"), ("frames", "30")):
        expect(page.locator(f".st-key-{key} input")).to_have_value(text)
    expect(page.locator(".st-key-path").get_by_role("radio", name="linear")).to_be_checked()
    enter(page, "end_number", "8")
    assert said(page)["end_number"] == "8"


@pytest.mark.parametrize("end", ["start", "end"])
def test_a_row_chosen_on_the_map_stays_when_the_morph_is_changed(
    page: Page, dashboard: str, end: str
) -> None:
    visit(page, dashboard)  # whose controls nobody has touched
    to(page, "Latent map")
    enter(page, "point", "77")
    press(page, f"use_as_{end}")
    to(page, "Morph")
    for frames in ("30", "40"):
        expect(page.locator(f".st-key-{end}_from input")).to_have_value("From the map")
        expect(page.locator(f".st-key-{end}_row input")).to_have_value("77")
        enter(page, "frames", frames)
    assert said(page) == {f"{end}_from": "From the map", f"{end}_row": "77", "frames": "40"}


def test_each_page_comes_back_with_the_model_that_it_had(page: Page, dashboard: str) -> None:
    def model(name: str) -> None:
        page.locator(".st-key-model").get_by_role("radio", name=name).click()
        settle(page)

    visit(page, f"{dashboard}/compare")
    choose(page, "with", "mlp20")
    model("conv6")
    to(page, "Latent map")
    model(DEFAULT_MODEL)
    enter(page, "point", "77")
    to(page, "Morph")
    model("mlp20")
    back(page, "Latent map")
    assert said(page) == {"point": "77"}
    page.go_back()  # to the same, as it was before the link
    back(page, "Compare")
    assert said(page) == {"model": "conv6", "with": "mlp20"}
    assert page.get_by_test_id("stAlert").count() == 0


def test_one_step_back_leaves_explore_and_one_forward_brings_its_code(
    page: Page, dashboard: str, vae: Vae
) -> None:
    visit(page, dashboard)
    steps = page.evaluate("history.length")
    to(page, "Explore")
    np.testing.assert_allclose(at_rest(page, vae), vae.preset(3), atol=0.0051)
    glide(page, vae, 7)
    do(page, "random")
    page.wait_for_function("was => location.href !== was", arg=page.url)
    drawn = at_rest(page, vae)
    assert page.evaluate("history.length") == steps + 1
    back(page, "Morph")
    assert said(page) == {}
    go_forward(page, "Explore")
    told(page, drawn)
    np.testing.assert_array_equal(code(page, vae.latent_dim), drawn)


def test_back_brings_the_code_that_the_address_had(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    glide(page, vae, 7)
    to(page, "Morph")
    to(page, "Explore")
    glide(page, vae, 4)
    back(page, "Morph")
    page.go_back()
    told(page, code_text.rounded(vae.preset(7)))
    at(page, "Explore")
    np.testing.assert_allclose(at_rest(page, vae), vae.preset(7), atol=0.0051)


def test_explore_left_while_a_digit_is_drawn(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?start_number=58")
    for _ in range(3):
        to(page, "Explore")
        before = picture(page)
        do(page, "random")
        wait_for_another(page, before)  # the glide has begun
        back(page, "Morph")
        skip(page, 500)  # it would have come to its end
        settle(page)
        assert said(page) == {"start_number": "58"}


def test_explore_left_before_it_has_heard_of_the_wish(page: Page, dashboard: str) -> None:
    for _ in range(4):
        visit(page, f"{dashboard}/?start_number=58")
        to(page, "Explore")
        do(page, "random")
        page.go_back()
        settle(page)
        expect(page.locator(".st-key-header h3")).to_be_visible()
        assert page.get_by_test_id("stException").count() == 0


def test_a_slider_let_go_is_in_the_address_at_once(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    box = page.get_by_role("slider").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2, steps=4)
    was = page.url
    page.evaluate(NOTE_ADDRESS)
    page.mouse.up()
    page.wait_for_function("window.afterwards")
    assert page.evaluate("afterwards") != was
    to(page, "Morph")
    back(page, "Explore")
    told(page, code(page, vae.latent_dim))
    assert page.url != was
