"""Everything that determines a film's frames, as hashable values: the key of the film caches."""

import dataclasses
from collections.abc import Sequence
from typing import Self

import numpy as np

from runtime import Anchor, Morph, Vae
from runtime.arrays import IMAGE_SIZE
from runtime.morph.itinerary import Itinerary
from runtime.morph.motion import Motion


@dataclasses.dataclass(frozen=True, slots=True)
class FilmPlan:
    """A morph before it is drawn.

    Attributes:
        model: Name of the model.
        ends: Codes of the start, each stop and the end: bytes of float32 (digit_count, latent_dim).
        itinerary: Frames of each leg, holds and cycle.
        motion: Motion of the digits.
        images: Original drawing of each end that the film shows unchanged, as bytes of float32
            (digit_count, 28, 28); empty for other ends.
    """

    model: str
    ends: tuple[bytes, ...]
    itinerary: Itinerary
    motion: Motion
    images: tuple[bytes, ...]

    @classmethod
    def through(cls, vae: Vae, ends: Sequence[Anchor], *, itinerary: Itinerary, motion: Motion) -> Self:
        """Plan a morph through ``ends``, one for each hold of ``itinerary``."""
        images = tuple(_images(end) if motion.true_ends else b"" for end in ends)
        return cls(vae.name, tuple(end.codes.tobytes() for end in ends), itinerary, motion, images)

    @property
    def id(self) -> str:
        """An id that differs between films."""
        return f"{hash(self):x}"

    def digit_count(self, vae: Vae) -> int:
        """Return the digits of the longest number, which determine the width of the film."""
        return max(len(end) for end in self.ends) // (vae.latent_dim * np.float32().nbytes)

    def morph(self, vae: Vae) -> Morph:
        """Return the morph; ``vae`` must be the model that the plan names."""
        ends = [_anchor(vae, *end) for end in zip(self.ends, self.images, strict=True)]
        return Morph(vae, *ends, itinerary=self.itinerary, motion=self.motion)


def _images(end: Anchor) -> bytes:
    return b"" if end.digits is None else end.digits.tobytes()


def _anchor(vae: Vae, codes: bytes, images: bytes) -> Anchor:
    digits = np.frombuffer(images, np.float32).reshape(-1, IMAGE_SIZE, IMAGE_SIZE)
    return Anchor(np.frombuffer(codes, np.float32).reshape(-1, vae.latent_dim), digits if images else None)
