"""Describes the results of the digit reader in words."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from runtime.arrays import FloatArray
from runtime.model.card import ModelCard
from runtime.morph.confidence import Confidence

SURE = 0.8
MOST_TURNS = 3  # more changes are only counted
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def words(probabilities: FloatArray, unlike: NDArray[np.bool_] | None = None) -> str:
    """Describe the digits read, from probabilities (N, 10), N from 1 to 8; "" for none.

    "read as 32 (97 %)" gives the probability that all digits are right. A digit with a confidence below 80 %
    is called unclear and named with the two most likely digits. A digit marked in ``unlike`` (N,), because it
    does not look like those in MNIST, is called unclear too: the reader's confidence means nothing there.
    """
    if unlike is None:
        unlike = np.zeros(len(probabilities), bool)
    if not len(probabilities):
        return ""
    ranked = probabilities.argsort(axis=1)[:, ::-1]
    best = probabilities.max(axis=1)
    unclear = [
        (ORDINALS[number], f"{first} or {second}" if sure < SURE else f"perhaps {first}")
        for number, (sure, (first, second)) in enumerate(zip(best, ranked[:, :2], strict=True))
        if sure < SURE or unlike[number]
    ]
    digits = "".join(map(str, ranked[:, 0]))
    if not unclear:
        return f"read as {digits} ({min(99, int(best.prod() * 100))} %)"  # never 100 %
    if len(probabilities) == 1:
        return f"unclear: {unclear[0][1]}"
    return f"read as {digits}; unclear: " + ", ".join(f"{place} digit {either}" for place, either in unclear)


def each(probabilities: FloatArray, unlike: NDArray[np.bool_]) -> list[str]:
    """Describe each digit, from probabilities (N, 10): "7, 99 %".

    A digit with a confidence below 80 % is "7 or 1, 60 %"; a digit marked in ``unlike`` (N,) is
    "perhaps 7".
    """
    described = []
    for row, strange in zip(probabilities, unlike, strict=True):
        first, second = row.argsort()[:-3:-1]
        percent = f"{min(99, int(100 * row[first]))} %"  # never 100 %
        if row[first] < SURE:
            described.append(f"{first} or {second}, {percent}")
        else:
            described.append(f"perhaps {first}" if strange else f"{first}, {percent}")
    return described


def film_words(confidence: Confidence) -> str:
    """Describe how a film reads, with frames counted from 1.

    For example "The reading changes from 3 to 4 at frame 31; most ambiguous: frame 30 (52 %)."
    """
    if np.isnan(confidence.probabilities).all():
        return "No digit changes into another."
    digit_count = confidence.probabilities.shape[1]

    def digit(place: int) -> str:
        return "" if digit_count == 1 else f"{ORDINALS[place]} digit"

    parts = []
    for place in range(digit_count):
        turns = [turn for turn in confidence.turns if turn.place == place]
        known = np.isfinite(confidence.probabilities[:, place, 0])
        if not known.any():
            continue
        if not turns:
            read = confidence.probabilities[known, place].argmax(axis=1)
            digits = [int(read[0]), *(int(after) for before, after in pairwise(read) if after != before)]
            when = "throughout" if known.all() else "at full size"
            whose = f"the {digit(place)} " if digit(place) else ""
            parts.append(f"{whose}reads as {', then '.join(map(str, digits))} {when}")
        elif len(turns) > MOST_TURNS:
            parts.append(f"the {digit(place) or 'reading'} changes {len(turns)} times")
        else:
            way = ", then ".join(
                f"{'' if number else f'from {turn.before} '}to {turn.after} at frame {turn.frame + 1}"
                for number, turn in enumerate(turns)
            )
            parts.append(f"the {digit(place) or 'reading'} changes {way}")
    strange = len({frame for frame, _ in confidence.thirds})
    if strange:
        parts.append(f"{strange} {'frame looks' if strange == 1 else 'frames look'} like another digit")
    if confidence.most_ambiguous is not None:
        frame, place = confidence.most_ambiguous
        percent = int(100 * confidence.probabilities[frame, place].max())
        which = f", {digit(place)}" if digit(place) else ""
        parts.append(f"most ambiguous: frame {frame + 1}{which} ({percent} %)")
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def unlike_mnist(digits: FloatArray, x_recon: FloatArray, card: ModelCard) -> NDArray[np.bool_]:
    """Return which digits (N, 28, 28) a model reconstructs worse than 99 % of the digits in MNIST: (N,).

    The mean squared error of ``x_recon`` is compared with the card's ``mse_99``; without ``mse_99`` all are
    False.
    """
    limit = card.metrics.get("mse_99")
    if limit is None:
        return np.zeros(len(digits), bool)
    return np.asarray(((digits - x_recon) ** 2).mean(axis=(1, 2)) > limit.value)


def warning(unlike: NDArray[np.bool_]) -> str:
    """Return a warning about the digits marked in ``unlike`` (N,); "" if there are none."""
    if not unlike.any():
        return ""
    ordinals = [ORDINALS[number] for number in np.flatnonzero(unlike)]
    if len(ordinals) > 1:
        return (
            f"The {', '.join(ordinals[:-1])} and {ordinals[-1]} digits do not look like those in MNIST, so "
            "the model redraws them poorly. Write them plainly and upright, with an even stroke."
        )
    which = "This" if len(unlike) == 1 else f"The {ordinals[0]}"
    return (
        f"{which} digit does not look like those in MNIST, so the model redraws it poorly. Write it plainly "
        "and upright, with an even stroke."
    )
