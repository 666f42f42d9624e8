"""Motion: how digits get from one number to the next."""

import dataclasses
from typing import TypedDict, Unpack

from runtime.morph.layout import DEFAULT_ALIGNMENT, Alignment, check_alignment
from runtime.morph.timing import Easing, check_easing, check_stagger
from runtime.path.path import DEFAULT_PATH, PathKind, check_path_kind


@dataclasses.dataclass(frozen=True, slots=True)
class Motion:
    """How digits get from one number to the next.

    Attributes:
        path: "geodesic", "linear" or "slerp".
        even: Re-time each digit's path so that equal steps look equally large.
        easing: "linear", "ease-in", "ease-out" or "ease-in-out": how each digit sets off and arrives.
        stagger: From 0, all digits together, to 1, one after another from the left.
        align: How numbers of different lengths stand in the frame: "right", "centre" or "left".
        true_ends: Show an end that is a picture as it was given (its 28×28 pixels, exactly), and fade out and
            in what the model leaves out of the picture; else each end is what its code decodes to.

    Raises:
        PathError: There is no such path.
        MorphError: There is no such easing or alignment, or the stagger is outside [0, 1].
    """

    path: PathKind = DEFAULT_PATH
    even: bool = True
    easing: Easing = "linear"
    stagger: float = 0.0
    align: Alignment = DEFAULT_ALIGNMENT
    true_ends: bool = False

    def __post_init__(self) -> None:
        check_path_kind(self.path)
        check_easing(self.easing)
        check_stagger(self.stagger)
        check_alignment(self.align)
        for name in ("even", "true_ends"):  # plain bools, as a recipe in JSON has them
            object.__setattr__(self, name, bool(getattr(self, name)))


class MotionSettings(TypedDict, total=False):
    """The fields of ``Motion`` as keyword arguments."""

    path: PathKind
    even: bool
    easing: Easing
    stagger: float
    align: Alignment
    true_ends: bool


def choose_motion(motion: Motion | None, **settings: Unpack[MotionSettings]) -> Motion:
    """``motion``, or the default one, with the given fields replaced.

    Raises:
        LatentDigitsError: A value does not fit.
    """
    return dataclasses.replace(motion or Motion(), **settings)
