"""Tests of morphs between numbers of any length: frames, exact ends, bounded steps, reproducibility."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from motions import MOTIONS
from numpy.typing import NDArray

from runtime import Morph, MorphError, Vae
from runtime.morph.layout import ALIGNMENTS, Alignment, left_edge
from runtime.morph.timing import EASINGS

NUMBERS = st.text("0123456789", min_size=1, max_size=8)
SHORT_NUMBERS = st.text("0123456789", min_size=1, max_size=3)

# Peak speed of each easing, relative to constant speed
STEEPEST = {"linear": 1.0, "ease-in": 2.0, "ease-out": 2.0, "ease-in-out": 1.5}


def standing(vae: Vae, number: str, width: int, align: Alignment) -> NDArray[np.float32]:
    """Decode a number as a frame must show it."""
    digits = np.hstack(list(vae.decode([vae.preset(digit) for digit in number])))
    frame = np.zeros((28, 28 * width), np.float32)
    spare = frame.shape[1] - digits.shape[1]
    x = {"right": spare, "centre": spare // 2, "left": 0}[align]
    frame[:, x : x + digits.shape[1]] = digits
    return frame


@pytest.mark.slow
@given(start=NUMBERS, end=NUMBERS, frame_count=st.integers(2, 70), motion=MOTIONS)
def test_any_number_becomes_any_other(
    tiny_vae: Vae, start: str, end: str, frame_count: int, motion: dict[str, Any]
) -> None:
    morph = Morph(tiny_vae, start, end, frame_count=frame_count, **motion)
    frames = list(morph.images())
    width = max(len(start), len(end))
    assert morph.digit_count == width
    assert morph.frame_count == len(frames) == frame_count
    assert {frame.shape for frame in frames} == {(28, 28 * width)}
    assert {frame.dtype for frame in frames} == {np.dtype(np.float32)}
    assert all(frame.min() >= 0 and frame.max() <= 1 for frame in frames)
    assert np.array_equal(frames[0], standing(tiny_vae, start, width, motion["align"]))
    assert np.array_equal(frames[-1], standing(tiny_vae, end, width, motion["align"]))
    codes = morph.codes()
    assert codes.shape == (frame_count, width, tiny_vae.latent_dim)
    assert np.isfinite(codes).all()
    again = Morph(tiny_vae, start, end, frame_count=frame_count, **motion)
    assert all(map(np.array_equal, frames, again.images()))


def largest_step(vae: Vae, start: str, end: str, frame_count: int, **motion: Any) -> float:
    frames = np.stack(list(Morph(vae, start, end, frame_count=frame_count, **motion).images()))
    return float(np.linalg.norm(np.diff(frames.reshape(frame_count, -1), axis=0), axis=1).max())


@settings(max_examples=20)
@given(start=SHORT_NUMBERS, end=SHORT_NUMBERS, motion=MOTIONS)
def test_nothing_jumps(tiny_vae: Vae, start: str, end: str, motion: dict[str, Any]) -> None:
    """With three times as many frames, steps shrink to a third, but a jump would keep its size."""
    few, many = (largest_step(tiny_vae, start, end, count, **motion) for count in (41, 121))
    assert many <= 0.55 * few + 1e-4


@pytest.mark.parametrize("align", ["right", "left"])  # centred digits may slide at their own speed
@pytest.mark.parametrize(("start", "end"), [("7", "41"), ("99", "100"), ("3", "20261"), ("1234", "5")])
def test_even_steps_stay_even(tiny_vae: Vae, start: str, end: str, align: Alignment) -> None:
    """A digit without a partner grows as evenly as the others change, so no step is far above the mean."""
    frames = np.stack(list(Morph(tiny_vae, start, end, frame_count=60, align=align).images()))
    steps = np.linalg.norm(np.diff(frames.reshape(60, -1), axis=0), axis=1)
    assert steps.max() <= 1.35 * steps.mean()


@pytest.mark.parametrize("easing", EASINGS)
def test_easing_bounds_the_steps(tiny_vae: Vae, easing: Any) -> None:
    evenly = largest_step(tiny_vae, "7", "41", 60)
    assert largest_step(tiny_vae, "7", "41", 60, easing=easing) <= 1.1 * STEEPEST[easing] * evenly


@given(start=NUMBERS, end=NUMBERS, align=st.sampled_from(ALIGNMENTS))
def test_the_way_back_is_the_way_there(tiny_vae: Vae, start: str, end: str, align: Alignment) -> None:
    """On a straight path without even steps, the pairing of digits does not depend on the direction."""
    there = list(Morph(tiny_vae, start, end, frame_count=7, path="linear", even=False, align=align).images())
    back = list(Morph(tiny_vae, end, start, frame_count=7, path="linear", even=False, align=align).images())
    np.testing.assert_allclose(there, back[::-1], atol=1e-5)


def test_a_lone_digit_keeps_its_code_and_grows(tiny_vae: Vae) -> None:
    morph = Morph(tiny_vae, "7", "41", frame_count=20, path="linear")
    np.testing.assert_array_equal(morph.codes()[:, 0], [tiny_vae.preset(4)] * 20)
    ink = [float(frame[:, :28].sum()) for frame in morph.images()]
    assert ink[0] == 0
    assert all(np.diff(ink) > 0)
    assert ink[-1] == float(tiny_vae.decode([tiny_vae.preset(4), tiny_vae.preset(1)])[0].sum())


def test_partners_are_those_under_one_another(tiny_vae: Vae) -> None:
    """In 99 → 100 both 9s become 0s if units align with units; otherwise the first 9 becomes a 1."""
    pairs: dict[Alignment, str] = {"right": "199", "centre": "199", "left": "990"}
    for align, from_digits in pairs.items():
        codes = Morph(tiny_vae, "99", "100", frame_count=5, path="linear", align=align).codes()
        np.testing.assert_array_equal(codes[0], [tiny_vae.preset(digit) for digit in from_digits])
        np.testing.assert_array_equal(codes[-1], [tiny_vae.preset(digit) for digit in "100"])


def test_digits_set_off_one_after_another(tiny_vae: Vae) -> None:
    frames = np.stack(list(Morph(tiny_vae, "123", "456", frame_count=61, stagger=1.0).images()))
    moving = np.abs(np.diff(frames, axis=0)).reshape(60, 28, 3, 28).max((1, 3)) > 1e-6
    np.testing.assert_array_equal(moving.sum(axis=1), np.ones(60))
    np.testing.assert_array_equal(np.argmax(moving, axis=1), np.repeat([0, 1, 2], 20))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"easing": "bounce"}, "unknown easing 'bounce'; choose one of linear, ease-in"),
        ({"stagger": 1.5}, r"stagger is 1\.5; enter a number from 0"),
        ({"stagger": float("nan")}, "stagger is nan"),
        ({"stagger": True}, "stagger is True"),
        ({"align": "top"}, "unknown alignment 'top'; choose one of right, centre, left"),
    ],
)
@pytest.mark.parametrize("ends", [("3", "4"), ("3", "41")])
def test_impossible_motions_are_refused(
    tiny_vae: Vae, ends: tuple[str, str], options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(MorphError, match=sentence):
        Morph(tiny_vae, *ends, **options)


@pytest.mark.parametrize("align", ALIGNMENTS)
def test_numbers_stand_on_whole_pixels(align: Alignment) -> None:
    for width in range(1, 9):
        for count in range(1, width + 1):
            assert 0 <= left_edge(count, width, align) <= 28 * (width - count)
