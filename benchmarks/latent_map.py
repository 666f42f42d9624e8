"""How the latent map feels, measured in a real Chromium: ``python -m benchmarks.latent_map``.

Frames are counted as the browser draws them (requestAnimationFrame) while the mouse pans and the wheel zooms.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks.dashboard import SCREEN, Figure, main
from runtime import DEFAULT_MODEL, load_vae

MOVE_SECONDS = 4.0
CLICK_COUNT = 15
VISIT_COUNT = 3

# Times between frames, and the time that the map's own drawing took in each.
FRAMES = """
window.frames_ms = []; window.drawing_ms = []; window.counting = false;
let last = 0;
const tick = (now) => {
    if (counting && last) frames_ms.push(now - last);
    last = now;
    requestAnimationFrame(tick);
};
requestAnimationFrame(tick);
const request = requestAnimationFrame;
window.requestAnimationFrame = (act) => request((now) => {
    const start = performance.now();
    act(now);
    if (counting && act !== tick) drawing_ms.push(performance.now() - start);
});
"""

# What was fetched for the map, of a name.
RESOURCES = """((name) => performance.getEntriesByType("resource").filter(
    (entry) => RegExp("map-files.*" + name).test(entry.name)))"""

RELEASED = """
window.released = 0; window.answered = 0;
addEventListener("pointerup", () => { released = performance.now(); answered = 0; }, true);
"""

# From the pointer's release to the digit beside the map: its words change when its picture does.
ANSWER = (
    RELEASED
    + """const words = () => [...document.querySelectorAll("[data-testid=stMarkdownContainer]")].find(
    (part) => part.textContent.startsWith("A "))?.textContent;
let said;
new MutationObserver(() => {
    const now = words();
    if (now && now !== said && released && !answered) answered = performance.now();
    said = now || said;
}).observe(document, { subtree: true, childList: true, characterData: true });
"""
)


def first_paint(browser: Browser, address: str) -> Iterator[Figure]:
    """From opening the address to all points on the screen, and what came over the wire for them."""
    waits: list[float] = []
    shell: list[float] = []
    sizes = thumbnails = 0
    for _ in range(VISIT_COUNT):
        page = _open(browser, f"{address}/map")
        waits.append(page.evaluate("performance.getEntriesByName('map-drawn')[0].startTime"))
        shell.append(page.evaluate("performance.getEntriesByType('paint').at(-1).startTime"))
        page.wait_for_function(f"{RESOURCES}('sheet').length >= 10", timeout=120_000)
        page.wait_for_timeout(1000)
        sizes, thumbnails = (
            int(page.evaluate(f"{RESOURCES}('{name}').reduce((sum, entry) => sum + entry.transferSize, 0)"))
            for name in ("places|labels", "sheet")
        )
        page.context.close()
    yield Figure("map: address → points on screen", statistics.median(waits), "ms", "≤ 1500")
    yield Figure("map: of that, until Streamlit's own page", statistics.median(shell), "ms")
    yield Figure("map: places and labels of 70,000 points", sizes / 1000, "kB", "≤ 1000")
    yield Figure("map: 10,000 thumbnails, loaded afterwards", thumbnails / 1000, "kB")


def frame_rate(browser: Browser, address: str) -> Iterator[Figure]:
    """Frames per second while the mouse drags the whole map to and fro, and while the wheel zooms."""
    for view in ("UMAP", "PCA"):
        page = _open(browser, f"{address}/map?view={view}", FRAMES)
        page.wait_for_timeout(1000)
        for name, act in (("pan", _pan), ("zoom", _zoom)):
            page.evaluate("frames_ms.length = drawing_ms.length = 0; counting = true")
            act(page)
            page.evaluate("counting = false")
            frames, drawing = (np.array(page.evaluate(what)) for what in ("frames_ms", "drawing_ms"))
            yield Figure(f"map, {view}, {name}: frames", 1000 / frames.mean(), "/s", "≥ 30")
            yield Figure(f"map, {view}, {name}: between frames, p95", float(np.percentile(frames, 95)), "ms")
            yield Figure(f"map, {view}, {name}: drawing, median", float(np.median(drawing)), "ms")
        page.context.close()


def tap(browser: Browser, address: str) -> Iterator[Figure]:
    """From a finger's tap on a point, which has not hovered, to its exact digit beside the finger."""
    page = _open(browser, f"{address}/map", RELEASED)
    client = page.context.new_cdp_session(page)
    waits = []
    for x, y in _points(page):
        page.wait_for_timeout(300)
        place = [{"x": x, "y": y}]
        client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": place})
        client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        arrived = f"{RESOURCES}('digits.*rows=').filter((entry) => entry.startTime >= released).at(-1)"
        page.wait_for_function(f"{arrived}")
        waits.append(page.evaluate(f"{arrived}.responseEnd - released"))
    page.context.close()
    yield Figure("map: tap → its digit at the finger, median", statistics.median(waits), "ms", "≤ 100")
    yield Figure("map: tap → its digit at the finger, p95", float(np.percentile(waits, 95)), "ms")


def click(browser: Browser, address: str) -> Iterator[Figure]:
    """From a click on a point to its digit beside the map, without a morph on it and with one."""
    yield from _clicks(_open(browser, f"{address}/map", ANSWER), "map")
    page = _open(browser, f"{address}/map", ANSWER)
    page.get_by_role("link", name="Morph").click()
    page.wait_for_selector(".player .screen")
    page.get_by_role("link", name="Latent map").click()
    page.wait_for_function("performance.getEntriesByName('map-drawn').length > 1")
    page.wait_for_timeout(1000)
    yield from _clicks(page, "map with a morph")


def _clicks(page: Page, name: str) -> Iterator[Figure]:
    waits = []
    for x, y in _points(page):
        page.mouse.move(x, y)
        page.wait_for_timeout(200)
        page.mouse.down()
        page.mouse.up()
        page.wait_for_function("answered > 0")
        waits.append(page.evaluate("answered - released"))
        page.wait_for_timeout(300)
    page.context.close()
    yield Figure(f"{name}: click → the digit beside it, median", statistics.median(waits), "ms", "≤ 100")
    yield Figure(f"{name}: click → the digit beside it, p95", float(np.percentile(waits, 95)), "ms")


def _points(page: Page) -> Iterator[tuple[float, float]]:
    """Where some points at random are on the page while the whole map is shown."""
    page.wait_for_function(f"{RESOURCES}('sheet').length >= 10", timeout=120_000)
    box = page.locator("canvas.over").bounding_box()
    assert box
    places = load_vae(DEFAULT_MODEL).latents.projections["umap"].astype(float)
    low, high = places.min(0), places.max(0)
    size = np.array([box["width"], box["height"]])
    scale = (size * [0.94, 0.9] / (high - low)).min()  # as Camera.fit has it
    for row in np.random.default_rng(0).choice(len(places), CLICK_COUNT, replace=False):
        across, up = (places[row] - (low + high) / 2) * scale
        yield box["x"] + size[0] / 2 + across, box["y"] + size[1] / 2 - up


def _open(browser: Browser, address: str, script: str = "") -> Page:
    context = browser.new_context(viewport={"width": SCREEN[0], "height": SCREEN[1]})
    page = context.new_page()
    if script:
        page.add_init_script(script)
    page.goto(address)
    page.wait_for_function("performance.getEntriesByName('map-drawn').length > 0", timeout=60_000)
    return page


def _middle(page: Page) -> tuple[float, float]:
    box = page.locator("canvas.over").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _pan(page: Page) -> None:
    x, y = _middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    start = time.perf_counter()
    while (seconds := time.perf_counter() - start) < MOVE_SECONDS:
        page.mouse.move(x + 150 * np.sin(4 * seconds), y + 80 * np.sin(7 * seconds))
    page.mouse.up()


def _zoom(page: Page) -> None:
    page.mouse.move(*_middle(page))
    start = time.perf_counter()
    while (seconds := time.perf_counter() - start) < MOVE_SECONDS:
        page.mouse.wheel(0, -40 if seconds % 2 < 1 else 40)


MEASURES: list[Callable[[Browser, str], Iterator[Figure]]] = [first_paint, frame_rate, tap, click]

if __name__ == "__main__":
    main(MEASURES)
