"""Response times of the Morph page in Chromium: ``python -m benchmarks.studio``."""

import statistics
from collections.abc import Callable, Iterator

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks.dashboard import SCREEN, Figure, main

NUMBERS = {"3 → 4": "start_number=3&end_number=4", "32 → 41": ""}
CONTROLS = {"Easing": ("ease-in", "ease-out", "ease-in-out"), "Path": ("linear", "slerp")}
STAGGERS = (0, 0.35, 0.7)

# Records when the pointer was released over a control.
RELEASED = """
window.released = 0;
addEventListener("pointerup", () => (released = performance.now()), true);
"""
DRAWN = "performance.getEntriesByName('{}-drawn').filter((mark) => mark.startTime > released)"
PARTS = {"film": "new frames", "reading": "new strip"}


def control_to_frames(browser: Browser, address: str) -> Iterator[Figure]:
    """Time from a click on a control to the new frames and the new strip of a film that is not cached."""
    for name, query in NUMBERS.items():
        waits: dict[str, list[list[float]]] = {control: [] for control in CONTROLS}
        for stagger in STAGGERS:
            page = _open(browser, f"{address}/?{query}&stagger={stagger}")
            page.get_by_text("Timing and alignment").click()
            page.wait_for_timeout(1000)
            for control, choices in CONTROLS.items():
                waits[control] += [_wait(page, control, choice) for choice in choices]
            page.context.close()
        for control, times in waits.items():
            for part, delays, target in zip(
                PARTS.values(), zip(*times, strict=True), ("≤ 150", ""), strict=True
            ):
                label = f"morph {name}: {control} → {part}"
                yield Figure(f"{label}, median", statistics.median(delays), "ms", target)
                yield Figure(f"{label}, p95", float(np.percentile(delays, 95)), "ms")


def _wait(page: Page, control: str, choice: str) -> list[float]:
    """Choose an option of a control; return the milliseconds from the click to each of ``PARTS``."""
    page.get_by_role("radiogroup", name=control).get_by_role("radio", name=choice, exact=True).click()
    waited = []
    for drawn in map(DRAWN.format, PARTS):
        page.wait_for_function(f"{drawn}.length > 0")
        waited.append(float(page.evaluate(f"{drawn}[0].startTime - released")))
    page.wait_for_timeout(400)
    return waited


def _open(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": SCREEN[0], "height": SCREEN[1]}).new_page()
    page.add_init_script(RELEASED)
    page.goto(address)
    page.wait_for_function("performance.getEntriesByName('film-drawn').length > 0")
    return page


MEASURES: list[Callable[[Browser, str], Iterator[Figure]]] = [control_to_frames]

if __name__ == "__main__":
    main(MEASURES)
