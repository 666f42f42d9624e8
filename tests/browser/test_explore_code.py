"""What is done with a code on Explore: drawn, undone, copied, pasted, handed on, kept as a picture."""

import base64
import io
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import code_texts
import numpy as np
import pytest
from code_texts import VAE
from drawing import draw_digit
from exploring import at_rest, code, do, explore, glide, picture, slider, told, wait_for, wait_for_another
from PIL import Image
from playwright.sync_api import Page, expect
from steps import play, settle

from dashboard.components.sliders import index as sliders
from dashboard.session import code_text
from dashboard.session.codes import read_code
from runtime import DEFAULT_MODEL, MorphError, Vae, load_vae
from runtime.measure.measure import MEASURES, measure_digits


@pytest.fixture(scope="module")
def vae() -> Vae:
    return load_vae(DEFAULT_MODEL)


def test_undo_and_redo_survive_another_page(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    typical = [code(page, vae.latent_dim)]
    for digit in (1, 2):
        glide(page, vae, digit)
        typical.append(code(page, vae.latent_dim))
    shown = picture(page)
    page.get_by_role("link", name="Latent map").click()
    page.wait_for_selector(".explorer", state="detached")  # the map has a large digit, too
    settle(page)
    page.get_by_role("link", name="Explore").click()
    page.wait_for_selector(".explorer")
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
    sevens = {
        code_text.pack_code(code_text.rounded(z).tolist()) for z in vae.latents.mu[vae.latents.label == 7]
    }
    seen = set()
    for _ in range(2):
        before = page.url
        page.get_by_role("button", name="Another 7").click()
        page.wait_for_function("before => location.href !== before", arg=before)
        seen.add(code_text.pack_code(at_rest(page, vae).tolist()))
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
    told(page, code_text.rounded(vae.prior.peak))
    page.get_by_text("Code", exact=True).click()
    page.locator(".paste").press("Control+v")
    told(page, z)
    spreadsheet = [str(value).replace(".", ",") for value in z]
    lists = [" ".join(map(str, z)).replace("-", "−"), "; ".join(spreadsheet), "\t".join(spreadsheet)]
    for text in (*texts, page.url, *lists):
        do(page, "reset")
        told(page, code_text.rounded(vae.prior.peak))
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
    expect(page.get_by_text("The end of the film is now this code.")).to_be_visible()
    z = at_rest(page, vae)
    page.get_by_role("link", name="Morph").click()
    page.wait_for_selector(".st-key-end_code_text")
    settle(page)
    packed = code_text.pack_code(z.tolist())
    expect(page.locator(".st-key-end_code_text input")).to_have_value(packed.replace("_", ", "))
    assert f"end_code={packed}" in page.url
    assert page.locator(".st-key-start_number input").input_value() == "32"
    play(page)


def test_the_morph_passes_codes_one_after_the_other(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    words = []
    for digit in (3, 8):
        glide(page, vae, digit)
        page.locator("summary", has_text="Morph").click()
        do(page, "stop")
        expect(page.get_by_text("Added this code as the last stop.").last).to_be_visible()
        words.append(f"z={code_text.pack_code(vae.preset(digit).tolist())}".replace("_", ","))
        settle(page)
    page.get_by_role("link", name="Morph").click()
    page.get_by_text("Stops and holds").click()
    expect(page.locator(".st-key-stops_between input")).to_have_value(" ".join(words))
    expect(page.get_by_text("Via a code, a code.")).to_be_visible()
    play(page)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[1, 2, 3]", "has 16 numbers; this text has 3."),
        ("<script>alert(1)</script>", "this text has 1."),
        (json.dumps([0] * 15 + [1e9]), "Number 16 of the code is 1000000000; enter numbers from −20 to 20"),
        (", ".join(["NaN"] * 16), "Number 1 of the code is 'NaN'"),
        (",".join(["0,5"] * 16), "this text has 32. If you use decimal commas, separate"),
        (json.dumps({"model": "mlp20", "z": [0] * 20}), "'mlp20'; choose that model or use a code for res16"),
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


def test_menus_and_what_is_said_fit_on_a_phone(page: Page, dashboard: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    explore(page, dashboard)
    for name in ("Code", "Morph", "Download"):
        page.locator("summary", has_text=name).click()
        box = page.locator(".menu[open] .panel").bounding_box()
        assert box
        assert 0 <= box["x"] < box["x"] + box["width"] <= 390
    page.locator("summary", has_text="Code").click()
    page.locator(".paste").fill(" ".join(["9" * 100] * 16))
    page.locator(".paste").press("Enter")
    expect(page.locator(".said")).to_contain_text("'9999")
    assert page.locator(".said").evaluate("said => said.scrollWidth <= said.clientWidth")


# What Explore's reader of codes makes of texts: codes, or sentences.
READ = """async ([module, texts, model, latentDim]) => {
    const { CodeError, parseCode } = await import(module);
    return texts.map((text) => {
        try { return parseCode(text, model, latentDim); }
        catch (error) { if (error instanceof CodeError) return error.message; throw error; }
    });
}"""


def read(page: Page, texts: Sequence[str]) -> list[Any]:
    """Codes, or sentences, by the reader alone: on the page each text takes a second."""
    source = (Path(sliders.__file__).parent / "code" / "codes.js").read_bytes()
    module = f"data:text/javascript;base64,{base64.b64encode(source).decode()}"
    found: list[Any] = page.evaluate(READ, [module, list(texts), VAE.name, VAE.latent_dim])
    return found


def test_a_text_is_read_as_the_morph_page_reads_it(page: Page) -> None:
    wanted = code_texts.TAKEN | code_texts.REFUSED
    for text, found in zip(wanted, read(page, [*wanted]), strict=True):
        assert found == wanted[text], text[:80]


def test_any_text_is_read_as_the_morph_page_reads_it(page: Page) -> None:
    texts = code_texts.random_texts(3000, random.Random(1))
    wanted = [reading(text) for text in texts]
    assert sum(isinstance(each, list) for each in wanted) > 100  # codes
    for text, each, found in zip(texts, wanted, read(page, texts), strict=True):
        assert found == (each if isinstance(each, str) else pytest.approx(each)), text


def reading(text: str) -> list[float] | str:
    """What the Morph page makes of a text: a code, or a sentence."""
    try:
        return [*read_code(VAE, text).values]
    except MorphError as error:
        return str(error)


def saved(page: Page, name: str, colours: str) -> tuple[str, Image.Image]:
    page.get_by_text("Download", exact=True).click()
    page.locator(".size").fill("300")
    page.locator(".colours").select_option(colours)
    with page.expect_download() as waiting:
        do(page, name)
    return waiting.value.suggested_filename, Image.open(io.BytesIO(Path(waiting.value.path()).read_bytes()))


def test_digit_and_traversals_are_saved(page: Page, dashboard: str, vae: Vae) -> None:
    explore(page, dashboard)
    image = vae.decode(code_text.rounded(vae.preset(3)))[0]
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
    z = code_text.rounded(vae.preset(3))
    z[most] = float(slider(page, most).get_attribute("min") or "nan")
    cell = 1 - np.asarray(sheet.convert("L").crop((110, 0, 166, 56)).resize((28, 28))) / 255
    assert np.abs(cell - vae.decode(z)[0]).mean() < 0.01  # enlarged and reduced again


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
    expect(page.locator(".caption")).not_to_have_class(re.compile("stale"))
    expect(page.locator(".caption")).to_have_text(re.compile("read as 3"))


def test_own_digit_comes_with_the_bands_of_its_posterior(
    page: Page, dashboard: str, vae: Vae, tmp_path: Path
) -> None:
    file = tmp_path / "seven.png"
    draw_digit(7).save(file)
    explore(page, dashboard)
    expect(page.locator(".band").first).to_be_hidden()
    page.get_by_role("button", name="Start from your digit").click()
    page.locator('.st-key-own_picture input[type="file"]').set_input_files(file)
    expect(page.locator(".band").first).to_be_visible()
    expect(page.get_by_role("img", name="Your digit as the model sees it")).to_be_visible()
    own = at_rest(page, vae)
    assert page.locator(".band:visible").count() == vae.latent_dim
    page.keyboard.press("Escape")
    glide(page, vae, 1)
    expect(page.locator(".band").first).to_be_hidden()
    page.get_by_role("button", name="Start from your digit").click()
    page.get_by_role("button", name="Back to your digit").click()
    expect(page.locator(".band").first).to_be_visible()
    np.testing.assert_array_equal(at_rest(page, vae), own)
