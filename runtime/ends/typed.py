"""Typed digits → codes: typical ones, ones drawn at random, or ones in somebody's hand."""

from typing import Literal, TypeGuard

import numpy as np
from numpy.typing import ArrayLike, NDArray

from runtime.arrays import FloatArray, as_images
from runtime.errors import MorphError, shortened
from runtime.ink.segment import MAX_DIGIT_COUNT
from runtime.measure.measure import MEASURES, measure_digits
from runtime.model.reader import load_reader
from runtime.model.vae import Vae

TypedStyle = Literal["typical", "random", "hand"]

MAX_SEED = 9_999_999
LAST_DRAW = -1  # of a seed's draws the one that the end of a film has
HAND = ("thickness", "slant")  # what makes a hand, of the measures
SURE = 0.8  # how sure the reader is of a digit that reads as what was typed, at least

_DRAWN_AT_ONCE, _MOST_DRAWN = 8, 64
_ROUNDS = 6
_STRIDES = (1.0, 0.5, 0.25)


def is_number(text: object) -> TypeGuard[str]:
    """Whether something is the text of a number of 1 to 8 digits."""
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= MAX_DIGIT_COUNT


def typical_codes(vae: Vae, number: str) -> FloatArray:
    """The model's typical codes (N, latent_dim) of a number of 1 to 8 digits.

    Raises:
        MorphError: It is no such number.
    """
    return np.stack([vae.preset(digit) for digit in _digits(number)])


def random_codes(vae: Vae, number: str, seed: int, draw: int = 0) -> FloatArray:
    """Codes (N, latent_dim) of MNIST's digits, drawn at random: the same for the same number, seed and draw.

    Each is the first of up to 64 that reads as what was typed, or, where none does for sure, the likeliest.

    Args:
        vae: The model.
        number: 1 to 8 digits.
        seed: 0 to 9,999,999.
        draw: Which of the seed's draws: a film's start has 0, its stops 1, 2, 3 …, its end −1, so that a
            number that comes again is another one of that number, and a stop more leaves the end as it is.

    Raises:
        MorphError: It is no number of 1 to 8 digits, no seed, or no draw from −1 to 9,999,999.
    """
    digits = _digits(number)
    for name, given, least in (("seed", seed, 0), ("draw", draw, LAST_DRAW)):
        if type(given) is not int or not least <= given <= MAX_SEED:
            raise MorphError(
                f"a {name} of {shortened(given)}; give a whole number from {least} to {MAX_SEED:,}"
            )
    which = draw % 2**32  # the 0 of a start adds nothing to what a seed draws by itself
    return np.stack(
        [
            _drawn(vae, digit, np.random.default_rng((seed, place, which)))
            for place, digit in enumerate(digits)
        ]
    )


def draws(end_count: int) -> list[int]:
    """Which of a seed's draws each of so many ends of a film has: 0, 1, 2 … and −1."""
    return [*range(end_count - 1), LAST_DRAW]


def _drawn(vae: Vae, digit: int, rng: np.random.Generator) -> FloatArray:
    rows = np.flatnonzero(vae.latents.label == digit)
    rows = rng.choice(rows, min(_MOST_DRAWN, len(rows)), replace=False)
    best, likeliest = vae.preset(digit), -1.0
    for first in range(0, len(rows), _DRAWN_AT_ONCE):
        codes = vae.latents.mu[rows[first : first + _DRAWN_AT_ONCE]].astype(np.float32)
        likely = load_reader().read(vae.decode(codes))[:, digit]
        sure = np.flatnonzero(likely >= SURE)
        if len(sure):
            return np.asarray(codes[sure[0]])
        if likely.max() > likeliest:
            best, likeliest = codes[likely.argmax()], float(likely.max())
    return np.asarray(best)


def codes_in_hand(vae: Vae, number: str, digits: ArrayLike) -> FloatArray:
    """Typical codes (N, latent_dim) of a number, made as thick and as slanted as digits that somebody wrote.

    They are moved along ``vae.directions`` for as long as they read as what was typed.

    Args:
        vae: The model.
        number: 1 to 8 digits.
        digits: Images (M, 28, 28) in [0, 1] of that hand; the mean of their measures counts, and beyond the
            card's 1 to 99 % of MNIST the nearest of these.

    Raises:
        MorphError: It is no such number.
        CodeError: Images of another shape, type or range.
    """
    typed = np.array(_digits(number))
    attributes = [MEASURES.index(name) for name in HAND]
    low, high, spread = np.array(
        [[getattr(vae.card.attributes[k], side) for k in attributes] for side in ("low", "high", "std")],
        np.float32,
    )
    wanted = np.clip(measure_digits(as_images(digits))[:, attributes].mean(axis=0), low, high)
    codes = typical_codes(vae, number)
    missing = _missing(vae, codes, wanted, attributes)
    for _ in range(_ROUNDS):
        steps = np.einsum("nk,nkl->nl", missing, vae.directions.at(codes, typed)[:, attributes])
        open_places = np.ones(len(codes), np.bool_)
        for stride in _STRIDES:
            tried = (codes + np.float32(stride) * steps).astype(np.float32)
            left = _missing(vae, tried, wanted, attributes)
            nearer = np.abs(left / spread).sum(axis=1) < 0.99 * np.abs(missing / spread).sum(axis=1)
            taken = open_places & nearer & _reads_as(vae, tried, typed)
            codes[taken], missing[taken] = tried[taken], left[taken]
            open_places &= ~taken
        if open_places.all():
            break
    return codes


def _missing(vae: Vae, codes: FloatArray, wanted: FloatArray, attributes: list[int]) -> FloatArray:
    """How far the decoded codes' measures (N, 2) are from the wanted ones."""
    return np.asarray(wanted - measure_digits(vae.decode(codes))[:, attributes], np.float32)


def _reads_as(vae: Vae, codes: FloatArray, digits: NDArray[np.intp]) -> NDArray[np.bool_]:
    return np.asarray(load_reader().read(vae.decode(codes))[np.arange(len(codes)), digits] >= SURE, np.bool_)


def _digits(number: str) -> list[int]:
    if not is_number(number):
        raise MorphError(
            f"{shortened(number)} is no number of 1 to {MAX_DIGIT_COUNT} digits; type one, such as 32"
        )
    return [int(digit) for digit in number]
