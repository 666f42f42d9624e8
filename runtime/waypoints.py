"""A morph of one digit through way-points."""

import numpy as np

from runtime.arrays import FloatArray
from runtime.ends import Anchor
from runtime.errors import MorphError
from runtime.layout import DEFAULT_ALIGNMENT, Alignment
from runtime.morph import Morph
from runtime.path import PathKind
from runtime.timing import Easing
from runtime.vae import Vae


def through(
    vae: Vae,
    start: Anchor,
    end: Anchor,
    via: FloatArray,
    *,
    frame_count: int,
    path: PathKind,
    even: bool,
    easing: Easing = "linear",
    stagger: float = 0.0,
    align: Alignment = DEFAULT_ALIGNMENT,
    true_ends: bool = False,
) -> Morph:
    """The film from ``start`` through way-points to ``end``, its frames shared out evenly among the legs.

    Args:
        vae: The model.
        start: Where to start.
        end: Where to end.
        via: Codes of the way-points, (N, latent_dim), one digit each; N may be 0.
        frame_count: Frames of all legs together.
        path: As for ``Morph``.
        even: As for ``Morph``, and so are all that follow.
        easing: See above; each leg on its own.
        stagger: See above.
        align: See above.
        true_ends: See above.

    Raises:
        MorphError: Way-points between numbers of several digits, or fewer frames than stops.
    """
    if len(via) and (start.digit_count, end.digit_count) != (1, 1):
        raise MorphError("a way-point is one digit; give both ends one digit too, or remove the way-points")
    if frame_count < len(via) + 2:
        raise MorphError(
            f"{frame_count} frames cannot pass {len(via)} way-points; give at least {len(via) + 2}"
        )
    stops = [start, *(Anchor(code[np.newaxis]) for code in via), end]
    marks = np.linspace(0, frame_count - 1, len(stops)).round().astype(int)
    return Morph.sequence(
        vae,
        stops,
        steps=np.diff(marks).tolist(),
        path=path,
        even=even,
        easing=easing,
        stagger=stagger,
        align=align,
        true_ends=true_ends,
    )
