"""The style of typed digits, chosen as a person does it."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect
from steps import film_frame, play, press, settle, visit


def style(page: Page, end: str, name: str) -> None:
    page.locator(f".st-key-{end}_style").get_by_text(name, exact=True).click()
    settle(page)


def film(page: Page) -> str:
    """The picture of the film's first frame."""
    button = page.locator(".player .play")
    if button.get_attribute("aria-label") == "Pause":
        button.click()
    page.locator(".player .scrubber").press("Home")
    assert film_frame(page) == 0
    picture: str = page.locator(".player .screen").evaluate("canvas => canvas.toDataURL()")
    return picture


def test_random_digits_another_seed_and_the_link_to_them(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?start_number=33&end_number=41&frames=5")
    typical = film(page)
    style(page, "start", "Random")
    seed = page.locator(".st-key-start_seed input")
    expect(seed).to_have_value("0")
    first = film(page)
    press(page, "start_seed_next")
    expect(seed).to_have_value("1")
    second = film(page)
    assert len({typical, first, second}) == 3
    said = parse_qs(urlsplit(page.url).query)
    assert said["start_style"] == ["Random"]
    assert said["start_seed"] == ["1"]
    visit(page, page.url)
    expect(seed).to_have_value("1")
    assert film(page) == second


def test_the_same_hand_at_both_ends(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?start_number=7&start_style=Random&start_seed=3&end_number=4&frames=5")
    style(page, "end", "Same hand")
    play(page)
    style(page, "start", "Same hand")
    expect(page.get_by_test_id("stAlert").first).to_contain_text("choose another style")
    style(page, "start", "Typical")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    row = page.locator(".st-key-start_style [role=radiogroup], .st-key-start_style").first.bounding_box()
    assert row
    assert row["height"] < 50  # all three in a row
