"""What the reader says, in words."""

import dataclasses

import numpy as np
import pytest

from dashboard.draw.reading import each, film_words, unlike_mnist, warning, words
from runtime import Vae
from runtime.model.card import Metric
from runtime.morph.confidence import judge


def row(*chances: tuple[int, float]) -> list[float]:
    """Probabilities of ten digits, of which those not given share the rest."""
    given = dict(chances)
    rest = (1 - sum(given.values())) / (10 - len(given))
    return [given.get(digit, rest) for digit in range(10)]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([row((7, 0.994))], "read as 7 (99 %)"),
        ([row((7, 1.0))], "read as 7 (99 %)"),
        ([row((7, 0.9999))], "read as 7 (99 %)"),
        ([row((7, 0.8001))], "read as 7 (80 %)"),
        ([row((7, 0.79), (1, 0.2))], "unclear: 7 or 1"),
        ([row((3, 0.91), (5, 0.09)), row((2, 0.9))], "read as 32 (81 %)"),
        ([row((3, 0.99)), row((1, 0.3), (7, 0.6))], "read as 37; unclear: second digit 7 or 1"),
        (
            [row((8, 0.5), (3, 0.4)), row((2, 0.99)), row((4, 0.4), (9, 0.5))],
            "read as 829; unclear: first digit 8 or 3, third digit 9 or 4",
        ),
    ],
)
def test_words(rows: list[list[float]], sentence: str) -> None:
    assert words(np.array(rows, np.float32)) == sentence


def test_each_digit_has_words_of_its_own() -> None:
    rows = np.array([row((7, 1.0)), row((7, 0.6), (1, 0.3)), row((7, 0.9)), row((0, 0.85))], np.float32)
    said = each(rows, np.array([False, False, True, False]))
    assert said == ["7, 99 %", "7 or 1, 60 %", "perhaps 7", "0, 85 %"]


def test_nothing_is_read_as_nothing() -> None:
    assert words(np.empty((0, 10), np.float32)) == ""


def test_only_what_is_redrawn_badly_is_unlike_mnist(tiny_vae: Vae) -> None:
    digits = np.zeros((3, 28, 28), np.float32)
    x_recon = np.stack([np.full((28, 28), value, np.float32) for value in (0.1, 0.4, 0.3)])
    card = dataclasses.replace(tiny_vae.card, metrics={"mse_99": Metric(0.04, "", "made up")})
    unlike = unlike_mnist(digits, x_recon, card)
    assert unlike.tolist() == [False, True, True]
    assert warning(unlike[:1]) == ""
    assert warning(unlike[1:2]).startswith("This digit does not look like")
    assert warning(unlike).startswith("The second and third digits do not look like")
    assert not unlike_mnist(digits, x_recon, tiny_vae.card).any()  # it does not say what is usual


def test_no_reading_is_sure_of_what_is_unlike_mnist() -> None:
    sure, either = row((0, 0.999)), row((7, 0.6), (1, 0.3))
    assert words(np.array([sure]), np.array([True])) == "unclear: perhaps 0"
    assert words(np.array([either]), np.array([True])) == "unclear: 7 or 1"
    assert (
        words(np.array([sure, sure]), np.array([False, True]))
        == "read as 00; unclear: second digit perhaps 0"
    )


UNREAD = [float("nan")] * 10


@pytest.mark.parametrize(
    ("frames", "sentence"),
    [
        (
            [[row((3, 0.99))], [row((3, 0.48), (4, 0.4))], [row((4, 0.97))]],
            "The reading changes from 3 to 4 at frame 3; most ambiguous: frame 2 (48 %).",
        ),
        (
            [[row((3, 0.99))], [row((0, 0.9))], [row((4, 0.97))]],
            "The reading changes from 3 to 0 at frame 2, then to 4 at frame 3; "
            "1 frame looks like another digit; "
            "most ambiguous: frame 2 (90 %).",
        ),
        ([[row((3, 0.99))], [row((3, 0.9))]], "Reads as 3 throughout; most ambiguous: frame 2 (90 %)."),
        ([[row((3, 0.99))], [row((3, 0.96))]], "Reads as 3 throughout."),
        (
            [[UNREAD, row((7, 0.9))], [UNREAD, row((1, 0.8))]],
            "The second digit changes from 7 to 1 at frame 2; most ambiguous: frame 2, second digit (80 %).",
        ),
        (
            [[UNREAD, row((3, 0.99))], [UNREAD, row((3, 0.99))], [row((4, 0.98)), row((3, 0.99))]],
            "The first digit reads as 4 at full size; the second digit reads as 3 throughout.",
        ),
        (
            [[row((4, 0.98))], [UNREAD], [row((5, 0.98))]],
            "Reads as 4, then 5 at full size.",
        ),
        ([[UNREAD], [UNREAD]], "No digit changes into another."),
        (
            [[row((digit, 0.9))] for digit in (1, 7, 1, 7, 1)],
            "The reading changes 4 times; 2 frames look like another digit; most ambiguous: frame 1 (90 %).",
        ),
    ],
)
def test_a_film_in_words(frames: list[list[list[float]]], sentence: str) -> None:
    probabilities = np.array(frames, np.float32)
    assert film_words(judge(probabilities, [0, len(frames) - 1])) == sentence
