"""The order in which a film visits its ends: how long each leg is, where it rests, and how it comes back."""

import dataclasses
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import repeat
from numbers import Integral
from typing import Literal, get_args

from runtime.arrays import MAX_FRAME_COUNT, MIN_FRAME_COUNT
from runtime.ends.typed import is_number
from runtime.errors import MorphError, shortened
from runtime.path.path import check_frame_count

Cycle = Literal["once", "loop", "ping-pong"]
CYCLES: tuple[Cycle, ...] = get_args(Cycle)
DEFAULT_FRAME_COUNT = 60  # of a leg
ELLIPSIS = "…"  # between two ends: all numbers between them
AND_SO_ON = (ELLIPSIS, "...")  # the ways to write it


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """One leg of a film, as it is shown.

    Attributes:
        start: Which end its leg begins with, in the order in which the ends were given.
        end: Which end its leg leads to.
        steps: Intervals between its frames, one fewer than its frames with both ends.
        backwards: Whether the leg is shown from ``end`` to ``start``, the way it was gone before.
        shown: How many frames the end where it arrives is shown: 0 where the film starts again there.
    """

    start: int
    end: int
    steps: int
    backwards: bool
    shown: int


@dataclasses.dataclass(frozen=True)
class Itinerary:
    """A film's way through its ends; ``plan`` makes one and checks it.

    Attributes:
        frame_counts: Frames of each leg, both ends included, at least 2.
        holds: Frames for which each end stands still, besides the one in which it is reached.
        cycle: "once", "loop" or "ping-pong".
    """

    frame_counts: tuple[int, ...]
    holds: tuple[int, ...]
    cycle: Cycle

    @property
    def opening(self) -> int:
        """How many frames the first end is shown before the first stage sets off."""
        return 1 + self.holds[0]

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """All stages in turn."""
        end_count = len(self.holds)
        legs = [
            (leg, (leg + 1) % end_count, frame_count - 1, False)
            for leg, frame_count in enumerate(self.frame_counts)
        ]
        if self.cycle == "ping-pong":
            legs += [(start, end, steps, True) for start, end, steps, _ in reversed(legs)]
        shown = [1 + self.holds[start if backwards else end] for start, end, _, backwards in legs]
        if self.cycle != "once":
            shown[-1] = 0
        return tuple(Stage(*leg, frames) for leg, frames in zip(legs, shown, strict=True))

    @property
    def frame_count(self) -> int:
        """Frames of the film."""
        return self.opening + sum(stage.steps - 1 + stage.shown for stage in self.stages)

    def alphas(self) -> Iterator[float]:
        """Where each frame is by time, before easing and stagger: 0 at the first end, 1 at the second, 2 …

        Between them it is the share of the leg's steps that are done. On a ping-pong's way back it falls; on
        the last leg of a loop it rises on, towards the number of ends.
        """
        yield from repeat(0.0, self.opening)
        for stage in self.stages:
            departure, arrival = stage.start, stage.start + 1
            if stage.backwards:
                departure, arrival = arrival, departure
            for step in range(1, stage.steps):
                yield departure + (arrival - departure) * (step / stage.steps)
            yield from repeat(float(arrival), stage.shown)


def plan(
    end_count: int,
    *,
    frame_count: int | Sequence[int] = DEFAULT_FRAME_COUNT,
    holds: int | Sequence[int] = 0,
    cycle: Cycle = "once",
    names: tuple[str, str] = ("frame_count", "holds"),
) -> Itinerary:
    """Plan a film through so many ends.

    "once" stops at the last end. "loop" goes on from the last to the first, "ping-pong" back the way it came;
    both leave out the last frame, which is the first again, so that the film repeats without a seam.

    Args:
        end_count: At least 2.
        frame_count: Frames from each end to the next, both included, at least 2: one number for all legs, or
            one for each leg (a loop has one leg more; a ping-pong repeats the legs of the way there).
        holds: Frames for which each end stands still, besides the one in which it is reached.
        cycle: "once", "loop" or "ping-pong".
        names: What messages call ``frame_count`` and ``holds``.

    Raises:
        MorphError: Too few ends, no such cycle, or frame counts or holds of another number or range.
        PathError: More than 100,000 frames in all, or only one.
    """
    if end_count < 2:
        raise MorphError(f"{_counted(end_count, 'end')} given; a morph goes through at least 2")
    if cycle not in CYCLES:
        raise MorphError(f"no cycle {shortened(cycle)}; available: {', '.join(CYCLES)}")
    leg_count = end_count if cycle == "loop" else end_count - 1
    frame_counts = _spread(names[0], frame_count, leg_count, "leg", least=MIN_FRAME_COUNT)
    itinerary = Itinerary(frame_counts, _spread(names[1], holds, end_count, "end", least=0), cycle)
    check_frame_count(itinerary.frame_count)
    return itinerary


def count_through(first: str, last: str) -> list[str]:
    """All whole numbers from one typed number to another, up or down, both included: "7", "10" → 7, 8, 9, 10.

    Where either begins with a zero, all have as many digits as the longer: "08", "10" → 08, 09, 10.

    Raises:
        MorphError: Either is no number of digits, or there are more between them than a film has frames.
    """
    for number in (first, last):
        if not is_number(number):
            raise MorphError(
                f"{shortened(number)} cannot be counted with; type two numbers of 1 to 8 digits, such as 7 12"
            )
    start, end = int(first), int(last)
    if abs(end - start) >= MAX_FRAME_COUNT:
        raise MorphError(
            f"from {first} to {last} are {abs(end - start) + 1:,} numbers; "
            f"count through {MAX_FRAME_COUNT:,} at most"
        )
    padded = any(len(number) > 1 and number[0] == "0" for number in (first, last))
    digits = max(len(first), len(last)) if padded else 1
    step = 1 if end >= start else -1
    return [f"{number:0{digits}}" for number in range(start, end + step, step)]


def filled_in(words: Sequence[str]) -> list[str]:
    """Ends of a film with the numbers that they count: "3", "…", "6" → 3, 4, 5, 6; "..." is "…" too.

    Raises:
        MorphError: Not a number of 1 to 8 digits on both sides of a "…"; or it counts too far.
    """
    ends: list[str] = []
    for place, word in enumerate(words):
        if word not in AND_SO_ON:
            ends.append(word)
            continue
        before, after = "".join(words[:place][-1:]), "".join(words[place + 1 : place + 2])
        if not (is_number(before) and is_number(after)):
            raise MorphError(
                f"{word} has nothing to count from or to; let a typed number stand before it and one after it"
            )
        ends += count_through(before, after)[1:-1]
    return ends


def _spread(name: str, value: int | Sequence[int], wanted: int, what: str, *, least: int) -> tuple[int, ...]:
    """One whole number for each leg or end, from one for all or from a list."""
    numbers: list[object] = list(value) if isinstance(value, Sequence) else [value] * wanted
    if len(numbers) != wanted:
        raise MorphError(
            f"{name} lists {_counted(len(numbers), 'number')} for {_counted(wanted, what)}; "
            f"give one for each {what}, or one for all"
        )
    checked = []
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, Integral) or int(number) < least:
            raise MorphError(f"{name} has {shortened(number)}; give whole numbers from {least}")
        checked.append(int(number))
    return tuple(checked)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
