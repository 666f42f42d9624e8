"""What a person does on the page."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import patience
from playwright.sync_api import Locator, Page, expect

from runtime import FORMATS

# Whether no script runs while the server answers a few requests in turn, each followed by a drawn frame.
# A rerun that was asked for before has started by then: its message left before the first request.
AT_REST = """async () => {
    for (let round = 0; round < 5; round++) {
        await fetch("/_stcore/health", { cache: "no-store" }).catch(() => {}); // it may be cut off
        await new Promise(requestAnimationFrame);
        const app = document.querySelector('[data-testid="stApp"]');
        if (app?.dataset.testScriptState !== "notRunning") return false;
    }
    return true;
}"""

# From now on the page's clock is ahead by some milliseconds, for all that moves with the frames.
SKIP = """async ms => {
    const now = performance.now.bind(performance), frame = requestAnimationFrame.bind(window);
    performance.now = () => now() + ms;
    window.requestAnimationFrame = draw => frame(time => draw(time + ms));
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
}"""


def settle(page: Page) -> None:
    """Wait until the script has run and its answer is on the page."""
    wait_until(page, lambda: page.evaluate(AT_REST))


def frames(page: Page, count: int = 2) -> None:
    """Wait until the browser has drawn some frames: the first shows what a script changed before."""
    for _ in range(count):
        page.evaluate("() => new Promise(requestAnimationFrame)")


def skip(page: Page, ms: int) -> None:
    """Put the page's clock ahead and let it draw: an animation that goes on would jump there."""
    page.evaluate(SKIP, ms)


def wait_until(page: Page, is_so: Callable[[], object]) -> None:
    """Wait until a function returns something true, while the page goes on."""
    patience.wait_until(is_so, lambda: frames(page, 1))


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
    """Type into a text or number field and leave it."""
    field = page.locator(f".st-key-{key} input").first
    field.fill(text)
    field.press("Enter")
    settle(page)


def draw(pad: Locator, strokes: Sequence[Sequence[tuple[float, float]]]) -> None:
    """Draw with the mouse; places are parts of the pad's width and height."""
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
    """Press a button; ``toast`` is a text that the page then shows for a few seconds."""
    page.locator(f".st-key-{key} button").first.click()
    if toast:
        expect(page.get_by_text(toast)).to_be_visible()
    settle(page)


def download(page: Page, key: str, folder: Path) -> Path:
    """Press a download button; the saved file."""
    with page.expect_download() as waiting:
        page.locator(f".st-key-{key} button").first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def download_film(page: Page, ending: str, folder: Path) -> Path:
    """Download the page's film in a format; the saved file."""
    page.locator(".st-key-film_format input").click()
    page.get_by_role("option", name=re.compile(f"^{re.escape(FORMATS[ending].label)}:")).click()
    settle(page)
    return download(page, "download", folder)


def film_frame(page: Page) -> int:
    """The frame at which the page's film is, counted from 0."""
    return int(page.locator(".player .scrubber").input_value())


def play(page: Page) -> None:
    """Wait until the film has moved on by itself."""
    scrubber = page.locator(".player .scrubber")
    expect(scrubber).not_to_have_value(scrubber.input_value())
