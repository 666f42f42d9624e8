"""A morph through way-points, leg by leg."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import numpy as np

from runtime.arrays import FloatArray
from runtime.ends import Anchor
from runtime.errors import MorphError
from runtime.morph import Morph
from runtime.path import PathKind
from runtime.vae import Vae


class Legs:
    """The morphs from ``start`` through way-points to ``end``, each of which begins where the last one ended.

    Attributes:
        morphs: One per leg.
    """

    def __init__(
        self,
        vae: Vae,
        start: Anchor,
        end: Anchor,
        via: FloatArray,
        *,
        frame_count: int,
        path: PathKind,
        even: bool,
    ) -> None:
        """Find the paths.

        Args:
            vae: The model.
            start: Where to start.
            end: Where to end.
            via: Codes of the way-points, (N, latent_dim), one digit each; N may be 0.
            frame_count: Frames of all legs together.
            path: As for ``Morph``.
            even: As for ``Morph``.

        Raises:
            MorphError: Way-points between numbers of several digits, or fewer frames than stops.
        """
        if len(via) and (start.digit_count, end.digit_count) != (1, 1):
            raise MorphError(
                "a way-point is one digit; give both ends one digit too, or remove the way-points"
            )
        if frame_count < len(via) + 2:
            raise MorphError(
                f"{frame_count} frames cannot pass {len(via)} way-points; give at least {len(via) + 2}"
            )
        stops: Sequence[Anchor] = [start, *(Anchor(code[np.newaxis]) for code in via), end]
        marks = np.linspace(0, frame_count - 1, len(stops)).round().astype(int)
        self.morphs = [
            Morph(vae, stops[leg], stops[leg + 1], frame_count=int(steps) + 1, path=path, even=even)
            for leg, steps in enumerate(np.diff(marks))
        ]

    def images(self) -> Iterator[FloatArray]:
        """Every frame in turn, (28, 28 · digit_count) in [0, 1]."""
        return chain.from_iterable(
            islice(morph.images(), int(leg > 0), None) for leg, morph in enumerate(self.morphs)
        )

    def codes(self) -> FloatArray:
        """The codes of all frames, (frame_count, digit_count, latent_dim)."""
        return np.concatenate([morph.codes()[int(leg > 0) :] for leg, morph in enumerate(self.morphs)])
