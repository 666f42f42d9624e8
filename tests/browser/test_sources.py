"""An end of a morph that is drawn, pasted or photographed, as a person does it."""

import base64
import re
from pathlib import Path

from chromium import ARGUMENTS, find_chromium
from drawing import draw_digit, encoded, png, shade
from playwright.sync_api import Browser, Locator, Page, expect
from steps import choose, draw, play, settle, visit, wait_until

SEVEN = [[(0.3, 0.2), (0.7, 0.2), (0.45, 0.85)]]
FOUR = [[(0.4, 0.15), (0.25, 0.6), (0.75, 0.6)], [(0.6, 0.15), (0.6, 0.9)]]


def board(page: Page, end: str) -> Locator:
    return page.locator(f".st-key-{end}_drawing")


def paper(page: Page, end: str) -> Locator:
    """What is drawn on."""
    return board(page, end).locator("svg")


def expect_reading(page: Page, end: str, digits: str) -> None:
    """Wait until an end's thumbnails say what they were read as."""
    expect(page.locator(f".st-key-{end} figcaption").first).to_have_text(re.compile(f"^read as {digits} "))
    settle(page)


def lines(page: Page, end: str) -> Locator:
    return board(page, end).locator("polyline")


def test_a_drawn_seven_becomes_a_drawn_four(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?start_from=Draw&end_from=Draw")
    expect(page.get_by_role("status").first).to_contain_text("Draw the start number to see the film.")
    draw(paper(page, "start"), SEVEN)
    expect_reading(page, "start", "7")
    draw(paper(page, "end"), FOUR)
    expect_reading(page, "end", "4")
    play(page)
    page.get_by_role("button", name="How the picture was read").first.click()
    expect(page.get_by_text("reconstruction").first).to_be_visible()
    expect(page.get_by_alt_text("The original picture").first).to_be_visible()


def test_undo_clear_and_keys(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?start_from=Draw&end_number=1")
    undo, clear = (board(page, "start").get_by_role("button", name=name) for name in ("Undo", "Clear"))
    expect(undo).to_be_disabled()
    draw(paper(page, "start"), SEVEN)
    draw(paper(page, "start"), [[(0.9, 0.1), (0.9, 0.9)]])
    expect_reading(page, "start", "71")
    undo.click()
    expect(lines(page, "start")).to_have_count(1)
    expect_reading(page, "start", "7")
    clear.focus()
    page.keyboard.press("Enter")
    expect(lines(page, "start")).to_have_count(0)
    expect(page.get_by_role("status").first).to_contain_text("Draw the start number")
    page.keyboard.press("Control+z")
    expect_reading(page, "start", "7")
    paper(page, "start").focus()
    page.keyboard.press("Delete")
    expect(page.get_by_role("status").first).to_contain_text("Draw the start number")


def test_a_drawing_outlives_other_sources_and_pages(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?start_from=Draw&end_number=1")
    draw(paper(page, "start"), SEVEN)
    expect_reading(page, "start", "7")
    play(page)
    choose(page, "start_from", "Type it")
    choose(page, "start_from", "Draw")
    expect(lines(page, "start")).to_have_count(1)
    page.get_by_role("link", name="Explore").click()
    page.wait_for_url("**/explore**")
    settle(page)
    page.get_by_role("link", name="Morph").click()
    choose(page, "start_from", "Draw")
    expect(lines(page, "start")).to_have_count(1)
    expect_reading(page, "start", "7")
    board(page, "start").get_by_role("button", name="Undo").click()
    expect(lines(page, "start")).to_have_count(0)


def test_a_number_is_drawn_on_the_larger_pad(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?start_from=Draw&end_number=171")
    board(page, "start").get_by_role("button", name="Enlarge").click()
    seven = [(0.44 + (x - 0.3) / 3, y) for x, y in SEVEN[0]]
    draw(paper(page, "start"), [[(0.25, 0.2), (0.25, 0.8)], seven, [(0.75, 0.2), (0.75, 0.8)]])
    page.keyboard.press("Escape")
    expect(board(page, "start").get_by_role("button", name="Enlarge")).to_be_visible()
    expect_reading(page, "start", "171")
    pad = paper(page, "start").bounding_box()
    assert pad
    for line in lines(page, "start").all():  # the small pad shows all of it
        box = line.bounding_box()
        assert box
        assert pad["x"] <= box["x"]
        assert box["x"] + box["width"] <= pad["x"] + pad["width"]
    play(page)


def test_a_finger_draws_and_does_not_scroll(browser: Browser, dashboard: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    page = context.new_page()
    visit(page, f"{dashboard}/?start_from=Draw&end_number=1")
    pad = paper(page, "start")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    assert box["width"] > 300
    touch = context.new_cdp_session(page)
    at = [(box["x"] + 0.5 * box["width"], box["y"] + y * box["height"]) for y in (0.85, 0.6, 0.4, 0.15)]
    for kind, places in [("touchStart", at[:1]), *(("touchMove", [place]) for place in at), ("touchEnd", [])]:
        fingers = [{"x": x, "y": y} for x, y in places]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    expect(lines(page, "start")).to_have_count(1)
    after = pad.bounding_box()
    assert after
    assert after["y"] == box["y"]
    expect_reading(page, "start", "1")
    context.close()


PASTE = """([picture, type]) => {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const clipboardData = new DataTransfer();
    if (type) clipboardData.items.add(new File([bytes], "clip", { type }));
    else clipboardData.setData("text/plain", "7");
    const how = { clipboardData, bubbles: true, composed: true };
    document.body.dispatchEvent(new ClipboardEvent("paste", how));
}"""


def paste(page: Page, picture: bytes, kind: str) -> None:
    page.evaluate(PASTE, [base64.b64encode(picture).decode(), kind])


def test_pictures_are_pasted(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?start_from=Paste&end_from=Paste")
    zone = page.locator(".st-key-start_pasted .zone")
    expect(zone).to_contain_text("Copy a picture")
    paste(page, b"", "")
    expect(zone).to_contain_text("There is no picture on the clipboard")
    paste(page, b"no picture", "image/png")
    expect(zone).to_contain_text("The browser cannot open this picture")
    paste(page, png("58"), "image/png")
    expect_reading(page, "start", "58")
    paste(page, png("23"), "image/png")  # the other one, which is empty
    expect_reading(page, "end", "23")
    expect_reading(page, "start", "58")
    play(page)


def test_the_paste_button_asks_the_clipboard(browser: Browser, dashboard: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    visit(page, f"{dashboard}/?start_from=Paste&end_number=58")
    page.evaluate(
        """async (picture) => {
            const blob = await (await fetch(`data:image/png;base64,${picture}`)).blob();
            await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
        }""",
        base64.b64encode(png("58")).decode(),
    )
    page.get_by_role("button", name="Paste", exact=True).click()
    expect_reading(page, "start", "58")
    context.close()


def test_a_photo_is_read(browser: Browser, dashboard: str, tmp_path: Path) -> None:
    sheet = shade(draw_digit(4, size=(640, 480), height=260, pen=20)).convert("RGB")
    film = tmp_path / "camera.mjpeg"
    film.write_bytes(5 * encoded(sheet, "jpeg", quality=95))
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with browser.browser_type.launch(
        executable_path=find_chromium(), args=[*ARGUMENTS, *fake, f"--use-file-for-fake-video-capture={film}"]
    ) as camera:
        page = camera.new_page()
        visit(page, f"{dashboard}/?start_from=Photo&end_number=9")
        expect(page.get_by_role("status").first).to_contain_text("Take a photo of the start number")
        start, end = page.locator(".st-key-start"), page.locator(".st-key-end")

        def is_wider() -> bool:
            """A camera's picture needs the room."""
            widths = [column.evaluate("column => column.clientWidth") for column in (start, end)]
            return bool(widths[0] > 1.5 * widths[1])

        wait_until(page, is_wider)
        page.get_by_role("button", name="Take Photo").click()
        expect_reading(page, "start", "4")
        play(page)
        page.get_by_role("link", name="Explore").click()
        page.wait_for_url("**/explore**")
        settle(page)
        page.get_by_role("link", name="Morph").click()
        choose(page, "start_from", "Photo")
        expect_reading(page, "start", "4")
