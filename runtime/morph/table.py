"""A film as a table, which its ZIP of frames holds as frames.csv: for each frame what it is made of."""

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from runtime.arrays import FloatArray
from runtime.model.reader import load_reader
from runtime.model.vae import Vae

CHUNK_SIZE = 64  # frames read at once: fast, and no more memory for a longer film


def table_rows(
    vae: Vae, alphas: Iterable[float], images: Iterable[FloatArray], codes: Iterable[FloatArray]
) -> Iterator[list[str]]:
    """The rows of frames.csv as text, its header first; all but the header are asked for as the frames are.

    | column | what it holds |
    |---|---|
    | frame | 0, 1 …: the number in the name of its picture |
    | alpha | where the film is by time, before easing and stagger: 0 at the first end, 1 at the second, 2 … |
    | step_length | L2 distance of the decoded 28-pixel-high image from the frame before, pixels in [0, 1] |
    | place1_z0 … | the latent code at the first place from the left |
    | place1_p0 … place1_p9 | how likely the reader takes what that code decodes to for a 0 … 9 |
    | place2_z0 … | and so on for every place |

    The first frame has no step_length, and a place where no digit comes or goes neither code nor
    probability. A digit that grows or shrinks keeps its code, so it is read at its full size. Numbers have
    nine digits, which say a float32 exactly.

    Args:
        vae: The model.
        alphas: One for each frame.
        images: Likewise, (28, 28 · digit_count) in [0, 1].
        codes: Likewise, (digit_count, latent_dim), NaN where there is no digit.
    """
    before: FloatArray | None = None
    numbered = enumerate(zip(alphas, images, codes, strict=True))
    while chunk := list(islice(numbered, CHUNK_SIZE)):
        chunk_codes = np.stack([row for _, (_, _, row) in chunk])
        there = np.isfinite(chunk_codes).all(axis=2)
        probabilities = np.full((*there.shape, 10), np.nan, np.float32)
        probabilities[there] = load_reader().read(vae.decode(chunk_codes[there]))
        for (number, (alpha, image, row)), likely in zip(chunk, probabilities, strict=True):
            if before is None:
                yield _header(*row.shape)
            step = np.nan if before is None else float(np.linalg.norm(image - before))
            before = image
            cells = np.concatenate([row, likely], axis=1).ravel()
            yield [str(number), *map(_cell, (alpha, step, *cells.tolist()))]


def _header(digit_count: int, latent_dim: int) -> list[str]:
    places = range(1, digit_count + 1)
    columns = [f"z{dimension}" for dimension in range(latent_dim)] + [f"p{digit}" for digit in range(10)]
    return ["frame", "alpha", "step_length", *(f"place{at}_{column}" for at in places for column in columns)]


def _cell(number: float) -> str:
    return "" if np.isnan(number) else f"{number:.9g}"
