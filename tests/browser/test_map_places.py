"""Places of the map: clicked before the page has answered, and as way-points."""

import re
from functools import partial
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from held_socket import HeldSocket
from playwright.sync_api import Page, expect
from scipy.spatial import cKDTree
from steps import enter, press, settle, visit

from dashboard.draw.map_view import MapView, Square
from runtime import DEFAULT_MODEL, load_vae

# Clicks at places of the page, one right after the other.
CLICK = """(canvas, places) => {
    for (const [clientX, clientY] of places)
        for (const type of ["pointerdown", "pointerup"])
            canvas.dispatchEvent(new PointerEvent(type, { clientX, clientY, pointerId: 1, bubbles: true }));
}"""


class Point(NamedTuple):
    """A row and its place on the page."""

    row: int
    at: list[float]


def open_map(page: Page, dashboard: str) -> None:
    """Open the map in a view whose empty places have codes, at row 512."""
    visit(page, f"{dashboard}/map?view=PCA&point=512")
    page.wait_for_function("performance.getEntriesByName('map-drawn').length > 0")
    settle(page)


def places_of(page: Page) -> tuple[list[Point], list[float]]:
    """The two rows that are farthest from all others, and an empty place."""
    box = page.locator("canvas.over").bounding_box()
    assert box
    vae = load_vae(DEFAULT_MODEL)
    places = MapView("pca").places(vae)
    steps = Square.around(places).quantise(places).astype(float)
    some = np.sort(steps[::7], axis=0)
    low, high = (some[round(share * (len(some) - 1))] for share in (0.002, 0.998))  # as in points.js
    corner, size = np.array([box["x"], box["y"]]), np.array([box["width"], box["height"]])
    scale = (size * [0.94, 0.9] / (high - low + 1)).min()
    at = corner + size / 2 + (steps - (low + high) / 2) * scale * [1, -1]
    inside = (
        (at > [box["x"] + 40, box["y"] + 40]) & (at < [box["x"] + size[0] - 40, box["y"] + size[1] - 40])
    ).all(1)
    apart = np.where(inside, np.asarray(cKDTree(at).query(at, k=2)[0])[:, 1], 0)
    rows = [int(row) for row in apart.argsort()[::-1][:2]]
    return [Point(row, at[row].tolist()) for row in rows], [box["x"] + 25, box["y"] + box["height"] - 25]


@pytest.mark.parametrize("held", [False, True])
def test_a_place_goes_through_the_row_that_was_clicked_before_it(
    page: Page, dashboard: str, held: bool
) -> None:
    answers = HeldSocket(page)
    open_map(page, dashboard)
    (other, row), empty = places_of(page)
    canvas = page.locator("canvas.over")
    if held:  # the page has run with the row, but the field of the row does not know of it yet
        answers.hold()
        for place in (row.at, empty):
            answers.wait_for_run(partial(canvas.evaluate, CLICK, [place]))
        answers.go_on()
    else:  # the page runs with the first, and of the other two it hears the last alone
        canvas.evaluate(CLICK, [other.at, row.at, empty])
    page.wait_for_url("**place=*")
    settle(page)
    expect(page.get_by_text(f"other dimensions as in row {row.row}")).to_be_visible()
    assert re.search(rf"[?&]point={row.row}(&|$)", page.url)
    expect(page.locator(".st-key-point input")).to_have_value(str(row.row))


def test_a_move_of_the_map_leaves_the_row_that_was_clicked_before_it(page: Page, dashboard: str) -> None:
    answers = HeldSocket(page)
    open_map(page, dashboard)
    (_, row), _ = places_of(page)
    answers.hold()
    answers.wait_for_run(lambda: page.locator("canvas.over").evaluate(CLICK, [row.at]))
    answers.wait_for_run(page.get_by_role("button", name="Zoom in").click)
    answers.go_on()
    page.wait_for_url("**at=*")
    settle(page)
    assert re.search(rf"[?&]point={row.row}(&|$)", page.url)
    expect(page.locator(".st-key-point input")).to_have_value(str(row.row))


def test_an_empty_place_is_a_way_point_in_every_model(page: Page, dashboard: str) -> None:
    open_map(page, dashboard)
    _, empty = places_of(page)
    page.mouse.click(*empty)
    page.wait_for_url("**place=*")
    settle(page)
    press(page, "use_as_waypoint")
    expect(page.get_by_text("Added this code as the last stop.")).to_be_visible()
    page.get_by_role("link", name="Morph").click()
    stops = page.locator(".st-key-stops_between input")
    expect(stops).to_have_value(re.compile(r"^z=(-?[0-9.]+,){15}-?[0-9.]+$"))
    own = stops.input_value()
    for model, count in (("mlp20", 20), (DEFAULT_MODEL, 16)):
        page.locator(".st-key-model").get_by_role("radio", name=model).click()
        expect(stops).to_have_value(re.compile(rf"^z=(-?[0-9.]+,){{{count - 1}}}-?[0-9.]+$"))
        settle(page)
        expect(page.get_by_text("Via a code.")).to_be_visible()
        expect(page.locator(".player output")).to_have_text(re.compile(r"/ 119$"))
    assert stops.input_value() == own
    page.go_back()  # to an address in which the model has changed already, and the code not yet
    settle(page)
    expect(page.get_by_text("Via a code.")).to_be_visible()
    assert page.locator("[data-testid=stAlert]").count() == 0


@pytest.mark.parametrize("chosen", [("place", "typed"), ("row", "typed"), ("typed", "place")])
def test_the_address_says_what_the_page_shows_after_two_choices_at_once(
    page: Page, dashboard: str, chosen: tuple[str, str]
) -> None:
    answers = HeldSocket(page)
    open_map(page, dashboard)
    (_, row), empty = places_of(page)
    field = page.locator(".st-key-point input")

    def click(place: list[float]) -> None:
        answers.wait_for_run(lambda: page.locator("canvas.over").evaluate(CLICK, [place]))

    answers.hold()  # the second is chosen while the address still is that from before the first
    for each in chosen:
        if each == "typed":
            field.fill("7")
            answers.wait_for_run(lambda: field.press("Enter"))
        else:
            click(empty if each == "place" else row.at)
    answers.go_on()
    settle(page)
    said = parse_qs(urlsplit(page.url).query)
    shows_place = page.get_by_text("Decoded at").count() == 1
    assert shows_place == (chosen[1] == "place") == ("place" in said)
    assert shows_place or page.get_by_role("img", name="A 3, row 7", exact=True).is_visible()
    assert said["point"] == ["7"]
    expect(field).to_have_value("7")


@pytest.mark.parametrize("chosen", ["typed", "clicked", "neighbour"])
def test_a_neighbour_that_is_pressed_before_the_answer_to_a_row_is_the_later_choice(
    page: Page, dashboard: str, chosen: str
) -> None:
    answers = HeldSocket(page)
    open_map(page, dashboard)
    (_, row), _ = places_of(page)
    field = page.locator(".st-key-point input")
    buttons = page.locator(".st-key-neighbours button")
    found = re.search(r"Row (\d+)", buttons.nth(3).get_attribute("aria-label") or "")
    assert found
    answers.hold()
    if chosen == "typed":
        field.fill("7")
        answers.wait_for_run(lambda: field.press("Enter"))
    elif chosen == "clicked":
        answers.wait_for_run(lambda: page.locator("canvas.over").evaluate(CLICK, [row.at]))
    else:
        answers.wait_for_run(buttons.nth(0).click)
    answers.wait_for_run(buttons.nth(3).click)  # of row 512 still
    answers.go_on()
    page.wait_for_url(f"**point={found[1]}*")
    settle(page)
    assert parse_qs(urlsplit(page.url).query)["point"] == [found[1]]
    expect(field).to_have_value(found[1])
    expect(page.get_by_role("img", name=re.compile(rf"^A \d, row {found[1]}$"))).to_be_visible()


def test_the_way_back_brings_the_place_before(page: Page, dashboard: str) -> None:
    open_map(page, dashboard)
    _, empty = places_of(page)
    nobody = page.get_by_text("Decoded at")
    addresses, words = [page.url], [""]

    def shows(number: int) -> None:
        """Wait until the page is what it was when it had this address."""
        expect(page).to_have_url(addresses[number])
        expect(nobody).to_have_text([words[number]] if number else [])
        settle(page)
        assert page.url == addresses[number]

    for aside in (0, 30):  # two places, one after the other
        page.mouse.click(empty[0] + aside, empty[1])
        page.wait_for_function("was => location.href !== was", arg=addresses[-1])
        settle(page)
        addresses.append(page.url)
        words.append(nobody.inner_text())
    assert words[1] != words[2]
    for number in (1, 0):
        page.go_back()
        shows(number)
    for number in (1, 2):
        page.go_forward()
        shows(number)
    page.locator(".legend button.digit").nth(3).click()
    page.wait_for_url("**hide=3*")
    settle(page)
    page.go_back()
    shows(2)
    expect(page.locator(".legend button.digit[aria-pressed=false]")).to_have_count(0)
    page.get_by_role("radio", name="UMAP").click()
    expect(nobody).to_have_count(0)
    settle(page)
    page.go_back()  # to an address in which the view has changed already, and the place not yet
    page.wait_for_function("!location.search.includes('place=')")
    settle(page)
    expect(page.get_by_role("radio", name="UMAP")).to_be_checked()
    expect(nobody).to_have_count(0)
    assert page.get_by_test_id("stToast").count() == 0  # now: it would go by itself
    page.go_back()
    shows(1)
    enter(page, "point", "7")
    expect(nobody).to_have_count(0)
