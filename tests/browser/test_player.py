"""The player of a film: one time on its screen, scrubber, filmstrip, confidence strip and map."""

import base64
import io
import re

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from steps import enter, film_frame, frames, play, skip, visit

from dashboard.draw.map_picture import extent
from dashboard.draw.map_view import MapView, Square
from dashboard.draw.reading import film_words
from runtime import DEFAULT_MODEL, Morph, Vae, load_reader, load_vae
from runtime.arrays import FloatArray
from runtime.morph.confidence import read_film


@pytest.fixture(scope="module")
def vae() -> Vae:
    return load_vae(DEFAULT_MODEL)


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
    skip(page, 1000)
    assert film_frame(page) == 0
    page.get_by_role("button", name="Play").click()  # who asks for motion gets it
    play(page)
    context.close()


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
    skip(page, 400)
    assert film_frame(page) == at


SLOW_SCREEN = """() => { // five pictures a second
    window.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), 200);
    window.cancelAnimationFrame = clearTimeout;
}"""


def test_a_slow_machine_scrubs_to_the_very_frame(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?frames=20")
    page.evaluate(SLOW_SCREEN)
    frames(page)
    play(page)
    page.get_by_role("slider", name="Frame").press("Home")
    frames(page)  # a step that was asked for before would come now
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
    expect(words).to_have_text(re.compile(r"first digit changes from 3 .*to 4 at frame \d+"))
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
