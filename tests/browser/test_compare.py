"""The Compare page in a real browser."""

from playwright.sync_api import Page, expect
from steps import choose, settle, visit


def test_two_models_side_by_side_and_a_link_to_them(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/compare")
    choose(page, "with", "mlp20")
    choose(page, "digit", "5")
    expect(page.get_by_role("img", name="Reconstruction by mlp20")).to_be_visible()
    expect(page.get_by_role("img", name="geodesic path of mlp20")).to_be_visible()
    settle(page)
    pictures = page.locator(".ink").evaluate_all("all => all.map(ink => ink.getAttribute('style'))")
    link = page.url
    page.goto("about:blank")
    visit(page, link)
    expect(page.get_by_role("img", name="Reconstruction by mlp20")).to_be_visible()
    settle(page)
    assert page.locator(".ink").evaluate_all("all => all.map(ink => ink.getAttribute('style'))") == pictures


def test_the_first_screen_fits_and_its_pictures_are_of_one_size(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/compare")
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollHeight <= main.clientHeight")
    widths = page.locator(".ink").evaluate_all("all => all.slice(0, 5).map(ink => ink.clientWidth)")
    assert len(widths) == 5
    assert len(set(widths)) == 1
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    assert main.evaluate("main => main.scrollWidth <= 390")
