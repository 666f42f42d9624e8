"""The map in a real browser: hover, click, keys, zoom, lasso, legend, links."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from held_socket import HeldSocket
from playwright.sync_api import Locator, Page, Route, expect
from scipy.spatial import cKDTree
from steps import download, enter, frames, play, press, settle, visit, wait_until

from dashboard.draw.map_view import MapView, Square
from dashboard.server.map_files import base_code
from dashboard.session import code_text
from runtime import DEFAULT_MODEL, Vae, load_vae
from runtime.arrays import FloatArray

UMAP = MapView("umap")
# A hash of the canvases, to see that something was drawn anew.
DRAWN = """canvas => {
    const bytes = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    let hash = 0;
    for (let i = 0; i < bytes.length; i++) hash = (hash * 31 + bytes[i]) | 0;
    return hash;
}"""


# The sum of a tip's alphas.
INK = """canvas => {
    const bytes = canvas.getContext('2d').getImageData(0, 0, 96, 96).data;
    return bytes.filter((_, i) => i % 4 === 3).reduce((a, b) => a + b);
}"""


# A large canvas at a digit's own size: the greys of its ink.
SMALL = """canvas => {
    const pen = new OffscreenCanvas(28, 28).getContext('2d');
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(canvas, 0, 0, 28, 28);
    return [...pen.getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 3);
}"""


@pytest.fixture(scope="module")
def vae() -> Vae:
    return load_vae(DEFAULT_MODEL)


def open_map(page: Page, address: str) -> None:
    visit(page, address)
    page.wait_for_function("performance.getEntriesByName('map-drawn').length > 0")
    settle(page)


def places_on_page(page: Page, vae: Vae, view: MapView = UMAP) -> np.ndarray:
    """Where each row is on the page while the whole map is shown, (N, 2) CSS pixels."""
    box = page.locator("canvas.over").bounding_box()
    assert box
    places = view.places(vae)
    steps = Square.around(places).quantise(places).astype(float)
    some = np.sort(steps[::7], axis=0)
    low, high = (some[round(share * (len(some) - 1))] for share in (0.002, 0.998))  # as in points.js
    size = np.array([box["width"], box["height"]])
    scale = (size * [0.94, 0.9] / (high - low + 1)).min()
    offset = (steps - (low + high) / 2) * scale
    corner = np.array([box["x"], box["y"]])
    return np.asarray(corner + size / 2 + offset * [1, -1])


def loneliest(at: np.ndarray, place: int = 1) -> int:
    """The row that is farthest from all others, or in another place of that order: a click means no other."""
    distances = np.asarray(cKDTree(at).query(at, k=2)[0])
    return int(distances[:, 1].argsort()[-place])


def hash_of(page: Page, canvas: str) -> int:
    return int(page.locator(f"canvas.{canvas}").evaluate(DRAWN))


def wait_for_change(page: Page, canvas: str, act: Callable[[], object]) -> None:
    """Do something that draws other pixels, and wait for them."""
    before = hash_of(page, canvas)
    act()
    wait_until(page, lambda: hash_of(page, canvas) != before)


def test_hover_shows_the_digit_and_a_click_chooses_it(page: Page, dashboard: str, vae: Vae) -> None:
    visit(page, dashboard)
    enter(page, "end_number", "58")
    page.get_by_role("link", name="Latent map").click()
    page.wait_for_function("performance.getEntriesByName('map-drawn').length > 0")
    settle(page)
    at = places_on_page(page, vae)
    row = loneliest(at)
    page.mouse.move(*at[row])
    tip = page.locator(".tip")
    expect(tip).to_contain_text(f"a {vae.latents.label[row]} · row {row}")
    ink = tip.locator("canvas").evaluate(INK)
    share = ink / 255 / 96**2  # of the tip's paper that is ink
    expected = vae.decode(vae.latents.mu[row])[0][2:-2, 2:-2].mean()
    assert share == pytest.approx(expected, abs=0.05)

    page.mouse.click(*at[row])
    expect(page.get_by_role("img", name=re.compile(rf"row {row}\b")).first).to_be_visible()
    settle(page)
    assert f"point={row}" in page.url
    press(page, "use_as_start", toast=f"The start of the film is now row {row}")
    page.get_by_role("link", name="Morph").click()
    page.wait_for_selector(".st-key-start_row")
    settle(page)
    assert page.locator(".st-key-start_row input").input_value() == str(row)
    assert page.locator(".st-key-end_number input").input_value() == "58"
    play(page)
    page.get_by_role("link", name="Latent map").click()
    page.wait_for_selector("canvas.over")
    page.wait_for_function("performance.getEntriesByName('map-drawn').length > 1")
    settle(page)
    assert f"point={row}" in page.url


def large_digit(page: Page) -> Locator:
    return page.locator(".st-key-chosen canvas")


def shows(page: Page, image: FloatArray) -> bool:
    """Whether the large digit is an image (28, 28): the same differs by 7 of 255, another by 20."""
    seen = np.array(large_digit(page).evaluate(SMALL)).reshape(28, 28)
    return float(np.abs(seen - 255 * image).mean()) < 10


def test_what_is_chosen_is_large_before_the_page_has_run(page: Page, dashboard: str, vae: Vae) -> None:
    server = HeldSocket(page)
    open_map(page, f"{dashboard}/map?point=512")
    at = places_on_page(page, vae)
    first, other = loneliest(at), loneliest(at, 40)
    images = {row: vae.decode(vae.latents.mu[row].astype(np.float32))[0] for row in (512, first, other)}
    expect(large_digit(page)).to_have_attribute("aria-label", f"A {vae.latents.label[512]}, row 512")
    assert shows(page, images[512])

    server.hold()
    for row in (other, first):
        page.mouse.click(*at[row])
        expect(large_digit(page)).to_have_attribute("aria-label", f"A {vae.latents.label[row]}, row {row}")
        assert shows(page, images[row])
    assert "point=512" in page.url  # the script has said nothing yet
    page.locator("canvas.over").press("ArrowRight")
    walked = int(page.locator(".said").inner_text().split()[-1])
    name = f"A {vae.latents.label[walked]}, row {walked}"
    expect(large_digit(page)).to_have_attribute("aria-label", name)
    image = vae.decode(vae.latents.mu[walked].astype(np.float32))[0]
    assert shows(page, image)

    # Three answers come, each to its choice; only the last says what is shown.
    watched = large_digit(page).evaluate_handle("""canvas => {
        const names = [];
        new MutationObserver(() => names.push(canvas.ariaLabel)).observe(canvas, { attributes: true });
        return names;
    }""")
    server.go_on()
    page.wait_for_url(f"**point={walked}*")
    settle(page)
    assert set(watched.json_value()) <= {name}
    assert large_digit(page).count() == 1
    assert shows(page, image)


def test_a_place_is_large_at_once_and_a_row_without_its_picture_by_the_page(
    page: Page, dashboard: str, vae: Vae
) -> None:
    server = HeldSocket(page)
    open_map(page, f"{dashboard}/map?view=PCA&point=512&through=true")
    box = page.locator("canvas.over").bounding_box()
    assert box
    corner = (box["x"] + 25, box["y"] + box["height"] - 25)
    server.hold()
    page.mouse.click(*corner)
    expect(large_digit(page)).to_have_attribute("aria-label", re.compile("^PCA 1 = .*, PCA 2 = "))
    name = large_digit(page).get_attribute("aria-label")
    live = np.array(large_digit(page).evaluate(SMALL))
    server.go_on()
    page.wait_for_url("**place=*")
    settle(page)
    assert large_digit(page).get_attribute("aria-label") == name
    assert np.abs(live - large_digit(page).evaluate(SMALL)).max() <= 2
    x, y = (float(part) for part in page.url.split("place=")[1].split("&")[0].split("_"))
    plane = MapView("pca").plane(vae, base_code(vae, "mean"))
    assert plane
    assert shows(page, vae.decode(plane.codes(np.array([[x, y]], np.float32)))[0])

    def refuse(route: Route) -> None:
        route.abort()

    page.route(re.compile("/digits"), refuse)
    at = places_on_page(page, vae, MapView("pca"))
    row = loneliest(at)
    page.mouse.click(*at[row])
    expect(large_digit(page)).to_have_attribute("aria-label", f"A {vae.latents.label[row]}, row {row}")
    assert shows(page, vae.decode(vae.latents.mu[row].astype(np.float32))[0])


def test_a_point_can_be_chosen_again(page: Page, dashboard: str, vae: Vae) -> None:
    open_map(page, f"{dashboard}/map")
    at = places_on_page(page, vae)
    row = loneliest(at)
    for _ in range(2):
        page.mouse.click(*at[row])
        page.wait_for_url(f"**point={row}*")
        settle(page)
        assert shows(page, vae.decode(vae.latents.mu[row].astype(np.float32))[0])
        page.locator(".st-key-neighbours button").first.click()
        page.wait_for_url(lambda url: f"point={row}" not in url)
        settle(page)


def test_a_neighbour_is_chosen_by_its_button_and_by_a_key(page: Page, dashboard: str, vae: Vae) -> None:
    open_map(page, f"{dashboard}/map?point=512")
    settle(page)
    buttons = page.locator(".st-key-neighbours button")
    expect(buttons).to_have_count(5)
    row = named_row(buttons.nth(2))
    hint = buttons.nth(2).locator(".seen").get_attribute("title") or ""
    assert hint.startswith(f"Row {row}, distance ")
    expect(buttons.nth(2)).to_have_accessible_name(f"A {vae.latents.label[row]}. {hint}")
    expect(buttons.nth(2)).to_have_accessible_description("")  # it would be read after the name
    assert (
        buttons.nth(2).locator(".ink").evaluate("ink => getComputedStyle(ink).maskImage").startswith("url(")
    )
    buttons.nth(2).click()
    page.wait_for_url(f"**point={row}*")
    settle(page)
    assert shows(page, vae.decode(vae.latents.mu[row].astype(np.float32))[0])
    row = named_row(buttons.nth(1))
    buttons.nth(1).press("Enter")
    page.wait_for_url(f"**point={row}*")
    settle(page)
    expect(buttons.nth(1)).to_be_focused()
    assert named_row(buttons.nth(1)) != row


def named_row(button: Locator) -> int:
    found = re.search(r"Row (\d+)", button.get_attribute("aria-label") or "")
    assert found
    return int(found[1])


def test_wheel_drag_and_keys_move_the_map_and_a_link_brings_it_back(
    page: Page, dashboard: str, vae: Vae
) -> None:
    open_map(page, f"{dashboard}/map?point=512")
    at = places_on_page(page, vae)
    page.mouse.move(*at[512])
    wait_for_change(page, "points", lambda: page.mouse.wheel(0, -600))
    page.mouse.down()
    wait_for_change(page, "points", lambda: page.mouse.move(at[512][0] + 60, at[512][1] + 40, steps=4))
    page.mouse.up()
    page.wait_for_url("**at=*")
    settle(page)
    page.mouse.move(5, 5)
    expect(page.locator(".tip")).to_be_hidden()
    settle(page)
    link, drawn = page.url, hash_of(page, "points")
    page.goto("about:blank")
    open_map(page, link)
    page.mouse.move(5, 5)
    wait_until(page, lambda: hash_of(page, "points") == drawn)

    page.locator("canvas.over").focus()
    wait_for_change(page, "points", lambda: page.keyboard.press("0"))
    page.wait_for_url(lambda url: not re.search("[?&]at=", url))
    before = page.url
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => location.href !== before && /point=/.test(location.href)", arg=before)
    settle(page)
    row = int(page.locator(".st-key-point input").input_value())
    assert row != 512
    moved = at[row] - at[512]
    assert moved[0] > abs(moved[1])


def test_lasso_counts_and_downloads_what_it_holds(
    page: Page, dashboard: str, vae: Vae, tmp_path: Path
) -> None:
    open_map(page, f"{dashboard}/map")
    at = places_on_page(page, vae)
    ones = at[vae.latents.label == 1]
    x, y = np.median(ones, axis=0)
    page.get_by_role("button", name="Lasso").click()
    page.mouse.move(x - 90, y - 90)
    page.mouse.down()
    for corner in ((90, -90), (90, 90), (-90, 90), (-90, -80)):
        page.mouse.move(x + corner[0], y + corner[1], steps=6)
    page.mouse.up()
    expect(page.locator("table.counts")).to_be_visible()
    settle(page)
    inside = (np.abs(at - [x, y]) < 90).all(1)
    counts = [
        int(text.replace(",", "")) for text in page.locator("table.counts td:last-child").all_inner_texts()
    ]
    expected = np.bincount(vae.latents.label[inside], minlength=10)
    np.testing.assert_allclose(counts, expected, atol=3 + 0.02 * expected.max())
    text = download(page, "selection_csv", tmp_path).read_text(encoding="utf-8")
    table = list(csv.DictReader(io.StringIO(text)))
    assert len(table) == sum(counts)
    assert {"row", "label", "UMAP 1", "z0"} <= set(table[0])

    link = page.url
    page.goto("about:blank")
    open_map(page, link)
    expect(page.locator("table.counts")).to_be_visible()
    again = page.locator("table.counts td:last-child").all_inner_texts()
    assert [int(text.replace(",", "")) for text in again] == counts


def test_the_legend_hides_a_digit(page: Page, dashboard: str, vae: Vae) -> None:
    open_map(page, f"{dashboard}/map")
    button = page.locator(".legend button.digit").nth(7)
    wait_for_change(page, "points", button.click)
    expect(button).to_have_attribute("aria-pressed", "false")
    page.wait_for_url("**hide=7*")
    at = places_on_page(page, vae)
    settle(page)
    page.mouse.move(*np.median(at[vae.latents.label == 7], axis=0))
    frames(page)
    assert "a 7" not in page.locator(".tip").inner_text()
    wait_for_change(page, "points", lambda: page.get_by_role("button", name="All").click())
    page.wait_for_function("!location.href.includes('hide')")


def test_an_empty_place_of_a_flat_view_is_decoded_live(page: Page, dashboard: str, vae: Vae) -> None:
    open_map(page, f"{dashboard}/map?view=PCA&point=512")
    box = page.locator("canvas.over").bounding_box()
    assert box
    corner = (box["x"] + 25, box["y"] + box["height"] - 25)
    page.mouse.move(corner[0] + 5, corner[1])
    page.mouse.move(*corner)
    expect(page.locator(".tip")).to_contain_text("PCA 1")  # by the live socket
    page.mouse.click(*corner)
    expect(page.get_by_text("Decoded at")).to_be_visible()
    settle(page)
    assert "place=" in page.url
    wait_for_change(page, "points", lambda: page.locator(".st-key-manifold label").first.click())


def test_an_empty_place_becomes_a_playing_film(page: Page, dashboard: str, vae: Vae) -> None:
    open_map(page, f"{dashboard}/map?view=PCA&point=512")
    box = page.locator("canvas.over").bounding_box()
    assert box
    page.mouse.click(box["x"] + 25, box["y"] + box["height"] - 25)
    expect(page.get_by_text("Decoded at")).to_be_visible()
    settle(page)
    press(page, "use_as_start", toast="The start of the film is now this code.")
    page.get_by_role("link", name="Morph").click()
    page.wait_for_selector(".st-key-start_code_text")
    settle(page)
    said = parse_qs(urlsplit(page.url).query)
    code = code_text.unpack_code(said["start_code"][0], vae.latent_dim)
    assert code is not None
    assert said["start_from"] == ["A code"]
    field = page.locator(".st-key-start_code_text input")
    expect(field).to_have_value(said["start_code"][0].replace("_", ", "))
    play(page)
    link = page.url
    enter(page, "start_code_text", "1, 2")
    expect(page.get_by_text("A code of res16 has 16 numbers; this text has 2.")).to_be_visible()
    page.goto("about:blank")
    visit(page, link)
    play(page)
    assert page.url == link
    page.get_by_role("link", name="Latent map").click()
    page.wait_for_selector("canvas.over")
    settle(page)
    page.get_by_role("link", name="Morph").click()
    page.wait_for_selector(".st-key-start_code_text")
    settle(page)
    expect(field).to_have_value(said["start_code"][0].replace("_", ", "))
    play(page)


@pytest.mark.parametrize(("view", "title"), [("PCA", "PCA 1"), ("Two dimensions", "z")])
def test_views(page: Page, dashboard: str, view: str, title: str) -> None:
    open_map(page, f"{dashboard}/map")
    wait_for_change(page, "points", lambda: page.get_by_role("radio", name=view).click())
    expect(page.locator(".axes .across")).to_contain_text(title)
    assert "view=" in page.url


def test_an_axis_that_is_none_is_said_and_another_is_kept(page: Page, dashboard: str) -> None:
    open_map(page, f"{dashboard}/map?view=Two+dimensions&x_res16=99&y_res16=4")
    told = "The link sets x_res16=99, but the value must be a dimension of res16, 0 to 15"
    expect(page.get_by_test_id("stToast").filter(has_text=told)).to_contain_text("the page uses ")
    expect(page.locator(".axes .up")).to_have_text("z4")
    assert "x_res16=99" not in page.url


def test_the_stops_of_a_sequence_have_their_names_beside_them(page: Page, dashboard: str) -> None:
    page.add_init_script("""
        window.texts = {};
        const { fillText } = CanvasRenderingContext2D.prototype;
        CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
            const size = this.font.match(/([0-9]+)px/)[1];
            const { width } = this.measureText(text);
            if (this.canvas.className === "over") texts[`${size} ${text}`] = [x, y, width];
            fillText.call(this, text, x, y);
        };""")
    visit(page, f"{dashboard}/?start_number=0&via=1_row512_7&end_number=4")
    page.wait_for_selector(".player .screen")
    page.get_by_role("link", name="Latent map").click()
    page.wait_for_function("'12 7' in texts")
    texts: dict[str, list[float]] = page.evaluate("texts")
    names = [name for name in texts if name.startswith(("12 ", "13 "))]
    assert sorted(names) == ["12 1", "12 7", "12 row 512", "13 end", "13 start"]
    boxes = [(x, y - 7, x + width, y + 7) for x, y, width in map(texts.__getitem__, names)]
    for number, (left, top, right, bottom) in enumerate(boxes):
        for x, y, beyond, below in boxes[:number]:
            assert beyond <= left or right <= x or below <= top or bottom <= y


def test_on_a_phone_the_tools_cover_no_points(page: Page, dashboard: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_map(page, f"{dashboard}/map")
    tools, stage = (page.locator(f".{name}").bounding_box() for name in ("tools", "stage"))
    assert tools
    assert stage
    assert tools["y"] + tools["height"] <= stage["y"]
    assert tools["width"] <= 390
    wait_for_change(page, "points", page.get_by_role("button", name="Zoom in").click)


def test_touch_pans_and_taps(page: Page, dashboard: str, vae: Vae) -> None:
    open_map(page, f"{dashboard}/map")
    at = places_on_page(page, vae)
    client = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": float(x), "y": float(y), "id": number} for number, (x, y) in enumerate(points)]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    x, y = (float(value) for value in at.mean(0))
    touch("touchStart", (x - 40, y), (x + 40, y))
    for spread in range(50, 160, 20):
        touch("touchMove", (x - spread, y), (x + spread, y))
    touch("touchEnd")
    # The fingers end 3.75 times as far apart as they began.
    page.wait_for_function("Math.abs(Number(location.href.match(/at=[^&]*_([0-9.]+)/)?.[1]) - 3.75) < 0.4")
    settle(page)

    page.locator("canvas.over").press("0")  # the whole map again
    expect(page.locator(".tip")).to_be_hidden()
    row = loneliest(at)
    touch("touchStart", tuple(at[row]))
    touch("touchEnd")
    tip = page.locator(".tip")  # there without a pointer that could hover, and stays when the finger goes
    expect(tip).to_have_text(f"a {vae.latents.label[row]} · row {row}")
    assert tip.locator("canvas").evaluate(INK) > 5000
    page.wait_for_url(f"**point={row}*")
    settle(page)
    expect(tip).to_be_visible()
