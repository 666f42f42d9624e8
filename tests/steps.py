"""User actions on the dashboard's pages."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import patience
from playwright.sync_api import Locator, Page, expect

from runtime import FORMATS

# Whether no script runs and the address stays the same during a few requests to the server, each followed by
# a drawn frame. A rerun requested earlier has started by then: its message left before these requests.
AT_REST = """async () => {
    const address = () => `${location.href} ${history.length}`;
    const before = address();
    for (let round = 0; round < 8; round++) {
        await fetch("/_stcore/health", { cache: "no-store" }).catch(() => {}); // a navigation aborts it
        await new Promise(requestAnimationFrame);
        const app = document.querySelector('[data-testid="stApp"]');
        if (app?.dataset.testScriptState !== "notRunning") return false;
    }
    return address() === before;
}"""

# Advance the page's clock by some milliseconds, for everything that moves with the frames.
SKIP = """async ms => {
    const now = performance.now.bind(performance), frame = requestAnimationFrame.bind(window);
    performance.now = () => now() + ms;
    window.requestAnimationFrame = draw => frame(time => draw(time + ms));
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
}"""


def settle(page: Page) -> None:
    """Wait until the script has run and the browser shows its output."""
    wait_until(page, lambda: page.evaluate(AT_REST))


def frames(page: Page, count: int = 2) -> None:
    """Wait until the browser has drawn ``count`` frames: the first shows what a script changed before."""
    for _ in range(count):
        page.evaluate("() => new Promise(requestAnimationFrame)")


def skip(page: Page, ms: int) -> None:
    """Advance the page's clock and let the page draw; a running animation jumps ahead."""
    page.evaluate(SKIP, ms)


def wait_until(page: Page, is_so: Callable[[], object]) -> None:
    """Wait until ``is_so`` returns something true, while the page keeps drawing."""
    patience.wait_until(is_so, lambda: frames(page, 1))


def visit(page: Page, address: str) -> None:
    """Open an address and wait for the page."""
    page.goto(address)
    page.wait_for_selector(".st-key-header")
    settle(page)


def choose(page: Page, key: str, option: str) -> None:
    """Choose an option of a selectbox."""
    field = page.locator(f".st-key-{key} input").first
    offered = page.get_by_role("option", name=option, exact=True)

    def is_open() -> bool:
        """A rerun that arrives after the click closes the list again."""
        if offered.count() == 0:
            field.click()
            frames(page, 10)
        return offered.count() > 0

    wait_until(page, is_open)
    offered.click()
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
