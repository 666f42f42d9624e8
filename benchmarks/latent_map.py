"""How the latent map feels, measured in a real Chromium: ``python -m benchmarks.latent_map``.

Frames are counted as the browser draws them (requestAnimationFrame) while the mouse pans and the wheel zooms.
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
ALONE = 2.0  # CSS pixels to the next point, so that a click means no other
ALIKE = 10  # greys of 255: a picture enlarged and made small again differs by 7 on average, another by 20

Point = tuple[int, tuple[float, float]]  # a row and its place on the page

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

# When the map's points had come to the screen; its part marks it after the frame that draws them.
DRAWN = "performance.getEntriesByName('map-drawn')"

# What was fetched for the map, of a name.
RESOURCES = """((name) => performance.getEntriesByType("resource").filter(
    (entry) => RegExp("map-files.*" + name).test(entry.name)))"""

RELEASED = """
window.released = 0;
addEventListener("pointerup", (event) => (released = event.timeStamp), true);
"""

# From there to the right digit, large on the screen, and to the words and the neighbours of that point.
# What the large canvas shows, made small again, is compared with the pixels that were asked for.
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
let saidBefore, neighboursBefore;
window.ask = (greys) => {
    [wanted, released, digit_ms, words_ms] = [greys, 0, 0, 0];
    early = shows();
    [saidBefore, neighboursBefore] = [words(), neighbours()];
    changes.observe(strip(), EVERYTHING);
};
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => (digit_ms ||= performance.now() - released); // after the frame that rAF announces
const look = () => {
    if (wanted && !released) early ||= shows();
    if (released && wanted && !digit_ms && shows()) port2.postMessage(null);
    requestAnimationFrame(look);
};
requestAnimationFrame(look);
const EVERYTHING = { subtree: true, childList: true, characterData: true, attributes: true };
const changes = new MutationObserver(() => {
    if (released && wanted && !words_ms && words() !== saidBefore && neighbours() !== neighboursBefore)
        words_ms = performance.now() - released;
});
changes.observe(document, EVERYTHING);
""".replace("ALIKE", str(ALIKE))
)


def first_paint(browser: Browser, address: str) -> Iterator[Figure]:
    """All points on the screen: from the address, cold and warm, and from a link of another page."""
    first, shell, again, turned = [], [], [], []
    sizes = thumbnails = 0
    for _ in range(VISIT_COUNT):
        page = _window(browser)
        first.append(_visit(page, f"{address}/map"))
        shell.append(page.evaluate("performance.getEntriesByType('paint').at(-1).startTime"))
        page.wait_for_function(f"{RESOURCES}('sheet').length >= 10", timeout=120_000)
        page.wait_for_timeout(1000)
        sizes, thumbnails = (
            int(page.evaluate(f"{RESOURCES}('{name}').reduce((sum, entry) => sum + entry.transferSize, 0)"))
            for name in ("places|labels", "sheet")
        )
        page.goto("about:blank")
        page.wait_for_timeout(1000)
        again.append(_visit(page, f"{address}/map"))
        page.context.close()
        page = _window(browser)
        turned.append(_turn(page, address))
        page.context.close()
    yield Figure("map: address → points on screen", statistics.median(first), "ms", "≤ 1500")
    yield Figure("map: of that, until Streamlit's own page", statistics.median(shell), "ms")
    yield Figure("map: the same, once the browser has its files", statistics.median(again), "ms")
    yield Figure("map: click on its link on Explore → points on screen", statistics.median(turned), "ms")
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
    for _, at in _points(page):
        page.wait_for_timeout(300)
        _tap(client, at)
        arrived = f"{RESOURCES}('digits.*rows=').filter((entry) => entry.startTime >= released).at(-1)"
        page.wait_for_function(f"{arrived}")
        waits.append(page.evaluate(f"{arrived}.responseEnd - released"))
    page.context.close()
    yield Figure("map: tap → its digit at the finger, median", statistics.median(waits), "ms", "≤ 100")
    yield Figure("map: tap → its digit at the finger, p95", float(np.percentile(waits, 95)), "ms")


def click(browser: Browser, address: str) -> Iterator[Figure]:
    """From choosing a point to its digit beside the map, without a morph on it and with one."""
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
    """Choose each point; it is an error if the large digit is the right one before."""
    vae = load_vae(DEFAULT_MODEL)
    digits, words = [], []
    for row, at in points:
        greys = np.round(vae.decode(vae.latents.mu[row].astype(np.float32))[0] * 255)
        page.evaluate("greys => ask(greys)", greys.ravel().tolist())
        choose(at)
        page.wait_for_function("digit_ms > 0 && words_ms > 0")
        if page.evaluate("early"):
            raise RuntimeError(f"the large digit was that of row {row} before it was chosen")
        digits.append(page.evaluate("digit_ms"))
        words.append(page.evaluate("words_ms"))
        page.wait_for_timeout(300)
    for what, waits, wanted in (
        ("its large digit on screen", digits, "≤ 100"),
        ("words and neighbours", words, ""),
    ):
        yield Figure(f"{name} → {what}, median", statistics.median(waits), "ms", wanted)
        yield Figure(f"{name} → {what}, p95", float(np.percentile(waits, 95)), "ms", wanted)


def _click(page: Page, at: tuple[float, float]) -> None:
    page.mouse.move(*at)
    page.wait_for_timeout(200)
    page.mouse.down()
    page.mouse.up()


def _tap(client: CDPSession, at: tuple[float, float]) -> None:
    place = [{"x": at[0], "y": at[1]}]
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": place})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _points(page: Page) -> Iterator[Point]:
    """Some rows at random that stand alone, and where they are on the page while the whole map is shown."""
    page.wait_for_function(f"{RESOURCES}('sheet').length >= 10", timeout=120_000)
    box = page.locator("canvas.over").bounding_box()
    assert box
    places = load_vae(DEFAULT_MODEL).latents.projections["umap"].astype(float)
    some = np.sort(places[::7], axis=0)  # low and high as measure() has them in points.js
    low, high = (some[round(share * (len(some) - 1))] for share in (0.002, 0.998))
    size = np.array([box["width"], box["height"]])
    scale = (size * [0.94, 0.9] / (high - low)).min()  # as Camera.fit has it
    at = np.array([box["x"], box["y"]]) + size / 2 + (places - (low + high) / 2) * scale * [1, -1]
    apart = np.asarray(cKDTree(at).query(at, k=2)[0])[:, 1]
    for row in np.random.default_rng(0).choice(np.flatnonzero(apart > ALONE), CLICK_COUNT, replace=False):
        yield int(row), (float(at[row, 0]), float(at[row, 1]))


def _window(browser: Browser, script: str = "") -> Page:
    """An empty window with an empty cache, once Chromium has made the window itself.

    For each it loads 400 files of its own, 0.8 s of the cores: nothing that who opens an address waits for.
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
    """Open an address of the map; returns the milliseconds from there to all points on the screen."""
    page.goto(address, wait_until="commit")
    page.wait_for_function(f"{DRAWN}.length > 0", timeout=60_000)
    return float(page.evaluate(f"{DRAWN}[0].startTime"))


def _turn(page: Page, address: str) -> float:
    """Follow the map's link on Explore; returns the milliseconds from the click to the points."""
    page.goto(f"{address}/explore")
    page.wait_for_selector(".st-key-header")
    page.wait_for_timeout(4000)  # the strips are drawn
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
