"""A photo as a phone takes it: 24 megapixels, turned, with two rows of numbers."""

import re
from pathlib import Path

from drawing import draw_number, encoded
from PIL import Image
from playwright.sync_api import Page, expect
from steps import settle, visit


def photo() -> bytes:
    """A sideways JPEG of 24 megapixels with 74 above 574."""
    page = Image.new("L", (420, 420), 235)
    page.paste(draw_number("74"), (40, 20))
    page.paste(draw_number("574"), (20, 230))
    large = page.resize((4900, 4900), Image.Resampling.BICUBIC).rotate(90, expand=True)
    return encoded(large.convert("RGB"), "JPEG", quality=80)


def test_a_turned_photo_of_two_rows_becomes_the_right_film(
    page: Page, dashboard: str, tmp_path: Path
) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(photo())
    visit(page, f"{dashboard}/?start_from=Upload&end_number=100&frames=12")
    page.locator(".st-key-start_picture input[type=file]").set_input_files(path)
    page.get_by_role("button", name="How the picture was read").click()
    page.get_by_role("button", name="Rotate right").click()
    settle(page)
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="2", exact=True).click()
    settle(page)
    expect(page.locator(".st-key-start figcaption").first).to_have_text(re.compile(r"read as 574 \("))
    expect(page.locator(".st-key-player [role=img], .st-key-player canvas").first).to_be_visible()
    link = page.url
    assert "start_from=Upload" in link
