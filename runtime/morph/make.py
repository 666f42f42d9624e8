"""The film that ends and settings describe."""

from collections.abc import Callable, Sequence
from typing import Protocol

from runtime.ends.anchor import Anchor, anchor, in_hand, is_file
from runtime.ends.typed import draws, is_number
from runtime.errors import MorphError, shortened
from runtime.model.vae import Vae, load_vae
from runtime.morph.morph import Morph
from runtime.morph.settings import FilmSettings, Side


class ReadEnd(Protocol):
    """``runtime.anchor``, or a function that does the same in another way."""

    def __call__(
        self, vae: Vae, source: str | Anchor, *, digit_count: int | None, seed: int | None, draw: int
    ) -> Anchor:
        """The codes of one end."""


def make_film(
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
