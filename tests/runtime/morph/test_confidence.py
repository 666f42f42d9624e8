"""Tests of the readings of a film."""

import numpy as np
import pytest

from runtime import Morph, Reader, Vae, load_reader
from runtime.arrays import FloatArray
from runtime.morph.confidence import Turn, judge, read_film
from runtime.morph.layout import Alignment


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def film(*readings: str, sure: float = 0.9) -> FloatArray:
    """Build probabilities that read as one text per frame, one digit per position; "-" is unread."""
    probabilities = np.full((len(readings), len(readings[0]), 10), (1 - sure) / 9, np.float32)
    for frame, reading in enumerate(readings):
        for place, digit in enumerate(reading):
            probabilities[frame, place] = np.nan if digit == "-" else probabilities[frame, place]
            if digit != "-":
                probabilities[frame, place, int(digit)] = sure
    return probabilities


def test_turns_thirds_and_the_most_ambiguous_frame() -> None:
    probabilities = film("32", "32", "02", "41")
    probabilities[1, 0, [3, 0]] = 0.5, 0.4
    found = judge(probabilities, [0, 3])
    assert found.turns == (Turn(0, 2, 3, 0), Turn(0, 3, 0, 4), Turn(1, 3, 2, 1))
    assert found.thirds == ((2, 0),)
    assert found.most_ambiguous == (1, 0)


def test_an_end_on_the_way_is_no_third_digit() -> None:
    probabilities = film("3", "8", "4")
    assert judge(probabilities, [0, 2]).thirds == ((1, 0),)
    assert judge(probabilities, [0, 1, 2]).thirds == ()


def test_a_place_without_a_partner_says_nothing() -> None:
    found = judge(film("-7", "-1"), [0, 1])
    assert found.turns == (Turn(1, 1, 7, 1),)
    assert found.most_ambiguous == (0, 1)
    assert judge(film("-", "-"), [0, 1]).most_ambiguous is None


@pytest.mark.parametrize(
    ("align", "places"), [("right", [False, True]), ("left", [True, False]), ("centre", [False, True])]
)
def test_every_digit_is_read_where_it_stands(
    tiny_vae: Vae, reader: Reader, align: Alignment, places: list[bool]
) -> None:
    morph = Morph(tiny_vae, "7", "41", frame_count=9, path="linear", align=align, stagger=0.5)
    images = np.stack(list(morph.images()))
    found = read_film(morph, images, reader)
    known = np.isfinite(found.probabilities[..., 0])
    (place,) = np.flatnonzero(places)
    assert known[:, place].all()
    whole = np.flatnonzero(known[:, 1 - place])  # frames of the growing digit
    np.testing.assert_array_equal(whole, np.arange(whole[0], 9))
    assert (len(whole) == 1) == (place == 0)  # digits on the left arrive before the others
    lone = tiny_vae.decode(morph.end.codes[[1 - place]])
    np.testing.assert_allclose(found.probabilities[-1, 1 - place], reader.read(lone)[0], atol=1e-5)
    start, end = tiny_vae.decode(morph.start.codes), tiny_vae.decode(morph.end.codes[[place]])
    np.testing.assert_allclose(found.probabilities[0, place], reader.read(start)[0], atol=1e-5)
    np.testing.assert_allclose(found.probabilities[-1, place], reader.read(end)[0], atol=1e-5)


@pytest.mark.parametrize("cycle", ["once", "loop", "ping-pong"])
def test_a_sequence_is_read_to_its_end(tiny_vae: Vae, reader: Reader, cycle: str) -> None:
    morph = Morph.sequence(tiny_vae, ["3", "14", "8"], frame_count=5, holds=2, cycle=cycle, path="linear")  # type: ignore[arg-type]
    images = np.stack(list(morph.images()))
    probabilities = read_film(morph, images, reader).probabilities
    known = np.isfinite(probabilities[..., 0])
    assert known.shape == (morph.frame_count, 2)
    assert known[:, 1].all()
    # The tens digit is read while the film holds at 14, and only at full size.
    there = np.array([np.array_equal(image, images[7]) for image in images])
    assert there.sum() == (6 if cycle == "ping-pong" else 3)
    np.testing.assert_array_equal(known[:, 0], there)
