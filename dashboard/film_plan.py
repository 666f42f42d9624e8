"""All that decides a film's frames, as plain values: what films are cached by."""

import dataclasses
from typing import Self

import numpy as np

from runtime import Anchor, Morph, Vae
from runtime.arrays import FloatArray
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
    """

    model: str
    start: bytes
    end: bytes
    via: bytes
    frame_count: int
    motion: Motion

    @classmethod
    def between(
        cls, vae: Vae, start: Anchor, end: Anchor, via: FloatArray, *, frame_count: int, motion: Motion
    ) -> Self:
        """The plan of a morph from ``start`` to ``end`` by way of the codes ``via`` (N, latent_dim)."""
        codes = (start.codes.tobytes(), end.codes.tobytes(), via.tobytes())
        return cls(vae.name, *codes, frame_count, motion)

    def morph(self, vae: Vae) -> Morph:
        """The morph, with the model of the plan's name."""
        start, end, via = (
            np.frombuffer(content, np.float32).reshape(-1, vae.latent_dim)
            for content in (self.start, self.end, self.via)
        )
        motion = dataclasses.asdict(self.motion)
        return through(vae, Anchor(start), Anchor(end), via, frame_count=self.frame_count, **motion)
