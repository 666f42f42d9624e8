"""Sliders, presets and links on the Explore page, in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from steps import press, settle, visit

from runtime import DEFAULT_MODEL, load_vae

pytestmark = pytest.mark.browser


def picture(page: Page) -> str:
    """The large digit, as the page draws it."""
    return str(page.locator(".ink").first.get_attribute("style"))


def press_and_see(page: Page, key: str) -> str:
    """Press a button and wait for another digit."""
    before = picture(page)
    press(page, key)
    expect(page.locator(".ink").first).not_to_have_attribute("style", before)
    return picture(page)


@pytest.mark.parametrize(("model", "latent_dim"), [("mlp20", 20), ("conv6", 6)])
def test_a_slider_changes_the_digit(page: Page, dashboard: str, model: str, latent_dim: int) -> None:
    visit(page, f"{dashboard}/explore?model={model}")
    sliders = page.get_by_role("slider")
    expect(sliders).to_have_count(latent_dim)
    before = picture(page)
    sliders.first.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".ink").first).not_to_have_attribute("style", before)
    page.wait_for_timeout(1000)  # the last of the thirty steps has arrived too
    settle(page)
    value = float(sliders.first.input_value())

    link = page.url
    moved = picture(page)
    page.goto("about:blank")
    visit(page, link)
    assert picture(page) == moved
    assert float(page.get_by_role("slider").first.input_value()) == pytest.approx(value)


def test_presets_and_reset(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/explore")
    press(page, "reset")
    pictures = {picture(page)}
    for digit in range(10):
        pictures.add(press_and_see(page, f"preset_{digit}"))
    assert len(pictures) == 11
    press_and_see(page, "reset")
    values = page.get_by_role("slider").evaluate_all("all => all.map(slider => Number(slider.value))")
    assert values == [0] * load_vae(DEFAULT_MODEL).latent_dim
    assert press_and_see(page, "random") not in pictures


def test_the_code_survives_a_visit_to_another_page(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/explore")
    before = press_and_see(page, "preset_6")
    page.get_by_role("link", name="Morph").click()
    page.wait_for_selector("video")
    page.get_by_role("link", name="Explore").click()
    page.wait_for_selector(".ink")
    settle(page)
    assert picture(page) == before
