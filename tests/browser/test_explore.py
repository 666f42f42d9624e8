"""The Explore page under the fingers: drag, keys, touch, links, attributes, and a socket that is cut."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from exploring import at_rest, code, do, explore, glide, picture, slider, told, wait_for, wait_for_another
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect
from scipy.stats import chi2
from serving import serve
from steps import settle, skip, visit, wait_until

from dashboard import resources
from dashboard.session import code_text
from runtime import DEFAULT_MODEL, Vae, load_reader, load_vae, move
from runtime.measure.measure import MEASURES, measure_digits
from runtime.model.attributes import REACHED_SHARE

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
    assert len({picture for picture, _ in frames}) >= 3  # not only where it begins and ends
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
    told(page, code_text.rounded(vae.prior.peak))
    np.testing.assert_allclose(code(page, vae.latent_dim), vae.prior.peak, atol=0.0051)
    expect(page.locator(".caption")).to_contain_text("read as")


def test_a_hand_on_a_slider_stops_the_glide(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    start = code(page, vae.latent_dim)
    page.get_by_role("button", name="0", exact=True).click()
    wait_until(page, lambda: np.abs(code(page, vae.latent_dim) - start).max() > 0.1)
    grab(page, page.get_by_role("slider").first)
    page.mouse.up()
    stopped = at_rest(page, vae)
    skip(page, 600)  # longer than a glide
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
    explore(page, dashboard, f"?z={code_text.pack_code([0] * vae.latent_dim)}")
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
    expect(said).to_contain_text("The live connection has been lost")
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
    z = code_text.rounded(vae.preset(3))
    start = float(measure_digits(vae.decode(z))[0, MEASURES.index("slant")])
    assert float(slant.input_value()) == pytest.approx(start, abs=1e-3)
    box = slant.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    asked = float(slant.input_value())
    told(page, code_text.rounded(move(vae, z, {"slant": asked - start})[0]))
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
        page.get_by_text("1 inactive dimension", exact=True).click()
        expect(page.get_by_role("slider")).to_have_count(3)


def test_switching_models_keeps_each_ones_code(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    glide(page, vae, 8)
    shown = picture(page)
    page.get_by_role("radio", name="mlp20").click()
    expect(page.get_by_role("slider")).to_have_count(20)
    settle(page)
    assert not page.get_by_text("The link does not contain a code").count()
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
    expect(page.locator(".note")).to_contain_text(f"keeps a typical digit {100 * kept:.0f} % of the time")
    explore(page, dashboard, f"?model={DEFAULT_MODEL}")
    expect(page.locator(".note")).to_be_hidden()
    page.get_by_role("button", name="Attributes").click()
    expect(page.locator(".note")).to_be_hidden()


def test_a_button_without_use_is_as_pale_as_on_the_other_pages(page: Page, dashboard: str) -> None:
    look = "it => ['opacity', 'cursor', 'borderRadius', 'minHeight'].map(name => getComputedStyle(it)[name])"
    explore(page, dashboard)
    here = page.get_by_role("button", name="Undo")
    expect(here).to_be_disabled()
    looks = here.evaluate(look)
    visit(page, f"{dashboard}/?start_from=Draw")
    there = page.get_by_role("button", name="Undo")
    expect(there).to_be_disabled()
    assert looks == there.evaluate(look)
