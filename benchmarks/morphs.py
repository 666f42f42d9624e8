"""How good a way to morph is: films between images of different digits, read frame by frame."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from runtime import PathKind, Vae
from runtime.arrays import FloatArray
from runtime.measure.style import measure_style

FRAME_COUNT = 32
MIDDLE = slice(FRAME_COUNT // 4, FRAME_COUNT - FRAME_COUNT // 4)

Film = Callable[[FloatArray, FloatArray], FloatArray]  # two images (28, 28) → frames (FRAME_COUNT, 28, 28)


class Pair(NamedTuple):
    """Two images (28, 28) in [0, 1] and the digits that they show."""

    start: FloatArray
    end: FloatArray
    first: int
    last: int


class Classifier(Protocol):
    """The judge, or the reader."""

    def read(self, images: Any) -> FloatArray:
        """Probabilities (N, 10) of images (N, 28, 28)."""


class Measured(NamedTuple):
    """The figures of one way to morph, averaged over pairs, and the middle half of all frames."""

    figures: dict[str, float]
    middles: FloatArray


def draw_pairs(x: FloatArray, digits: NDArray[np.uint8], count: int, *, seed: int = 0) -> list[Pair]:
    """Random images of x (N, 28, 28) that show different digits (N,)."""
    rng = np.random.default_rng(seed)
    pairs: list[Pair] = []
    while len(pairs) < count:
        i, j = rng.integers(len(x), size=2)
        if digits[i] != digits[j]:
            pairs.append(Pair(x[i], x[j], int(digits[i]), int(digits[j])))
    return pairs


def match_pairs(x: FloatArray, digits: NDArray[np.uint8], *, seed: int = 0) -> list[Pair]:
    """Images of x (N, 28, 28) two by two, each in one pair, so that every pair shows different digits (N,).

    Raises:
        ValueError: More than half of the images show one digit.
    """
    if 2 * np.bincount(digits).max() > len(digits):
        raise ValueError("more than half of the images show one digit; pairs of different digits need fewer")
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(digits))[: len(digits) // 2 * 2]
    first, last = order[::2], order[1::2]
    while len(alike := np.flatnonzero(digits[first] == digits[last])):
        for row in alike:
            other = rng.integers(len(last))
            last[[row, other]] = last[[other, row]]
    return [Pair(x[i], x[j], int(digits[i]), int(digits[j])) for i, j in zip(first, last, strict=True)]


def films(vae: Vae) -> dict[str, Film]:
    """The ways of one model to morph."""

    def film(kind: PathKind, even: bool) -> Film:
        def draw(start: FloatArray, end: FloatArray) -> FloatArray:
            mu, _ = vae.encode(np.stack([start, end]))
            path = vae.paths.draw(mu[0], mu[1], kind=kind, even=even)
            return vae.decode(path(np.linspace(0, 1, FRAME_COUNT)))

        return draw

    return {
        "linear": film("linear", even=False),
        "linear, even": film("linear", even=True),
        "slerp, even": film("slerp", even=True),
        "geodesic, even": film("geodesic", even=True),
    }


def cross_fade(start: FloatArray, end: FloatArray) -> FloatArray:
    """What any morph must beat: one picture faded into the other."""
    alpha = np.linspace(0, 1, FRAME_COUNT, dtype=np.float32)[:, None, None]
    return np.asarray((1 - alpha) * start + alpha * end)


def measure_morphs(judge: Classifier, pairs: list[Pair], film: Film, mean_ink: float) -> Measured:
    """Measure one way to morph: the figures that ``benchmarks.quality`` lists, and ``path``, its length.

    Args:
        judge: Reads the frames.
        pairs: What to morph.
        film: The way.
        mean_ink: Mean ink of an image, in pixels.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        rows, middles = zip(*pool.map(lambda pair: _measure(judge, pair, film), pairs), strict=True)
    own, sure, step, path, ink, slant = np.mean(rows, axis=0).tolist()
    figures = {
        "own": own,
        "sure": sure,
        "step": step,
        "path": path,
        "ink": ink**0.5 / mean_ink,
        "slant": slant**0.5,
    }
    return Measured(figures, np.concatenate(middles))


def _measure(judge: Classifier, pair: Pair, film: Film) -> tuple[list[float], FloatArray]:
    """One film's own, sure, step, path and mean squared wander of ink and slant; its middle half."""
    frames = film(pair.start, pair.end)
    read = judge.read(frames)
    changes = np.linalg.norm(np.diff(frames.reshape(FRAME_COUNT, -1), axis=0), axis=1)
    style = measure_style(frames)
    alpha = np.linspace(0, 1, FRAME_COUNT)[:, None]
    wander = ((style - (1 - alpha) * style[0] - alpha * style[-1]) ** 2).mean(0)
    own = np.isin(read.argmax(1), [pair.first, pair.last]).mean()
    sure = read.max(1)[MIDDLE].mean()
    # Of a film in which nothing moves every step is as large as the mean.
    step = changes.max() / changes.mean() if changes.any() else 1.0
    return [own, sure, step, changes.sum(), *wander], frames[MIDDLE]
