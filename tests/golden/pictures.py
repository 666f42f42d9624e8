"""Record how generated pictures are read, for films.json."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from drawing import (
    MODES,
    aslant,
    draw_digit,
    draw_number,
    encoded,
    in_mode,
    png,
    rule,
    shade,
    side_by_side,
    speckle,
)
from golden.lines import SURE, line, rounded
from numpy.typing import NDArray
from PIL import Image, ImageChops
from synthetic import bars

# Import only from the runtime's public API, because its modules may move.
from runtime import (
    Correction,
    LatentDigitsError,
    find_boxes,
    find_digits,
    load_reader,
    read_digit,
)

_SPOILS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "uneven light": shade,
    "grain and specks": speckle,
    "ruled": rule,
    "squared": partial(rule, squared=True),
    "ruled aslant": lambda picture: rule(picture).rotate(4, fillcolor=235),
    "ruled widely": partial(rule, every=70),
    "all at once": lambda picture: shade(speckle(rule(picture, every=60))),
}
_TURN_BACK = {
    2: 0,
    3: 3,
    4: 1,
    5: 5,
    6: 2,
    7: 6,
    8: 4,
}  # EXIF orientation → the Pillow transpose that produces it


def picture_records() -> dict[str, list[str] | str]:
    """Return the reading of each picture, or "refused" if it cannot be read.

    The line of a digit is "digit: x y width height ink percent | hash": its box, its mean ink in tenths of a
    grey level, and the reader's confidence in percent.
    """
    reader = load_reader()
    records: dict[str, list[str] | str] = {}
    for name, source, how in _pictures():
        assert name not in records, name
        try:
            found = find_digits(source, **how)
        except LatentDigitsError:
            records[name] = "refused"
            continue
        chances = reader.read(np.stack(found.digits))
        records[name] = [
            _digit_line(box, digit, chance)
            for box, digit, chance in zip(found.boxes, found.digits, chances, strict=True)
        ]
    return records


def _digit_line(box: tuple[int, ...], digit: NDArray[np.float32], chance: NDArray[np.float32]) -> str:
    pixels = np.rint(255 * digit).astype(np.uint8)
    read = str(chance.argmax()) if chance.max() >= SURE else "unclear"
    return line([*box, *rounded([10 * pixels.mean(), 100 * chance.max()])], pixels.tobytes(), read)


def _pictures() -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Yield the name of each picture, the picture, and the arguments for splitting it."""
    yield from ((name, source, {}) for name, source in _digits())
    yield from ((name, source, {}) for name, source in _numbers())
    yield from ((f"5 as a file: {name}", source, {}) for name, source in _files())
    yield from ((name, source, {}) for name, source in _oddities())
    for count in range(9):
        yield f"8052 as {count} digits", draw_number("8052"), {"count": count}
    for number in ("32", "352", "7253"):
        for count in (1, len(number)):
            yield f"{number} touching, as {count} digits", draw_number(number, gap=0.1), {"count": count}
    for threshold in (0.1, 0.3, 0.7, 0.9):
        how = {"correction": Correction.of(None, threshold)}
        yield f"32 spoilt, threshold {threshold}", _SPOILS["all at once"](draw_number("32")), how
    picture = png("407")
    four, nought, seven = find_boxes(picture).boxes
    x, y, width, height = nought
    for name, boxes in {
        "as found": [four, nought, seven],
        "in another order": [seven, four, nought],
        "one deleted": [four, seven],
        "one too large": [four, (x - 4, y - 30, width + 8, height + 90), seven],
        "two overlap": [(four[0], y, x + width // 2 - four[0], height), nought],
        "one beside the picture": [(9000, 0, 10, 10)],
        "none": [],
    }.items():
        yield f"407 in boxes, {name}", picture, {"correction": Correction.of(boxes)}


def _digits() -> Iterator[tuple[str, Any]]:
    for digit in range(10):
        yield f"digit {digit}", draw_digit(digit)
        for name, spoil in _SPOILS.items():
            yield f"digit {digit}, {name}", spoil(draw_digit(digit))
        yield f"digit {digit}, hairline", draw_digit(digit, height=900, pen=3, size=(1000, 1100))
    for number, image in enumerate(bars(10)[0]):
        yield f"bar {number}", image


def _numbers() -> Iterator[tuple[str, Any]]:
    for number in ("7", "32", "506", "1984", "27182", "314159", "9081726", "12345678", "123456789"):
        yield f"number {number}", draw_number(number)
    for number in ("32", "5071", "648"):
        for name, spoil in _SPOILS.items():
            yield f"number {number}, {name}", spoil(draw_number(number))
    for number in ("57", "24", "681", "77"):
        for gap in (0.1, -0.05):
            yield f"number {number}, gap {gap}", draw_number(number, gap=gap)
    for gap in (-1, 3):
        digits = [read_digit(draw_digit(digit)) for digit in (2, 0, 6)]
        yield f"206 side by side, gap {gap}", side_by_side(digits, gap)
    rng = np.random.default_rng(3)
    for _ in range(20):
        number = "".join(map(str, rng.integers(0, 10, rng.integers(1, 9))))
        height, gap, light = (
            int(rng.integers(50, 130)),
            int(rng.integers(25, 100)) / 100,
            bool(rng.integers(2)),
        )
        ink, paper = (230, 25) if light else (25, 230)
        picture = draw_number(number, height=height, pen=max(3, height // 12), gap=gap, ink=ink, paper=paper)
        yield f"number {number}, {height} px, gap {gap}, ink {ink}", picture


def _files() -> Iterator[tuple[str, Any]]:
    picture = draw_digit(5, ink=0, paper=255)
    for kind, modes in MODES.items():
        options = {"lossless": True} if kind == "WEBP" else {}
        for mode in modes:
            yield f"{kind} {mode}", encoded(in_mode(picture, mode), kind, **options)
    exif = Image.Exif()
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        for orientation, transpose in _TURN_BACK.items():
            exif[0x0112] = orientation
            turned = draw_digit(7).transpose(Image.Transpose(transpose))
            yield f"{kind} turned, orientation {orientation}", encoded(turned, kind, exif=exif)
    yield "GIF of two frames", encoded(draw_digit(4), "GIF", save_all=True, append_images=[draw_digit(1)])
    yield "cut off", encoded(picture, "PNG")[:150]


def _oddities() -> Iterator[tuple[str, Any]]:
    dtypes: tuple[Any, ...] = (np.uint8, np.uint16, np.bool_, np.float16, np.float32, np.float64)
    for dtype in dtypes:
        grey = np.asarray(draw_digit(6, ink=0, paper=255)).astype(np.float64) / 255
        most = np.iinfo(dtype).max if issubclass(dtype, np.integer) else 1
        yield f"6 as {dtype.__name__}", (grey > 0.5 if dtype is np.bool_ else grey * most).astype(dtype)
    mask = draw_digit(2, ink=0, paper=255)
    for ink in (0, 255):
        for paper in (0, 255):
            cut_out = Image.new("RGBA", mask.size, (paper, paper, paper, 0))
            cut_out.paste((ink, ink, ink, 255), mask=ImageChops.invert(mask))
            cut_out.putalpha(ImageChops.invert(mask))
            yield f"2 on nothing, ink {ink}, paper {paper}", cut_out
    sheet = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    sheet.paste(draw_digit(2, ink=230, paper=30).convert("RGBA"), (50, 30))
    yield "2 on a sheet cut out", sheet
    white = np.full_like(np.asarray(mask), 255)
    yield "2 in yellow on white", np.dstack([white, white, np.asarray(mask)])
    beside = np.array(draw_digit(3))
    beside[:, -8:] = 30
    yield "3 beside a dark table", beside
    yield "3 beside a light table", 255 - beside
    yield "two strokes aslant", aslant()
    crumbs, dot = np.full((400, 400), 235, np.uint8), np.full((30, 30), 235, np.uint8)
    for row in range(20, 380, 36):
        for column in range(20, 380, 36):
            crumbs[row : row + 8, column : column + 8] = 20
    dot[14:16, 14:16] = 0
    yield "a page of crumbs", crumbs
    yield "a dot", dot
    yield "no ink", Image.new("L", (100, 50), 255)
    yield "grain alone", speckle(Image.new("L", (300, 300), 220), count=0, noise=12)
