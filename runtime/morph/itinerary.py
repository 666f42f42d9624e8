"""Itineraries of films: the order of stops, the frames of each leg, the holds and the cycle."""

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
DEFAULT_FRAME_COUNT = 60  # per leg
ELLIPSIS = "…"  # between two numbers: count from one to the other
AND_SO_ON = (ELLIPSIS, "...")  # accepted spellings of an ellipsis


@dataclasses.dataclass(frozen=True, slots=True)
class Stage:
    """One pass of a film along a leg; a ping-pong covers each leg twice.

    Attributes:
        start: Index of the end where the leg starts, in the order the ends were given.
        end: Index of the end where the leg ends.
        steps: Intervals between the leg's frames, one fewer than its frames with both ends included.
        backwards: Whether the film plays the leg from ``end`` to ``start``.
        shown: Frames for which the film shows the stop where the stage arrives; 0 if the film repeats from
            that stop.
    """

    start: int
    end: int
    steps: int
    backwards: bool
    shown: int


@dataclasses.dataclass(frozen=True)
class Itinerary:
    """The course of a film through its ends. To make an itinerary, use ``plan``, which checks the values.

    Attributes:
        frame_counts: Frames of each leg, both ends included, at least 2.
        holds: Extra frames for which each end stands still.
        cycle: "once", "loop" or "ping-pong".
    """

    frame_counts: tuple[int, ...]
    holds: tuple[int, ...]
    cycle: Cycle

    @property
    def opening(self) -> int:
        """Frames for which the film shows its first end before the first stage starts."""
        return 1 + self.holds[0]

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """All stages, in order."""
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
        """Number of frames in the whole film."""
        return self.opening + sum(stage.steps - 1 + stage.shown for stage in self.stages)

    def alphas(self) -> Iterator[float]:
        """Yield each frame's time, before easing and stagger: 0 at the first end, 1 at the second, and so on.

        Between two ends, the fraction is the share of the leg's time that has passed. On the way back in a
        ping-pong the values fall; on the last leg of a loop they keep rising, towards the number of ends.
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
    """Plan a film through ``end_count`` ends.

    "once" stops at the last end, "loop" continues from the last end to the first, and "ping-pong" returns the
    way it came. Loops and ping-pongs leave out their last frame, which equals the first, so that they repeat
    without a seam.

    Args:
        end_count: Number of ends, at least 2.
        frame_count: Frames from each end to the next, both included, at least 2: one number for all legs, or
            one for each leg. A loop has one more leg; a ping-pong uses the outward legs again.
        holds: Extra frames for which each end stands still: one number for all ends, or one for each end.
        cycle: "once", "loop" or "ping-pong".
        names: Names of ``frame_count`` and ``holds`` to use in error messages.

    Raises:
        MorphError: Too few ends, an unknown cycle, the wrong number of frame counts or holds, or a value out
            of range.
        PathError: More than 100,000 frames in total.
    """
    if end_count < 2:
        raise MorphError(f"a morph needs at least 2 ends, not {end_count}; add another number or picture")
    if cycle not in CYCLES:
        raise MorphError(f"unknown cycle {shortened(cycle)}; choose one of {', '.join(CYCLES)}")
    leg_count = end_count if cycle == "loop" else end_count - 1
    frame_counts = _spread(names[0], frame_count, leg_count, "leg", least=MIN_FRAME_COUNT)
    itinerary = Itinerary(frame_counts, _spread(names[1], holds, end_count, "end", least=0), cycle)
    check_frame_count(itinerary.frame_count)
    return itinerary


def count_through(first: str, last: str) -> list[str]:
    """Count from one typed number to another, up or down, including both: "7", "10" → 7, 8, 9, 10.

    If either number has a leading zero, every number is padded to the longer length: "08", "10" → 08, 09, 10.

    Raises:
        MorphError: ``first`` or ``last`` is not a number of 1 to 8 digits, or the count exceeds 100,000.
    """
    for number in (first, last):
        if not is_number(number):
            raise MorphError(
                f"cannot count with {shortened(number)}; enter two numbers of 1 to 8 digits, such as 7 and 12"
            )
    start, end = int(first), int(last)
    if abs(end - start) >= MAX_FRAME_COUNT:
        raise MorphError(
            f"counting from {first} to {last} gives {abs(end - start) + 1:,} numbers; "
            f"count through at most {MAX_FRAME_COUNT:,}"
        )
    padded = any(len(number) > 1 and number[0] == "0" for number in (first, last))
    digits = max(len(first), len(last)) if padded else 1
    step = 1 if end >= start else -1
    return [f"{number:0{digits}}" for number in range(start, end + step, step)]


def filled_in(words: Sequence[str]) -> list[str]:
    """Return the ends of a film with each "…" or "..." filled in: "3", "…", "6" → 3, 4, 5, 6.

    Raises:
        MorphError: A "…" without a number of 1 to 8 digits on each side, or a count of more than 100,000.
    """
    ends: list[str] = []
    for place, word in enumerate(words):
        if word not in AND_SO_ON:
            ends.append(word)
            continue
        before, after = "".join(words[:place][-1:]), "".join(words[place + 1 : place + 2])
        if not (is_number(before) and is_number(after)):
            raise MorphError(
                f"{word} needs a number to count from and one to count to; put a typed number on each side"
            )
        ends += count_through(before, after)[1:-1]
    return ends


def _spread(name: str, value: int | Sequence[int], wanted: int, what: str, *, least: int) -> tuple[int, ...]:
    """Return one whole number for each leg or end, given a list of them or one number for all."""
    numbers: list[object] = list(value) if isinstance(value, Sequence) else [value] * wanted
    if len(numbers) != wanted:
        raise MorphError(
            f"{name} has {_counted(len(numbers), 'number')} for {_counted(wanted, what)}; "
            f"enter one number for all, or one for each {what}"
        )
    checked = []
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, Integral) or int(number) < least:
            raise MorphError(f"{name} cannot be {shortened(number)}; enter whole numbers of {least} or more")
        checked.append(int(number))
    return tuple(checked)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
