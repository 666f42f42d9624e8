"""Anchor: one end of a morph, converted from a user's input to codes."""

import dataclasses
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from runtime.arrays import IMAGE_SIZE, FloatArray, as_codes, as_images
from runtime.ends.typed import codes_in_hand, is_number, random_codes, typical_codes
from runtime.ends.words import CODE_SIGN, joined_words, picture_and_row
from runtime.errors import CodeError, MorphError, shortened
from runtime.ink.correction import Correction
from runtime.ink.segment import MAX_DIGIT_COUNT, split_number
from runtime.model.vae import Vae

EndSource = str | Path | bytes | Image.Image | NDArray[Any] | Sequence[Any]


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
            in [0, 1], or a list of them; or an Anchor. A string is a path if the file exists; "photo.jpg#2"
            means the second row of digits in a picture. A list of inputs, or a string such as "3.png+7",
            places all their digits side by side.
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
    items = _list_of(source)
    if items and any(isinstance(item, str | bytes | os.PathLike | Anchor | Image.Image) for item in items):
        return _side_by_side(vae, [anchor(vae, item, seed=seed, draw=draw) for item in items])
    if isinstance(source, str) and len(parts := joined_words(source)) > 1:
        return _side_by_side(vae, [anchor(vae, part, seed=seed, draw=draw) for part in parts])
    if isinstance(source, str) and picture_and_row(source) is None:
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
    if (images := _list_of(source)) is not None:
        return _stacked(images)
    if (
        isinstance(source, np.ndarray)
        and source.dtype.kind == "f"
        and source.shape[-2:] == (IMAGE_SIZE, IMAGE_SIZE)
    ):
        digits = as_images(source)
        _check_digit_count(len(digits), "images")
        return digits
    if isinstance(source, str) and (named := picture_and_row(source)):
        path, row = named
        return np.stack(split_number(path, count=digit_count, correction=Correction(row=row)))
    single: Any = source  # lists were stacked above
    return np.stack(split_number(single, count=digit_count))


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


def _list_of(source: object) -> list[Any] | None:
    """Return the items in a list of inputs or images, or None for a single input."""
    return list(source) if isinstance(source, Sequence) and not isinstance(source, str | bytes) else None


def _side_by_side(vae: Vae, parts: Sequence[Anchor]) -> Anchor:
    """Return one end that joins the digits of ``parts``, from left to right."""
    codes = np.concatenate([part.codes for part in parts])
    _check_digit_count(len(codes), "digits")
    if all(part.digits is None for part in parts):
        return Anchor(codes)
    digits = [vae.decode(part.codes) if part.digits is None else part.digits for part in parts]
    return Anchor(codes, np.concatenate(digits))


def _check_digit_count(count: int, what: str) -> None:
    if not 1 <= count <= MAX_DIGIT_COUNT:
        raise MorphError(f"one end has {count} {what}; use 1 to {MAX_DIGIT_COUNT}")
