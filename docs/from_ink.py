"""Make the README's opening film on the real page: a photographed 7 turns into a drawn 41."""

import io
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image, ImageOps, ImageSequence
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # tests/ draws like a user and waits until a page is ready

from drawing import draw_digit, shade  # noqa: E402
from steps import download_film, draw, settle, visit  # noqa: E402

HEIGHT = 112
GAP = 12
PAPER = 255
# Points are fractions of the pad's width and height.
FORTY_ONE = [
    [(0.34, 0.2), (0.27, 0.58), (0.46, 0.58)],
    [(0.42, 0.32), (0.41, 0.84)],
    [(0.66, 0.2), (0.655, 0.5), (0.65, 0.82)],
]


def film_from_ink(browser: Browser, address: str, path: Path) -> None:
    """Upload the photo, draw the number, download the film, and save all three side by side as a GIF."""
    photo = io.BytesIO()
    shade(draw_digit(7, pen=11)).convert("RGB").save(photo, "JPEG", quality=85)
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    visit(page, f"{address}/?start_from=Upload&end_from=Draw&frames=40&height={HEIGHT}&fps=20")
    upload = page.locator(".st-key-start input[type=file]")
    upload.set_input_files({"name": "seven.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()})
    settle(page)
    drawing = _draw(page)
    with TemporaryDirectory() as folder:
        film = Image.open(download_film(page, ".gif", Path(folder)))
        frames = [frame.convert("L") for frame in ImageSequence.Iterator(film)]
        duration = film.info["duration"]
    page.close()
    left, right = (_fit(Image.open(io.BytesIO(picture))) for picture in (photo.getvalue(), drawing))
    scenes = [_side_by_side(left, frame, right) for frame in frames]
    # Play forwards, then backwards, so that the loop has no jump.
    scenes = [*scenes, *scenes[-2:0:-1]]
    scenes[0].save(path, save_all=True, append_images=scenes[1:], duration=duration, loop=0, optimize=True)


def _draw(page: Page) -> bytes:
    """Draw 41 with the mouse; return a screenshot of the pad."""
    board = page.locator(".st-key-end_drawing")
    board.get_by_role("button", name="Enlarge").click()
    pad = board.locator("svg")
    draw(pad, FORTY_ONE)
    picture = pad.screenshot()
    page.keyboard.press("Escape")
    settle(page)
    return picture


def _fit(picture: Image.Image) -> Image.Image:
    grey = ImageOps.autocontrast(picture.convert("L"), cutoff=1)
    return ImageOps.contain(grey, (2 * HEIGHT, HEIGHT))


def _side_by_side(*pictures: Image.Image) -> Image.Image:
    width = sum(picture.width for picture in pictures) + GAP * (len(pictures) - 1)
    scene = Image.fromarray(np.full((HEIGHT, width), PAPER, np.uint8))
    left = 0
    for picture in pictures:
        scene.paste(picture, (left, (HEIGHT - picture.height) // 2))
        left += picture.width + GAP
    return scene.quantize(16)
