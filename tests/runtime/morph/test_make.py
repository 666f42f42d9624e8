"""Tests of films from ends and settings, without a command line."""

import json
from typing import Any

import numpy as np
import pytest

from runtime import Anchor, Morph, MorphError, Vae, anchor, in_hand
from runtime.morph.make import make_film
from runtime.morph.motion import Motion
from runtime.morph.settings import FilmSettings


def test_settings_are_the_film(tiny_vae: Vae) -> None:
    motion = Motion(path="linear", stagger=0.5)
    settings = FilmSettings(model="any", frames=(5, 9), hold=(2,), cycle="ping-pong", motion=motion)
    film = make_film(["7", "41", "3"], settings, open_vae=lambda _: tiny_vae)
    same = Morph.sequence(
        tiny_vae, ["7", "41", "3"], frame_count=[5, 9], holds=2, cycle="ping-pong", motion=motion
    )
    assert json.dumps(film.recipe()) == json.dumps(same.recipe())


def test_a_seed_draws_and_a_hand_writes(tiny_vae: Vae) -> None:
    settings = FilmSettings(seed=5, hand_of="start")
    film = make_film(["7", "4", "3"], settings, open_vae=lambda _: tiny_vae)
    start = anchor(tiny_vae, "7", seed=5)
    np.testing.assert_array_equal(film.ends[0].codes, start.codes)
    np.testing.assert_array_equal(film.ends[1].codes, anchor(tiny_vae, "4", seed=5, draw=1).codes)
    np.testing.assert_array_equal(film.ends[2].codes, in_hand(tiny_vae, "3", start).codes)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            {"frames": (5, 5)},
            "/frames has 2 numbers for 1 leg; enter one number for all, or one for each leg",
        ),
        ({"hold": (1, 2, 3)}, "/hold has 3 numbers for 2 ends"),
        (
            {"start_digits": 2},
            "/start-digits needs a picture, but '7' is not a file; leave out /start-digits",
        ),
        ({"hand_of": "start"}, "/hand-of start needs a typed number at the other end, not 'row3'; enter"),
        (
            {"seed": 5, "hand_of": "end"},
            "/seed has no effect, because the only typed number, 7, copies the handwriting",
        ),
    ],
)
def test_what_does_not_fit_is_refused_before_a_model_is_opened(
    settings: dict[str, Any], sentence: str
) -> None:
    def never(name: str) -> Vae:
        raise AssertionError(name)

    with pytest.raises(MorphError, match=sentence):
        make_film(["7", "row3"], FilmSettings(**settings), prefix="/", open_vae=never)


def test_words_stand_for_codes(tiny_vae: Vae) -> None:
    """A caller that reads the ends first, like the page, passes on the user's text."""
    ends = [anchor(tiny_vae, "7"), Anchor(np.zeros((1, 3), np.float32))]
    settings = FilmSettings(hand_of="end")
    film = make_film(ends, settings, words=("7", "row3"), open_vae=lambda _: tiny_vae)
    np.testing.assert_array_equal(film.start.codes, in_hand(tiny_vae, "7", ends[1]).codes)
    with pytest.raises(MorphError, match="hand-of end needs a typed number at the other end"):
        make_film(ends, settings, open_vae=lambda _: tiny_vae)
