"""Responsiveness of the dashboard in Chromium: ``python -m benchmarks dashboard``.

Each measuring function yields its figures. The dashboard runs in a separate process, started as by ``make
run``; browser and server share the machine's CPU cores.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright
from websockets.asyncio.client import connect
from websockets.typing import Origin

from runtime import DEFAULT_MODEL, list_models, load_vae

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # tests/ can start Chromium and wait for a page

from chromium import ARGUMENTS, find_chromium  # noqa: E402
from serving import serve  # noqa: E402
from steps import visit  # noqa: E402

SCREEN = (1280, 800)
DRAG_SECONDS = 5.0
PEOPLE = 10

# Records when the pointer moved, its code was sent, its picture was drawn, and that frame was presented.
WATCH = """
window.moves = []; window.sends = []; window.draws = [];
addEventListener("pointermove", (event) => moves.push([event.timeStamp, performance.now()]), true);
const { send } = WebSocket.prototype, { drawImage } = CanvasRenderingContext2D.prototype;
WebSocket.prototype.send = function (message) {
    if (this.url.includes("/live") && message.length === window.latentDim) sends.push(performance.now());
    send.call(this, message);
};
CanvasRenderingContext2D.prototype.drawImage = function (...values) {
    drawImage.apply(this, values);
    if (!this.canvas.classList?.contains("large") || draws.length >= sends.length) return;
    const drawn = [performance.now(), Infinity], { port1, port2 } = new MessageChannel();
    draws.push(drawn);
    port1.onmessage = () => (drawn[1] = performance.now()); // runs after the frame that rAF precedes
    requestAnimationFrame(() => port2.postMessage(null));
};
"""


@dataclass(frozen=True)
class Figure:
    """A measured figure and its target."""

    name: str
    value: float
    unit: str
    target: str = ""


def live_drag(browser: Browser, address: str) -> Iterator[Figure]:
    """Drag a slider back and forth: delay from pointer move to changed picture, and pictures per second."""
    for model in list_models():
        page = _open(browser, f"{address}/explore?model={model}", WATCH)
        page.wait_for_timeout(1000)  # until the strips are drawn
        page.evaluate("n => { moves.length = sends.length = draws.length = 0; latentDim = n }", _dim(model))
        seconds = _drag(page)
        page.wait_for_timeout(300)
        moves, sends, draws = (np.array(page.evaluate(name), float) for name in ("moves", "sends", "draws"))
        page.context.close()
        first = np.searchsorted(sends, moves[:, 1])  # the first code sent after each move
        answered = first < len(draws)
        begun, (drawn, presented) = moves[answered, 0], draws[first[answered]].T
        yield Figure(f"{model}: pictures", len(draws) / seconds, "/s", "≥ 45")
        for name, ends, target in (("drawn", drawn, "≤ 30"), ("on screen", presented, "")):
            delays = ends - begun
            yield Figure(f"{model}: pointer → {name}, median", float(np.median(delays)), "ms")
            yield Figure(f"{model}: pointer → {name}, p95", float(np.percentile(delays, 95)), "ms", target)


def ten_people(_browser: Browser, address: str) -> Iterator[Figure]:
    """Ten clients that drag at once, each requesting the next picture when the last has arrived."""

    async def drag(latent_dim: int) -> list[float]:
        url = f"{address.replace('http', 'ws')}/live?model={DEFAULT_MODEL}"
        codes = np.random.default_rng(0).standard_normal((64, 1, latent_dim)).astype("<f4")
        waits: list[float] = []
        async with connect(url, origin=Origin(address), proxy=None) as socket:
            end = time.perf_counter() + DRAG_SECONDS
            while (sent := time.perf_counter()) < end:
                await socket.send(codes[len(waits) % len(codes)].tobytes())
                await socket.recv()
                waits.append(time.perf_counter() - sent)
        return waits

    async def all_at_once() -> list[list[float]]:
        return await asyncio.gather(*(drag(_dim(DEFAULT_MODEL)) for _ in range(PEOPLE)))

    with ThreadPoolExecutor(1) as thread:  # this thread runs Playwright's event loop
        waits = thread.submit(asyncio.run, all_at_once()).result()
    rate = min(map(len, waits)) / DRAG_SECONDS
    yield Figure(f"{DEFAULT_MODEL}, {PEOPLE} people: pictures for the slowest", rate, "/s", "≥ 25")
    delay = 1000 * np.percentile(np.concatenate(waits), 95)
    yield Figure(f"{DEFAULT_MODEL}, {PEOPLE} people: code → picture, p95", float(delay), "ms")


MEASURES: list[Callable[[Browser, str], Iterator[Figure]]] = [live_drag, ten_people]


def main(measures: Sequence[Callable[[Browser, str], Iterator[Figure]]] = MEASURES) -> None:
    """Run ``measures`` and print their figures."""
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Chromium is not installed; install it with: python tests/chromium.py")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{cores} cores, load {os.getloadavg()[0]:.1f} before")
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for measure in measures:
            for figure in measure(browser, address):
                target = f"   target {figure.target}" if figure.target else ""
                print(f"{figure.name:44} {figure.value:8.1f} {figure.unit:3}{target}")
        browser.close()


def _dim(model: str) -> int:
    return load_vae(model).latent_dim


def _open(browser: Browser, address: str, script: str) -> Page:
    context = browser.new_context(viewport={"width": SCREEN[0], "height": SCREEN[1]})
    page = context.new_page()
    page.add_init_script(script)
    visit(page, address)
    return page


def _drag(page: Page) -> float:
    """Drag the topmost slider back and forth as fast as the browser accepts moves; return the seconds."""
    box = page.get_by_role("slider").first.bounding_box()
    assert box
    x, y, width = box["x"], box["y"] + box["height"] / 2, box["width"]
    page.mouse.move(x + width / 2, y)
    page.mouse.down()
    start = time.perf_counter()
    while (seconds := time.perf_counter() - start) < DRAG_SECONDS:
        page.mouse.move(x + width * (0.5 + 0.45 * np.sin(3 * seconds)), y)
    page.mouse.up()
    return seconds


if __name__ == "__main__":
    main()
