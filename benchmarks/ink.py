"""How well people's own digits are read: ``python -m benchmarks.ink``, with ``INK_ROOT`` set.

``INK_ROOT`` names a folder of pictures with a ``labels.csv`` (columns path, label, …), in which the paths
of single digits begin with ``single/`` and those of numbers with ``multi/``.
"""

import csv
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.judge import Judge
from runtime.errors import InkError
from runtime.ink import read_digit
from runtime.picture import Floats
from runtime.segment import split_number


@dataclass(frozen=True)
class InkFigures:
    """How many pictures went right, of how many; the names of those that did not."""

    single_count: int
    single_read: int
    single_read_old_way: int
    single_as_one: int
    multi_count: int
    multi_counted: int
    multi_read: int
    wrong: list[str]


def labelled(root: Path, kind: str) -> list[tuple[Path, str]]:
    """The pictures of one kind, ``single`` or ``multi``, with what is written on them."""
    with (root / "labels.csv").open(newline="", encoding="utf-8") as file:
        rows = [(row["path"], row["label"]) for row in csv.DictReader(file)]
    return [(root / path, label) for path, label in rows if path.startswith(f"{kind}/")]


def old_way(path: Path) -> Floats:
    """What ``read_digit`` replaces: grey, inverted and squashed to (28, 28) in [0, 1]."""
    with Image.open(path) as image:
        squashed = image.convert("L").resize((28, 28))
    return 1 - np.asarray(squashed, dtype=np.float32) / np.float32(255)


def measure(root: Path) -> InkFigures:
    """Read every picture below ``root`` and count what came out right."""
    judge = Judge()
    singles, multis = labelled(root, "single"), labelled(root, "multi")
    old = [judge.spell(old_way(path)[None]) == label for path, label in singles]
    read = [_spelled(judge, path, alone=True) == label for path, label in singles]
    lone = [len(_spelled(judge, path)) == 1 for path, _ in singles]
    numbers = [_spelled(judge, path) for path, _ in multis]
    counted = [len(number) == len(label) for number, (_, label) in zip(numbers, multis, strict=True)]
    spelled = [number == label for number, (_, label) in zip(numbers, multis, strict=True)]
    right = [*map(all, zip(read, lone, strict=True)), *spelled]
    wrong = [path.name for (path, _), fine in zip(singles + multis, right, strict=True) if not fine]
    return InkFigures(
        len(singles), sum(read), sum(old), sum(lone), len(multis), sum(counted), sum(spelled), wrong
    )


def _spelled(judge: Judge, path: Path, *, alone: bool = False) -> str:
    try:
        digits = [read_digit(path)] if alone else split_number(path)
    except InkError:
        return ""
    return judge.spell(np.stack(digits))


def main() -> None:
    """Print the figures."""
    root = os.environ.get("INK_ROOT")
    if not root:
        sys.exit("INK_ROOT is not set; let it name the folder of people's own digits")
    figures = measure(Path(root))
    singles, multis = figures.single_count, figures.multi_count
    for what, right, of in (
        ("single digits read right, the old way (invert, squash)", figures.single_read_old_way, singles),
        ("single digits read right", figures.single_read, singles),
        ("single digits split into exactly one", figures.single_as_one, singles),
        ("numbers split into the right count", figures.multi_counted, multis),
        ("numbers read right as a whole", figures.multi_read, multis),
    ):
        print(f"{what:55} {right:4} of {of:4}  {right / of:6.1%}")
    for name in figures.wrong:
        print(f"wrong: {name}")


if __name__ == "__main__":
    main()
