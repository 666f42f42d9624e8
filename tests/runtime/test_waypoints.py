"""Morphs through way-points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import Anchor, Morph, MorphError, Vae, anchor
from runtime.waypoints import through


@given(st.integers(0, 5), st.integers(0, 40))
def test_the_frames_pass_every_waypoint(tiny_vae: Vae, stops: int, more: int) -> None:
    start, end = anchor(tiny_vae, "3"), anchor(tiny_vae, "8")
    via = tiny_vae.latents.mu[:stops].astype(np.float32)
    frame_count = stops + 2 + more
    film = through(tiny_vae, start, end, via, frame_count=frame_count, path="linear", even=False)
    codes = film.codes()[:, 0]
    assert len(codes) == frame_count == sum(1 for _ in film.images())
    np.testing.assert_allclose(codes[[0, -1]], [start.codes[0], end.codes[0]], atol=1e-5)
    for code in via:
        assert np.abs(codes - code).max(1).min() < 1e-5


def test_without_waypoints_it_is_the_morph(tiny_vae: Vae) -> None:
    start, end = anchor(tiny_vae, "32"), anchor(tiny_vae, "41")
    none = np.empty((0, tiny_vae.latent_dim), np.float32)
    film = through(tiny_vae, start, end, none, frame_count=9, path="linear", even=True)
    morph = Morph(tiny_vae, start, end, frame_count=9, path="linear", even=True)
    np.testing.assert_array_equal(list(film.images()), list(morph.images()))


def test_what_cannot_be_passed(tiny_vae: Vae) -> None:
    via = tiny_vae.latents.mu[:3].astype(np.float32)
    two, one = anchor(tiny_vae, "32"), anchor(tiny_vae, "4")
    with pytest.raises(MorphError, match="a way-point is one digit"):
        through(tiny_vae, two, two, via, frame_count=60, path="linear", even=False)
    with pytest.raises(MorphError, match="4 frames cannot pass 3 way-points; give at least 5"):
        through(tiny_vae, one, Anchor(via[:1]), via, frame_count=4, path="linear", even=False)
