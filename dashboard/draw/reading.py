"""What the digit reader says, in words."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from runtime.arrays import FloatArray
from runtime.model.card import ModelCard
from runtime.morph.confidence import Confidence

SURE = 0.8
MOST_TURNS = 3  # that a sentence tells one by one
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def words(probabilities: FloatArray, unlike: NDArray[np.bool_] | None = None) -> str:
    """Say what digits were read, in order, from probabilities (N, 10), N from 1 to 8; "" for none.

    "read as 32 (97 %)" gives the probability that every digit is right; a digit that is less than 80 % sure
    is called unclear, with the two that it may be. So is one that is ``unlike`` MNIST's (N,): the reader is
    sure of such a picture too, and has no reason to be.
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
        return f"read as {digits} ({min(99, int(best.prod() * 100))} %)"  # nothing is 100 % sure
    if len(probabilities) == 1:
        return f"unclear: {unclear[0][1]}"
    return f"read as {digits}; unclear: " + ", ".join(f"{place} digit {either}" for place, either in unclear)


def each(probabilities: FloatArray, unlike: NDArray[np.bool_]) -> list[str]:
    """Say what each digit was read as, from probabilities (N, 10): "7, 99 %".

    One that is less than 80 % sure is "7 or 1, 60 %", one that is ``unlike`` MNIST's (N,) "perhaps 7".
    """
    said = []
    for row, strange in zip(probabilities, unlike, strict=True):
        first, second = row.argsort()[:-3:-1]
        percent = f"{min(99, int(100 * row[first]))} %"  # nothing is 100 % sure
        if row[first] < SURE:
            said.append(f"{first} or {second}, {percent}")
        else:
            said.append(f"perhaps {first}" if strange else f"{first}, {percent}")
    return said


def film_words(confidence: Confidence) -> str:
    """Say how a film reads, its frames counted from 1: "Turns from 3 to 4 at frame 31; most ambiguous: …"."""
    if np.isnan(confidence.probabilities).all():
        return "No digit becomes another here."
    digit_count = confidence.probabilities.shape[1]

    def whose(place: int) -> str:
        return "" if digit_count == 1 else f"the {ORDINALS[place]} digit "

    said = []
    for place in range(digit_count):
        turns = [turn for turn in confidence.turns if turn.place == place]
        known = np.isfinite(confidence.probabilities[:, place, 0])
        if not known.any():
            continue
        if not turns:
            read = confidence.probabilities[known, place].argmax(axis=1)
            digits = [int(read[0]), *(int(after) for before, after in pairwise(read) if after != before)]
            where = "throughout" if known.all() else "where it is whole"
            said.append(f"{whose(place)}reads as {', then '.join(map(str, digits))} {where}")
        elif len(turns) > MOST_TURNS:
            said.append(f"{whose(place)}turns {len(turns)} times")
        else:
            way = ", then ".join(
                f"{'' if number else f'from {turn.before} '}to {turn.after} at frame {turn.frame + 1}"
                for number, turn in enumerate(turns)
            )
            said.append(f"{whose(place)}turns {way}")
    strange = len({frame for frame, _ in confidence.thirds})
    if strange:
        said.append(f"{strange} {'frame reads' if strange == 1 else 'frames read'} as a third digit")
    if confidence.most_ambiguous is not None:
        frame, place = confidence.most_ambiguous
        sure = int(100 * confidence.probabilities[frame, place].max())
        what = f", {whose(place).strip()}" if digit_count > 1 else ""
        said.append(f"most ambiguous frame {frame + 1}{what} ({sure} %)")
    sentence = "; ".join(said)
    return f"{sentence[0].upper()}{sentence[1:]}."


def unlike_mnist(digits: FloatArray, x_recon: FloatArray, card: ModelCard) -> NDArray[np.bool_]:
    """Which digits (N, 28, 28) a model redraws worse than 99 % of MNIST's: (N,).

    The measure is the mean squared error of ``x_recon``, the limit the card's ``mse_99``; by a card without
    it none is.
    """
    limit = card.metrics.get("mse_99")
    if limit is None:
        return np.zeros(len(digits), bool)
    return np.asarray(((digits - x_recon) ** 2).mean(axis=(1, 2)) > limit.value)


def warning(unlike: NDArray[np.bool_]) -> str:
    """Warn of digits that are unlike MNIST's, (N,) as ``unlike_mnist`` says; "" where none is."""
    if not unlike.any():
        return ""
    places = [ORDINALS[number] for number in np.flatnonzero(unlike)]
    what = "This" if len(unlike) == 1 else f"The {' and the '.join(places)} digit"
    return (
        f"{what} is unlike MNIST's digits, and the model redraws it badly; write it plainly and upright, "
        "with an even pen."
    )
