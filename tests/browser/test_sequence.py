"""A sequence as a person makes it: counted, looped, timed leg by leg, passed on in a link, from the map."""

import re
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect
from steps import choose, download_film, enter, film_frame, play, press, settle, visit

from dashboard.session import parameters


def unfold(page: Page) -> None:
    """Open the controls of a sequence, and wait until they stand still."""
    page.get_by_text("Stops and holds").click()
    expect(page.locator(".st-key-stops_between input")).to_be_visible()
    settle(page)


def test_a_count_plays_and_its_link_makes_the_same_frames(page: Page, dashboard: str, tmp_path: Path) -> None:
    visit(page, f"{dashboard}/?frames=6&height=28")
    unfold(page)
    press(page, "stops_0_9")
    expect(page.locator(".player output")).to_have_text(re.compile(r"/ 46$"))  # 9 legs of 5 steps
    expect(page.get_by_text("Via 1, 2, 3, 4, 5, 6, 7, 8.")).to_be_visible()
    play(page)
    enter(page, "hold", "2")
    choose(page, "cycle", parameters.CYCLE.labels["loop"])
    expect(page.locator(".player output")).to_have_text(re.compile(r"/ 70$"))  # 10 legs of 5, 10 rests of 2
    first = download_film(page, ".zip", tmp_path)
    link = page.url
    assert "via=..." in link
    page.goto("about:blank")
    visit(page, link)
    (tmp_path / "again").mkdir()
    second = download_film(page, ".zip", tmp_path / "again")
    with zipfile.ZipFile(first) as a, zipfile.ZipFile(second) as b:
        assert [(i.filename, i.CRC) for i in a.infolist()] == [(i.filename, i.CRC) for i in b.infolist()]
        assert sum(name.endswith(".png") for name in a.namelist()) == 70


def test_a_film_that_comes_back_has_no_ping_pong_of_the_player(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?frames=6&via=7")
    ping_pong = page.get_by_role("button", name="Ping-pong")
    ping_pong.click()
    unfold(page)
    choose(page, "cycle", parameters.CYCLE.labels["ping-pong"])
    expect(page.locator(".player output")).to_have_text(re.compile(r"/ 20$"))
    expect(ping_pong).to_be_hidden()
    expect(page.get_by_role("button", name="Loop")).to_have_attribute("aria-pressed", "true")
    play(page)
    choose(page, "cycle", parameters.CYCLE.labels["once"])
    expect(ping_pong).to_be_visible()


def enter_cell(page: Page, text: str) -> None:
    """Type into the cell that is chosen in a table; its editor opens a moment later."""
    page.keyboard.press(text)
    editor = page.locator("#portal input")
    expect(editor).to_have_value(text)
    editor.press("Enter")
    expect(editor).to_have_count(0)


def test_each_leg_has_frames_of_its_own_in_the_table(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?start_number=1&end_number=4&via=2_3&frames=5")
    unfold(page)
    page.locator(".st-key-stops_singly label").first.click()
    settle(page)
    table = page.locator("[data-testid='stDataFrame'] .dvn-scroller")
    table.click(position={"x": 150, "y": 38 + 35 + 17})  # the second row
    enter_cell(page, "9")
    expect(page.locator(".player output")).to_have_text(re.compile(r"/ 17$"))  # 4 + 8 + 4 steps
    settle(page)
    assert "leg_frames=2-9" in page.url
    page.keyboard.press("ArrowUp")  # the cell below was chosen; it keeps the keyboard
    page.keyboard.press("Tab")
    enter_cell(page, "6")
    expect(page.locator(".player output")).to_have_text(re.compile(r"/ 23$"))
    settle(page)
    assert "rests=2-6" in page.url
    visit(page, page.url)
    expect(page.locator(".player output")).to_have_text(re.compile(r"/ 23$"))


def test_a_point_of_the_map_becomes_a_stop_and_the_map_draws_the_sequence(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?start_number=32&end_number=41&frames=8")
    play(page)
    page.get_by_role("link", name="Latent map").click()
    settle(page)
    enter(page, "point", "512")
    press(page, "use_as_waypoint")
    expect(page.get_by_text("Added row 512 as the last stop.")).to_be_visible()
    drawn = re.compile("Lines show the current film: first digit; second digit")
    expect(page.get_by_label(drawn).first).to_be_visible()
    assert "via=row512" in page.url
    page.get_by_role("link", name="Morph").click()
    settle(page)
    expect(page.get_by_text("Via row 512.")).to_be_visible()
    expect(page.locator(".player output")).to_have_text(re.compile(r"/ 15$"))
    page.get_by_role("slider", name="Frame").press("End")
    assert film_frame(page) == 14


def test_the_way_back_brings_the_stops_before(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?start_number=1&end_number=4&frames=5&via=2")
    unfold(page)
    enter(page, "stops_between", "2 3")
    expect(page.get_by_text("Via 2, 3.")).to_be_visible()
    enter(page, "stops_between", "")
    expect(page.locator(".player output")).to_have_text(re.compile(r"/ 5$"))
    page.go_back()
    settle(page)
    expect(page.get_by_text("Via 2, 3.")).to_be_visible()
    expect(page.locator(".player output")).to_have_text(re.compile(r"/ 13$"))
    expect(page.locator(".st-key-stops_between input")).to_have_value("2 3")
    page.go_back()
    settle(page)
    expect(page.get_by_text("Via 2.")).to_be_visible()
    page.go_forward()
    settle(page)
    expect(page.get_by_text("Via 2, 3.")).to_be_visible()
    assert "via=2_3" in page.url
