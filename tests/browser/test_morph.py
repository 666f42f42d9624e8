"""The main job, as a person does it: two ends, a film that plays, downloads that decode again."""

import base64
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
from steps import choose, download_film, enter, film_frame, play, settle, visit

from dashboard.downloads import FORMAT, in_words
from dashboard.map_picture import extent
from dashboard.map_view import MapView, Square
from dashboard.reading import film_words
from runtime import DEFAULT_MODEL, FORMATS, Morph, Vae, load_reader, load_vae, split_number, to_frame
from runtime.arrays import FloatArray
from runtime.confidence import read_film

pytestmark = pytest.mark.browser

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
        expect(page.get_by_role("option", name=in_words(ending), exact=True)).to_be_visible()
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
    expect(page.get_by_role("alert").first).to_contain_text("'a7' is no number of 1 to 8 digits")
    expect(page.locator(".player")).to_have_count(0)  # the film of the number before is gone
    text = tmp_path / "seven.png"
    text.write_text("not a picture")
    choose(page, "start_from", "Upload")
    page.locator(".st-key-start_picture input[type=file]").set_input_files(text)
    expect(page.get_by_role("alert").first).to_contain_text("'seven.png'")
    choose(page, "start_from", "Type it")
    enter(page, "start_number", "99")
    play(page)


def test_the_first_screen_moves_at_every_visit(browser: Browser, dashboard: str) -> None:
    for _ in range(6):
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        visit(page, dashboard)
        play(page)
        expect(page.get_by_role("button", name="Pause")).to_be_visible()
        context.close()


def test_reduced_motion_holds_the_film(browser: Browser, dashboard: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    visit(page, dashboard)
    expect(page.locator(".player output")).to_have_text("1 / 60")
    page.wait_for_timeout(1000)
    assert film_frame(page) == 0
    page.get_by_role("button", name="Play").click()  # who asks for motion gets it
    play(page)
    context.close()


def test_nonsense_in_a_link_leaves_the_page_and_the_address_clean(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?frames=inf&path=nope&end_number=7")
    for said in ("frames=inf", "path=nope"):
        expect(page.get_by_text(f"The address says {said}, which is not")).to_be_visible()
    expect(page.get_by_role("radio", name="res16")).to_be_checked()
    play(page)
    assert page.url.partition("?")[2] == "end_number=7"
    while page.url.startswith(dashboard) and "inf" not in page.url:
        page.go_back()
        page.wait_for_timeout(500)
    if page.url.startswith(dashboard):  # the browser's way back leads past the nonsense again
        expect(page.get_by_role("alert")).to_contain_text("frames=inf, which is no number; reload the page")
        expect(page.get_by_role("radio", name="res16")).to_be_checked()
        page.reload()
        settle(page)
        play(page)


def screen(page: Page) -> NDArray[np.uint8]:
    """What the player shows, greys (height, width)."""
    url = page.locator(".player .screen").evaluate("canvas => canvas.toDataURL()")
    picture = Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2])))
    return np.asarray(picture.convert("L"))


def test_the_player_shows_the_very_ends(page: Page, dashboard: str, vae: Vae) -> None:
    visit(page, dashboard)
    scrubber = page.get_by_role("slider", name="Frame")
    for key, number in (("Home", "32"), ("End", "41")):
        scrubber.press(key)
        shown = screen(page)
        end = np.hstack(list(vae.decode([vae.preset(int(digit)) for digit in number])))
        expected = cv2.resize(255 * end, shown.shape[::-1], interpolation=cv2.INTER_CUBIC)
        assert np.abs(shown - np.clip(expected, 0, 255)).mean() < 4


def test_the_scrubber_goes_frame_by_frame(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?frames=20&colours=Black+on+white")
    scrubber = page.get_by_role("slider", name="Frame")
    scrubber.press("Home")
    first = screen(page)
    assert first[0, 0] == 255  # paper
    scrubber.press("ArrowRight")
    scrubber.press("ArrowRight")
    expect(page.locator(".player output")).to_have_text("3 / 20")
    assert np.abs(screen(page).astype(float) - first).mean() > 0.1
    scrubber.press("End")
    assert film_frame(page) == 19
    scrubber.press("Space")
    play(page)
    scrubber.press("Space")
    at = film_frame(page)
    page.wait_for_timeout(400)
    assert film_frame(page) == at


SLOW_SCREEN = """() => { // five pictures a second
    window.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), 200);
    window.cancelAnimationFrame = clearTimeout;
}"""


def test_a_slow_machine_scrubs_to_the_very_frame(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?frames=20")
    page.evaluate(SLOW_SCREEN)
    page.wait_for_timeout(500)
    play(page)
    page.get_by_role("slider", name="Frame").press("Home")
    page.wait_for_timeout(500)  # a step that was asked for before would come now
    assert film_frame(page) == 0


@pytest.mark.parametrize("focus", ["Pause", "Loop", "Ping-pong"])
def test_keys_scrub_wherever_in_the_player_the_focus_is(page: Page, dashboard: str, focus: str) -> None:
    visit(page, f"{dashboard}/?frames=20")
    button = page.get_by_role("button", name=focus)
    for key, frame in (("End", 19), ("ArrowLeft", 18), ("Home", 0), ("ArrowLeft", 0), ("ArrowRight", 1)):
        button.press(key) if key == "End" else page.keyboard.press(key)
        assert film_frame(page) == frame


def test_a_paused_film_stays_at_its_frame(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?frames=20")
    shown, paused = page.locator(".player output"), page.get_by_role("button", name="Play")
    page.get_by_role("button", name="Ping-pong").click()
    page.get_by_role("slider", name="Frame").press("Home")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    enter(page, "fps", "12")  # the same film again
    expect(shown).to_have_text("7 / 20")
    expect(paused).to_be_visible()
    enter(page, "start_number", "x")  # no film
    expect(page.locator(".player")).to_have_count(0)
    enter(page, "start_number", "35")  # another film
    expect(shown).to_have_text("7 / 20")
    expect(paused).to_be_visible()
    expect(page.get_by_role("button", name="Ping-pong")).to_have_attribute("aria-pressed", "true")
    enter(page, "frames", "31")  # at the same share of a longer one, and at a whole frame
    expect(shown).to_have_text("10 / 31")  # 6 of 19 steps are 9.47 of 30
    page.get_by_role("slider", name="Frame").press("ArrowRight")
    expect(shown).to_have_text("11 / 31")


def test_the_filmstrip_of_a_long_number_shows_a_way_on_a_phone(page: Page, dashboard: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, f"{dashboard}/?start_number=12345678&end_number=87654321")
    page.locator(".player .filmstrip").click(position={"x": 1, "y": 5})
    assert film_frame(page) == 7  # in the middle of the first quarter


def test_what_the_reader_makes_of_a_film_follows_it(page: Page, dashboard: str, vae: Vae) -> None:
    visit(page, dashboard)
    page.evaluate("performance.clearMarks()")
    reader = load_reader()
    for start, end in (("3", "41"), ("3", "4"), ("8", "4")):  # the strip gets another height, and keeps it
        enter(page, "start_number", start)
        enter(page, "end_number", end)
        morph = Morph(vae, start, end)
        said = film_words(read_film(morph, np.stack(list(morph.images())), reader))
        expect(page.locator(".player .words")).to_have_text(said)
        expect(page.locator(".player .confidence")).to_have_attribute(
            "aria-label", re.compile(re.escape(said))
        )
        expect(page.locator(".player")).not_to_have_class(re.compile("unread"))
    films, readings = (
        page.evaluate(f"performance.getEntriesByName('{name}-drawn').map(mark => mark.startTime)")
        for name in ("film", "reading")
    )
    assert len(films) == len(readings)
    assert all(film < reading for film, reading in zip(films, readings, strict=True))


def test_all_views_of_the_film_have_one_time(page: Page, dashboard: str) -> None:
    visit(page, dashboard)
    strip = page.locator(".player .confidence")
    words = page.locator(".player .words")
    expect(words).to_have_text(re.compile(r"first digit turns from 3 .*to 4 at frame \d+"))
    expect(strip).to_have_attribute("aria-label", re.compile(re.escape(words.inner_text())))
    box = strip.bounding_box()
    assert box
    for share, frame in ((0.001, 0), (0.508, 30), (0.999, 59)):
        strip.click(position={"x": share * box["width"], "y": box["height"] / 2})
        assert film_frame(page) == frame
        head = page.locator(".player .head").bounding_box()
        assert head
        assert head["x"] + head["width"] / 2 == pytest.approx(
            box["x"] + (frame + 0.5) / 60 * box["width"], abs=1.5
        )
    page.locator(".player .filmstrip").click(position={"x": 1, "y": 5})
    assert film_frame(page) == 2  # in the middle of the first twelfth


def places_on_the_map(page: Page, vae: Vae, start: str, end: str) -> FloatArray:
    """Where a film's 60 frames lie on the player's map, in CSS pixels from its corner: (60, 2)."""
    view = MapView("umap")
    square = Square.around(view.places(vae))
    box = np.array(extent(square.quantise(view.places(vae)), vae.latents.label)["box"])
    at = (
        view.place_of(vae, Morph(vae, start, end).codes()[:, 0]) - [square.left, square.bottom]
    ) / square.side
    box = np.array([np.minimum(box[0], at.min(0)), np.maximum(box[1], at.max(0))])
    size = page.locator(".player .map").evaluate("canvas => [canvas.clientWidth, canvas.clientHeight]")
    scale = 0.9 * (np.array(size) / (box[1] - box[0])).min()
    pixels: FloatArray = np.array(size) / 2 + (at - box.mean(0)) * [scale, -scale]
    return pixels


FIND_BEAD = """(canvas) => {
    const probe = new OffscreenCanvas(1, 1).getContext("2d");
    probe.fillStyle = getComputedStyle(canvas).getPropertyValue("--st-primary-color");
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
    const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let [x, y, count] = [0, 0, 0];
    for (let at = 0; at < width * height; at++)
        if ([r, g, b, 255].every((value, part) => data[4 * at + part] === value)) {
            x += at % width;
            y += Math.floor(at / width);
            count++;
        }
    const ratio = width / canvas.clientWidth;
    return count < 20 ? null : [(x / count + 0.5) / ratio, (y / count + 0.5) / ratio];
}"""


def bead(page: Page) -> FloatArray:
    """Where the bead of a film of one digit is on the map, (2,) in CSS pixels from its corner."""
    return np.array(page.locator(".player .map").evaluate(FIND_BEAD), np.float32)


def test_the_line_on_the_map_has_the_films_time(page: Page, dashboard: str, vae: Vae) -> None:
    with page.expect_response(re.compile("map-files/res16/line/umap")):
        visit(page, f"{dashboard}/?start_number=7&end_number=2")
    places = places_on_the_map(page, vae, "7", "2")
    scrubber = page.get_by_role("slider", name="Frame")
    for key, frame in (("Home", 0), ("End", 59), ("ArrowLeft", 58)):
        scrubber.press(key)
        assert np.abs(bead(page) - places[frame]).max() < 1
    drawn = page.locator(".player .map")
    expect(drawn).to_have_attribute("aria-label", re.compile("70,000 codes of MNIST"))
    scrubber.press("Space")
    # A click on the line goes there, and a drag along it takes the film along.
    box = drawn.bounding_box()
    assert box
    corner = np.array([box["x"], box["y"]]) + 1  # its border
    page.mouse.move(*(corner + places[18]))
    page.mouse.down()
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    seen = [film_frame(page)]
    for frame in (19, 21, 20, 59):  # where the line leaves the 7s, and its end
        page.mouse.move(*(corner + places[frame]))
        assert np.abs(bead(page) - places[frame]).max() < 1
        seen.append(film_frame(page))
    page.mouse.up()
    assert seen == [18, 19, 21, 20, 59]
    page.mouse.click(*(corner + 2))  # far from the line
    assert film_frame(page) == 59


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


def test_a_film_goes_back_or_stops(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?frames=12&fps=12")
    scrubber = page.get_by_role("slider", name="Frame")
    page.get_by_role("button", name="Ping-pong").click()
    expect(page.get_by_role("button", name="Loop")).to_have_attribute("aria-pressed", "false")
    scrubber.press("End")
    scrubber.press("Space")
    expect(page.locator(".player output")).to_have_text(
        "8 / 12"
    )  # 4 frames before the end, not after the start
    page.get_by_role("button", name="Ping-pong").click()  # neither: once
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert film_frame(page) == 11


WATCH_FRAMES = """(scrubber) => new Promise((done) => {
    const seen = new Set();
    const until = performance.now() + 2000;
    const look = () => {
        seen.add(Number(scrubber.value));
        performance.now() < until ? requestAnimationFrame(look) : done([...seen].sort());
    };
    look();
})"""


@pytest.mark.parametrize("count", [2, 5])
def test_ping_pong_shows_every_frame(page: Page, dashboard: str, count: int) -> None:
    visit(page, f"{dashboard}/?start_number=7&end_number=8&frames={count}&fps=10")
    page.get_by_role("button", name="Ping-pong").click()
    play(page)
    assert page.locator(".player .scrubber").evaluate(WATCH_FRAMES) == list(range(count))


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
    page.get_by_text("Timing and places").click()
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
    assert page.locator(".player .scrubber").get_attribute("max") == "19"
    page.get_by_role("button", name="Copy as").click()
    line = "python -m runtime morph 7 41 --frames 20 --easing ease-in --out 7-41.mp4"
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
    alert = page.get_by_role("alert").filter(has_text="is no number of 1 to 8 digits")
    said = alert.locator("[data-testid=stMarkdownContainer]").last
    assert said.inner_text().replace("\u2060", "").startswith(f"'{text}' is no number")
    assert said.evaluate("it => it.querySelectorAll('a, img, b, span, .katex').length") == 0
    assert not [url for url in asked if url.startswith("https://evil.example")]
