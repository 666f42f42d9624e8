"""Accuracy on pictures of handwritten digits: ``python -m benchmarks.ink``, with ``INK_ROOT`` set.

``INK_ROOT`` is a folder of pictures with a ``labels.csv`` (columns path, label, …). Paths of single digits
start with ``single/``, paths of numbers with ``multi/``.
"""

import csv
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.judge import Judge
from runtime.arrays import FloatArray
from runtime.errors import InkError
from runtime.ink.frame import read_digit
from runtime.ink.picture import Floats
from runtime.ink.segment import split_number
from runtime.model.reader import Reader, load_reader

SURE = 0.8  # below this confidence the pages call a digit unclear


@dataclass(frozen=True)
class ReaderFigures:
    """Results of the digit reader: counts of pictures, and its mean confidence."""

    single_read: int
    single_sure: int
    single_sure_read: int
    single_mean_probability: float
    multi_read: int


@dataclass(frozen=True)
class InkFigures:
    """The judge's results: counts of pictures, and the file names of those it read wrong."""

    single_count: int
    single_read: int
    single_read_old_way: int
    single_as_one: int
    multi_count: int
    multi_counted: int
    multi_read: int
    wrong: list[str]
    reader: ReaderFigures


def labelled(root: Path, kind: str) -> list[tuple[Path, str]]:
    """Return the pictures of one kind, ``single`` or ``multi``, with the digits written on them."""
    with (root / "labels.csv").open(newline="", encoding="utf-8") as file:
        rows = [(row["path"], row["label"]) for row in csv.DictReader(file)]
    return [(root / path, label) for path, label in rows if path.startswith(f"{kind}/")]


def old_way(path: Path) -> Floats:
    """Read a picture as the older morpher did: grey, inverted and squashed to (28, 28) in [0, 1]."""
    with Image.open(path) as image:
        squashed = image.convert("L").resize((28, 28))
    return 1 - np.asarray(squashed, dtype=np.float32) / np.float32(255)


def measure(root: Path) -> InkFigures:
    """Read every picture in ``root`` and count the correct results."""
    judge = Judge()
    singles, multis = labelled(root, "single"), labelled(root, "multi")
    old = [judge.spell(old_way(path)[None]) == label for path, label in singles]
    digits = [_digits(path, alone=True) for path, _ in singles]
    parts = [_digits(path) for path, _ in multis]
    read = [judge.spell(digit) == label for digit, (_, label) in zip(digits, singles, strict=True)]
    lone = [len(_digits(path)) == 1 for path, _ in singles]
    counted = [len(part) == len(label) for part, (_, label) in zip(parts, multis, strict=True)]
    spelled = [judge.spell(part) == label for part, (_, label) in zip(parts, multis, strict=True)]
    right = [*map(all, zip(read, lone, strict=True)), *spelled]
    wrong = [path.name for (path, _), fine in zip(singles + multis, right, strict=True) if not fine]
    return InkFigures(
        single_count=len(singles),
        single_read=sum(read),
        single_read_old_way=sum(old),
        single_as_one=sum(lone),
        multi_count=len(multis),
        multi_counted=sum(counted),
        multi_read=sum(spelled),
        wrong=wrong,
        reader=measure_reader(
            load_reader(), digits, [label for _, label in singles], parts, [label for _, label in multis]
        ),
    )


def measure_reader(
    reader: Reader, digits: list[FloatArray], labels: list[str], parts: list[FloatArray], numbers: list[str]
) -> ReaderFigures:
    """Read single digits (1 or 0, 28, 28) and the digits (N, 28, 28) of numbers with the digit reader."""
    tops = [reader.read(digit).max(axis=1, initial=0).sum() for digit in digits]  # 0 if no digit was found
    right = [_spell(reader, digit) == label for digit, label in zip(digits, labels, strict=True)]
    return ReaderFigures(
        single_read=sum(right),
        single_sure=sum(top >= SURE for top in tops),
        single_sure_read=sum(fine and top >= SURE for fine, top in zip(right, tops, strict=True)),
        single_mean_probability=float(np.mean(tops)),
        multi_read=sum(_spell(reader, part) == number for part, number in zip(parts, numbers, strict=True)),
    )


def _spell(reader: Reader, images: FloatArray) -> str:
    return "".join(map(str, reader.read(images).argmax(axis=1)))


def _digits(path: Path, *, alone: bool = False) -> FloatArray:
    """Return the digits (N, 28, 28) of a picture, with N = 0 if it cannot be read."""
    try:
        return np.stack([read_digit(path)] if alone else split_number(path))
    except InkError:
        return np.empty((0, 28, 28), np.float32)


def main() -> None:
    """Measure the pictures in ``$INK_ROOT`` and print the figures."""
    root = os.environ.get("INK_ROOT")
    if not root:
        sys.exit("INK_ROOT is not set; set it to a folder of pictures with a labels.csv")
    figures = measure(Path(root))
    singles, multis = figures.single_count, figures.multi_count
    reader = figures.reader
    for what, right, of in (
        ("single digits read right by the older method", figures.single_read_old_way, singles),
        ("single digits read right", figures.single_read, singles),
        ("single digits found as exactly one digit", figures.single_as_one, singles),
        ("numbers split into the right count of digits", figures.multi_counted, multis),
        ("numbers read right", figures.multi_read, multis),
        ("single digits read right by the digit reader", reader.single_read, singles),
        ("… of those with a confidence of at least 80 %", reader.single_sure_read, reader.single_sure),
        ("numbers read right by the digit reader", reader.multi_read, multis),
    ):
        print(f"{what:55} {right:4} of {of:4}  {right / max(of, 1):6.1%}")
    print(f"{'mean confidence of the digit reader, single digits':55} {reader.single_mean_probability:.1%}")
    for name in figures.wrong:
        print(f"wrong: {name}")


if __name__ == "__main__":
    main()
