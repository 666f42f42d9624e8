"""Reading order: the rows of a picture's digits, and the digits of each row from left to right."""

from collections.abc import Sequence

from runtime.ink.frame import Box

_SAME_ROW = 0.35
"""Two neighbours are in one row if their boxes share this fraction of the lower one's height."""


def find_rows(boxes: Sequence[Box]) -> list[list[int]]:
    """Return the indices of the boxes (x, y, width, height) by row, in reading order.

    Each digit joins the row whose last digit is beside it. Rows that are not above one another are one row: a
    number may climb, and its digits may differ in height.
    """
    rows: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda index: boxes[index][0] + boxes[index][2] / 2):
        shared = [_shared_height(boxes[row[-1]], boxes[index]) for row in rows]
        if shared and max(shared) >= _SAME_ROW:
            rows[shared.index(max(shared))].append(index)
        else:
            rows.append([index])
    merged: list[list[int]] = []
    for row in sorted(rows, key=lambda row: _extent(boxes, row)[0]):
        if merged and not _is_above(_extent(boxes, merged[-1]), _extent(boxes, row)):
            merged[-1] = sorted(merged[-1] + row, key=lambda index: boxes[index][0] + boxes[index][2] / 2)
        else:
            merged.append(row)
    return sorted(
        merged, key=lambda row: sum(boxes[index][1] + boxes[index][3] / 2 for index in row) / len(row)
    )


def _shared_height(one: Box, other: Box) -> float:
    """Return the height that two boxes share, as a fraction of the lower one's height; negative for a gap."""
    shared = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return shared / min(one[3], other[3])


def _extent(boxes: Sequence[Box], row: list[int]) -> tuple[int, int]:
    """Return the left and right edge of a row."""
    return min(boxes[index][0] for index in row), max(boxes[index][0] + boxes[index][2] for index in row)


def _is_above(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether one row is above or below another: their left and right edges enclose half the shorter row."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared >= 0.5 * min(one[1] - one[0], other[1] - other[0])
