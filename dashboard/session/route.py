"""Routes: the stops between the start and the end of a film, and the frames of single legs and holds."""

import dataclasses
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Self

from dashboard.session import code_text
from runtime import Cycle, MorphError
from runtime.ends.words import CODE_SIGN
from runtime.errors import shortened
from runtime.morph.itinerary import ELLIPSIS, Itinerary, filled_in
from runtime.video import MIN_FRAME_COUNT

Stop = str | int
"""A typed number, a row of the map as an integer, or a code such as "z=0.1,-0.4"."""

MAX_PAGE_FRAME_COUNT = 2000  # longest film that the page plays
_MAX_LISTED = 8  # stops that a message lists in full


def words_of(text: str) -> list[str]:
    """Split a list of stops into numbers of 1 to 8 digits, "row512", codes such as "z=0.1,-0.4", and "…".

    The numbers of a code are separated by commas or underscores. A space ends the code, except right after
    "=" or "_", where URL decoding has turned a plus into a space. Trailing commas are dropped. Codes are
    rounded to two decimals, as in links.

    Raises:
        MorphError: An invalid word, or two "…" in a row.
    """
    spaced = text.replace("...", ELLIPSIS).replace(ELLIPSIS, f" {ELLIPSIS} ")
    joined = re.sub(r"\brow\s+(?=[0-9])", "row", spaced, flags=re.IGNORECASE)
    found = re.findall(rf"{CODE_SIGN}(?:[^\s;>→]|(?<=[=_]) )*|[^\s,;_>→]+", joined, re.IGNORECASE)
    words = [word.lower().replace(" ", "").replace("_", ",").replace("−", "-").rstrip(",") for word in found]
    for number, word in enumerate(words):
        if word != ELLIPSIS and not _is_stop(word):
            raise MorphError(
                f"{shortened(word)} is not a stop; enter numbers of 1 to 8 digits separated by spaces, rows "
                "of the map such as row512, complete codes such as z=0.1,-0.4,1.2 with numbers within "
                f"±{code_text.MAX_LINK_CODE:g}, or {ELLIPSIS} to count"
            )
        if is_code(word):
            words[number] = code_word(code_text.pack_code(code_text.rounded(_numbers(word)).tolist()))
    if (ELLIPSIS, ELLIPSIS) in pairwise(words):
        raise MorphError(f"two {ELLIPSIS} follow each other; remove one, or put a number between them")
    return words


def _is_stop(word: str) -> bool:
    if is_code(word):
        return all(map(code_text.in_code, _numbers(word)))
    return re.fullmatch("[0-9]{1,8}|row[0-9]{1,7}", word, re.ASCII) is not None


def _numbers(word: str) -> list[float]:
    """Return the numbers of a code."""
    return [code_text.code_number(number) for number in word.removeprefix(CODE_SIGN).split(",")]


def stops_between(start: str, text: str, end: str) -> list[Stop]:
    """Parse the stops in ``text``, filling in every "…": between 1 and 9, "… 5" gives 2, 3, 4, 5.

    Args:
        start: The start as a typed number; "" for any other source.
        text: The list of stops.
        end: The end as a typed number; "" for any other source.

    Raises:
        MorphError: An invalid word, a "…" without a number on both sides, or more than 100,000 numbers.
    """
    words = filled_in([start, *words_of(text), end])[1:-1]
    return [int(word.removeprefix("row")) if word.startswith("row") else word for word in words]


def empty_count(start: str, text: str, end: str) -> tuple[str, str] | None:
    """Return the first two numbers around a "…" with nothing to count between them, or None.

    Raises:
        MorphError: As for ``stops_between``.
    """
    words = [start, *words_of(text), end]
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if word == ELLIPSIS and not stops_between(before, word, after):
            return before, after
    return None


def counting_words(start: str, text: str, end: str) -> list[str]:
    """Return the words of a list of stops, without any "…" that adds no stop.

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
    """Append a row or a code to a list of stops; a trailing "…" gets the last number that it counted.

    Args:
        start: The start as a typed number; "" for any other source.
        text: The list of stops.
        end: The end as a typed number; "" for any other source.
        stop: A row of the map, or a code.

    Raises:
        MorphError: As for ``stops_between``.
    """
    words = words_of(text)
    if words[-1:] == [ELLIPSIS]:  # the "…" would now count to the new stop
        before = words[-2] if len(words) > 1 else start
        counted = stops_between(before, ELLIPSIS, end)
        words[-1:] = [ELLIPSIS, str(counted[-1])] if len(counted) > 1 else [*map(str, counted)]
    return " ".join([*words, f"row{stop}" if isinstance(stop, int) else stop])


def rows_of(text: str) -> list[int]:
    """Return the rows of the map in a list of stops.

    Raises:
        MorphError: As for ``words_of``.
    """
    return [int(word.removeprefix("row")) for word in words_of(text) if word.startswith("row")]


def codes_of(text: str) -> list[str]:
    """Return the codes in a list of stops, as words.

    Raises:
        MorphError: As for ``words_of``.
    """
    return [word for word in words_of(text) if is_code(word)]


def link_text(text: str) -> str:
    """Return a list of stops for a link: "1_..._8_row512"; "" if it is empty or invalid.

    A list with a code has spaces between its words: "1 z=0.1_-0.4 8".
    """
    try:
        words = words_of(text)
    except MorphError:
        return ""
    between = " " if any(map(is_code, words)) else "_"
    return between.join(words).replace(ELLIPSIS, "...").replace(",", "_")


def is_code(stop: object) -> bool:
    """Return whether a stop is a code."""
    return isinstance(stop, str) and stop.startswith(CODE_SIGN)


def code_word(packed: str) -> str:
    """Return the stop for a code packed by ``code_text.pack_code``."""
    return CODE_SIGN + packed.replace("_", ",")


def packed_code(word: str) -> str:
    """Return the code of a stop, in the format of ``code_text.unpack_code``."""
    return word.removeprefix(CODE_SIGN).replace(",", "_")


def is_row(text: str) -> bool:
    """Return whether a text is the number of a row, of 1 to 7 digits."""
    return re.fullmatch("[0-9]{1,7}", text, re.ASCII) is not None


def name_of(stop: Stop) -> str:
    """Return the name of a stop for messages: "7", "row 512" or "a code"."""
    if isinstance(stop, int):
        return f"row {stop}"
    return "a code" if is_code(stop) else stop


def list_stops(stops: list[Stop]) -> str:
    """List stops by name, such as "1, row 512"; a long list is shortened in the middle."""
    names = [*map(name_of, stops)]
    if len(names) <= _MAX_LISTED:
        return ", ".join(names)
    return f"{', '.join(names[:3])} … {', '.join(names[-2:])} ({len(names)} stops)"


def amounts_of(text: str) -> dict[int, int]:
    """Parse the frames of single legs or stops from a link: "2-30_4-15" → {2: 30, 4: 15}.

    Raises:
        MorphError: An invalid text, the number 0, or a number that occurs twice.
    """
    if not re.fullmatch(r"([0-9]{1,5}-[0-9]{1,5}(_[0-9]{1,5}-[0-9]{1,5})*)?", text, re.ASCII):
        raise MorphError(
            f"{shortened(text)} is not a list of frames; write entries such as 2-30, separated by _"
        )
    pairs = [part.split("-") for part in text.split("_") if part]
    amounts = {int(number): int(frames) for number, frames in pairs}
    if 0 in amounts or len(amounts) < len(pairs):
        raise MorphError(f"{shortened(text)} is not a list of frames; use each number once, starting from 1")
    return amounts


def amounts_text(amounts: Mapping[int, int]) -> str:
    """Return frames of single legs or stops for a link: {2: 30, 4: 15} → "2-30_4-15"."""
    return "_".join(f"{number}-{frames}" for number, frames in sorted(amounts.items()))


@dataclasses.dataclass(frozen=True)
class Route:
    """The stops between the start and the end of a film, with frames of single legs and holds.

    Attributes:
        stops: The list of stops as text; see ``words_of``.
        leg_frames: Leg, from 1 → its frames, both ends included; other legs use the film's frame count.
        rests: Stop, from 1 for the start → its hold in frames; other stops use the film's hold.
    """

    stops: str = ""
    leg_frames: Mapping[int, int] = dataclasses.field(default_factory=dict)
    rests: Mapping[int, int] = dataclasses.field(default_factory=dict)

    @classmethod
    def from_texts(cls, stops: str, leg_frames: str, rests: str) -> Self:
        """Parse a route from the three texts of a link.

        Raises:
            MorphError: An invalid text.
        """
        words = " ".join(words_of(stops))
        return cls(words, amounts_of(leg_frames), amounts_of(rests))

    def texts(self) -> tuple[str, str, str]:
        """Return the texts of ``stops``, ``leg_frames`` and ``rests`` for a link."""
        return link_text(self.stops), amounts_text(self.leg_frames), amounts_text(self.rests)

    def itinerary(self, end_count: int, *, frame_count: int, hold: int, cycle: Cycle) -> Itinerary:
        """Plan the film through ``end_count`` ends.

        Args:
            end_count: Number of stops, including the start and the end.
            frame_count: Frames of each leg without its own in ``leg_frames``, both ends included.
            hold: Hold in frames of each stop without its own in ``rests``.
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
                f"this film would have {itinerary.frame_count:,} frames, but the page plays at most "
                f"{MAX_PAGE_FRAME_COUNT:,}; use fewer frames, stops or holds, or make the film with "
                "latent-digits morph"
            )
        return itinerary
