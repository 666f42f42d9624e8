"""Forms of digits that MNIST lacks: 1 with a foot, 7 with a bar, closed 4, 9 like ρ, printed digits."""

import cv2
import numpy as np
from numpy.typing import NDArray

_FINE = 4
"""A form is drawn this many times larger than 28×28 and then averaged down."""

_FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_PLAIN,
)

Stroke = list[tuple[float, float]]

_ROUND_TOP: Stroke = [(0.8, 0.25), (0.55, 0.05), (0.2, 0.2), (0.3, 0.48), (0.65, 0.45), (0.8, 0.2)]

_STROKES: list[tuple[int, list[Stroke]]] = [
    (1, [[(0.15, 0.3), (0.5, 0), (0.5, 1)]]),
    (1, [[(0.2, 0.25), (0.5, 0), (0.5, 1)], [(0.1, 1), (0.9, 1)]]),
    (1, [[(0.1, 0.4), (0.6, 0), (0.55, 1)], [(0.25, 0.98), (0.85, 1)]]),
    (1, [[(0, 0.45), (0.7, 0), (0.6, 1)]]),
    (4, [[(0.6, 0), (0, 0.65), (1, 0.65)], [(0.65, 0.3), (0.6, 1)]]),
    (4, [[(0.7, 1), (0.7, 0), (0, 0.7), (1, 0.7)]]),
    (4, [[(0.1, 0), (0.05, 0.5), (0.9, 0.5)], [(0.8, 0), (0.75, 1)]]),
    (7, [[(0, 0.02), (0.95, 0), (0.35, 1)], [(0.2, 0.5), (0.85, 0.48)]]),
    (7, [[(0, 0.2), (0.02, 0), (0.9, 0.03), (0.4, 1)]]),
    (7, [[(0, 0.1), (0.3, 0), (0.9, 0.05), (0.55, 0.5), (0.45, 1)], [(0.3, 0.52), (0.85, 0.5)]]),
    (9, [[*_ROUND_TOP, (0.8, 1)]]),
    (9, [[*_ROUND_TOP, (0.75, 0.6), (0.4, 1)]]),
    (9, [[*_ROUND_TOP, (0.8, 0.75), (0.6, 0.98), (0.25, 0.9)]]),
    (6, [[(0.75, 0), (0.25, 0.4), (0.1, 0.75), (0.4, 1), (0.8, 0.8), (0.6, 0.5), (0.2, 0.65)]]),
    (2, [[(0.1, 0.25), (0.45, 0), (0.85, 0.2), (0.6, 0.6), (0.05, 1), (0.95, 0.97)]]),
    (3, [[(0.1, 0.05), (0.85, 0.03), (0.4, 0.4), (0.85, 0.65), (0.55, 1), (0.05, 0.88)]]),
    (5, [[(0.85, 0), (0.15, 0.02), (0.1, 0.45), (0.6, 0.4), (0.9, 0.7), (0.5, 1), (0.05, 0.9)]]),
    (5, [[(0.15, 0.05), (0.1, 0.45), (0.7, 0.42), (0.85, 0.8), (0.1, 0.97)], [(0.2, 0), (0.95, 0.02)]]),
    (0, [[(0.5, 0), (0.1, 0.3), (0.15, 0.8), (0.5, 1), (0.88, 0.7), (0.85, 0.25), (0.5, 0), (0.35, 0.05)]]),
    (8, [[(0.8, 0.1), (0.4, 0), (0.2, 0.25), (0.8, 0.7), (0.5, 1), (0.15, 0.75), (0.75, 0.3), (0.75, 0.08)]]),
]


def draw_form(rng: np.random.Generator) -> tuple[NDArray[np.uint8], int]:
    """Draw a form at random: its image (28, 28) as in MNIST, and its digit."""
    if rng.random() < 0.25:
        digit = int(rng.integers(10))
        return _printed(rng, digit), digit
    digit, strokes = _STROKES[int(rng.integers(len(_STROKES)))]
    return _written(rng, strokes), digit


def _printed(rng: np.random.Generator, digit: int) -> NDArray[np.uint8]:
    font = int(rng.choice(_FONTS)) | (cv2.FONT_ITALIC if rng.random() < 0.3 else 0)
    thickness = int(rng.integers(3, 12))
    (width, height), _ = cv2.getTextSize(str(digit), font, 1, thickness)
    size = 20 * _FINE / max(height, 1)
    page = np.zeros((28 * _FINE, 28 * _FINE), np.uint8)
    at = (round(14 * _FINE - size * width / 2), 24 * _FINE)
    cv2.putText(page, str(digit), at, font, size, 255, thickness, cv2.LINE_AA)
    return _averaged(page)


def _written(rng: np.random.Generator, strokes: list[Stroke]) -> NDArray[np.uint8]:
    width = rng.uniform(0.45, 0.75) * 20
    thickness = round(rng.uniform(1.2, 3.2) * _FINE)
    page = np.zeros((28 * _FINE, 28 * _FINE), np.uint8)
    for stroke in strokes:
        points = np.array(stroke) + rng.normal(0, 0.035, (len(stroke), 2))
        for _ in range(int(rng.integers(0, 3))):
            points = _rounded(points)
        pixels = (points * [width, 20] + [14 - width / 2, 4]) * _FINE
        cv2.polylines(page, [np.round(pixels * 16).astype(np.int32)], False, 255, thickness, cv2.LINE_AA, 4)
    return _averaged(page)


def _rounded(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cut the corners of a line (N, 2), but keep its ends (Chaikin 1974)."""
    near, far = points[:-1] * 0.75 + points[1:] * 0.25, points[:-1] * 0.25 + points[1:] * 0.75
    return np.concatenate([points[:1], np.stack([near, far], 1).reshape(-1, 2), points[-1:]])


def _averaged(page: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(page, (28, 28), interpolation=cv2.INTER_AREA), np.uint8)
