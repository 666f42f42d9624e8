"""frames.csv, the table in a ZIP of frames: each frame's time, codes and readings."""

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from runtime.arrays import FloatArray
from runtime.model.reader import load_reader
from runtime.model.vae import Vae

CHUNK_SIZE = 64  # frames read at once; keeps reading fast and memory constant


def table_rows(
    vae: Vae, alphas: Iterable[float], images: Iterable[FloatArray], codes: Iterable[FloatArray]
) -> Iterator[list[str]]:
    """Yield the rows of frames.csv as text, header first, consuming the frames as a stream.

    | column | content |
    |---|---|
    | frame | 0, 1, …: the number in the picture's file name |
    | alpha | time before easing and stagger: 0 at the first end, 1 at the second, 2 at the third, … |
    | step_length | L2 distance from the previous frame, for images 28 pixels high with values in [0, 1] |
    | place1_z0 … | latent code at position 1, counted from the left |
    | place1_p0 … place1_p9 | the reader's probabilities of 0 … 9 for the image that this code decodes to |
    | place2_z0 … | the same for position 2, and so on |

    The first frame has no step_length, and empty positions have no code or probabilities. A growing or
    shrinking digit keeps its code, so it is read at full size. Numbers have nine significant digits, enough
    to represent a float32 exactly.

    Args:
        vae: The model.
        alphas: Time of each frame.
        images: Image of each frame, (28, 28 · digit_count) in [0, 1].
        codes: Codes of each frame, (digit_count, latent_dim); NaN for empty positions.
    """
    previous: FloatArray | None = None
    numbered = enumerate(zip(alphas, images, codes, strict=True))
    while chunk := list(islice(numbered, CHUNK_SIZE)):
        chunk_codes = np.stack([row for _, (_, _, row) in chunk])
        present = np.isfinite(chunk_codes).all(axis=2)
        probabilities = np.full((*present.shape, 10), np.nan, np.float32)
        probabilities[present] = load_reader().read(vae.decode(chunk_codes[present]))
        for (number, (alpha, image, row)), digit_probabilities in zip(chunk, probabilities, strict=True):
            if previous is None:
                yield _header(*row.shape)
            step = np.nan if previous is None else float(np.linalg.norm(image - previous))
            previous = image
            cells = np.concatenate([row, digit_probabilities], axis=1).ravel()
            yield [str(number), *map(_cell, (alpha, step, *cells.tolist()))]


def _header(digit_count: int, latent_dim: int) -> list[str]:
    places = range(1, digit_count + 1)
    columns = [f"z{dimension}" for dimension in range(latent_dim)] + [f"p{digit}" for digit in range(10)]
    return ["frame", "alpha", "step_length", *(f"place{at}_{column}" for at in places for column in columns)]


def _cell(number: float) -> str:
    return "" if np.isnan(number) else f"{number:.9g}"
