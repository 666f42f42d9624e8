"""The Explore page under the fingers: drag, keys, touch, links, history, files, and a socket that is cut."""

import io
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from drawing import draw_digit
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect
from scipy.stats import chi2
from serving import serve
from steps import play, settle, visit

from dashboard import resources, state
from runtime import DEFAULT_MODEL, Vae, load_reader, load_vae, move
from runtime.attributes import REACHED_SHARE
from runtime.measure import MEASURES, measure_digits

pytestmark = pytest.mark.browser

# Presses 7 and looks at every frame: the digit, and the slider at the top.
WATCH_A_GLIDE = """async canvas => {
    const frames = [], root = canvas.getRootNode(), end = performance.now() + 800;
    root.querySelector('[data-preset="7"]').click();
    while (performance.now() < end) {
        await new Promise(requestAnimationFrame);
        frames.push([canvas.toDataURL(), root.querySelector('input[type=range]').valueAsNumber]);
    }
    return frames;
}"""


@pytest.fixture(scope="module")
def vae() -> Vae:
    return load_vae(DEFAULT_MODEL)


def explore(page: Page, dashboard: str, query: str = "") -> None:
    visit(page, f"{dashboard}/explore{query}")
    page.wait_for_selector("canvas.large")
    page.wait_for_timeout(300)  # the socket opens


def picture(page: Page) -> str:
    """The large digit, as it is drawn."""
    return str(page.locator("canvas.large").evaluate("canvas => canvas.toDataURL()"))


def wait_for_another(page: Page, before: str) -> None:
    """Wait until the large digit is another one."""
    for _ in range(100):
        if picture(page) != before:
            return
        page.wait_for_timeout(100)
    pytest.fail("the digit does not change")


def wait_for(page: Page, wanted: str) -> None:
    """Wait until the large digit is this one."""
    for _ in range(100):
        if picture(page) == wanted:
            return
        page.wait_for_timeout(100)
    pytest.fail("another digit stays")


def slider(page: Page, dimension: int) -> Locator:
    return page.get_by_role("slider", name=re.compile(rf"^Dimension {dimension}:"))


def code(page: Page, latent_dim: int) -> np.ndarray:
    """What the sliders say, in the order of the code."""
    return np.array([float(slider(page, number).input_value()) for number in range(latent_dim)])


def told(page: Page, z: np.ndarray) -> None:
    """Wait until the address bar holds a code."""
    packed = state.pack_code(z.tolist())
    page.wait_for_function("z => new URL(location).searchParams.get('z') === z", arg=packed)


def at_rest(page: Page, vae: Vae) -> np.ndarray:
    """Wait until the address bar holds what the sliders say; the code."""
    for _ in range(200):
        z = code(page, vae.latent_dim)
        if page.url.endswith(f"z={state.pack_code(z.tolist())}"):
            settle(page)
            return z
        page.wait_for_timeout(100)
    pytest.fail("the sliders do not come to rest")


def do(page: Page, name: str) -> None:
    page.locator(f'[data-do="{name}"]').click()


def glide(page: Page, vae: Vae, digit: int) -> None:
    """Press a digit and wait until its typical code has been reached."""
    page.get_by_role("button", name=str(digit), exact=True).click()
    told(page, state.rounded(vae.preset(digit)))
    settle(page)


def grab(page: Page, thumb: Locator) -> tuple[float, float, float]:
    """Press the mouse in the middle of a slider; its left end, width and height on the page."""
    box = thumb.bounding_box()
    assert box
    x, y, width = box["x"], box["y"] + box["height"] / 2, box["width"]
    page.mouse.move(x + width / 2, y)
    page.mouse.down()
    return x, width, y


@pytest.mark.parametrize("model", ["mlp20", "conv6", "res16"])
def test_the_digit_follows_a_drag_and_the_link_shows_where_it_ended(
    page: Page, dashboard: str, model: str
) -> None:
    explore(page, dashboard, f"?model={model}")
    latent_dim = load_vae(model).latent_dim
    expect(page.get_by_role("slider")).to_have_count(latent_dim)
    first = page.get_by_role("slider").first
    x, width, y = grab(page, first)
    pictures = [picture(page)]
    for step in range(1, 6):
        page.mouse.move(x + width * (0.5 + 0.09 * step), y)
        wait_for_another(page, pictures[-1])  # before the thumb is let go
        pictures.append(picture(page))
    page.mouse.up()
    z = code(page, latent_dim)
    told(page, z)
    settle(page)
    moved = picture(page)
    assert moved == pictures[-1]

    link = page.url
    page.goto("about:blank")
    explore(page, dashboard, link.partition("/explore")[2])
    assert picture(page) == moved
    np.testing.assert_array_equal(code(page, latent_dim), z)


def test_presets_glide_and_reset_ends_where_the_prior_is_densest(
    page: Page, dashboard: str, vae: Vae
) -> None:
    explore(page, dashboard)
    frames = page.locator("canvas.large").evaluate(WATCH_A_GLIDE)
    assert len({picture for picture, _ in frames}) >= 4
    path = np.array([value for _, value in frames])
    assert (np.diff(path) * np.sign(path[-1] - path[0]) >= 0).all()  # straight there
    ends = set()
    for digit in range(10):
        glide(page, vae, digit)
        np.testing.assert_allclose(code(page, vae.latent_dim), vae.preset(digit), atol=0.0051)
        expect(page.locator(".caption")).to_contain_text(str(digit))  # what the reader takes it for
        ends.add(picture(page))
    assert len(ends) == 10
    do(page, "reset")
    told(page, state.rounded(vae.prior.peak))
    np.testing.assert_allclose(code(page, vae.latent_dim), vae.prior.peak, atol=0.0051)
    expect(page.locator(".caption")).to_contain_text("read as")


def test_a_hand_on_a_slider_stops_the_glide(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    start = code(page, vae.latent_dim)
    page.get_by_role("button", name="0", exact=True).click()
    page.wait_for_timeout(100)
    grab(page, page.get_by_role("slider").first)
    page.mouse.up()
    stopped = at_rest(page, vae)
    page.wait_for_timeout(600)  # longer than a glide
    np.testing.assert_array_equal(code(page, vae.latent_dim), stopped)
    assert np.abs(stopped - vae.preset(0)).max() > 0.1
    assert np.abs(stopped - start).max() > 0.1


def test_reduced_motion_jumps(browser: Browser, dashboard: str, vae: Vae) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    explore(page, dashboard)
    page.get_by_role("button", name="5", exact=True).click()
    np.testing.assert_allclose(code(page, vae.latent_dim), vae.preset(5), atol=0.0051)
    context.close()


def test_keys_and_what_a_screen_reader_hears(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard, f"?z={state.pack_code([0] * vae.latent_dim)}")
    thumb = slider(page, 3)
    entry = vae.card.dimensions[3]
    expect(thumb).to_have_attribute("aria-label", f"Dimension 3: KL {entry.kl_nats:.2f} nats")
    low, high = (float(thumb.get_attribute(end) or "nan") for end in ("min", "max"))
    assert low <= entry.low < entry.high <= high
    thumb.focus()
    home = round(float(vae.prior.peak[3]), 2)  # as Reset has it
    assert home != 0
    for key, value in [
        ("ArrowRight", 0.05),
        ("ArrowUp", 0.1),
        ("Shift+ArrowLeft", -0.4),
        ("Home", home),
        ("ArrowDown", home - 0.05),
    ]:
        page.keyboard.press(key)
        assert float(thumb.input_value()) == pytest.approx(value)
        expect(thumb).to_have_attribute("aria-valuetext", f"{value:+.2f}".replace("-", "−"))
    told(page, np.array([0, 0, 0, home - 0.05, *[0] * (vae.latent_dim - 4)]))


def test_touch_moves_a_slider_and_a_phone_keeps_the_digit_in_sight(
    browser: Browser, dashboard: str, vae: Vae
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    explore(page, dashboard)
    last = page.get_by_role("slider").last
    last.scroll_into_view_if_needed()
    canvas = page.locator("canvas.large").bounding_box()
    assert canvas
    assert canvas["y"] >= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    before = picture(page)
    box = last.bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + box["width"] * 0.95, box["y"] + box["height"] / 2)
    wait_for_another(page, before)
    context.close()


def test_undo_and_redo_survive_another_page(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    typical = [code(page, vae.latent_dim)]
    for digit in (1, 2):
        glide(page, vae, digit)
        typical.append(code(page, vae.latent_dim))
    shown = picture(page)
    page.get_by_role("link", name="Latent map").click()
    page.wait_for_selector("canvas.large", state="detached")
    settle(page)
    page.get_by_role("link", name="Explore").click()
    page.wait_for_selector("canvas.large")
    settle(page)
    wait_for(page, shown)
    do(page, "undo")
    told(page, typical[1])
    page.get_by_role("slider").first.focus()
    page.keyboard.press("Control+z")
    told(page, typical[0])
    expect(page.locator('[data-do="undo"]')).to_be_disabled()
    page.keyboard.press("Control+Shift+z")
    told(page, typical[1])
    do(page, "redo")
    told(page, typical[2])
    expect(page.locator('[data-do="redo"]')).to_be_disabled()


def test_another_seven_and_a_random_digit(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    glide(page, vae, 7)
    sevens = {state.pack_code(state.rounded(z).tolist()) for z in vae.latents.mu[vae.latents.label == 7]}
    seen = set()
    for _ in range(2):
        before = page.url
        page.get_by_role("button", name="Another 7").click()
        page.wait_for_function("before => location.href !== before", arg=before)
        seen.add(state.pack_code(at_rest(page, vae).tolist()))
    assert len(seen) == 2
    assert seen <= sevens
    before = page.url
    do(page, "random")
    page.wait_for_function("before => location.href !== before", arg=before)
    assert np.std(at_rest(page, vae)) > 0.3


def test_code_is_copied_and_pasted_back(page: Page, dashboard: str, vae: Vae) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explore(page, dashboard)
    glide(page, vae, 4)
    z = code(page, vae.latent_dim)
    texts = []
    for kind in ("json", "python"):
        page.get_by_text("Code", exact=True).click()
        do(page, kind)
        expect(page.locator(".said")).to_contain_text("copied")
        texts.append(str(page.evaluate("navigator.clipboard.readText()")))
    assert json.loads(texts[0]) == {"model": vae.name, "z": z.tolist()}
    space: dict[str, np.ndarray] = {}
    exec(texts[1], space)  # our own text
    np.testing.assert_array_equal(space["image"], vae.decode(z)[0])
    page.get_by_text("Code", exact=True).click()
    do(page, "json")
    expect(page.locator(".said")).to_contain_text("copied as JSON")
    do(page, "reset")
    told(page, state.rounded(vae.prior.peak))
    page.get_by_text("Code", exact=True).click()
    page.locator(".paste").press("Control+v")
    told(page, z)
    spreadsheet = [str(value).replace(".", ",") for value in z]
    lists = [" ".join(map(str, z)), "; ".join(spreadsheet), "\t".join(spreadsheet)]
    for text in (*texts, page.url, *lists):
        do(page, "reset")
        told(page, state.rounded(vae.prior.peak))
        page.get_by_text("Code", exact=True).click()
        page.locator(".paste").fill(text)
        page.locator(".paste").press("Enter")
        told(page, z)


def test_the_code_becomes_the_end_of_a_playing_film(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    slider(page, 5).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.locator("summary", has_text="Morph").click()
    do(page, "end")  # before the page is told of the slider
    expect(page.get_by_text("The morph's end is now this code.")).to_be_visible()
    z = at_rest(page, vae)
    page.get_by_role("link", name="Morph").click()
    page.wait_for_selector(".st-key-end_code_text")
    settle(page)
    packed = state.pack_code(z.tolist())
    expect(page.locator(".st-key-end_code_text input")).to_have_value(packed.replace("_", ", "))
    assert f"end_code={packed}" in page.url
    assert page.locator(".st-key-start_number input").input_value() == "32"
    play(page)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[1, 2, 3]", "has 16 numbers; this text has 3."),
        ("<script>alert(1)</script>", "this text has 1."),
        (json.dumps([0] * 15 + [1e9]), "Number 16 is no number within ±20"),
        (", ".join(["NaN"] * 16), "Number 1 is no number"),
        (",".join(["0,5"] * 16), "this text has 32. Where a comma is a decimal one, put semicolons"),
        (json.dumps({"model": "mlp20", "z": [0] * 20}), "one of mlp20, and the model here is res16"),
    ],
)
def test_what_is_no_code_is_one_sentence(page: Page, dashboard: str, text: str, sentence: str) -> None:
    explore(page, dashboard, "?model=res16")
    before = picture(page)
    page.get_by_text("Code", exact=True).click()
    page.locator(".paste").fill(text)
    page.locator(".paste").press("Enter")
    expect(page.locator(".said")).to_contain_text(sentence)
    assert picture(page) == before


def saved(page: Page, name: str, colours: str) -> tuple[str, Image.Image]:
    page.get_by_text("Download", exact=True).click()
    page.locator(".size").fill("300")
    page.locator(".colours").select_option(colours)
    with page.expect_download() as waiting:
        do(page, name)
    return waiting.value.suggested_filename, Image.open(io.BytesIO(Path(waiting.value.path()).read_bytes()))


def test_digit_and_traversals_are_saved(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    image = vae.decode(state.rounded(vae.preset(3)))[0]
    do(page, "pixels")
    name, digit = saved(page, "save", "dark")
    assert (name, digit.size) == (f"digit-{vae.name}.png", (300, 300))
    small = np.asarray(digit.convert("L").resize((28, 28), Image.Resampling.BOX)) / 255
    np.testing.assert_allclose(small, image, atol=0.03)
    name, sheet = saved(page, "sheet", "light")
    assert name == f"traversals-{vae.name}.png"
    assert sheet.height == 56 * vae.latent_dim
    # The topmost row is the dimension that carries most; its first picture is at the low end.
    most = max(range(vae.latent_dim), key=lambda number: vae.card.dimensions[number].kl_nats)
    z = state.rounded(vae.preset(3))
    z[most] = float(slider(page, most).get_attribute("min") or "nan")
    cell = 1 - np.asarray(sheet.convert("L").crop((110, 0, 166, 56)).resize((28, 28))) / 255
    assert np.abs(cell - vae.decode(z)[0]).mean() < 0.01  # enlarged and reduced again


def test_cut_socket_falls_back_to_the_page_and_comes_back(page: Page, dashboard: str, vae: Vae) -> None:
    sockets: list[WebSocketRoute] = []
    cut = False

    def route(socket: WebSocketRoute) -> None:
        if cut:
            socket.close()
        else:
            socket.connect_to_server()
            sockets.append(socket)

    page.route_web_socket(re.compile("/live"), route)
    explore(page, dashboard)
    cut = True
    sockets[0].close()
    said = page.locator(".said")
    expect(said).to_contain_text("The live connection is lost")
    strip = page.locator(".track canvas").nth(1)  # of a slider that nobody moves
    first = strip.evaluate("canvas => canvas.toDataURL()")
    x, width, y = grab(page, page.get_by_role("slider").first)
    for step in range(1, 4):
        before = picture(page)
        page.mouse.move(x + width * (0.5 + 0.1 * step), y)
        wait_for_another(page, before)
    page.mouse.up()
    told(page, code(page, vae.latent_dim))
    page.wait_for_function(
        "([canvas, first]) => canvas.toDataURL() !== first", arg=[strip.element_handle(), first]
    )
    cut = False
    expect(said).to_have_text("")
    before = picture(page)
    page.get_by_role("slider").first.focus()
    page.keyboard.press("Home")
    wait_for_another(page, before)


def test_attributes_move_the_code_in_their_units(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    page.get_by_role("button", name="Attributes").click()
    names = page.get_by_role("slider").evaluate_all("all => all.map(slider => slider.ariaLabel)")
    assert [name.split(" ")[0] for name in names] == list(MEASURES)
    slant = page.get_by_role("slider", name="slant in °")
    z = state.rounded(vae.preset(3))
    start = float(measure_digits(vae.decode(z))[0, MEASURES.index("slant")])
    assert float(slant.input_value()) == pytest.approx(start, abs=1e-3)
    box = slant.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    asked = float(slant.input_value())
    told(page, state.rounded(move(vae, z, {"slant": asked - start})[0]))
    settle(page)
    page.get_by_role("button", name="Latent code").click()
    moved = code(page, vae.latent_dim)
    page.get_by_role("button", name="Attributes").click()
    measured = float(measure_digits(vae.decode(moved))[0, MEASURES.index("slant")])
    assert float(slant.input_value()) == pytest.approx(measured, abs=1e-3)  # what came, not what was asked
    assert abs(measured - asked) < abs(asked - start) / 2


def test_attributes_leave_a_digit_what_it_is(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    page.get_by_role("button", name="Attributes").click()
    thumbs = page.get_by_role("slider")
    values = []
    for number in range(thumbs.count()):
        values.append(float(thumbs.nth(number).input_value()))
        thumbs.nth(number).focus()
        page.keyboard.press("End")
        settle(page)
        page.wait_for_selector(".caption:not(.stale)")
    page.get_by_role("button", name="Latent code").click()
    z = code(page, vae.latent_dim)
    assert load_reader().read(vae.decode(z))[0].argmax() == 3
    away = z - vae.directions.class_mean[3]
    assert away @ vae.directions.class_precision[3] @ away < 1.05 * chi2.ppf(REACHED_SHARE, vae.latent_dim)
    page.get_by_role("button", name="Attributes").click()
    moved = [float(thumbs.nth(number).input_value()) for number in range(thumbs.count())]
    assert (
        sum(after > before for before, after in zip(values, moved, strict=True)) >= 3
    )  # none blocks the others


def test_the_page_says_what_a_random_digit_is(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    for name in ("Random", "Another"):
        before = picture(page)
        page.get_by_role("button", name=name).click()
        wait_for_another(page, before)
        page.wait_for_selector(".caption:not(.stale)")
        drawn = vae.decode(at_rest(page, vae))
        page.get_by_role("button", name="Attributes").click()
        slant = float(page.get_by_role("slider", name="slant in °").input_value())
        assert slant == pytest.approx(float(measure_digits(drawn)[0, MEASURES.index("slant")]), abs=1e-3)
        page.get_by_role("button", name="Latent code").click()


def test_what_is_done_and_undone_is_known_already(page: Page, dashboard: str) -> None:
    explore(page, dashboard)
    thumb = page.get_by_role("slider").first
    thumb.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    settle(page)
    expect(page.locator(".caption")).not_to_have_class(re.compile("stale"), timeout=5000)
    expect(page.locator(".caption")).to_have_text(re.compile("read as 3"))


def test_own_digit_comes_with_the_bands_of_its_posterior(
    page: Page, dashboard: str, vae: Vae, tmp_path: Path
) -> None:
    file = tmp_path / "seven.png"
    draw_digit(7).save(file)
    explore(page, dashboard)
    expect(page.locator(".band").first).to_be_hidden()
    page.get_by_role("button", name="Start from your own digit").click()
    page.locator('.st-key-own_picture input[type="file"]').set_input_files(file)
    expect(page.locator(".band").first).to_be_visible()
    expect(page.get_by_role("img", name="Your digit as the model reads it")).to_be_visible()
    own = at_rest(page, vae)
    assert page.locator(".band:visible").count() == vae.latent_dim
    page.keyboard.press("Escape")
    glide(page, vae, 1)
    expect(page.locator(".band").first).to_be_hidden()
    page.get_by_role("button", name="Start from your own digit").click()
    page.get_by_role("button", name="Back to your digit").click()
    expect(page.locator(".band").first).to_be_visible()
    np.testing.assert_array_equal(at_rest(page, vae), own)


def test_silent_dimensions_are_folded_away(page: Page, golden: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tiny"
    shutil.copytree(golden, folder)
    card = json.loads((folder / "card.json").read_text("utf-8"))
    for number, nats in enumerate((0.5, 0.001, 2.0)):
        card["dimensions"][number]["kl_nats"] = nats
    (folder / "card.json").write_text(json.dumps(card), "utf-8")
    with serve(LATENT_DIGITS_MODELS=str(tmp_path)) as dashboard:
        explore(page, dashboard)
        order = page.get_by_role("slider").evaluate_all("all => all.map(slider => slider.ariaLabel)")
        assert order == ["Dimension 2: KL 2.00 nats", "Dimension 0: KL 0.50 nats"]
        page.get_by_text("1 silent dimension", exact=True).click()
        expect(page.get_by_role("slider")).to_have_count(3)


def test_switching_models_keeps_each_ones_code(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    glide(page, vae, 8)
    shown = picture(page)
    page.get_by_role("radio", name="mlp20").click()
    expect(page.get_by_role("slider")).to_have_count(20)
    settle(page)
    assert not page.get_by_text("The address holds no code").count()
    page.get_by_role("radio", name=vae.name).click()
    expect(page.get_by_role("slider")).to_have_count(vae.latent_dim)
    settle(page)
    wait_for(page, shown)


def test_few_sliders_show_both_sets_and_say_what_attributes_keep(page: Page, dashboard: str) -> None:
    explore(page, dashboard, "?model=plane2")
    expect(page.get_by_role("slider")).to_have_count(2 + len(MEASURES))
    expect(page.get_by_role("button", name="Attributes")).to_be_hidden()
    kept = resources.share_kept("plane2")
    assert kept < 0.9 < resources.share_kept(DEFAULT_MODEL)
    expect(page.locator(".note")).to_contain_text(f"{100 * kept:.0f} % leave a typical digit what it is")
    explore(page, dashboard, f"?model={DEFAULT_MODEL}")
    expect(page.locator(".note")).to_be_hidden()
    page.get_by_role("button", name="Attributes").click()
    expect(page.locator(".note")).to_be_hidden()
