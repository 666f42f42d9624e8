"""All that decides a film's frames, as plain values: what films are cached by."""

import dataclasses
from typing import Self

import numpy as np

from runtime import Anchor, Morph, Vae
from runtime.arrays import IMAGE_SIZE, FloatArray
from runtime.leg import Motion
from runtime.waypoints import through


@dataclasses.dataclass(frozen=True, slots=True)
class FilmPlan:
    """A morph that is yet to be drawn.

    Attributes:
        model: The model's name.
        start: Codes to start from, the bytes of float32 (digit_count, latent_dim).
        end: Codes to end with, likewise.
        via: Codes of the way-points between two ends of one digit, likewise.
        frame_count: Frames of the film.
        motion: How the digits move.
        start_images: Where the start is a picture that is shown as it was given, its images: the bytes of
            float32 (digit_count, 28, 28); else empty.
        end_images: Likewise of the end.
    """

    model: str
    start: bytes
    end: bytes
    via: bytes
    frame_count: int
    motion: Motion
    start_images: bytes = b""
    end_images: bytes = b""

    @classmethod
    def between(
        cls, vae: Vae, start: Anchor, end: Anchor, via: FloatArray, *, frame_count: int, motion: Motion
    ) -> Self:
        """The plan of a morph from ``start`` to ``end`` by way of the codes ``via`` (N, latent_dim)."""
        codes = (start.codes.tobytes(), end.codes.tobytes(), via.tobytes())
        images = (_images(end) if motion.true_ends else b"" for end in (start, end))
        return cls(vae.name, *codes, frame_count, motion, *images)

    def morph(self, vae: Vae) -> Morph:
        """The morph, with the model of the plan's name."""
        start, end, via = (
            np.frombuffer(content, np.float32).reshape(-1, vae.latent_dim)
            for content in (self.start, self.end, self.via)
        )
        motion = dataclasses.asdict(self.motion)
        ends = _anchor(start, self.start_images), _anchor(end, self.end_images)
        return through(vae, *ends, via, frame_count=self.frame_count, **motion)


def _images(end: Anchor) -> bytes:
    return b"" if end.digits is None else end.digits.tobytes()


def _anchor(codes: FloatArray, images: bytes) -> Anchor:
    digits = np.frombuffer(images, np.float32).reshape(-1, IMAGE_SIZE, IMAGE_SIZE)
    return Anchor(codes, digits if images else None)
