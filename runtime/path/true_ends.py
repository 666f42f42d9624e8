"""True ends: a digit begins and ends as the original picture, not as the model's reconstruction."""

import dataclasses
from collections.abc import Callable
from typing import Self

import numpy as np

from runtime.arrays import IMAGE_SIZE, FloatArray
from runtime.path.path import CodePath, Times, even_steps

FADE = 0.2
"""Share of the path over which the residual (original minus reconstruction) fades out or in.

Among values from 0.1 to 1, this one gave the most even steps in films of handwritten digits, across all
models. From a third upwards, strokes of a drawing linger as ghosts after the digit has moved on.
"""


@dataclasses.dataclass(frozen=True, slots=True)
class EndImages:
    """A digit's original image and the image that its code decodes to; equal if there is no original.

    Both are the bytes of a float32 array (28, 28), so that equal ends have equal hashes.
    """

    image: bytes
    decoded: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class TrueEnds:
    """Both ends of one digit's path; the start's residual fades out, and the end's residual fades in."""

    start: EndImages
    end: EndImages

    @classmethod
    def between(cls, images: tuple[FloatArray, FloatArray], decoded: tuple[FloatArray, FloatArray]) -> Self:
        """Return the true ends for the original and the decoded images (28, 28) of the start and the end."""
        start, end = (
            EndImages(*(image.tobytes() for image in both)) for both in zip(images, decoded, strict=True)
        )
        return cls(start, end)

    def carry(self, images: FloatArray, shares: Times) -> FloatArray:
        """Add the fading residuals to decoded images (M, 28, 28) at shares (M,) of the path, all in [0, 1].

        At shares 0 and 1 the result is the original image, bit for bit.
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
        """Return the share of ``path`` over time, so that the carried image changes equally in equal times.

        Times (M,) in [0, 1] → shares (M, 1). ``decode`` maps the path's codes to images (M, 28, 28).
        """

        def draw(shares: FloatArray) -> FloatArray:
            share = shares[:, 0].astype(np.float64)
            return self.carry(decode(path(share)), share)

        return even_steps(lambda times: times[:, np.newaxis].astype(np.float32), draw)


def _image(content: bytes) -> FloatArray:
    return np.frombuffer(content, np.float32).reshape(IMAGE_SIZE, IMAGE_SIZE)
