"""Anchor: one end of a morph, converted from a user's input to codes."""

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from runtime.arrays import IMAGE_SIZE, FloatArray, as_codes, as_images
from runtime.ends.typed import codes_in_hand, is_number, random_codes, typical_codes
from runtime.errors import CodeError, MorphError, shortened
from runtime.ink.segment import MAX_DIGIT_COUNT, split_number
from runtime.model.vae import Vae

CODE_SIGN = "z="  # prefix before a code's numbers, as in the page's links

EndSource = str | Path | bytes | Image.Image | NDArray[Any] | Sequence[NDArray[Any]]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """One end of a morph: the codes of one or more digits, left to right.

    Attributes:
        codes: (digit_count, latent_dim).
        digits: The images that were encoded, (digit_count, 28, 28); None if there were no images.
    """

    codes: FloatArray
    digits: FloatArray | None = None

    @property
    def digit_count(self) -> int:
        """Number of digits shown side by side."""
        return len(self.codes)


def anchor(
    vae: Vae,
    source: "EndSource | Anchor",
    *,
    digit_count: int | None = None,
    seed: int | None = None,
    draw: int = 0,
) -> Anchor:
    """Convert a user's input to the codes of one end.

    Args:
        vae: The model that the codes are for.
        source: The path of a picture; a string of typed digits such as "32", or a row or code that ``coded``
            accepts; a picture as bytes, PIL image or array; finished images (28, 28) or (N, 28, 28), floats
            in [0, 1], or a list of them; or an Anchor. A string is a path if the file exists.
        digit_count: Number of digits in a picture, or None to detect it; for pictures only.
        seed: Seed for random digits, or None for typical digits; for typed digits only.
        draw: Index of the draw; see ``random_codes``.

    Raises:
        MorphError: The string is not one of these inputs, there are not 1 to 8 images or codes, or the seed
            is not from 0 to 9,999,999.
        CodeError: The images or codes do not fit this model.
        InkError: The digits, or ``digit_count`` digits, cannot be read from the picture.
    """
    if isinstance(source, Anchor):
        return _check_anchor(vae, source)
    if isinstance(source, str) and not is_file(source):
        if found := coded(vae, source):
            return found
        if not is_number(source):
            raise MorphError(
                f"{shortened(source)} is not a number or a picture file; enter 1 to {MAX_DIGIT_COUNT} "
                "digits, the path of a picture, a row such as row512, or a code such as z=0.1,-0.4"
            )
        return Anchor(typical_codes(vae, source) if seed is None else random_codes(vae, source, seed, draw))
    digits = _read_images(source, digit_count)
    return Anchor(vae.encode(digits)[0], digits)


def _check_anchor(vae: Vae, given: Anchor) -> Anchor:
    """Validate an anchor; return its codes and images as float32."""
    codes = as_codes(given.codes, vae.latent_dim)
    _check_digit_count(len(codes), "codes")
    if given.digits is None:
        return Anchor(codes)
    digits = as_images(given.digits)
    if len(digits) != len(codes):
        raise MorphError(
            f"an end has {len(digits)} images for {len(codes)} codes; use one image for each code"
        )
    return Anchor(codes, digits)


def _read_images(source: EndSource, digit_count: int | None) -> FloatArray:
    """Return the digits (N, 28, 28) from finished images, or from a picture of ``digit_count`` digits."""
    if isinstance(source, Sequence) and not isinstance(source, str | bytes):
        return _stacked(source)
    if (
        isinstance(source, np.ndarray)
        and source.dtype.kind == "f"
        and source.shape[-2:] == (IMAGE_SIZE, IMAGE_SIZE)
    ):
        digits = as_images(source)
        _check_digit_count(len(digits), "images")
        return digits
    return np.stack(split_number(source, count=digit_count))


def coded(vae: Vae, word: str) -> Anchor | None:
    """Parse a row of the model's table, "row512", or a code, "z=0.1,-0.4"; return None for other words.

    Raises:
        MorphError: The table has no such row, or the code has the wrong length or contains an invalid number.
        CodeError: A number is not finite, or is beyond ±1,000,000.
    """
    if re.fullmatch(r"row[0-9]{1,15}", word, re.ASCII):
        return row_anchor(vae, int(word.removeprefix("row")))
    if not word.startswith(CODE_SIGN):
        return None
    numbers = [number for number in re.split(r"[\s,;_]+", word.removeprefix(CODE_SIGN)) if number]
    if len(numbers) != vae.latent_dim:
        raise MorphError(
            f"{shortened(word)} has {len(numbers)} numbers, but a code for {vae.name} needs "
            f"{vae.latent_dim}; separate the numbers with commas, as in z=0.1,-0.4"
        )
    try:
        return Anchor(as_codes([float(number.replace("−", "-")) for number in numbers], vae.latent_dim))
    except CodeError as error:
        raise CodeError(f"{shortened(word)} is not a code: {error}") from error
    except ValueError as error:
        raise MorphError(
            f"{shortened(word)} contains a value that is not a number; write a code as in z=0.1,-0.4"
        ) from error


def in_hand(vae: Vae, number: str, other: "EndSource | Anchor") -> Anchor:
    """Return a typed number in another end's handwriting (the thickness and slant of its images).

    Args:
        vae: The model.
        number: 1 to 8 digits.
        other: The other end, as for ``anchor``; if it has no images, its codes are decoded.

    Raises:
        LatentDigitsError: ``number`` is not 1 to 8 digits, or ``anchor`` rejects ``other``.
    """
    hand = anchor(vae, other)
    digits = vae.decode(hand.codes) if hand.digits is None else hand.digits
    return Anchor(codes_in_hand(vae, number, digits))


def row_anchor(vae: Vae, row: int) -> Anchor:
    """Return a row in the model's table as an end.

    Raises:
        MorphError: The table has no such row.
    """
    if not 0 <= row < len(vae.latents):
        raise MorphError(f"{vae.name} has no row {row}; use a row from 0 to {len(vae.latents) - 1:,}")
    return Anchor(vae.latents.mu[[row]].astype(np.float32))


def _stacked(images: Sequence[NDArray[Any]]) -> FloatArray:
    """Stack images of one digit each into an array (N, 28, 28)."""
    digits = [as_images(image) for image in images]
    if not all(len(digit) == 1 for digit in digits):
        raise MorphError(
            "a list for one end contains an array of several images; list one image (28, 28) per digit"
        )
    _check_digit_count(len(digits), "images")
    return np.concatenate(digits)


def is_file(name: str) -> bool:
    """Whether an end names an existing file, and is therefore a picture rather than a typed number."""
    try:
        return Path(name).is_file()
    except OSError:  # the name is too long for this file system
        return False


def _check_digit_count(count: int, what: str) -> None:
    if not 1 <= count <= MAX_DIGIT_COUNT:
        raise MorphError(f"one end has {count} {what}; use 1 to {MAX_DIGIT_COUNT}")
