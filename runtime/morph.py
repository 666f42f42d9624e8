"""Morph: digits and a path → frames, as a stream."""

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from runtime.arrays import IMAGE_SIZE, FloatArray, as_codes, as_images
from runtime.errors import MorphError
from runtime.path import DEFAULT_PATH, PathKind, check_frame_count
from runtime.segment import MAX_DIGIT_COUNT, split_number
from runtime.vae import Vae
from runtime.video import DEFAULT_FPS, DEFAULT_HEIGHT, Paper, write_film

CHUNK_SIZE = 64  # frames decoded at once: fast, and no more memory for a longer film

Source = str | Path | bytes | Image.Image | NDArray[Any] | Sequence[NDArray[Any]]


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


def anchor(vae: Vae, source: "Source | Anchor", *, digit_count: int | None = None) -> Anchor:
    """Turn what a user has into codes.

    Args:
        vae: The model whose codes are wanted.
        source: The path of a picture; else, as a string, typed digits such as "32"; a picture as bytes, PIL
            image or array; finished images (28, 28) or (N, 28, 28), floats in [0, 1], or a list of them; or
            an Anchor.
        digit_count: How many digits a picture shows; found by itself where it is None.

    Raises:
        MorphError: A string that is neither a picture nor 1 to 8 digits; no images or codes, or more than 8.
        CodeError: Images or codes that this model does not take.
        InkError: A picture in which that many digits cannot be read.
    """
    if isinstance(source, Anchor):
        codes = as_codes(source.codes, vae.latent_dim)
        _check_digit_count(len(codes), "codes")
        return Anchor(codes, source.digits)
    if isinstance(source, str) and not _is_file(source):
        if not (source.isascii() and source.isdigit() and len(source) <= MAX_DIGIT_COUNT):
            raise MorphError(
                f"'{source}' is neither the file of a picture nor a number of 1 to {MAX_DIGIT_COUNT} digits; "
                "check the path, or type a number such as 32"
            )
        return Anchor(np.stack([vae.preset(digit) for digit in source]))
    if isinstance(source, Sequence) and not isinstance(source, str | bytes):
        digits = _stacked(source)
    elif (
        isinstance(source, np.ndarray)
        and source.dtype.kind == "f"
        and source.shape[-2:] == (IMAGE_SIZE, IMAGE_SIZE)
    ):
        digits = as_images(source)
        _check_digit_count(len(digits), "images")
    else:
        digits = np.stack(split_number(source, count=digit_count))
    return Anchor(vae.encode(digits)[0], digits)


class Morph:
    """A film in which one number becomes another: each digit on its own path, side by side.

    Attributes:
        vae: The model that draws it.
        start: Codes and images of the first number.
        end: Codes and images of the last.
        frame_count: Frames, both ends included.
    """

    def __init__(
        self,
        vae: Vae,
        start: Source | Anchor,
        end: Source | Anchor,
        *,
        frame_count: int = 60,
        path: PathKind = DEFAULT_PATH,
        even: bool = True,
    ) -> None:
        """Find the paths; frames are decoded as they are asked for.

        Args:
            vae: The model.
            start: Digits, picture or images to start from: see ``anchor``.
            end: The same to end with.
            frame_count: 2 to 100,000.
            path: "geodesic", "linear" or "slerp".
            even: Re-time each digit's path so that equal steps look equally large.

        Raises:
            MorphError: An end cannot be used, or the two have different numbers of digits.
            InkError: A picture cannot be read.
            PathError: No such path, or a frame count out of range.
        """
        check_frame_count(frame_count)
        self.vae = vae
        self.frame_count = frame_count
        self.start, self.end = anchor(vae, start), anchor(vae, end)
        if self.start.digit_count != self.end.digit_count:
            raise MorphError(
                f"the start has {_digits(self.start.digit_count)} and the end "
                f"{_digits(self.end.digit_count)}; give both the same number"
            )
        self._paths = [
            vae.draw_path(z_start, z_end, kind=path, even=even)
            for z_start, z_end in zip(self.start.codes, self.end.codes, strict=True)
        ]

    @property
    def digit_count(self) -> int:
        """How many digits stand side by side."""
        return len(self._paths)

    def codes(self) -> FloatArray:
        """The codes of all frames, (frame_count, digit_count, latent_dim)."""
        return np.concatenate([codes for _, codes in self._chunks()])

    def images(self) -> Iterator[FloatArray]:
        """Every frame in turn, (28, 28 · digit_count) in [0, 1]; the outer two are the ends, decoded."""
        ends = {0: self.vae.decode(self.start.codes), self.frame_count - 1: self.vae.decode(self.end.codes)}
        for first, codes in self._chunks():
            frame_count, digit_count, latent_dim = codes.shape
            decoded = self.vae.decode(codes.reshape(-1, latent_dim))
            images = decoded.reshape(frame_count, digit_count, IMAGE_SIZE, IMAGE_SIZE)
            for number, digits in enumerate(images, first):
                # The ends are decoded apart: in another batch the last bits of a float may differ.
                yield np.hstack(list(ends.get(number, digits)))

    def save(
        self,
        path: str | Path,
        *,
        fps: float = DEFAULT_FPS,
        height: int = DEFAULT_HEIGHT,
        loop: bool = True,
        paper: Paper = "dark",
        pixels: bool = False,
    ) -> None:
        """Write the film; the ending of ``path`` chooses the format: see ``runtime.video``.

        Raises:
            VideoError: A format, size or rate that cannot be written, or a folder that cannot be written to.
        """
        write_film(
            self.images(),
            path,
            frame_count=self.frame_count,
            fps=fps,
            height=height,
            loop=loop,
            paper=paper,
            pixels=pixels,
        )

    def _chunks(self) -> Iterator[tuple[int, FloatArray]]:
        """The number of a first frame and the codes (chunk, digit_count, latent_dim) from there on."""
        for first in range(0, self.frame_count, CHUNK_SIZE):
            number = np.arange(first, min(first + CHUNK_SIZE, self.frame_count))
            alpha = number / (self.frame_count - 1)
            yield first, np.stack([path(alpha) for path in self._paths], axis=1)


def _stacked(images: Sequence[NDArray[Any]]) -> FloatArray:
    """Images of one digit each as one array (N, 28, 28)."""
    digits = [as_images(image) for image in images]
    if not all(len(digit) == 1 for digit in digits):
        raise MorphError("a list for one end holds an array of several images; list one (28, 28) per digit")
    _check_digit_count(len(digits), "images")
    return np.concatenate(digits)


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except OSError:  # too long a name for this disk
        return False


def _check_digit_count(count: int, what: str) -> None:
    if not 1 <= count <= MAX_DIGIT_COUNT:
        raise MorphError(f"{count} {what} given for one end; a morph takes 1 to {MAX_DIGIT_COUNT}")


def _digits(count: int) -> str:
    return f"{count} digit" if count == 1 else f"{count} digits"
