"""The film that ends and settings describe."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, Self

from runtime.ends.anchor import Anchor, anchor, in_hand, is_file
from runtime.ends.typed import draws, is_number
from runtime.errors import MorphError, shortened
from runtime.model.vae import Vae, load_vae
from runtime.morph.itinerary import Cycle, Itinerary, plan
from runtime.morph.morph import Morph
from runtime.morph.motion import Motion
from runtime.morph.settings import SETTINGS, Place, Side, settings_of
from runtime.path.path import check_frame_count
from runtime.video import Look


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FilmSettings:
    """All settings of a film, checked as far as they can be without its ends.

    Attributes:
        model: A shipped model's name, or the path of a model folder.
        frames: Frames from one end to the next, both included, 2 to 100,000: one number for all legs, or one
            for each.
        hold: Extra frames for which an end stands still: one number for all ends, or one for each.
        cycle: "once", "loop" or "ping-pong"; see ``plan``.
        start_digits: How many digits the picture at the start shows, 1 to 8; None to find out.
        end_digits: The same for the picture at the end.
        seed: Draws typed digits at random, 0 to 9,999,999; None for typical digits.
        hand_of: The end whose thickness and slant a typed number at the other end takes on.
        motion: How digits move.
        look: How the film looks.

    Raises:
        MorphError: A seed or number of digits outside its range.
        PathError: A frame count outside its range.
    """

    model: str = SETTINGS["model"].default
    frames: tuple[int, ...] = SETTINGS["frames"].default
    hold: tuple[int, ...] = SETTINGS["hold"].default
    cycle: Cycle = SETTINGS["cycle"].default
    start_digits: int | None = None
    end_digits: int | None = None
    seed: int | None = None
    hand_of: Side | None = None
    motion: Motion = dataclasses.field(default_factory=Motion)
    look: Look = dataclasses.field(default_factory=Look)

    def __post_init__(self) -> None:
        for frame_count in self.frames:
            check_frame_count(frame_count)
        for setting in settings_of("ends"):
            value = getattr(self, setting.field)
            if setting.kind == "integer" and value is not None:
                setting.check_range(value)

    def changed(self, values: Mapping[str, Any]) -> Self:
        """These settings with some values replaced, given by their names in the table.

        Raises:
            LatentDigitsError: A value is out of its range.
        """

        def fields(*places: Place) -> dict[str, Any]:
            return {it.field: values[it.name] for it in settings_of(*places) if it.name in values}

        return dataclasses.replace(
            self,
            motion=dataclasses.replace(self.motion, **fields("motion")),
            look=dataclasses.replace(self.look, **fields("look")),
            **fields("model", "way", "ends"),
        )

    def itinerary(self, end_count: int, *, prefix: str = "") -> Itinerary:
        """The way through ``end_count`` ends; errors name the settings with ``prefix``, as in "--frames".

        Raises:
            MorphError: Fewer than 2 ends, or frames or holds that do not fit them.
            PathError: More than 100,000 frames in all.
        """
        return plan(
            end_count,
            steps=_one_or_all(tuple(frame_count - 1 for frame_count in self.frames)),
            holds=_one_or_all(self.hold),
            cycle=self.cycle,
            names=(f"{prefix}frames", f"{prefix}hold"),
        )


class ReadEnd(Protocol):
    """``runtime.anchor``, or a function that does the same in another way."""

    def __call__(
        self, vae: Vae, source: str | Anchor, *, digit_count: int | None, seed: int | None, draw: int
    ) -> Anchor:
        """The codes of one end."""


def film_between(
    ends: Sequence[str | Anchor],
    settings: FilmSettings,
    *,
    words: Sequence[str] = (),
    prefix: str = "",
    open_vae: Callable[[str], Vae] = load_vae,
    read_end: ReadEnd = anchor,
) -> Morph:
    """The film that goes through ``ends`` with these settings.

    Args:
        ends: Texts as ``anchor`` reads them, or codes.
        settings: All settings; the look is for whoever saves the film.
        words: The ends as the user wrote them, where ``ends`` holds codes.
        prefix: Precedes a setting's name in errors, as in "--frames".
        open_vae: Opens the model of a name, after everything that needs no model is checked.
        read_end: Reads one end.

    Raises:
        LatentDigitsError: An end or a setting cannot be used, or they do not fit together.
    """
    itinerary = settings.itinerary(len(ends), prefix=prefix)
    words = words or [str(end) for end in ends]
    _check_digit_counts(ends, settings, prefix)
    _check_hand(ends, words, settings, prefix)
    _check_seed(ends, words, settings, prefix)
    vae = open_vae(settings.model)
    digit_counts = (settings.start_digits, *[None] * (len(ends) - 2), settings.end_digits)
    anchors = [
        read_end(vae, end, digit_count=digit_count, seed=settings.seed, draw=draw)
        for end, digit_count, draw in zip(ends, digit_counts, draws(len(ends)), strict=True)
    ]
    if settings.hand_of is not None:
        written, hand = _written_and_hand(settings.hand_of)
        anchors[written] = in_hand(vae, words[written], anchors[hand])
    return Morph(vae, *anchors, itinerary=itinerary, motion=settings.motion)


def _check_digit_counts(ends: Sequence[str | Anchor], settings: FilmSettings, prefix: str) -> None:
    """Refuse a number of digits for an end that is not a picture."""
    counts = {"start-digits": (ends[0], settings.start_digits), "end-digits": (ends[-1], settings.end_digits)}
    for name, (end, digit_count) in counts.items():
        if digit_count is not None and not _is_picture(end):
            raise MorphError(f"{prefix}{name} is for pictures, and {shortened(end)} is no file; leave it out")


def _check_hand(
    ends: Sequence[str | Anchor], words: Sequence[str], settings: FilmSettings, prefix: str
) -> None:
    """Refuse a hand where the other end is not a typed number."""
    if settings.hand_of is None:
        return
    written, _ = _written_and_hand(settings.hand_of)
    if _is_picture(ends[written]) or not is_number(words[written]):
        raise MorphError(
            f"{prefix}hand-of {settings.hand_of} is for a typed number at the other end, and "
            f"{shortened(words[written])} is none; leave it out"
        )


def _check_seed(
    ends: Sequence[str | Anchor], words: Sequence[str], settings: FilmSettings, prefix: str
) -> None:
    """Refuse a seed that draws nothing, as the only typed number, if any, copies another end's hand."""
    if settings.seed is None:
        return
    typed = [word for end, word in zip(ends, words, strict=True) if not _is_picture(end) and is_number(word)]
    if not typed:
        raise MorphError(f"{prefix}seed is for typed numbers, and no end is one; leave it out")
    if settings.hand_of is not None and len(typed) == 1:
        raise MorphError(
            f"{prefix}seed is for typed numbers, and the only one, {typed[0]}, is in the hand of the "
            f"{settings.hand_of}; leave out {prefix}seed or {prefix}hand-of"
        )


def _written_and_hand(hand_of: Side) -> tuple[int, int]:
    """The index of the end that is written in a hand, and of the end whose hand it is."""
    return (-1, 0) if hand_of == "start" else (0, -1)


def _is_picture(end: str | Anchor) -> bool:
    return isinstance(end, str) and is_file(end)


def _one_or_all(numbers: tuple[int, ...]) -> int | tuple[int, ...]:
    return numbers[0] if len(numbers) == 1 else numbers
