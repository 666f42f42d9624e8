"""A film comes to the player by its own socket before the page's message, and without it by that message."""

import base64
import io
import re
from functools import partial

import cv2
import numpy as np
import pytest
from held_socket import PAGE, HeldSocket
from PIL import Image
from playwright.sync_api import Page, WebSocketRoute, expect
from steps import enter, play, settle, visit, wait_until

from dashboard.draw.reading import film_words
from runtime import DEFAULT_MODEL, Morph, Vae, load_reader, load_vae
from runtime.morph.confidence import read_film

FILM = "/film"
DRAWN = "performance.getEntriesByName('film-drawn').length"


@pytest.fixture(scope="module")
def vae() -> Vae:
    return load_vae(DEFAULT_MODEL)


def wait_for_film(page: Page, number: int) -> None:
    page.wait_for_function(f"{DRAWN} >= {number}")


def visit_morph(page: Page, address: str) -> None:
    """Open the page, and wait for its first film."""
    visit(page, address)
    wait_for_film(page, 1)


def films(page: Page) -> int:
    """How many films were drawn."""
    return int(page.evaluate(DRAWN))


def type_end(page: Page, number: str) -> None:
    """Type the end, and wait for nothing."""
    field = page.locator(".st-key-end_number input")
    field.fill(number)
    field.press("Enter")


def ends_on(page: Page, vae: Vae, number: str) -> bool:
    """Whether the last frame of the film on the screen is a number's typical digits."""
    page.get_by_role("slider", name="Frame").press("End")
    url = page.locator(".player .screen").evaluate("canvas => canvas.toDataURL()")
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("L"))
    end = np.hstack(list(vae.decode([vae.preset(int(digit)) for digit in number])))
    small = cv2.resize(shown, end.shape[::-1], interpolation=cv2.INTER_AREA)
    return float(np.abs(small - 255 * end).mean()) < 4


def words_of(vae: Vae, start: str, end: str) -> str:
    morph = Morph(vae, start, end)
    return film_words(read_film(morph, np.stack(list(morph.images())), load_reader()))


def test_a_film_is_there_before_the_pages_message(page: Page, dashboard: str, vae: Vae) -> None:
    server = HeldSocket(page, PAGE)
    visit_morph(page, dashboard)
    words, player = page.locator(".player .words"), page.locator(".player")
    expect(words).to_have_text(words_of(vae, "32", "41"))
    assert ends_on(page, vae, "41")
    server.hold()
    of_the_first = 0
    for number, end in ((2, "57"), (3, "68")):
        of_the_first = server.held
        server.wait_for_run(partial(type_end, page, end))
        wait_for_film(page, number)
        assert ends_on(page, vae, end)
        expect(page.locator(".player .screen")).to_have_attribute("aria-label", f"Morph 32-{end}")
        expect(player).to_have_class(re.compile("unread"))  # the strip is still the first film's, and pale
    assert server.held > of_the_first > 0
    server.let_through(of_the_first)  # among them that of the film which the second has overtaken
    settle(page)
    assert films(page) == 3
    assert ends_on(page, vae, "68")
    server.go_on()  # the second film's message says what is shown already
    expect(words).to_have_text(words_of(vae, "32", "68"))
    expect(player).not_to_have_class(re.compile("unread"))
    settle(page)
    assert films(page) == 3
    assert ends_on(page, vae, "68")


def test_a_film_that_comes_late_is_not_shown_over_a_newer_one(page: Page, dashboard: str, vae: Vae) -> None:
    wire = HeldSocket(page, FILM)
    visit_morph(page, dashboard)
    wire.hold()
    enter(page, "end_number", "57")  # the page's message brings it
    enter(page, "frames", "20")
    assert films(page) == 3
    assert wire.held == 2
    wire.go_on()
    settle(page)
    assert films(page) == 3
    expect(page.locator(".player output")).to_have_text(re.compile(" / 20$"))
    assert ends_on(page, vae, "57")


def test_without_its_socket_a_film_comes_with_the_page(page: Page, dashboard: str, vae: Vae) -> None:
    refused = 0

    def refuse(socket: WebSocketRoute) -> None:
        nonlocal refused
        refused += 1
        socket.close()

    page.route_web_socket(re.compile(FILM), refuse)
    visit_morph(page, dashboard)
    play(page)
    enter(page, "end_number", "57")
    assert refused > 1  # it tries again
    assert films(page) == 2
    assert ends_on(page, vae, "57")
    expect(page.locator(".player .words")).to_have_text(words_of(vae, "32", "57"))


def test_a_cut_socket_opens_again(page: Page, dashboard: str, vae: Vae) -> None:
    server, wire = HeldSocket(page, PAGE), HeldSocket(page, FILM)
    visit_morph(page, dashboard)
    wire.close()
    wait_until(page, lambda: wire.opened == 2)
    settle(page)
    server.hold()
    type_end(page, "57")
    wait_for_film(page, 2)
    assert ends_on(page, vae, "57")


def test_a_film_of_another_size_comes_by_the_socket(page: Page, dashboard: str) -> None:
    server = HeldSocket(page, PAGE)
    visit_morph(page, f"{dashboard}/?start_number=3&end_number=4")
    page.get_by_role("slider", name="Frame").press("End")
    server.hold()
    type_end(page, "415")
    wait_for_film(page, 2)
    expect(page.locator(".player .words")).to_have_text("\u00a0")  # they said nothing of three digits
    size = page.locator(".player .screen").evaluate("canvas => canvas.width / canvas.height")
    assert size == pytest.approx(3, abs=0.02)
    server.go_on()
    expect(page.locator(".player .words")).to_have_text(re.compile("third digit"))


def test_two_tabs_have_films_of_their_own(page: Page, dashboard: str, vae: Vae) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        visit_morph(tab, dashboard)
    enter(page, "end_number", "57")
    assert (films(page), films(other)) == (2, 1)
    assert ends_on(page, vae, "57")
    assert ends_on(other, vae, "41")


def test_who_leaves_the_page_leaves_the_socket(page: Page, dashboard: str) -> None:
    opened = []
    page.on("websocket", lambda socket: opened.append(socket) if FILM in socket.url else None)
    visit_morph(page, dashboard)
    wait_until(page, lambda: [socket.is_closed() for socket in opened] == [False])
    for link, part in (("Explore", ".explorer"), ("Morph", ".player")):
        page.get_by_role("link", name=link).click()
        page.wait_for_selector(part)
        settle(page)
    wait_until(page, lambda: len(opened) == 2 and opened[0].is_closed())
    assert not opened[1].is_closed()
