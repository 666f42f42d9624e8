"""Quality of morphing methods: films between images of different digits, read frame by frame."""

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
    """Two images (28, 28) in [0, 1] and their digits."""

    start: FloatArray
    end: FloatArray
    first: int
    last: int


class Classifier(Protocol):
    """The judge or the digit reader."""

    def read(self, images: Any) -> FloatArray:
        """Return probabilities (N, 10) of the digits for images (N, 28, 28)."""


class Measured(NamedTuple):
    """Figures of a morphing method, averaged over pairs, and the frames of the middle half of each film."""

    figures: dict[str, float]
    middles: FloatArray


def draw_pairs(x: FloatArray, digits: NDArray[np.uint8], count: int, *, seed: int = 0) -> list[Pair]:
    """Draw ``count`` random pairs of images x (N, 28, 28) with different digits (N,)."""
    rng = np.random.default_rng(seed)
    pairs: list[Pair] = []
    while len(pairs) < count:
        i, j = rng.integers(len(x), size=2)
        if digits[i] != digits[j]:
            pairs.append(Pair(x[i], x[j], int(digits[i]), int(digits[j])))
    return pairs


def match_pairs(x: FloatArray, digits: NDArray[np.uint8], *, seed: int = 0) -> list[Pair]:
    """Pair up images x (N, 28, 28), each used once, so that the two digits (N,) of a pair differ.

    If N is odd, one image is left out.

    Raises:
        ValueError: More than half of the images show the same digit.
    """
    if 2 * np.bincount(digits).max() > len(digits):
        raise ValueError("more than half of the images show the same digit; use a more even mix of digits")
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(digits))[: len(digits) // 2 * 2]
    first, last = order[::2], order[1::2]
    while len(alike := np.flatnonzero(digits[first] == digits[last])):
        for row in alike:
            other = rng.integers(len(last))
            last[[row, other]] = last[[other, row]]
    return [Pair(x[i], x[j], int(digits[i]), int(digits[j])) for i, j in zip(first, last, strict=True)]


def films(vae: Vae) -> dict[str, Film]:
    """Return the morphing methods of a model by name."""

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
    """Fade one picture into the other, the baseline for every morph."""
    alpha = np.linspace(0, 1, FRAME_COUNT, dtype=np.float32)[:, None, None]
    return np.asarray((1 - alpha) * start + alpha * end)


def measure_morphs(judge: Classifier, pairs: list[Pair], film: Film, mean_ink: float) -> Measured:
    """Measure a morphing method: the figures in ``benchmarks.quality`` and ``path``.

    ``path`` is the length of the path in image space (L2 over pixels).

    Args:
        judge: Classifier that reads the frames.
        pairs: Ends of the films.
        film: Morphing method.
        mean_ink: Mean ink of an image in pixels, the unit of the figure ``ink``.
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
    """Return a film's own, sure, step, path and mean squared wander of ink and slant, and its middle half."""
    frames = film(pair.start, pair.end)
    read = judge.read(frames)
    changes = np.linalg.norm(np.diff(frames.reshape(FRAME_COUNT, -1), axis=0), axis=1)
    style = measure_style(frames)
    alpha = np.linspace(0, 1, FRAME_COUNT)[:, None]
    wander = ((style - (1 - alpha) * style[0] - alpha * style[-1]) ** 2).mean(0)
    own = np.isin(read.argmax(1), [pair.first, pair.last]).mean()
    sure = read.max(1)[MIDDLE].mean()
    # In a film without motion, every step equals the mean.
    step = changes.max() / changes.mean() if changes.any() else 1.0
    return [own, sure, step, changes.sum(), *wander], frames[MIDDLE]
