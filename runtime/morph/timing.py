"""Timing of digits: easing, and the delay between one digit and the next."""

from typing import Literal, get_args

import numpy as np

from runtime.errors import MorphError, shortened
from runtime.path.path import Times

Easing = Literal["linear", "ease-in", "ease-out", "ease-in-out"]
EASINGS: tuple[Easing, ...] = get_args(Easing)


def ease(alpha: Times, easing: Easing) -> Times:
    """Apply an easing, which is monotonic and leaves 0 and 1 exactly as they are, to times in [0, 1].

    "ease-in" starts slowly (α²), "ease-out" arrives slowly (1 − (1 − α)²), and "ease-in-out" does both
    (smoothstep, 3α² − 2α³).
    """
    if easing == "linear":
        return alpha
    if easing == "ease-in":
        return alpha**2
    if easing == "ease-out":
        return 1 - (1 - alpha) ** 2
    return alpha**2 * (3 - 2 * alpha)


def digit_times(alpha: Times, digit_count: int, *, easing: Easing = "linear", stagger: float = 0.0) -> Times:
    """Return each digit's own time, (M, digit_count) in [0, 1].

    Args:
        alpha: Times of the leg in [0, 1], (M,).
        digit_count: Number of digits, from left to right.
        easing: Easing of each digit's time.
        stagger: At 0 all digits move together; at 1 each digit starts when the digit on its left arrives; in
            between, their movements overlap.
    """
    # All digits take the same time; the first starts at 0 and the last arrives at 1.
    duration = 1 / (1 + stagger * (digit_count - 1))
    departure = stagger * duration * np.arange(digit_count)
    local = np.clip((alpha[:, np.newaxis] - departure) / duration, 0, 1)
    local[alpha == 0], local[alpha == 1] = 0, 1
    return ease(local, easing)


def check_easing(easing: str) -> None:
    """Check that ``easing`` is one of ``EASINGS``.

    Raises:
        MorphError: Unknown easing.
    """
    if easing not in EASINGS:
        raise MorphError(f"unknown easing {shortened(easing)}; choose one of {', '.join(EASINGS)}")


def check_stagger(stagger: float) -> None:
    """Check that ``stagger`` is a number in [0, 1].

    Raises:
        MorphError: ``stagger`` is anything else.
    """
    if isinstance(stagger, bool) or not isinstance(stagger, int | float) or not 0 <= stagger <= 1:
        raise MorphError(
            f"stagger is {stagger!r}; enter a number from 0 (digits together) to 1 (one after another)"
        )
