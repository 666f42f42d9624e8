"""Codes for typed digits: typical, random, or with copied handwriting."""

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
LAST_DRAW = -1  # the draw for a film's end
HAND = ("thickness", "slant")  # the measures that describe handwriting
SURE = 0.8  # minimum confidence for a digit to count as read correctly

_DRAWN_AT_ONCE, _MOST_DRAWN = 8, 64
_ROUNDS = 6
_STRIDES = (1.0, 0.5, 0.25)


def is_number(text: object) -> TypeGuard[str]:
    """Whether ``text`` is a string of 1 to 8 digits."""
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= MAX_DIGIT_COUNT


def typical_codes(vae: Vae, number: str) -> FloatArray:
    """Return the codes (N, latent_dim) of the model's typical digits for a number of 1 to 8 digits.

    Raises:
        MorphError: ``number`` is not 1 to 8 digits.
    """
    return np.stack([vae.preset(digit) for digit in _digits(number)])


def random_codes(vae: Vae, number: str, seed: int, draw: int = 0) -> FloatArray:
    """Draw random codes (N, latent_dim) of MNIST digits; the number, seed and draw determine the result.

    Each code is the first of up to 64 candidates that reads as the typed digit with a confidence of at least
    80 %, or else the candidate with the highest confidence.

    Args:
        vae: The model.
        number: 1 to 8 digits.
        seed: 0 to 9,999,999.
        draw: Index of the draw: 0 for a film's start, 1, 2, 3 … for its stops, −1 for its end. A number that
            occurs twice in a film thus looks different each time, and a new stop leaves the end unchanged.

    Raises:
        MorphError: ``number`` is not 1 to 8 digits, ``seed`` is not from 0 to 9,999,999, or ``draw`` is not
            from −1 to 9,999,999.
    """
    digits = _digits(number)
    for name, given, least in (("seed", seed, 0), ("draw", draw, LAST_DRAW)):
        if type(given) is not int or not least <= given <= MAX_SEED:
            raise MorphError(
                f"the {name} is {shortened(given)}; enter a whole number from {least} to {MAX_SEED:,}"
            )
    draw_word = draw % 2**32  # NumPy accepts no negative seeds; 0 gives the same numbers as no draw at all
    return np.stack(
        [
            _drawn(vae, digit, np.random.default_rng((seed, position, draw_word)))
            for position, digit in enumerate(digits)
        ]
    )


def draws(end_count: int) -> list[int]:
    """Return the draws for a film's start, stops and end: 0, 1, 2 … and −1."""
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
    """Return codes (N, latent_dim) for a number, with the thickness and slant of the given digits.

    The typical codes move along ``vae.directions`` for as long as they read as the typed digits.

    Args:
        vae: The model.
        number: 1 to 8 digits.
        digits: Images (M, 28, 28) in [0, 1] of the handwriting to copy. The target is the mean of their
            measures, clipped to the card's range for MNIST (1st to 99th percentile).

    Raises:
        MorphError: ``number`` is not 1 to 8 digits.
        CodeError: The images have the wrong shape, type or range.
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
        pending = np.ones(len(codes), np.bool_)
        for stride in _STRIDES:
            tried = (codes + np.float32(stride) * steps).astype(np.float32)
            left = _missing(vae, tried, wanted, attributes)
            nearer = np.abs(left / spread).sum(axis=1) < 0.99 * np.abs(missing / spread).sum(axis=1)
            accepted = pending & nearer & _reads_as(vae, tried, typed)
            codes[accepted], missing[accepted] = tried[accepted], left[accepted]
            pending &= ~accepted
        if pending.all():
            break
    return codes


def _missing(vae: Vae, codes: FloatArray, wanted: FloatArray, attributes: list[int]) -> FloatArray:
    """Return the wanted measures minus the measures of the decoded codes, (N, 2)."""
    return np.asarray(wanted - measure_digits(vae.decode(codes))[:, attributes], np.float32)


def _reads_as(vae: Vae, codes: FloatArray, digits: NDArray[np.intp]) -> NDArray[np.bool_]:
    return np.asarray(load_reader().read(vae.decode(codes))[np.arange(len(codes)), digits] >= SURE, np.bool_)


def _digits(number: str) -> list[int]:
    if not is_number(number):
        raise MorphError(
            f"{shortened(number)} is not a number of 1 to {MAX_DIGIT_COUNT} digits; enter a number such as 32"
        )
    return [int(digit) for digit in number]
