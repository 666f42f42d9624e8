"""Make a film from ends and settings."""

from collections.abc import Callable, Sequence
from typing import Protocol

from runtime.ends.anchor import Anchor, anchor, in_hand
from runtime.ends.typed import draws, is_number
from runtime.ends.words import picture_and_row
from runtime.errors import MorphError, shortened
from runtime.model.vae import Vae, load_vae
from runtime.morph.morph import Morph
from runtime.morph.settings import FilmSettings, Side


class ReadEnd(Protocol):
    """``runtime.anchor``, or a function with the same arguments and return type."""

    def __call__(
        self, vae: Vae, source: str | Anchor, *, digit_count: int | None, seed: int | None, draw: int
    ) -> Anchor:
        """Return the codes and images of one end."""


def make_film(
    ends: Sequence[str | Anchor],
    settings: FilmSettings,
    *,
    words: Sequence[str] = (),
    prefix: str = "",
    open_vae: Callable[[str], Vae] = load_vae,
    read_end: ReadEnd = anchor,
) -> Morph:
    """Make a film through ``ends``.

    Checks that need no model come first, so that mistakes are reported before a model is opened.

    Args:
        ends: Texts that ``anchor`` accepts, or anchors.
        settings: All settings; the look takes effect only when the caller saves the film.
        words: The ends as the user typed them, if ``ends`` contains anchors.
        prefix: Prefix of setting names in error messages, as in "--frames".
        open_vae: Function that opens a model by name.
        read_end: Function that reads one end.

    Raises:
        LatentDigitsError: An end or a setting is invalid, or an end and a setting conflict.
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
    """Reject a number of digits for an end that is not a picture."""
    counts = {"start-digits": (ends[0], settings.start_digits), "end-digits": (ends[-1], settings.end_digits)}
    for name, (end, digit_count) in counts.items():
        if digit_count is not None and not _is_picture(end):
            raise MorphError(
                f"{prefix}{name} needs a picture, but {shortened(end)} is not a file; "
                f"leave out {prefix}{name}"
            )


def _check_hand(
    ends: Sequence[str | Anchor], words: Sequence[str], settings: FilmSettings, prefix: str
) -> None:
    """Reject ``hand_of`` unless the other end is a typed number."""
    if settings.hand_of is None:
        return
    written, _ = _written_and_hand(settings.hand_of)
    if _is_picture(ends[written]) or not is_number(words[written]):
        raise MorphError(
            f"{prefix}hand-of {settings.hand_of} needs a typed number at the other end, not "
            f"{shortened(words[written])}; enter a number there, or leave out {prefix}hand-of"
        )


def _check_seed(
    ends: Sequence[str | Anchor], words: Sequence[str], settings: FilmSettings, prefix: str
) -> None:
    """Reject a seed that no typed number would use."""
    if settings.seed is None:
        return
    typed = [word for end, word in zip(ends, words, strict=True) if not _is_picture(end) and is_number(word)]
    if not typed:
        raise MorphError(f"{prefix}seed needs a typed number, but no end is one; leave out {prefix}seed")
    if settings.hand_of is not None and len(typed) == 1:
        raise MorphError(
            f"{prefix}seed has no effect, because the only typed number, {typed[0]}, copies the handwriting "
            f"of the {settings.hand_of}; leave out {prefix}seed or {prefix}hand-of"
        )


def _written_and_hand(hand_of: Side) -> tuple[int, int]:
    """Return the indices of the end that copies handwriting, and of the end it copies from."""
    return (-1, 0) if hand_of == "start" else (0, -1)


def _is_picture(end: str | Anchor) -> bool:
    return isinstance(end, str) and picture_and_row(end) is not None
