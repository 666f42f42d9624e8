"""A changed setting's film goes ahead of its page, and is the very film that the page then shows."""

from typing import Any

import pytest
from pages import app, run
from streamlit.testing.v1 import AppTest

from dashboard.components.player.index import Showing, player, send
from dashboard.draw.batching import Pictures
from dashboard.morph import head_start
from dashboard.pages import morph
from dashboard.server import film_channel
from dashboard.server.film_channel import FilmChannel

Events = list[tuple[str, str]]

SETTINGS = {
    "frames": 20,
    "fps": 12,
    "path": "slerp",
    "even": False,
    "easing": "ease-in",
    "stagger": 0.5,
    "align": "left",
    "colours": "light",
    "pixels": True,
}


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> Events:
    """("sent", film) where a film went ahead, ("shown", film) where the page has drawn it."""
    heard: Events = []

    def sent(frames: Pictures, showing: Showing, **more: Any) -> Any:
        heard.append(("sent", showing.film))
        return send(frames, showing, **more)

    def shown(frames: Pictures, showing: Showing, **more: Any) -> None:
        heard.append(("shown", showing.film))
        player(frames, showing, **more)

    monkeypatch.setattr(head_start, "send", sent)
    monkeypatch.setattr(morph, "player", shown)
    return heard


def channel(at: AppTest) -> FilmChannel:
    found: FilmChannel = at.session_state[film_channel.KEY]
    return found


@pytest.mark.parametrize("key", SETTINGS)
def test_a_settings_film_is_sent_before_the_page_and_once(events: Events, key: str) -> None:
    at = app(model="mlp20", start_number="7", end_number="41")
    assert [what for what, _ in events] == ["shown"]
    before = channel(at).number
    at.session_state[key] = SETTINGS[key]
    run(at)
    assert [what for what, _ in events[1:]] == ["sent", "shown"]
    assert events[1][1] == events[2][1]
    assert channel(at).number == before + 1  # the page's message says the same again
    run(at)
    assert [what for what, _ in events[3:]] == ["shown"]


def test_another_end_or_model_waits_for_the_page(events: Events) -> None:
    at = app(model="mlp20", frames="9")
    run(at.text_input(key="start_number").set_value("17"))
    run(at.button_group(key="model").set_value("conv6"))
    assert [what for what, _ in events] == ["shown"] * 3
    run(at.number_input(key="frames").set_value(8))
    assert [what for what, _ in events[3:]] == ["sent", "shown"]
    assert events[3][1] == events[4][1]


def test_a_long_film_waits_until_the_page_says_that_it_is_drawn(events: Events) -> None:
    at = app(model="mlp20", frames="9")
    run(at.number_input(key="frames").set_value(head_start.MAX_DIGITS))  # of two digits each
    assert [what for what, _ in events] == ["shown"] * 2


def test_a_film_that_cannot_be_is_said_by_the_page(events: Events) -> None:
    at = app(model="mlp20", start_number="0", end_number="90", via="...", frames="2")
    assert not at.error
    run(at.number_input(key="frames").set_value(2000))
    assert "this film would have" in at.error[0].value
    assert [what for what, _ in events] == ["shown"]
