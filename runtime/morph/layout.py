"""Where digits stand when one number becomes another that may be longer, and who becomes whom."""

import dataclasses
from typing import Literal, get_args

from runtime.arrays import IMAGE_SIZE
from runtime.errors import MorphError, shortened

Alignment = Literal["right", "centre", "left"]
ALIGNMENTS: tuple[Alignment, ...] = get_args(Alignment)
DEFAULT_ALIGNMENT: Alignment = "right"
"""Units stay under units, as numbers are written below one another and as a counter turns: in 99 → 100 both
9s become 0s in their places, and a 1 grows on their left."""


@dataclasses.dataclass(frozen=True, slots=True)
class Slot:
    """One digit of a morph, from where it stands at the start to where it stands at the end.

    Attributes:
        start: Which digit of the start it is, from the left; None where it grows from nothing.
        end: Which digit of the end it becomes; None where it shrinks to nothing.
        x_start: Its left edge in the first frame, in pixels of 28 to a digit.
        x_end: Its left edge in the last frame; differs from ``x_start`` only where numbers are centred.
    """

    start: int | None
    end: int | None
    x_start: int
    x_end: int


def left_edge(digit_count: int, width: int, alignment: Alignment) -> int:
    """Where a number of so many digits begins in a frame ``width`` digits wide, in pixels.

    Raises:
        MorphError: No such alignment.
    """
    check_alignment(alignment)
    spare = IMAGE_SIZE * (width - digit_count)
    if alignment == "right":
        return spare
    # Half of it is a whole number: digits are an even number of pixels wide.
    return spare // 2 if alignment == "centre" else 0


def check_alignment(alignment: object) -> None:
    """Refuse what is not an alignment.

    Raises:
        MorphError: There is no such alignment.
    """
    if alignment not in ALIGNMENTS:
        raise MorphError(f"no alignment {shortened(alignment)}; available: {', '.join(ALIGNMENTS)}")


def lay_out(start_count: int, end_count: int, width: int, alignment: Alignment) -> list[Slot]:
    """The digits of a morph between numbers of two lengths, left to right, as many as the longer number has.

    Right-aligned numbers pair their units, left-aligned ones their first digits. Of centred ones each digit
    pairs with the one that stands where it stands, or half a digit to its right: nothing moves further.

    Args:
        start_count: Digits of the start.
        end_count: Digits of the end.
        width: Digits that fit into the frame; at least the larger count.
        alignment: How both numbers stand in the frame.

    Raises:
        MorphError: No such alignment.
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
