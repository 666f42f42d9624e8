"""What stands beside and under the digits on real paper: lines, dots, ticks, letters, crossings-out."""

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_LETTERS = "abdefhkmnrtuvwxyAEFGHKMNPRTVWXY&?!%#"  # none that could pass for a digit
_FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
)
_SHIFT = 4  # fractional bits of the coordinates that OpenCV draws at


class _Sheet:
    """A sheet (H, W) to draw on, beside digits of a given size."""

    def __init__(self, rng: np.random.Generator, written: Floats, scale: float) -> None:
        self.rng = rng
        self.ink = np.zeros(written.shape, np.uint8)
        self.unit = 20 * scale
        rows, columns = np.nonzero(written > 0.3)
        self.top, self.bottom = (int(rows.min()), int(rows.max())) if rows.size else (10, 30)
        self.left, self.right = (int(columns.min()), int(columns.max())) if rows.size else (30, 100)
        self.height, self.width = written.shape

    def pen(self) -> int:
        return max(1, round(self.rng.uniform(0.03, 0.13) * self.unit))

    def draw(self, points: NDArray[np.float64], thickness: int, *, level: int = 255) -> None:
        """Draw an open line through points (N, 2)."""
        fixed = np.round(points * 2**_SHIFT).astype(np.int32)
        cv2.polylines(self.ink, [fixed], False, level, thickness, cv2.LINE_AA, _SHIFT)

    def beside(self) -> tuple[float, float]:
        """Return a place left or right of the number, at its height."""
        gap = self.rng.uniform(0.05, 0.6) * self.unit
        x = self.right + gap if self.rng.random() < 0.6 else self.left - gap
        return float(x), float(self.rng.uniform(self.top, self.bottom))


def scatter_clutter(rng: np.random.Generator, written: Floats, scale: float) -> Floats:
    """Draw clutter (H, W) in [0, 1] around the ink of digits (H, W) that are ``scale`` times MNIST's size."""
    sheet = _Sheet(rng, written, scale)
    for chance, draw in (
        (0.13, _underline),
        (0.03, _strike),
        (0.05, _rules),
        (0.14, _dots),
        (0.05, _tick),
        (0.05, _dash),
        (0.15, _specks),
        (0.05, _crossing_out),
        (0.03, _ring),
        (0.07, _letters),
        (0.05, _upright),
    ):
        if rng.random() < chance:
            draw(sheet)
    ink = np.asarray(sheet.ink.astype(np.float32) / 255, np.float32)
    return np.maximum(ink, _smudge(sheet)) if rng.random() < 0.05 else ink


def _wavy(sheet: _Sheet, left: float, right: float, y: float) -> NDArray[np.float64]:
    x = np.linspace(left, right, 12)
    slope, wave = sheet.rng.normal(0, 0.03), sheet.rng.uniform(0, 0.05) * sheet.unit
    return np.stack(
        [x, y + slope * (x - x.mean()) + wave * np.sin(x / sheet.unit + sheet.rng.uniform(0, 6))], 1
    )


def _underline(sheet: _Sheet) -> None:
    rng = sheet.rng
    for _ in range(1 + (rng.random() < 0.2)):
        left = sheet.left + rng.uniform(-0.8, 0.5) * sheet.unit
        right = sheet.right + rng.uniform(-0.5, 0.8) * sheet.unit
        y = sheet.bottom + rng.uniform(-0.12, 0.3) * sheet.unit
        sheet.draw(_wavy(sheet, left, max(right, left + 4), y), sheet.pen())


def _strike(sheet: _Sheet) -> None:
    y = (sheet.top + sheet.bottom) / 2 + sheet.rng.normal(0, 0.1) * sheet.unit
    sheet.draw(_wavy(sheet, sheet.left - 3, sheet.right + 3, y), sheet.pen())


def _rules(sheet: _Sheet) -> None:
    step = sheet.unit * sheet.rng.uniform(0.3, 1.5)
    slope, level = sheet.rng.normal(0, 0.02), int(sheet.rng.uniform(60, 220))
    for y in np.arange(sheet.rng.uniform(0, step), sheet.height, step):
        sheet.draw(np.array([[0, y], [sheet.width, y + slope * sheet.width]]), 1, level=level)
    if sheet.rng.random() < 0.4:
        for x in np.arange(sheet.rng.uniform(0, step), sheet.width, step):
            sheet.draw(np.array([[x, 0], [x - slope * sheet.height, sheet.height]]), 1, level=level)


def _dots(sheet: _Sheet) -> None:
    for _ in range(sheet.rng.integers(1, 4)):
        x = sheet.rng.uniform(sheet.left, sheet.right + 0.5 * sheet.unit)
        y = sheet.bottom + sheet.rng.normal(-0.05, 0.1) * sheet.unit
        end = np.array(
            [x - sheet.rng.uniform(0, 0.15) * sheet.unit, y + sheet.rng.uniform(0, 0.25) * sheet.unit]
        )
        if sheet.rng.random() < 0.6:
            end = np.array([x + 0.3, y])
        sheet.draw(np.array([[x, y], end]), max(1, round(sheet.rng.uniform(0.06, 0.2) * sheet.unit)))


def _tick(sheet: _Sheet) -> None:
    x, y = sheet.beside()
    size = sheet.rng.uniform(0.3, 1.1) * sheet.unit
    corners = np.array([[-0.35, -0.3], [0, 0.1], [0.7, -0.9]]) * size
    shaken = corners + sheet.rng.normal(0, 0.05 * size, (3, 2))
    sheet.draw(shaken + np.array([x, y]), sheet.pen())


def _dash(sheet: _Sheet) -> None:
    x, y = sheet.beside()
    half = sheet.rng.uniform(0.12, 0.4) * sheet.unit
    sheet.draw(np.array([[x - half, y], [x + half, y + sheet.rng.normal(0, 1)]]), sheet.pen())


def _specks(sheet: _Sheet) -> None:
    for _ in range(sheet.rng.integers(1, 12)):
        at = sheet.rng.uniform(0, 1, 2) * [sheet.width, sheet.height]
        sheet.draw(
            np.stack([at, at + sheet.rng.uniform(-1, 1, 2)]), 1, level=int(sheet.rng.uniform(100, 255))
        )


def _crossing_out(sheet: _Sheet) -> None:
    x, y = sheet.beside()
    size = sheet.rng.uniform(0.4, 0.8) * sheet.unit
    turns = int(sheet.rng.integers(5, 16))
    points = sheet.rng.uniform(-1, 1, (turns, 2)) * [size * 0.8, size]
    points[::2, 0] = -np.abs(points[::2, 0])
    points[1::2, 0] = np.abs(points[1::2, 0])
    sheet.draw(points + np.array([x + np.sign(x - sheet.left) * size * 0.7, y]), sheet.pen())


def _ring(sheet: _Sheet) -> None:
    angles = np.linspace(0, 2 * np.pi, 40)
    middle = np.array([sheet.left + sheet.right, sheet.top + sheet.bottom]) / 2
    axes = (
        np.array([sheet.right - sheet.left, sheet.bottom - sheet.top]) / 2
        + sheet.rng.uniform(0.15, 0.5) * sheet.unit
    )
    sheet.draw(middle + axes * np.stack([np.cos(angles), np.sin(angles)], 1), sheet.pen())


def _letters(sheet: _Sheet) -> None:
    rng = sheet.rng
    text = "".join(rng.choice(list(_LETTERS), int(rng.integers(1, 5))))
    font, size = int(rng.choice(_FONTS)), sheet.unit / 22 * rng.uniform(0.5, 1.2)
    (width, _), _ = cv2.getTextSize(text, font, size, 1)
    x = sheet.right + rng.uniform(0.1, 0.5) * sheet.unit
    if rng.random() < 0.5:
        x = sheet.left - rng.uniform(0.1, 0.5) * sheet.unit - width
    y = sheet.bottom + rng.uniform(-0.3, 0.1) * sheet.unit
    cv2.putText(sheet.ink, text, (round(x), round(y)), font, size, 255, sheet.pen(), cv2.LINE_AA)


def _upright(sheet: _Sheet) -> None:
    """Draw the side of a frame, from edge to edge."""
    x = sheet.left - sheet.rng.uniform(0.1, 1) * sheet.unit
    if sheet.rng.random() < 0.5:
        x = sheet.right + sheet.rng.uniform(0.1, 1) * sheet.unit
    sheet.draw(np.array([[x, 0], [x + sheet.rng.normal(0, 1.5), sheet.height]]), sheet.pen())


def _smudge(sheet: _Sheet) -> Floats:
    x, y = sheet.beside()
    blob = np.zeros(sheet.ink.shape, np.float32)
    axes = (
        max(1, round(sheet.unit * sheet.rng.uniform(0.1, 0.5))),
        max(1, round(sheet.unit * sheet.rng.uniform(0.1, 0.4))),
    )
    cv2.ellipse(blob, (round(x), round(y)), axes, 0, 0, 360, float(sheet.rng.uniform(0.2, 0.9)), -1)
    return np.asarray(cv2.GaussianBlur(blob, (0, 0), 1.5), np.float32)
