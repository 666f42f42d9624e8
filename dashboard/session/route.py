"""The stops of a film between its start and its end, and how long it takes from one to the next."""

import dataclasses
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Self

from dashboard.session import code_text
from runtime import Cycle, MorphError
from runtime.ends.anchor import CODE_SIGN
from runtime.errors import shortened
from runtime.morph.itinerary import ELLIPSIS, Itinerary, filled_in
from runtime.video import MIN_FRAME_COUNT

Stop = str | int
"""A typed number, a row of the map, or a code as a word: "z=0.1,-0.4"."""

MAX_PAGE_FRAME_COUNT = 2000  # of a film that the page plays
_SHOWN = 8  # stops that a sentence names one by one


def words_of(text: str) -> list[str]:
    """The words of a list of stops: numbers of 1 to 8 digits, "row512", codes as "z=0.1,-0.4", and "…".

    The last counts. A space ends a code, whose numbers have commas or underscores between them; a comma after
    it is none of it. Right after "=" or "_" a space is a plus, of which an address makes one. A code's word
    has two decimals, as a link keeps it and as its frames have it.

    Raises:
        MorphError: A word that is none of these, or a "…" that follows another.
    """
    spaced = text.replace("...", ELLIPSIS).replace(ELLIPSIS, f" {ELLIPSIS} ")
    joined = re.sub(r"\brow\s+(?=[0-9])", "row", spaced, flags=re.IGNORECASE)
    found = re.findall(rf"{CODE_SIGN}(?:[^\s;>→]|(?<=[=_]) )*|[^\s,;_>→]+", joined, re.IGNORECASE)
    words = [word.lower().replace(" ", "").replace("_", ",").replace("−", "-").rstrip(",") for word in found]
    for number, word in enumerate(words):
        if word != ELLIPSIS and not _is_stop(word):
            raise MorphError(
                f"{shortened(word)} is no stop; write numbers of 1 to 8 digits with spaces between them, "
                "rows of the map such as row512, codes with all of their numbers such as z=0.1,-0.4,1.2, "
                f"each within ±{code_text.MAX_LINK_CODE:g}, or {ELLIPSIS} to count"
            )
        if is_code(word):
            words[number] = code_word(code_text.pack_code(code_text.rounded(_numbers(word)).tolist()))
    if (ELLIPSIS, ELLIPSIS) in pairwise(words):
        raise MorphError(f"two {ELLIPSIS} follow each other; write one, or a number between them")
    return words


def _is_stop(word: str) -> bool:
    if is_code(word):
        return all(map(code_text.in_code, _numbers(word)))
    return re.fullmatch("[0-9]{1,8}|row[0-9]{1,7}", word, re.ASCII) is not None


def _numbers(word: str) -> list[float]:
    """Those of a code."""
    return [code_text.code_number(number) for number in word.removeprefix(CODE_SIGN).split(",")]


def stops_between(start: str, text: str, end: str) -> list[Stop]:
    """The stops that ``text`` names between the typed numbers ``start`` and ``end``, "" where none is typed.

    "…" stands for all whole numbers between the numbers beside it: "… 5" from 1 to 9 is 2, 3, 4, 5.

    Raises:
        MorphError: As for ``words_of``; nothing to count from or to, or more than 100,000 numbers.
    """
    words = filled_in([start, *words_of(text), end])[1:-1]
    return [int(word.removeprefix("row")) if word.startswith("row") else word for word in words]


def empty_count(start: str, text: str, end: str) -> tuple[str, str] | None:
    """The first two numbers beside a "…" between which there is none to count; None where there are no such.

    Raises:
        MorphError: As for ``stops_between``.
    """
    words = [start, *words_of(text), end]
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if word == ELLIPSIS and not stops_between(before, word, after):
            return before, after
    return None


def counting_words(start: str, text: str, end: str) -> list[str]:
    """The words of a list of stops, without each "…" that adds none.

    Raises:
        MorphError: As for ``stops_between``.
    """
    words = [start, *words_of(text), end]
    return [
        word
        for before, word, after in zip(words, words[1:], words[2:], strict=False)
        if word != ELLIPSIS or stops_between(before, word, after)
    ]


def with_stop(start: str, text: str, end: str, stop: Stop) -> str:
    """A list of stops with a row or a code after them; a count at its end stops at its last number.

    Args:
        start: As for ``stops_between``.
        text: The list.
        end: As for ``stops_between``.
        stop: A row of the map, or a code.

    Raises:
        MorphError: As for ``stops_between``.
    """
    words = words_of(text)
    if words[-1:] == [ELLIPSIS]:  # which would count to that stop
        before = words[-2] if len(words) > 1 else start
        counted = stops_between(before, ELLIPSIS, end)
        words[-1:] = [ELLIPSIS, str(counted[-1])] if len(counted) > 1 else [*map(str, counted)]
    return " ".join([*words, f"row{stop}" if isinstance(stop, int) else stop])


def rows_of(text: str) -> list[int]:
    """The rows of the map that a list of stops names.

    Raises:
        MorphError: As for ``words_of``.
    """
    return [int(word.removeprefix("row")) for word in words_of(text) if word.startswith("row")]


def codes_of(text: str) -> list[str]:
    """The codes that a list of stops names, as words.

    Raises:
        MorphError: As for ``words_of``.
    """
    return [word for word in words_of(text) if is_code(word)]


def link_text(text: str) -> str:
    """A list of stops as a link has it: "1_..._8_row512"; "" where there is none, or it makes no sense.

    With a code in it there are spaces between the words: "1 z=0.1_-0.4 8".
    """
    try:
        words = words_of(text)
    except MorphError:
        return ""
    between = " " if any(map(is_code, words)) else "_"
    return between.join(words).replace(ELLIPSIS, "...").replace(",", "_")


def is_code(stop: object) -> bool:
    """Whether a stop is a code."""
    return isinstance(stop, str) and stop.startswith(CODE_SIGN)


def code_word(packed: str) -> str:
    """A code as ``code_text.pack_code`` has it, as a stop."""
    return CODE_SIGN + packed.replace("_", ",")


def packed_code(word: str) -> str:
    """The code of a stop, as ``code_text.unpack_code`` takes it."""
    return word.removeprefix(CODE_SIGN).replace(",", "_")


def is_row(text: str) -> bool:
    """Whether a text may name a row of a table."""
    return re.fullmatch("[0-9]{1,7}", text, re.ASCII) is not None


def name_of(stop: Stop) -> str:
    """What to call a stop: "7", "row 512" or "a code"."""
    if isinstance(stop, int):
        return f"row {stop}"
    return "a code" if is_code(stop) else stop


def list_stops(stops: list[Stop]) -> str:
    """Stops by name: "1, row 512", and the middle of many left out."""
    names = [*map(name_of, stops)]
    if len(names) <= _SHOWN:
        return ", ".join(names)
    return f"{', '.join(names[:3])} … {', '.join(names[-2:])} ({len(names)} stops)"


def amounts_of(text: str) -> dict[int, int]:
    """What ``amounts_text`` wrote: numbers counted from 1 → frames.

    Raises:
        MorphError: It wrote no such text, or one that numbers from 0, or has a number twice.
    """
    if not re.fullmatch(r"([0-9]{1,5}-[0-9]{1,5}(_[0-9]{1,5}-[0-9]{1,5})*)?", text, re.ASCII):
        raise MorphError(f"{shortened(text)} lists no frames; write each as 2-30, with _ between them")
    pairs = [part.split("-") for part in text.split("_") if part]
    amounts = {int(number): int(frames) for number, frames in pairs}
    if 0 in amounts or len(amounts) < len(pairs):
        raise MorphError(f"{shortened(text)} lists no frames; write each number once, from 1 on")
    return amounts


def amounts_text(amounts: Mapping[int, int]) -> str:
    """Frames of single legs or stops as a link has them: "2-30_4-15": the second has 30, the fourth 15."""
    return "_".join(f"{number}-{frames}" for number, frames in sorted(amounts.items()))


@dataclasses.dataclass(frozen=True)
class Route:
    """What lies between the start and the end of a film.

    Attributes:
        stops: As a person writes them; see ``words_of``.
        leg_frames: Frames of single legs, counted from 1, both ends included, where not those of all.
        rests: For how many frames the film rests on single stops, likewise; the start is the first.
    """

    stops: str = ""
    leg_frames: Mapping[int, int] = dataclasses.field(default_factory=dict)
    rests: Mapping[int, int] = dataclasses.field(default_factory=dict)

    @classmethod
    def from_texts(cls, stops: str, leg_frames: str, rests: str) -> Self:
        """The route that a link's three texts describe.

        Raises:
            MorphError: A text that no link from here has.
        """
        words = " ".join(words_of(stops))
        return cls(words, amounts_of(leg_frames), amounts_of(rests))

    def texts(self) -> tuple[str, str, str]:
        """As a link says it."""
        return link_text(self.stops), amounts_text(self.leg_frames), amounts_text(self.rests)

    def itinerary(self, end_count: int, *, frame_count: int, hold: int, cycle: Cycle) -> Itinerary:
        """The film's way through so many ends.

        Args:
            end_count: Stops, start and end included.
            frame_count: Frames of each leg for which ``leg_frames`` says nothing, both ends included.
            hold: Frames of each rest for which ``rests`` says nothing.
            cycle: As for ``runtime.Morph.sequence``.

        Raises:
            MorphError: More frames than the page plays.
        """
        leg_count = end_count if cycle == "loop" else end_count - 1
        legs, stops = range(1, leg_count + 1), range(1, end_count + 1)
        frame_counts = tuple(max(MIN_FRAME_COUNT, self.leg_frames.get(leg, frame_count)) for leg in legs)
        itinerary = Itinerary(frame_counts, tuple(self.rests.get(stop, hold) for stop in stops), cycle)
        if itinerary.frame_count > MAX_PAGE_FRAME_COUNT:
            raise MorphError(
                f"this film would have {itinerary.frame_count:,} frames, and the page plays "
                f"{MAX_PAGE_FRAME_COUNT:,}; take fewer frames, stops or rests, or make it with "
                "python -m runtime morph"
            )
        return itinerary
