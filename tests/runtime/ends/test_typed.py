"""Tests of typed digits in three styles."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime import Reader, Vae, anchor, in_hand, load_reader, load_vae, measure_digits
from runtime.ends.typed import MAX_SEED, codes_in_hand, draws, random_codes, typical_codes
from runtime.errors import CodeError, MorphError


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


@pytest.fixture(scope="module")
def flagship() -> Vae:
    return load_vae("res16")


def spelled(vae: Vae, reader: Reader, codes: np.ndarray) -> str:
    return "".join(map(str, reader.read(vae.decode(codes)).argmax(axis=1)))


def test_typical_codes_are_the_presets(tiny_vae: Vae) -> None:
    np.testing.assert_array_equal(typical_codes(tiny_vae, "32"), [tiny_vae.preset(3), tiny_vae.preset(2)])
    np.testing.assert_array_equal(anchor(tiny_vae, "32").codes, typical_codes(tiny_vae, "32"))


def test_every_model_draws_digits_that_read_as_typed(shipped: Path, reader: Reader) -> None:
    vae = Vae(shipped)
    for seed, number in enumerate(["01234567", "89012345", "67890123"]):
        codes = random_codes(vae, number, seed)
        assert codes.shape == (8, vae.latent_dim)
        assert spelled(vae, reader, codes) == number


@settings(max_examples=15)
@given(number=st.text("0123456789", min_size=1, max_size=8), seed=st.integers(0, MAX_SEED))
def test_the_same_seed_draws_the_same(flagship: Vae, reader: Reader, number: str, seed: int) -> None:
    codes = random_codes(flagship, number, seed)
    np.testing.assert_array_equal(codes, random_codes(flagship, number, seed))
    assert codes.dtype == np.float32
    assert spelled(flagship, reader, codes) == number


def test_another_seed_and_another_place_draw_another_digit(flagship: Vae) -> None:
    one, other = random_codes(flagship, "33", 5), random_codes(flagship, "33", 6)
    assert len(np.unique(np.vstack([one, other]), axis=0)) == 4
    np.testing.assert_array_equal(random_codes(flagship, "334", 5)[:2], one)  # more digits change none
    np.testing.assert_array_equal(anchor(flagship, "33", seed=5).codes, one)


def test_each_draw_of_a_seed_is_a_digit_of_its_own(flagship: Vae, reader: Reader) -> None:
    drawn = [random_codes(flagship, "7", 5, draw) for draw in (0, 1, 2, 3, -1)]
    assert len(np.unique(np.vstack(drawn), axis=0)) == 5
    assert spelled(flagship, reader, np.vstack(drawn)) == "77777"
    np.testing.assert_array_equal(drawn[0], random_codes(flagship, "7", 5))
    np.testing.assert_array_equal(drawn[2], anchor(flagship, "7", seed=5, draw=2).codes)
    assert draws(2) == [0, -1]
    assert draws(4) == [0, 1, 2, -1]
    for draw in (-2, MAX_SEED + 1, 0.5):
        with pytest.raises(MorphError, match=f"the draw is {draw}; enter a whole number from -1 to"):
            random_codes(flagship, "7", 5, draw)  # type: ignore[arg-type]


def test_the_hand_of_an_end_is_that_of_its_pictures_else_of_what_its_codes_draw(flagship: Vae) -> None:
    drawn = flagship.decode(flagship.preset(8))
    typed, given = in_hand(flagship, "41", "8"), in_hand(flagship, "41", 0.5 * drawn)
    np.testing.assert_array_equal(typed.codes, codes_in_hand(flagship, "41", drawn))
    np.testing.assert_array_equal(given.codes, codes_in_hand(flagship, "41", 0.5 * drawn))
    assert typed.digits is None
    assert (typed.codes != given.codes).any()


@pytest.mark.slow
def test_every_model_writes_in_another_hand(shipped: Path, reader: Reader) -> None:
    vae = Vae(shipped)
    rows = np.flatnonzero(vae.latents.label == 7)[:6]
    within, before = [], []
    low, high = np.array([(each.low, each.high) for each in vae.card.attributes[:2]]).T
    for row in rows:
        hand = vae.decode(vae.latents.mu[[row]].astype(np.float32))
        wanted = np.clip(measure_digits(hand)[0, :2], low, high)
        codes = codes_in_hand(vae, "01234567", hand)
        assert spelled(vae, reader, codes) == "01234567"
        within.append(np.abs(measure_digits(vae.decode(codes))[:, :2] - wanted))
        before.append(np.abs(measure_digits(vae.decode(typical_codes(vae, "01234567")))[:, :2] - wanted))
    # Two latents are mostly taken up by the digit, which leaves little room for the handwriting.
    share = 0.75 if vae.latent_dim == 2 else 0.2
    assert (np.mean(within, axis=(0, 1)) < share * np.mean(before, axis=(0, 1))).all()


@pytest.mark.slow
@pytest.mark.parametrize(("thickness", "slant"), [(2.2, -15.0), (4.5, 30.0)])
def test_a_hand_is_met_in_its_units(flagship: Vae, thickness: float, slant: float) -> None:
    rows = measure_digits(flagship.decode(flagship.latents.mu[:3000].astype(np.float32)))[:, :2]
    row = int(np.abs((rows - (thickness, slant)) / (0.7, 14)).sum(axis=1).argmin())
    hand = flagship.decode(flagship.latents.mu[[row]].astype(np.float32))
    measured = measure_digits(flagship.decode(codes_in_hand(flagship, "24680", hand)))[:, :2]
    np.testing.assert_allclose(measured, np.tile(rows[row], (5, 1)), atol=0.3, rtol=0.05)


def test_hands_that_are_none(flagship: Vae) -> None:
    blank = codes_in_hand(flagship, "7", np.zeros((28, 28), np.float32))
    assert np.isfinite(blank).all()
    with pytest.raises(CodeError):
        codes_in_hand(flagship, "7", np.zeros((3, 3), np.float32))


@pytest.mark.parametrize("number", ["", "123456789", "a7", "٣", "-1"])
@pytest.mark.parametrize(
    "draw",
    [
        typical_codes,
        lambda vae, number: random_codes(vae, number, 0),
        lambda vae, number: codes_in_hand(vae, number, np.zeros((1, 28, 28), np.float32)),
    ],
)
def test_what_is_no_number(tiny_vae: Vae, draw: Callable[[Vae, str], np.ndarray], number: str) -> None:
    with pytest.raises(MorphError, match="is not a number of 1 to 8 digits; enter"):
        draw(tiny_vae, number)


@pytest.mark.parametrize("seed", [-1, MAX_SEED + 1, 1.5, True, "5"])
def test_what_is_no_seed(tiny_vae: Vae, seed: int) -> None:
    with pytest.raises(MorphError, match=r"the seed is .*; enter a whole number from 0 to 9,999,999"):
        random_codes(tiny_vae, "3", seed)


def test_a_model_that_no_reader_can_read_draws_all_the_same(tiny_vae: Vae) -> None:
    codes = random_codes(tiny_vae, "32", 1)
    table = tiny_vae.latents
    for code, digit in zip(codes, (3, 2), strict=True):
        assert (np.abs(table.mu[table.label == digit] - code).max(axis=1) == 0).any()
