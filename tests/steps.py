"""User actions on the dashboard's pages."""

import re
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from runtime import FORMATS


def settle(page: Page) -> None:
    """Wait until the script has run and the browser shows its output."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_timeout(250)  # time for the browser to draw the latest output
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def visit(page: Page, address: str) -> None:
    """Open an address and wait for the page."""
    page.goto(address)
    page.wait_for_selector(".st-key-header")
    settle(page)


def choose(page: Page, key: str, option: str) -> None:
    """Choose an option of a selectbox."""
    page.locator(f".st-key-{key} input").first.click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def enter(page: Page, key: str, text: str) -> None:
    """Type into a text or number field and press Enter."""
    field = page.locator(f".st-key-{key} input").first
    field.fill(text)
    field.press("Enter")
    settle(page)


def draw(pad: Locator, strokes: Sequence[Sequence[tuple[float, float]]]) -> None:
    """Draw strokes with the mouse; points are fractions of the pad's width and height."""
    box = pad.bounding_box()
    assert box
    mouse = pad.page.mouse
    for stroke in strokes:
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        mouse.move(*places[0])
        mouse.down()
        for place in places[1:]:
            mouse.move(*place, steps=12)
        mouse.up()


def press(page: Page, key: str, *, toast: str = "") -> None:
    """Press a button; ``toast`` is the text of the toast that the page then shows."""
    page.locator(f".st-key-{key} button").first.click()
    if toast:
        expect(page.get_by_text(toast)).to_be_visible()
    settle(page)


def download(page: Page, key: str, folder: Path) -> Path:
    """Press a download button; return the path of the saved file."""
    with page.expect_download() as waiting:
        page.locator(f".st-key-{key} button").first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def download_film(page: Page, ending: str, folder: Path) -> Path:
    """Download the page's film in the format ``ending``; return the path of the saved file."""
    page.locator(".st-key-film_format input").click()
    page.get_by_role("option", name=re.compile(f"^{re.escape(FORMATS[ending].label)}:")).click()
    settle(page)
    return download(page, "download", folder)


def film_frame(page: Page) -> int:
    """Return the index of the film's current frame, counted from 0."""
    return int(page.locator(".player .scrubber").input_value())


def play(page: Page) -> None:
    """Wait until the film advances by itself."""
    scrubber = page.locator(".player .scrubber")
    expect(scrubber).not_to_have_value(scrubber.input_value())
