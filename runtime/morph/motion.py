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
        even: Time each digit's path so that its image changes equally from frame to frame.
        easing: "linear", "ease-in", "ease-out" or "ease-in-out", applied to each digit.
        stagger: Delay between digits, from 0 (all together) to 1 (one after another, from the left).
        align: Alignment of numbers of different lengths: "right", "centre" or "left".
        true_ends: Begin and end with the exact 28×28 pixels of the original pictures, and fade the details
            that the model leaves out. Otherwise every end appears as its decoded code.

    Raises:
        PathError: Unknown path.
        MorphError: Unknown easing or alignment, or a stagger outside [0, 1].
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
        for name in ("even", "true_ends"):  # NumPy bools become plain bools, for JSON recipes
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
    """Return ``motion``, or the default motion, with the given fields replaced.

    Raises:
        LatentDigitsError: A value is invalid; see ``Motion``.
    """
    return dataclasses.replace(motion or Motion(), **settings)
