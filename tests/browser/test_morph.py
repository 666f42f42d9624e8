"""The main job, as a person does it: two ends, a film that plays, downloads that decode again."""

import io
import re
import zipfile
from pathlib import Path
from urllib.parse import urlencode

import av
import cv2
import numpy as np
import pytest
from drawing import draw_number
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from steps import choose, download_film, enter, play, settle, visit

from dashboard.morph.downloads import FORMAT, describe_format
from runtime import DEFAULT_MODEL, FORMATS, Vae, load_vae, split_number, to_frame

HEIGHT = 448


@pytest.fixture(scope="module")
def vae() -> Vae:
    return load_vae(DEFAULT_MODEL)


def upload(page: Page, end: str, picture: Path) -> None:
    choose(page, f"{end}_from", "Upload")
    page.locator(f".st-key-{end}_picture input[type=file]").set_input_files(picture)
    expect(page.locator(f".st-key-{end} figcaption")).to_have_text(re.compile("^(read as|unclear)"))
    settle(page)


def frames_of_mp4(path: Path) -> list[NDArray[np.uint8]]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        return [frame.to_ndarray(format="gray").astype(np.uint8) for frame in container.decode(stream)]


def frames_of_avi(path: Path) -> list[NDArray[np.uint8]]:
    capture = cv2.VideoCapture(str(path))
    frames = []
    while (read := capture.read())[0]:
        frames.append(read[1][:, :, 0].astype(np.uint8))
    return frames


def ends_of(vae: Vae, pictures: list[Path]) -> list[NDArray[np.uint8]]:
    """The first and last frame that a film between two pictures must have."""
    return [
        to_frame(np.hstack(list(vae.reconstruct(np.stack(split_number(picture))))), height=HEIGHT)
        for picture in pictures
    ]


def assert_film(
    frames: list[NDArray[np.uint8]], frame_count: int, digit_count: int, ends: list[NDArray[np.uint8]]
) -> None:
    assert len(frames) == frame_count
    assert all(frame.shape == (HEIGHT, HEIGHT * digit_count) for frame in frames)
    for frame, end in zip((frames[0], frames[-1]), ends, strict=True):
        # Codecs lose a little; another digit would differ by ten times as much.
        assert np.abs(frame.astype(float) - end).mean() < 4


@pytest.mark.parametrize(("start", "end"), [("7", "2"), ("32", "41")])
def test_two_pictures_become_a_film(
    page: Page, dashboard: str, vae: Vae, tmp_path: Path, start: str, end: str
) -> None:
    pictures = [tmp_path / f"{number}.png" for number in (start, end)]
    for number, picture in zip((start, end), pictures, strict=True):
        draw_number(number).save(picture)
    visit(page, dashboard)
    upload(page, "start", pictures[0])
    upload(page, "end", pictures[1])
    enter(page, "frames", "40")
    play(page)

    ends = ends_of(vae, pictures)
    assert_film(frames_of_mp4(download_film(page, ".mp4", tmp_path)), 40, len(start), ends)
    assert_film(frames_of_avi(download_film(page, ".avi", tmp_path)), 40, len(start), ends)


def test_a_film_starts_on_the_very_picture(page: Page, dashboard: str, vae: Vae, tmp_path: Path) -> None:
    picture = tmp_path / "58.png"
    draw_number("58").save(picture)
    visit(page, dashboard)
    expect(page.locator(".st-key-true_ends")).to_have_count(0)  # there is nothing to switch
    upload(page, "start", picture)
    as_decoded, as_given = (
        ends_of(vae, [picture])[0],
        to_frame(np.hstack(split_number(picture)), height=HEIGHT),
    )
    np.testing.assert_array_equal(first_frame(page, tmp_path), as_decoded)
    page.locator(".st-key-true_ends label").first.click()
    expect(page).to_have_url(re.compile("true_ends=true"))
    settle(page)
    np.testing.assert_array_equal(first_frame(page, tmp_path), as_given)


def first_frame(page: Page, folder: Path) -> NDArray[np.uint8]:
    with zipfile.ZipFile(download_film(page, ".zip", folder)) as archive:
        return np.asarray(Image.open(io.BytesIO(archive.read("frame_00000.png"))), np.uint8)


def test_first_screen_is_alive_and_every_format_downloads(
    page: Page, dashboard: str, vae: Vae, tmp_path: Path
) -> None:
    visit(page, dashboard)
    play(page)
    page.locator(".player").evaluate("player => (player.dataset.mark = 'first')")

    ends = [
        to_frame(np.hstack(list(vae.decode([vae.preset(d) for d in number]))), height=HEIGHT)
        for number in ("32", "41")
    ]
    assert_film(frames_of_mp4(download_film(page, ".mp4", tmp_path)), 60, 2, ends)
    webm = download_film(page, ".webm", tmp_path)
    with av.open(str(webm)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 60
    with Image.open(download_film(page, ".gif", tmp_path)) as gif:
        assert (gif.n_frames, gif.size, gif.info["loop"]) == (60, (2 * HEIGHT, HEIGHT), 0)  # type: ignore[attr-defined]
    with Image.open(download_film(page, ".png", tmp_path)) as strip:
        assert strip.width > strip.height
    with Image.open(download_film(page, ".sheet.png", tmp_path)) as sheet:
        assert (sheet.width % (2 * HEIGHT), sheet.height % HEIGHT) == (0, 0)
    for ending in ("webp", "apng"):
        with Image.open(download_film(page, f".{ending}", tmp_path)) as animation:
            assert (animation.n_frames, animation.size) == (60, (2 * HEIGHT, HEIGHT))  # type: ignore[attr-defined]
    frames = download_film(page, ".zip", tmp_path)
    assert frames.name == "32-41.zip"
    with zipfile.ZipFile(frames) as archive:
        assert archive.namelist()[60:] == ["frames.csv", "recipe.json"]
        first = np.asarray(Image.open(io.BytesIO(archive.read(min(archive.namelist())))))
    np.testing.assert_array_equal(first, ends[0])
    # Downloads do not rerun the page: the same film goes on playing.
    expect(page.locator(".player")).to_have_attribute("data-mark", "first")
    play(page)


def test_formats_are_chosen_without_a_mouse_on_a_phone_too(page: Page, dashboard: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, f"{dashboard}/?frames=5&height=28")
    page.get_by_role("button", name="Download MP4").focus()
    page.keyboard.press("Tab")
    field = page.locator(f".st-key-{FORMAT} input")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    for ending in FORMATS:
        expect(page.get_by_role("option", name=describe_format(ending), exact=True)).to_be_visible()
    page.keyboard.type("ZIP")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Download Frames (ZIP)")
    expect(button).to_be_visible()
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    with page.expect_download() as waiting:
        button.press("Enter")
    assert waiting.value.suggested_filename == "32-41.zip"


def test_a_link_reproduces_the_morph(page: Page, dashboard: str, tmp_path: Path) -> None:
    visit(page, dashboard)
    enter(page, "start_number", "7")
    enter(page, "end_number", "2")
    enter(page, "frames", "21")
    enter(page, "fps", "12")
    page.get_by_role("radio", name="slerp").click()
    settle(page)
    link = page.url
    first = download_film(page, ".zip", tmp_path).read_bytes()
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist()[21:] == ["frames.csv", "recipe.json"]

    page.goto("about:blank")
    visit(page, link)
    again = tmp_path / "again"
    again.mkdir()
    second = download_film(page, ".zip", again).read_bytes()
    with zipfile.ZipFile(io.BytesIO(first)) as a, zipfile.ZipFile(io.BytesIO(second)) as b:
        assert [(i.filename, i.CRC) for i in a.infolist()] == [(i.filename, i.CRC) for i in b.infolist()]


def test_bad_input_is_one_sentence(page: Page, dashboard: str, tmp_path: Path) -> None:
    visit(page, dashboard)
    enter(page, "start_number", "a7")
    expect(page.get_by_role("alert").first).to_contain_text(
        "cannot use 'a7' as a number; enter 1 to 8 digits"
    )
    expect(page.locator(".player")).to_have_count(0)  # the film of the number before is gone
    text = tmp_path / "seven.png"
    text.write_text("not a picture")
    choose(page, "start_from", "Upload")
    page.locator(".st-key-start_picture input[type=file]").set_input_files(text)
    expect(page.get_by_role("alert").first).to_contain_text("'seven.png'")
    choose(page, "start_from", "Type it")
    enter(page, "start_number", "99")
    play(page)


def test_nonsense_in_a_link_leaves_the_page_and_the_address_clean(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?frames=inf&path=nope&end_number=7")
    for said in ("frames=inf", "path=nope"):
        expect(page.get_by_text(f"The link sets {said}, but the value must be")).to_be_visible()
    expect(page.get_by_role("radio", name="res16")).to_be_checked()
    play(page)
    assert page.url.partition("?")[2] == "end_number=7"
    while page.url.startswith(dashboard) and "inf" not in page.url:
        settle(page)
        page.go_back()
    if page.url.startswith(dashboard):  # the browser's way back leads past the nonsense again
        expect(page.get_by_role("alert")).to_contain_text(
            "frames=inf, but the value must be a number; reload the page"
        )
        expect(page.get_by_role("radio", name="res16")).to_be_checked()
        page.reload()
        settle(page)
        play(page)


def test_the_map_leaves_the_downloads_on_the_first_screen(page: Page, dashboard: str) -> None:
    for query in ("", "?start_number=7&end_number=2", "?via=1_2_3_4&frames=10"):
        visit(page, f"{dashboard}/{query}")
        for name in ("Download MP4", "Copy as"):
            button = page.get_by_role("button", name=name).bounding_box()
            assert button
            assert button["y"] + button["height"] <= 800
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    drawn = page.locator(".player .map").bounding_box()
    assert drawn
    assert drawn["x"] >= 0
    assert drawn["x"] + drawn["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_timing_is_in_the_link_and_in_the_film(page: Page, dashboard: str, tmp_path: Path) -> None:
    visit(page, f"{dashboard}/?frames=9&height=28&easing=ease-in&stagger=1")
    frames = download_film(page, ".zip", tmp_path)
    with zipfile.ZipFile(frames) as archive:
        shown = [
            np.asarray(Image.open(io.BytesIO(archive.read(name))))
            for name in sorted(archive.namelist())
            if name.endswith(".png")
        ]
    np.testing.assert_array_equal(shown[3][:, 28:], shown[0][:, 28:])  # the second digit waits
    assert (shown[3][:, :28] != shown[0][:, :28]).any()
    np.testing.assert_array_equal(shown[6][:, :28], shown[8][:, :28])  # the first has arrived
    page.get_by_text("Timing and alignment").click()
    page.get_by_role("radio", name="ease-out").click()
    settle(page)
    assert "easing=ease-out" in page.url


def test_the_film_is_copied_as_a_link(browser: Browser, dashboard: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    visit(page, f"{dashboard}?start_number=7&easing=ease-in")
    enter(page, "frames", "20")
    page.get_by_role("button", name="Copy as").click()
    texts = page.locator(".st-key-copy_as .stCode")
    expect(texts).to_have_count(3)
    for text in texts.all():
        expect(text.get_by_role("button", name="Copy to clipboard")).to_be_visible()
    texts.first.get_by_role("button").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{dashboard}/?")
    visit(page, link)
    expect(page.locator(".player .scrubber")).to_have_attribute("max", "19")
    page.get_by_role("button", name="Copy as").click()
    line = "latent-digits morph 7 41 --frames 20 --easing ease-in --out 7-41.mp4"
    expect(texts.nth(1)).to_have_text(line)
    context.close()


def test_a_phone_shows_the_ends_above_the_film_and_the_rest_below(page: Page, dashboard: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, dashboard)
    parts = (".st-key-start", ".st-key-end", ".player .screen", ".st-key-frames")
    tops = [box["y"] for part in parts if (box := page.locator(part).first.bounding_box())]
    assert tops == sorted(tops)
    assert len(tops) == len(parts)
    assert tops[2] < 600  # the film is on the first screen too


def test_the_page_answers_to_its_name_too(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/morph?start_number=7&end_number=1&frames=5")
    expect(page.locator(".player output")).to_have_text(re.compile(r"/ 5$"))
    expect(page.locator(".st-key-start_number input")).to_have_value("7")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Morph")).to_have_count(1)
    assert page.url.startswith(f"{dashboard}/?")


def test_a_link_puts_nothing_of_its_own_on_the_page(page: Page, dashboard: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    text = (
        "[Sign in here](https://evil.example/x)![](https://evil.example/t.png) www.evil.example "
        ":red[x] $x$ :material/home: <b>bold</b>"
    )
    visit(page, f"{dashboard}/?{urlencode({'start_number': text, 'end_number': '7'})}")
    alert = page.get_by_role("alert").filter(has_text="as a number; enter 1 to 8 digits")
    said = alert.locator("[data-testid=stMarkdownContainer]").last
    assert said.inner_text().replace("\u2060", "").startswith(f"cannot use '{text}' as a number")
    assert said.evaluate("it => it.querySelectorAll('a, img, b, span, .katex').length") == 0
    assert not [url for url in asked if url.startswith("https://evil.example")]
