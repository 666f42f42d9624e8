"""Responsiveness of the latent map in Chromium: ``python -m benchmarks.latent_map``.

Frame rates count the browser's frames (requestAnimationFrame) while the mouse pans and the wheel zooms.
"""

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page
from scipy.spatial import cKDTree

from benchmarks.dashboard import SCREEN, Figure, main
from runtime import DEFAULT_MODEL, load_vae

MOVE_SECONDS = 4.0
CLICK_COUNT = 15
VISIT_COUNT = 5
WINDOW_MS = 2000
ALONE = 2.0  # minimum distance to the next point in CSS pixels, for an unambiguous click
ALIKE = 10  # mean difference in grey levels: 7 for the same picture enlarged and shrunk, 20 for another

Point = tuple[int, tuple[float, float]]  # row, and x and y on the page

# Records the time between frames and the time that the map spends drawing in each.
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

# Performance marks that the map component sets after the frame that draws its points.
DRAWN = "performance.getEntriesByName('map-drawn')"

# Requests for the map's files whose URL matches a name.
RESOURCES = """((name) => performance.getEntriesByType("resource").filter(
    (entry) => RegExp("map-files.*" + name).test(entry.name)))"""

RELEASED = """
window.released = 0;
addEventListener("pointerup", (event) => (released = event.timeStamp), true);
"""

# Times from the release of the pointer to the large digit, and to the text and neighbours of the point.
# To recognise the digit, the large canvas is shrunk to 28×28 and compared with the expected pixels.
ANSWER = (
    RELEASED
    + """window.wanted = null; window.early = false; window.digit_ms = window.words_ms = 0;
const pen = new OffscreenCanvas(28, 28).getContext("2d", { willReadFrequently: true });
pen.imageSmoothingQuality = "high";
const shows = () => {
    const part = [...document.querySelectorAll(".st-key-chosen *")].find((element) => element.shadowRoot);
    pen.clearRect(0, 0, 28, 28);
    pen.drawImage(part.shadowRoot.querySelector("canvas"), 0, 0, 28, 28);
    const { data } = pen.getImageData(0, 0, 28, 28);
    return wanted.reduce((sum, grey, i) => sum + Math.abs(grey - data[4 * i + 3]), 0) / 784 < ALIKE;
};
const words = () => [...document.querySelectorAll("[data-testid=stMarkdownContainer] strong")].map(
    (part) => part.parentElement.textContent).join();
const strip = () =>
    [...document.querySelectorAll(".st-key-neighbours *")].find((part) => part.shadowRoot).shadowRoot;
const neighbours = () => [...strip().querySelectorAll("button")].map((button) => button.ariaLabel).join();
let wordsBefore, neighboursBefore;
window.ask = (greys) => {
    [wanted, released, digit_ms, words_ms] = [greys, 0, 0, 0];
    early = shows();
    [wordsBefore, neighboursBefore] = [words(), neighbours()];
    changes.observe(strip(), EVERYTHING);
};
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => (digit_ms ||= performance.now() - released); // after the frame that rAF precedes
const look = () => {
    if (wanted && !released) early ||= shows();
    if (released && wanted && !digit_ms && shows()) port2.postMessage(null);
    requestAnimationFrame(look);
};
requestAnimationFrame(look);
const EVERYTHING = { subtree: true, childList: true, characterData: true, attributes: true };
const changes = new MutationObserver(() => {
    if (released && wanted && !words_ms && words() !== wordsBefore && neighbours() !== neighboursBefore)
        words_ms = performance.now() - released;
});
changes.observe(document, EVERYTHING);
""".replace("ALIKE", str(ALIKE))
)


def first_paint(browser: Browser, address: str) -> Iterator[Figure]:
    """Time until all points are drawn: from the address, uncached and cached, and from a link on Explore."""
    uncached, shell, cached, linked = [], [], [], []
    sizes = thumbnails = 0
    for _ in range(VISIT_COUNT):
        page = _window(browser)
        uncached.append(_visit(page, f"{address}/map"))
        shell.append(page.evaluate("performance.getEntriesByType('paint').at(-1).startTime"))
        page.wait_for_function(f"{RESOURCES}('sheet').length >= 10", timeout=120_000)
        page.wait_for_timeout(1000)
        sizes, thumbnails = (
            int(page.evaluate(f"{RESOURCES}('{name}').reduce((sum, entry) => sum + entry.transferSize, 0)"))
            for name in ("places|labels", "sheet")
        )
        page.goto("about:blank")
        page.wait_for_timeout(1000)
        cached.append(_visit(page, f"{address}/map"))
        page.context.close()
        page = _window(browser)
        linked.append(_follow_link(page, address))
        page.context.close()
    yield Figure("map: address → points on screen", statistics.median(uncached), "ms", "≤ 1500")
    yield Figure("map: Streamlit's own page", statistics.median(shell), "ms")
    yield Figure("map: address → points on screen, cached", statistics.median(cached), "ms")
    yield Figure("map: link on Explore → points on screen", statistics.median(linked), "ms")
    yield Figure("map: coordinates and labels of 70,000 points", sizes / 1000, "kB", "≤ 1000")
    yield Figure("map: 10,000 thumbnails, loaded later", thumbnails / 1000, "kB")


def frame_rate(browser: Browser, address: str) -> Iterator[Figure]:
    """Frames per second while the mouse drags the whole map back and forth, and while the wheel zooms."""
    for view in ("UMAP", "PCA"):
        page = _open(browser, f"{address}/map?view={view}", FRAMES)
        page.wait_for_timeout(1000)
        for gesture, act in (("pan", _pan), ("zoom", _zoom)):
            page.evaluate("frames_ms.length = drawing_ms.length = 0; counting = true")
            act(page)
            page.evaluate("counting = false")
            frames, drawing = (np.array(page.evaluate(name)) for name in ("frames_ms", "drawing_ms"))
            yield Figure(f"map, {view}, {gesture}: frames", 1000 / frames.mean(), "/s", "≥ 30")
            yield Figure(
                f"map, {view}, {gesture}: time between frames, p95", float(np.percentile(frames, 95)), "ms"
            )
            yield Figure(f"map, {view}, {gesture}: drawing, median", float(np.median(drawing)), "ms")
        page.context.close()


def tap(browser: Browser, address: str) -> Iterator[Figure]:
    """Time from a tap on a point, which cannot hover first, to its exact digit beside the finger."""
    page = _open(browser, f"{address}/map", RELEASED)
    client = page.context.new_cdp_session(page)
    waits = []
    for _, at in _points(page):
        page.wait_for_timeout(300)
        _tap(client, at)
        arrived = f"{RESOURCES}('digits.*rows=').filter((entry) => entry.startTime >= released).at(-1)"
        page.wait_for_function(f"{arrived}")
        waits.append(page.evaluate(f"{arrived}.responseEnd - released"))
    page.context.close()
    yield Figure("map: tap → digit at the finger, median", statistics.median(waits), "ms", "≤ 100")
    yield Figure("map: tap → digit at the finger, p95", float(np.percentile(waits, 95)), "ms")


def click(browser: Browser, address: str) -> Iterator[Figure]:
    """Time from choosing a point to its digit beside the map, without and with a morph on the map."""
    page = _open(browser, f"{address}/map", ANSWER)
    yield from _answers(page, "map: click", _points(page), lambda at: _click(page, at))
    page.context.close()
    page = _open(browser, f"{address}/map", ANSWER)
    client = page.context.new_cdp_session(page)
    yield from _answers(page, "map: tap", _points(page), lambda at: _tap(client, at))
    page.context.close()
    page = _open(browser, f"{address}/map", ANSWER)
    page.get_by_role("link", name="Morph").click()
    page.wait_for_selector(".player .screen")
    page.get_by_role("link", name="Latent map").click()
    page.wait_for_function(f"{DRAWN}.length > 1")
    page.wait_for_timeout(1000)
    yield from _answers(page, "map with a morph: click", _points(page), lambda at: _click(page, at))
    page.context.close()


def _answers(
    page: Page, name: str, points: Iterator[Point], choose: Callable[[tuple[float, float]], None]
) -> Iterator[Figure]:
    """Choose each point and time the answers.

    Raises:
        RuntimeError: The large digit of a point was on the screen before the point was chosen.
    """
    vae = load_vae(DEFAULT_MODEL)
    digits, words = [], []
    for row, at in points:
        greys = np.round(vae.decode(vae.latents.mu[row].astype(np.float32))[0] * 255)
        page.evaluate("greys => ask(greys)", greys.ravel().tolist())
        choose(at)
        page.wait_for_function("digit_ms > 0 && words_ms > 0")
        if page.evaluate("early"):
            raise RuntimeError(f"the large digit already showed row {row} before the click")
        digits.append(page.evaluate("digit_ms"))
        words.append(page.evaluate("words_ms"))
        page.wait_for_timeout(300)
    for answer, waits, target in (
        ("large digit on screen", digits, "≤ 100"),
        ("text and neighbours", words, ""),
    ):
        yield Figure(f"{name} → {answer}, median", statistics.median(waits), "ms", target)
        yield Figure(f"{name} → {answer}, p95", float(np.percentile(waits, 95)), "ms", target)


def _click(page: Page, at: tuple[float, float]) -> None:
    page.mouse.move(*at)
    page.wait_for_timeout(200)
    page.mouse.down()
    page.mouse.up()


def _tap(client: CDPSession, at: tuple[float, float]) -> None:
    touch = [{"x": at[0], "y": at[1]}]
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": touch})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _points(page: Page) -> Iterator[Point]:
    """Yield random isolated rows with their position on the page while the whole map is visible."""
    page.wait_for_function(f"{RESOURCES}('sheet').length >= 10", timeout=120_000)
    box = page.locator("canvas.over").bounding_box()
    assert box
    places = load_vae(DEFAULT_MODEL).latents.projections["umap"].astype(float)
    some = np.sort(places[::7], axis=0)  # low and high as in measure() of points.js
    low, high = (some[round(share * (len(some) - 1))] for share in (0.002, 0.998))
    size = np.array([box["width"], box["height"]])
    scale = (size * [0.94, 0.9] / (high - low)).min()  # as in Camera.fit
    at = np.array([box["x"], box["y"]]) + size / 2 + (places - (low + high) / 2) * scale * [1, -1]
    apart = np.asarray(cKDTree(at).query(at, k=2)[0])[:, 1]
    for row in np.random.default_rng(0).choice(np.flatnonzero(apart > ALONE), CLICK_COUNT, replace=False):
        yield int(row), (float(at[row, 0]), float(at[row, 1]))


def _window(browser: Browser, script: str = "") -> Page:
    """Open an empty window with an empty cache, and wait until Chromium has finished creating it.

    For each window Chromium loads 400 of its own files, which takes 0.8 s of CPU time. Someone who opens an
    address in an existing window does not wait for that.
    """
    context = browser.new_context(viewport={"width": SCREEN[0], "height": SCREEN[1]})
    page = context.new_page()
    if script:
        page.add_init_script(script)
    page.wait_for_timeout(WINDOW_MS)
    return page


def _open(browser: Browser, address: str, script: str = "") -> Page:
    page = _window(browser, script)
    _visit(page, address)
    return page


def _visit(page: Page, address: str) -> float:
    """Open an address of the map; return the milliseconds until all points are drawn."""
    page.goto(address, wait_until="commit")
    page.wait_for_function(f"{DRAWN}.length > 0", timeout=60_000)
    return float(page.evaluate(f"{DRAWN}[0].startTime"))


def _follow_link(page: Page, address: str) -> float:
    """Follow the map's link on Explore; return the milliseconds from the click until all points are drawn."""
    page.goto(f"{address}/explore")
    page.wait_for_selector(".st-key-header")
    page.wait_for_timeout(4000)  # until the strips are drawn
    page.evaluate("addEventListener('click', (event) => (window.clicked = event.timeStamp), true)")
    page.get_by_role("link", name="Latent map").click()
    page.wait_for_function(f"{DRAWN}.length > 0", timeout=60_000)
    return float(page.evaluate(f"{DRAWN}[0].startTime - clicked"))


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
