"""The ends of a morph: what a user has becomes the codes of one or more digits."""

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

CODE_SIGN = "z="  # before the numbers of a code, as a link of the page has it

EndSource = str | Path | bytes | Image.Image | NDArray[Any] | Sequence[NDArray[Any]]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """One end of a morph: the codes of one or more digits, left to right.

    Attributes:
        codes: (digit_count, latent_dim).
        digits: The 28×28 images that were encoded, (digit_count, 28, 28); None for typed digits.
    """

    codes: FloatArray
    digits: FloatArray | None = None

    @property
    def digit_count(self) -> int:
        """How many digits stand side by side."""
        return len(self.codes)


def anchor(
    vae: Vae,
    source: "EndSource | Anchor",
    *,
    digit_count: int | None = None,
    seed: int | None = None,
    draw: int = 0,
) -> Anchor:
    """Turn what a user has into codes.

    Args:
        vae: The model whose codes are wanted.
        source: The path of a picture; else, as a string, typed digits such as "32", or one of the two that
            ``coded`` takes; a picture as bytes, PIL image or array; finished images (28, 28) or (N, 28, 28),
            floats in [0, 1], or a list of them; or an Anchor.
        digit_count: How many digits a picture shows; found by itself where it is None. For pictures only.
        seed: Typed digits are drawn at random with it, and typical where it is None.
        draw: Which of the seed's draws; see ``random_codes``.

    Raises:
        MorphError: A string that is none of these; no images or codes, or more than 8; no seed from 0 to
            9,999,999.
        CodeError: Images or codes that this model does not take.
        InkError: A picture in which that many digits cannot be read.
    """
    if isinstance(source, Anchor):
        return _check_anchor(vae, source)
    if isinstance(source, str) and not is_file(source):
        if found := coded(vae, source):
            return found
        if not is_number(source):
            raise MorphError(
                f"{shortened(source)} is neither the file of a picture nor a number of 1 to "
                f"{MAX_DIGIT_COUNT} digits, nor a row such as row512, nor a code such as z=0.1,-0.4; check "
                "the path, or type a number such as 32"
            )
        return Anchor(typical_codes(vae, source) if seed is None else random_codes(vae, source, seed, draw))
    digits = _read_images(source, digit_count)
    return Anchor(vae.encode(digits)[0], digits)


def _check_anchor(vae: Vae, given: Anchor) -> Anchor:
    """The same anchor, its codes and images checked and as float32."""
    codes = as_codes(given.codes, vae.latent_dim)
    _check_digit_count(len(codes), "codes")
    if given.digits is None:
        return Anchor(codes)
    digits = as_images(given.digits)
    if len(digits) != len(codes):
        raise MorphError(
            f"an end has {len(digits)} images for {len(codes)} codes; give one image for each code"
        )
    return Anchor(codes, digits)


def _read_images(source: EndSource, digit_count: int | None) -> FloatArray:
    """The digits (N, 28, 28) of finished images, or of a picture that shows ``digit_count`` digits."""
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
    """A row of the model's table such as "row512", or a code such as "z=0.1,-0.4"; None for any other word.

    Raises:
        MorphError: A row that the table lacks; a code of another length, or of what are no numbers.
        CodeError: Numbers that are not finite, or beyond ±1,000,000.
    """
    if re.fullmatch(r"row[0-9]{1,15}", word, re.ASCII):
        return row_anchor(vae, int(word.removeprefix("row")))
    if not word.startswith(CODE_SIGN):
        return None
    numbers = [number for number in re.split(r"[\s,;_]+", word.removeprefix(CODE_SIGN)) if number]
    if len(numbers) != vae.latent_dim:
        raise MorphError(
            f"{shortened(word)} has {len(numbers)} numbers, and a code of {vae.name} has {vae.latent_dim}; "
            "write them with commas between, as z=0.1,-0.4"
        )
    try:
        return Anchor(as_codes([float(number.replace("−", "-")) for number in numbers], vae.latent_dim))
    except CodeError as error:
        raise CodeError(f"{shortened(word)} is no code: {error}") from error
    except ValueError as error:
        raise MorphError(f"{shortened(word)} holds what is no number; write a code as z=0.1,-0.4") from error


def in_hand(vae: Vae, number: str, other: "EndSource | Anchor") -> Anchor:
    """A typed number as thick and as slanted as another end: as its pictures, else as what its codes draw.

    Args:
        vae: The model.
        number: 1 to 8 digits.
        other: The other end, as for ``anchor``.

    Raises:
        LatentDigitsError: It is no such number, or ``other`` is no end.
    """
    hand = anchor(vae, other)
    digits = vae.decode(hand.codes) if hand.digits is None else hand.digits
    return Anchor(codes_in_hand(vae, number, digits))


def row_anchor(vae: Vae, row: int) -> Anchor:
    """A row of the model's table as an end.

    Raises:
        MorphError: The table has no such row.
    """
    if not 0 <= row < len(vae.latents):
        raise MorphError(f"{vae.name} has no row {row}; take one from 0 to {len(vae.latents) - 1:,}")
    return Anchor(vae.latents.mu[[row]].astype(np.float32))


def _stacked(images: Sequence[NDArray[Any]]) -> FloatArray:
    """Images of one digit each as one array (N, 28, 28)."""
    digits = [as_images(image) for image in images]
    if not all(len(digit) == 1 for digit in digits):
        raise MorphError("a list for one end holds an array of several images; list one (28, 28) per digit")
    _check_digit_count(len(digits), "images")
    return np.concatenate(digits)


def is_file(name: str) -> bool:
    """Whether an end is the file of a picture, not a typed number."""
    try:
        return Path(name).is_file()
    except OSError:  # too long a name for this disk
        return False


def _check_digit_count(count: int, what: str) -> None:
    if not 1 <= count <= MAX_DIGIT_COUNT:
        raise MorphError(f"{count} {what} given for one end; a morph takes 1 to {MAX_DIGIT_COUNT}")
