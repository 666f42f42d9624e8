"""Draw pictures of digits for tests, as a person or a program might supply them."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

Bytes = npt.NDArray[np.uint8]

# The Pillow modes that each file format can store.
MODES = {
    "PNG": ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"],
    "JPEG": ["L", "RGB", "CMYK"],
    "WEBP": ["RGB", "RGBA"],
    "BMP": ["1", "L", "P", "RGB"],
    "TIFF": ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"],
    "GIF": ["1", "L", "P", "RGB"],
}

# Each digit as polylines in a box of width 1 and height 1.6, in writing order.
_RING = [(np.cos(t) / 2 + 0.5, np.sin(t) * 0.8 + 0.8) for t in np.linspace(-np.pi / 2, 1.5 * np.pi, 40)]
_STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "0": [_RING],
    "1": [[(0.2, 0.35), (0.5, 0), (0.5, 1.6)]],
    "2": [[(0, 0.35), (0.25, 0.03), (0.75, 0.03), (0.95, 0.35), (0.85, 0.7), (0, 1.6), (1, 1.6)]],
    "3": [
        [(0, 0.1), (0.5, 0), (0.95, 0.2), (0.9, 0.6), (0.4, 0.75)],
        [(0.4, 0.75), (0.95, 0.95), (0.95, 1.4), (0.5, 1.6), (0, 1.45)],
    ],
    "4": [[(0.7, 1.6), (0.7, 0), (0, 1.05), (1, 1.05)]],
    "5": [[(0.9, 0), (0.1, 0), (0.05, 0.7), (0.6, 0.6), (0.95, 0.9), (0.9, 1.4), (0.45, 1.6), (0, 1.45)]],
    "6": [
        [(0.8, 0), (0.3, 0.4), (0, 1), (0.1, 1.45), (0.5, 1.6), (0.9, 1.4), (0.9, 1), (0.5, 0.85), (0.1, 1.1)]
    ],
    "7": [[(0, 0), (1, 0), (0.4, 1.6)]],
    "8": [
        [(0.5, 0.75), (0.12, 0.55), (0.12, 0.2), (0.5, 0), (0.88, 0.2), (0.88, 0.55), (0.5, 0.75)],
        [(0.5, 0.75), (0.05, 1), (0.05, 1.4), (0.5, 1.6), (0.95, 1.4), (0.95, 1), (0.5, 0.75)],
    ],
    "9": [
        [(0.95, 0.4), (0.6, 0.75), (0.15, 0.65), (0.05, 0.3), (0.35, 0), (0.8, 0.05), (0.95, 0.4)],
        [(0.95, 0.4), (0.9, 1), (0.6, 1.6)],
    ],
}


def draw_digit(
    digit: str | int,
    *,
    height: int = 120,
    pen: int = 9,
    size: tuple[int, int] = (200, 240),
    at: tuple[int, int] | None = None,
    ink: int = 20,
    paper: int = 235,
) -> Image.Image:
    """Draw a digit on a grey picture of ``size`` (width, height), with its corner ``at``, or centred."""
    left, top = at or ((size[0] - round(height / 1.6)) // 2, (size[1] - height) // 2)
    canvas = np.full((size[1], size[0]), paper, np.uint8)
    _write(canvas, str(digit), left, top, height, pen, ink)
    return Image.fromarray(canvas)


def draw_number(
    number: str | int, *, height: int = 80, pen: int = 7, gap: float = 0.35, ink: int = 20, paper: int = 235
) -> Image.Image:
    """Draw a number on a grey picture with a wide margin; ``gap`` is in units of a digit's width."""
    text, step = str(number), round(height / 1.6 * (1 + gap))
    canvas = np.full((2 * height, step * len(text) + height), paper, np.uint8)
    for place, digit in enumerate(text):
        _write(canvas, digit, height // 2 + place * step, height // 2, height, pen, ink)
    return Image.fromarray(canvas)


def _write(canvas: Bytes, digit: str, left: int, top: int, height: int, pen: int, ink: int) -> None:
    for stroke in _STROKES[digit]:
        # Four fractional bits keep small strokes smooth.
        points = (np.array(stroke) * height / 1.6 + (left, top)) * 16
        cv2.polylines(canvas, [points.round().astype(np.int32)], False, ink, pen, cv2.LINE_AA, shift=4)


def aslant() -> Bytes:
    """Draw two slanted strokes whose boxes overlap but whose ink does not."""
    pixels = np.full((200, 200), 235, np.uint8)
    for row in range(40, 160):
        left = 110 - (row - 40) // 2
        pixels[row, left : left + 8] = 20
        pixels[row, left + 40 : left + 48] = 20
    return pixels


def rule(picture: Image.Image, *, every: int = 36, squared: bool = False, ink: int = 150) -> Image.Image:
    """Draw lines on the paper of a grey picture, in one direction or both, beneath the writing."""
    pixels = np.array(picture)
    pixels[every // 2 :: every] = np.minimum(pixels[every // 2 :: every], ink)
    if squared:
        pixels[:, every // 2 :: every] = np.minimum(pixels[:, every // 2 :: every], ink)
    return Image.fromarray(pixels)


def shade(picture: Image.Image, *, darkest: float = 0.45) -> Image.Image:
    """Darken a grey picture gradually from the upper left to the lower right."""
    pixels = np.asarray(picture, dtype=np.float32)
    fall = np.add.outer(np.linspace(0, 0.5, pixels.shape[0]), np.linspace(0, 0.5, pixels.shape[1]))
    return Image.fromarray((pixels * (1 - (1 - darkest) * fall)).astype(np.uint8))


def speckle(picture: Image.Image, *, count: int = 40, noise: float = 4, seed: int = 0) -> Image.Image:
    """Add grain and specks of 2×2 pixels to a grey picture."""
    rng = np.random.default_rng(seed)
    pixels = np.asarray(picture, dtype=np.float32) + rng.normal(0, noise, np.asarray(picture).shape)
    pixels = np.clip(pixels, 0, 255).astype(np.uint8)
    for row, column in zip(
        rng.integers(0, pixels.shape[0] - 2, count), rng.integers(0, pixels.shape[1] - 2, count), strict=True
    ):
        pixels[row : row + 2, column : column + 2] = 60
    return Image.fromarray(pixels)


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """Return a picture as the bytes of a file in format ``kind``: ``PNG``, ``JPEG`` …"""
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def in_mode(picture: Image.Image, mode: str) -> Image.Image:
    """Convert a grey picture to a Pillow mode; "I;16" and "I" get 16-bit values."""
    if mode in ("I;16", "I"):
        deep = np.asarray(picture).astype(np.uint16) * 257
        return Image.fromarray(deep) if mode == "I;16" else Image.fromarray(deep.astype(np.int32))
    return picture.convert(mode)


def png(number: str) -> bytes:
    """Return a drawing of a number as the bytes of a PNG."""
    return encoded(draw_number(number), "png")


def side_by_side(images: Sequence[npt.NDArray[np.float32]], gap: int) -> Bytes:
    """Place images (28, 28) side by side ``gap`` pixels apart, dark on light, enlarged four times."""
    strip = np.zeros((44, 8 + (28 + max(gap, 0)) * len(images)), np.float32)
    place = 8
    for image in images:
        columns = np.flatnonzero(image.any(axis=0))
        digit = image[:, columns[0] : columns[-1] + 1]
        part = strip[8:36, place : place + digit.shape[1]]
        np.maximum(part, digit, out=part)
        place += digit.shape[1] + gap
    strip = strip[:, : place + 8]
    large = cv2.resize(strip, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    return np.asarray(255 - np.clip(large, 0, 1) * 255, dtype=np.uint8)
