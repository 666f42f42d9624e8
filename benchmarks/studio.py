"""How soon the Morph page answers, measured in a real Chromium: ``python -m benchmarks.studio``."""

import statistics
from collections.abc import Callable, Iterator

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks.dashboard import SCREEN, Figure, main

NUMBERS = {"3 → 4": "start_number=3&end_number=4", "32 → 41": ""}
CONTROLS = {"Easing": ("ease-in", "ease-out", "ease-in-out"), "Path": ("linear", "slerp")}
STAGGERS = (0, 0.35, 0.7)

# When a control was let go.
RELEASED = """
window.released = 0;
addEventListener("pointerup", () => (released = performance.now()), true);
"""
DRAWN = "performance.getEntriesByName('film-drawn').filter((mark) => mark.startTime > released)"


def control_to_frames(browser: Browser, address: str) -> Iterator[Figure]:
    """From a control's release to the new film on the screen; no film was drawn before."""
    for name, query in NUMBERS.items():
        waits: dict[str, list[float]] = {control: [] for control in CONTROLS}
        for stagger in STAGGERS:
            page = _open(browser, f"{address}/?{query}&stagger={stagger}")
            page.get_by_text("Timing and places").click()
            page.wait_for_timeout(1000)
            for control, choices in CONTROLS.items():
                waits[control] += [_wait(page, control, choice) for choice in choices]
            page.context.close()
        for control, times in waits.items():
            what = f"morph {name}: {control} → new frames"
            yield Figure(f"{what}, median", statistics.median(times), "ms", "≤ 150")
            yield Figure(f"{what}, p95", float(np.percentile(times, 95)), "ms")


def _wait(page: Page, control: str, choice: str) -> float:
    page.get_by_role("radiogroup", name=control).get_by_role("radio", name=choice, exact=True).click()
    page.wait_for_function(f"{DRAWN}.length > 0")
    waited = float(page.evaluate(f"{DRAWN}[0].startTime - released"))
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
