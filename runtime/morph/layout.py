"""Layout of a leg: which digit becomes which, and where each digit stands in the frame."""

import dataclasses
from typing import Literal, get_args

from runtime.arrays import IMAGE_SIZE
from runtime.errors import MorphError, shortened

Alignment = Literal["right", "centre", "left"]
ALIGNMENTS: tuple[Alignment, ...] = get_args(Alignment)
DEFAULT_ALIGNMENT: Alignment = "right"
"""Units stay under units, as in a column of numbers or on a counter: in 99 → 100 both 9s become 0s where they
stand, and a 1 grows to their left."""


@dataclasses.dataclass(frozen=True, slots=True)
class Slot:
    """One digit of a leg: its partners at both ends, and its left edges.

    Attributes:
        start: Index of the digit in the start number, from the left; None for a digit that grows.
        end: Index of the digit in the end number, from the left; None for a digit that shrinks.
        x_start: Left edge in the first frame, in pixels (28 per digit).
        x_end: Left edge in the last frame; differs from ``x_start`` only for centred numbers.
    """

    start: int | None
    end: int | None
    x_start: int
    x_end: int


def left_edge(digit_count: int, width: int, alignment: Alignment) -> int:
    """Return the left edge, in pixels, of a number in a frame ``width`` digits wide.

    Raises:
        MorphError: Unknown alignment.
    """
    check_alignment(alignment)
    spare = IMAGE_SIZE * (width - digit_count)
    if alignment == "right":
        return spare
    # Digits have an even width in pixels, so half of the spare width is a whole number.
    return spare // 2 if alignment == "centre" else 0


def check_alignment(alignment: object) -> None:
    """Check that ``alignment`` is one of ``ALIGNMENTS``.

    Raises:
        MorphError: Unknown alignment.
    """
    if alignment not in ALIGNMENTS:
        raise MorphError(f"unknown alignment {shortened(alignment)}; choose one of {', '.join(ALIGNMENTS)}")


def lay_out(start_count: int, end_count: int, width: int, alignment: Alignment) -> list[Slot]:
    """Return the slots of a leg from left to right, one for each digit of the longer number.

    Right-aligned numbers pair their units; left-aligned numbers pair their first digits. In centred numbers,
    each digit pairs with the digit in the same position or half a digit to its right, so no digit moves by
    more than half its width.

    Args:
        start_count: Number of digits in the start number.
        end_count: Number of digits in the end number.
        width: Width of the frame in digits; at least the larger count.
        alignment: Alignment of both numbers in the frame.

    Raises:
        MorphError: Unknown alignment.
    """
    assert width >= max(start_count, end_count) >= min(start_count, end_count) >= 1
    x_start, x_end = (left_edge(count, width, alignment) for count in (start_count, end_count))
    extra = abs(end_count - start_count)
    before = {"right": extra, "centre": (extra + 1) // 2, "left": 0}[alignment]
    slots = []
    for number in range(max(start_count, end_count)):
        start = _within(number - (before if start_count < end_count else 0), start_count)
        end = _within(number - (before if end_count < start_count else 0), end_count)
        places = [x + IMAGE_SIZE * at for x, at in ((x_start, start), (x_end, end)) if at is not None]
        slots.append(Slot(start, end, places[0], places[-1]))
    return slots


def _within(number: int, count: int) -> int | None:
    return number if 0 <= number < count else None
