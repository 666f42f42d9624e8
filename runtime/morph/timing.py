"""When each digit moves: easing of a film's time, and digits that set off one after another."""

from typing import Literal, get_args

import numpy as np

from runtime.errors import MorphError, shortened
from runtime.path.path import Times

Easing = Literal["linear", "ease-in", "ease-out", "ease-in-out"]
EASINGS: tuple[Easing, ...] = get_args(Easing)


def ease(alpha: Times, easing: Easing) -> Times:
    """Bend times in [0, 1]: 0 and 1 stay exactly, and the order stays.

    "ease-in" sets off slowly (α²), "ease-out" arrives slowly (its mirror image), "ease-in-out" does both
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
    """Where each digit is on its way, (M, digit_count) in [0, 1], at times ``alpha`` (M,) of the film.

    Args:
        alpha: Times of the film in [0, 1].
        digit_count: How many digits move, left to right.
        easing: How each digit sets off and arrives.
        stagger: 0 moves all digits together; 1 moves each only when the one on its left has arrived; between
            them they overlap.
    """
    # Each takes as long as the others, the first sets off at 0 and the last arrives at 1.
    duration = 1 / (1 + stagger * (digit_count - 1))
    departure = stagger * duration * np.arange(digit_count)
    local = np.clip((alpha[:, np.newaxis] - departure) / duration, 0, 1)
    local[alpha == 0], local[alpha == 1] = 0, 1
    return ease(local, easing)


def check_easing(easing: str) -> None:
    """Refuse what is no easing.

    Raises:
        MorphError: It is none.
    """
    if easing not in EASINGS:
        raise MorphError(f"no easing {shortened(easing)}; available: {', '.join(EASINGS)}")


def check_stagger(stagger: float) -> None:
    """Refuse a stagger that is no number in [0, 1].

    Raises:
        MorphError: It is none.
    """
    if isinstance(stagger, bool) or not isinstance(stagger, int | float) or not 0 <= stagger <= 1:
        raise MorphError(
            f"stagger is {stagger!r}; give a number from 0 (digits together) to 1 (one after another)"
        )
