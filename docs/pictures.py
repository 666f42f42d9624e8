"""Make all pictures in the README and the docs: ``python -m docs.pictures``, or ``make pictures``.

The runtime makes the film and the filmstrip; Chromium takes the screenshots of a running dashboard. All
digits in the pictures are decoded or drawn for the purpose; none are MNIST images.
"""

import io
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # tests/ finds Chromium and waits until a page is ready

from chromium import ARGUMENTS, find_chromium  # noqa: E402
from serving import serve  # noqa: E402
from steps import visit  # noqa: E402

from docs.from_ink import film_from_ink  # noqa: E402
from runtime import DEFAULT_MODEL, Morph, load_vae  # noqa: E402

FOLDER = ROOT / "docs" / "pictures"
SCREEN = (1280, 800)
PAGES = {
    "morph": "",
    "explore": "explore",
    "map": "map?point=61234",
    "compare": "compare",
}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
MAX_SCREENSHOT_BYTES = 200_000
EARLY_FRAME = 27


def main() -> None:
    """Make the pictures and print the size of each."""
    FOLDER.mkdir(exist_ok=True)
    made = [*films(), *screenshots()]
    for path in made:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")
    print(f"{len(made)} pictures, {sum(path.stat().st_size for path in made) / 1000:.0f} kB")


def films() -> Iterator[Path]:
    """Make a film and a filmstrip of the morph 32 → 41."""
    vae = load_vae(DEFAULT_MODEL)
    film = FOLDER / "32-41.gif"
    Morph(vae, "32", "41", frame_count=40).save(film, fps=20, height=140)
    yield film
    strip = FOLDER / "filmstrip.png"
    Morph(vae, "32", "41", frame_count=12).save(strip, height=56, paper="light")
    yield strip


def screenshots() -> Iterator[Path]:
    """Make the film from a photo and a drawing, and screenshots of every page in both themes."""
    chromium = shutil.which("chromium") or find_chromium()  # the headless shell spaces letters unevenly
    if chromium is None:
        sys.exit("cannot take screenshots without Chromium; install it with: python tests/chromium.py")
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        ink = FOLDER / "7-41.gif"
        film_from_ink(browser, address, ink)
        yield ink
        for name, route in PAGES.items():
            for theme in THEMES:
                path = FOLDER / f"{name}-{theme}.png"
                path.write_bytes(_compressed(_screenshot(browser, f"{address}/{route}", theme), path.name))
                yield path
        browser.close()


def _screenshot(browser: Browser, address: str, theme: Literal["light", "dark"]) -> bytes:
    context = browser.new_context(viewport={"width": SCREEN[0], "height": SCREEN[1]}, color_scheme=theme)
    page = context.new_page()
    visit(page, address)
    if page.locator(".player").count():
        page.locator(".player .scrubber").fill(str(EARLY_FRAME))
    page.wait_for_timeout(2500)  # the chart gives no event when its points are drawn
    picture = page.screenshot()
    context.close()
    return picture


def _compressed(png: bytes, name: str) -> bytes:
    """Return a PNG under the size limit: in full colour if possible, else in 256 colours or fewer."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colour_count in (None, 256, 128, 64, 32):
        file = io.BytesIO()
        reduced = picture.quantize(colour_count, kmeans=1) if colour_count else picture
        reduced.save(file, "PNG", optimize=True)
        if file.tell() <= MAX_SCREENSHOT_BYTES:
            return file.getvalue()
    raise AssertionError(f"{name} needs {file.tell():,} bytes even in {colour_count} colours")


if __name__ == "__main__":
    main()
