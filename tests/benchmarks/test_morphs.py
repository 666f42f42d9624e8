"""Known-answer tests of the figures of films."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.judge import Judge
from benchmarks.morphs import FRAME_COUNT, Pair, draw_pairs, match_pairs, measure_morphs
from runtime import load_vae


@pytest.fixture(scope="module")
def typical() -> NDArray[Any]:
    """The ten typical digits decoded by mlp20, (10, 28, 28)."""
    vae = load_vae("mlp20")
    return np.asarray(vae.decode([vae.preset(digit) for digit in range(10)]))


def test_a_still_film_is_its_own_digit(typical: NDArray[Any]) -> None:
    def still(start: NDArray[Any], end: NDArray[Any]) -> NDArray[Any]:
        # An invisible change, because evenness is undefined (0 ÷ 0) without any.
        alpha = np.linspace(0, 1e-3, FRAME_COUNT, dtype=np.float32)[:, None, None]
        return np.asarray(start + alpha * (end - start))

    figures = measure_morphs(Judge(), [Pair(typical[3], typical[8], 3, 8)], still, 100.0).figures
    assert figures["own"] == 1
    assert figures["sure"] > 0.9
    assert figures["step"] == pytest.approx(1, abs=0.01)
    assert figures["ink"] < 1e-3


def test_a_third_digit_is_not_own(typical: NDArray[Any]) -> None:
    frames = np.repeat(typical[[3, 5]], FRAME_COUNT // 2, axis=0)
    figures = measure_morphs(Judge(), [Pair(typical[3], typical[8], 3, 8)], lambda *_: frames, 100.0).figures
    assert figures["own"] == 0.5


def test_pairs_differ_and_repeat(typical: NDArray[Any]) -> None:
    digits = np.arange(10, dtype=np.uint8) % 3
    pairs = draw_pairs(typical, digits, 50)
    assert len(pairs) == 50
    assert all(first != last for _, _, first, last in pairs)
    again = draw_pairs(typical, digits, 50)
    assert [(p.first, p.last) for p in pairs] == [(p.first, p.last) for p in again]


@pytest.mark.parametrize("count", [2, 40, 41])
def test_matched_pairs_differ_and_take_every_image_once(count: int) -> None:
    images = np.arange(count, dtype=np.float32)[:, None, None] * np.ones((28, 28), np.float32)
    digits = (np.arange(count) % 4).astype(np.uint8)
    pairs = match_pairs(images, digits)
    numbers = [int(image[0, 0]) for pair in pairs for image in (pair.start, pair.end)]
    assert len(numbers) == len(set(numbers)) == count // 2 * 2
    assert all(pair.first != pair.last for pair in pairs)
    assert all(pair.first == int(pair.start[0, 0]) % 4 for pair in pairs)


def test_images_of_one_digit_have_no_pairs() -> None:
    with pytest.raises(ValueError, match="more than half"):
        match_pairs(np.zeros((4, 28, 28), np.float32), np.array([1, 1, 1, 2], np.uint8))
