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

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # tests/ finds Chromium and waits until a page is ready

from chromium import ARGUMENTS, find_chromium  # noqa: E402
from drawing import draw_number  # noqa: E402
from serving import serve  # noqa: E402
from steps import visit  # noqa: E402

from docs.from_ink import film_from_ink  # noqa: E402
from runtime import DEFAULT_MODEL, Morph, find_digits, load_vae  # noqa: E402
from runtime.ink.digits import find_digits as find_digit_masks  # noqa: E402
from runtime.ink.frame import find_ink  # noqa: E402
from runtime.ink.paper import open_sheet  # noqa: E402

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
PANEL = (220, 190)  # width and height in pixels
DIGIT_COLOURS = ((0.2, 0.7, 1), (1, 0.6, 0.1), (0.1, 0.65, 0.4))  # of ink on black, shown inverted


def main() -> None:
    """Make the pictures and print the size of each."""
    FOLDER.mkdir(exist_ok=True)
    made = [*films(), steps_of_reading(), *screenshots()]
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


def steps_of_reading() -> Path:
    """Draw the steps from a photo of a note to its digits, side by side."""
    photo = note_on_a_desk()
    _, sheet = open_sheet(photo)
    ink = find_ink(sheet)
    masks = sorted(find_digit_masks(ink), key=lambda mask: int(np.flatnonzero(mask.any(axis=0))[0]))
    owned = np.zeros((*ink.shape, 3), np.float32)
    for mask, colour in zip(masks, DIGIT_COLOURS, strict=False):
        owned[mask] = ink[mask][:, None] * np.array(colour, np.float32)
    digits = np.concatenate(find_digits(photo).digits, axis=0)
    panels = [
        _panel(1 - each if each is digits else each) for each in (photo, sheet, 1 - ink, 1 - owned, digits)
    ]
    path = FOLDER / "reading-steps.png"
    Image.fromarray(np.concatenate(panels, axis=1)).quantize(64).save(path, optimize=True)
    return path


def note_on_a_desk() -> npt.NDArray[np.float32]:
    """Draw a note with an underlined 472, whose digits touch, askew on a dark desk."""
    note = np.asarray(draw_number("472", gap=0.02, height=110, pen=9), np.float32) / 255
    note[-34:-30, 40:-40] = 0.1
    height, width = note.shape
    warp = cv2.getRotationMatrix2D((width / 2, height / 2), -9, 1)
    warp[:, 2] += [90, 110]
    size = (width + 180, height + 220)
    there = cv2.warpAffine(np.ones_like(note), warp, size, flags=cv2.INTER_LINEAR)
    shadow = np.linspace(1, 0.75, size[0], dtype=np.float32)[None]
    return np.asarray(0.12 * (1 - there) + cv2.warpAffine(note, warp, size) * shadow, np.float32)


def _panel(picture: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Fit a picture (H, W) or (H, W, 3) in [0, 1] into a white panel."""
    if picture.ndim == 2:
        picture = np.repeat(picture[:, :, None], 3, axis=2)
    scale = min(PANEL[0] / picture.shape[1], PANEL[1] / picture.shape[0])
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_NEAREST
    fitted = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=method)
    panel = np.ones((PANEL[1] + 16, PANEL[0] + 16, 3), np.float32)
    top, left = (panel.shape[0] - fitted.shape[0]) // 2, (panel.shape[1] - fitted.shape[1]) // 2
    panel[top : top + fitted.shape[0], left : left + fitted.shape[1]] = fitted
    return np.round(255 * np.clip(panel, 0, 1)).astype(np.uint8)


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
