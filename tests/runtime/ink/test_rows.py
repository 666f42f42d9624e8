"""Reading order: rows from top to bottom, each from left to right."""

import pytest

from runtime.ink.frame import Box
from runtime.ink.rows import find_rows


def at(*places: tuple[int, int], size: tuple[int, int] = (20, 30)) -> list[Box]:
    return [(x, y, *size) for x, y in places]


@pytest.mark.parametrize(
    ("boxes", "rows"),
    [
        ([], []),
        (at((0, 0)), [[0]]),
        (at((60, 0), (0, 0), (30, 0)), [[1, 2, 0]]),
        (at((0, 0), (30, 0), (0, 50), (30, 50), (60, 50)), [[0, 1], [2, 3, 4]]),
        (at((0, 50), (30, 0), (30, 50), (0, 0)), [[3, 1], [0, 2]]),
        (at((0, 90), (25, 80), (50, 70), (75, 60), (100, 50), (125, 40), (150, 30)), [[0, 1, 2, 3, 4, 5, 6]]),
        (at((0, 0), (30, 24)), [[0, 1]]),
        (at((0, 0), (30, 60)), [[0, 1]]),
        (at((0, 0), (2, 40)), [[0], [1]]),
    ],
    ids=["none", "one", "order", "two rows", "rows by height", "climbing", "lower", "beside", "above"],
)
def test_rows(boxes: list[Box], rows: list[list[int]]) -> None:
    assert find_rows(boxes) == rows
