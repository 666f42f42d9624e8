"""True ends: a digit sets off from the very picture that was given, and arrives at the other one."""

import dataclasses
from collections.abc import Callable
from typing import Self

import numpy as np

from runtime.arrays import IMAGE_SIZE, FloatArray
from runtime.path.path import CodePath, Times, even_steps

FADE = 0.2
"""The share of its way on which a digit gives up, or takes on, what the model leaves out of it.

Of 0.1 to 1 the one with which films of people's digits had the most even steps, over all models; from a third
on, strokes of a drawing stay behind as ghosts where its digit has moved on.
"""


@dataclasses.dataclass(frozen=True, slots=True)
class EndImages:
    """A digit as it was given, and as its code decodes; the same where there was no picture.

    Both are the bytes of float32 (28, 28), so that equal ends are found again.
    """

    image: bytes
    decoded: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class TrueEnds:
    """Both ends of one digit's way; what the model leaves out of them fades out and in."""

    start: EndImages
    end: EndImages

    @classmethod
    def between(cls, images: tuple[FloatArray, FloatArray], decoded: tuple[FloatArray, FloatArray]) -> Self:
        """Of the images (28, 28) at the start and the end, and what their codes decode to."""
        start, end = (
            EndImages(*(image.tobytes() for image in both)) for both in zip(images, decoded, strict=True)
        )
        return cls(start, end)

    def carry(self, images: FloatArray, shares: Times) -> FloatArray:
        """Add to decoded images (M, 28, 28) what is carried at the shares (M,) of the way, all in [0, 1].

        Where nothing of the way is done, or all of it, this is the picture that was given, bit for bit.
        """
        carried = images.copy()
        for end, away in ((self.start, shares), (self.end, 1 - shares)):
            near = np.clip(1 - away / FADE, 0, 1)
            weight = (near**2 * (3 - 2 * near)).astype(np.float32)[:, np.newaxis, np.newaxis]
            carried += weight * (_image(end.image) - _image(end.decoded))
        np.clip(carried, 0, 1, out=carried)
        carried[shares == 0], carried[shares == 1] = _image(self.start.image), _image(self.end.image)
        return carried

    def even_shares(self, path: CodePath, decode: Callable[[FloatArray], FloatArray]) -> CodePath:
        """How much of ``path`` is done over time, so that equal times change the carried image equally.

        Times (M,) in [0, 1] → shares (M, 1); ``decode`` makes images (M, 28, 28) of the path's codes.
        """

        def draw(shares: FloatArray) -> FloatArray:
            share = shares[:, 0].astype(np.float64)
            return self.carry(decode(path(share)), share)

        return even_steps(lambda times: times[:, np.newaxis].astype(np.float32), draw)


def _image(content: bytes) -> FloatArray:
    return np.frombuffer(content, np.float32).reshape(IMAGE_SIZE, IMAGE_SIZE)
