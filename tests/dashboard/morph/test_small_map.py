"""What the player's map is drawn from."""

import base64

import numpy as np
import pytest

from dashboard.morph.small_map import MAX_CODE_COUNT, film_map
from dashboard.server.map_files import MAX_LINE_CODE_COUNT
from runtime import load_vae


@pytest.mark.parametrize(
    ("frame_count", "digit_count", "placed"),
    [(2, 1, 2), (60, 2, 60), (2000, 1, 60), (2000, 4, 60), (61, 8, 30), (5, 8, 5)],
)
def test_long_films_and_long_numbers_ask_for_few_places(
    frame_count: int, digit_count: int, placed: int
) -> None:
    vae = load_vae("conv6")
    codes = np.random.default_rng(0).normal(size=(frame_count, digit_count, vae.latent_dim))
    drawn = film_map(vae, codes.astype(np.float32))
    frames = drawn["frames"]
    assert isinstance(frames, list)
    assert len(set(frames)) == placed
    assert (frames[0], frames[-1]) == (0, frame_count - 1)
    assert placed * digit_count <= MAX_CODE_COUNT <= MAX_LINE_CODE_COUNT
    sent = np.frombuffer(base64.b64decode(str(drawn["codes"])), np.float32)
    np.testing.assert_array_equal(sent.reshape(placed, digit_count, -1), codes[frames].astype(np.float32))


def test_two_latents_are_their_own_map() -> None:
    vae = load_vae("plane2")
    drawn = film_map(vae, np.zeros((2, 1, 2), np.float32))
    assert "/line/0-1?" in str(drawn["line"])
    assert "the whole latent space" in str(drawn["title"])
