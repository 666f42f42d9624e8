"""The map as one small picture, for where 70,000 points are only the ground that a line is drawn on."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

SIZE = 416  # pixels: twice what the player shows it at
SOFTNESS = 0.9  # of a point, the standard deviation in pixels
OPACITY = 0.8  # of a place full of points: a line is to stand out on it
POINT_SHARE = 0.9  # of that, about so much where a single point lies
WEBP_QUALITY = 60
OUTERMOST = 0.004  # of the points at each edge may lie outside of what the player shows


def draw_map(places: NDArray[np.uint16], labels: NDArray[np.uint8], colours: Sequence[str]) -> bytes:
    """Points at places (N, 2) of the map's square in the colours "#rrggbb" of their labels (N,), as WebP.

    Where nothing is, the picture is transparent; where digits overlap, their colours mix.
    """
    x, y = (places.astype(np.int64) * SIZE >> 16).T
    at = (labels.astype(np.int64) * SIZE + (SIZE - 1 - y)) * SIZE + x
    counts = np.bincount(at, minlength=10 * SIZE * SIZE).reshape(10, SIZE, SIZE).astype(np.float32)
    density = np.stack([cv2.GaussianBlur(count, (0, 0), SOFTNESS) for count in counts])
    total = density.sum(0)
    bgr = np.array([[int(colour[i : i + 2], 16) for i in (5, 3, 1)] for colour in colours], np.float32)
    mixed = np.einsum("dyx,dc->yxc", density, bgr) / np.maximum(total, 1e-6)[..., np.newaxis]
    peak = 1 / (2 * np.pi * SOFTNESS**2)  # of one blurred point
    alpha = 255 * OPACITY * (1 - np.exp(total / peak * np.log(1 - POINT_SHARE)))
    picture = np.round(np.dstack([mixed, alpha])).astype(np.uint8)
    done, content = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, WEBP_QUALITY])
    assert done
    return content.tobytes()


def extent(places: NDArray[np.uint16], labels: NDArray[np.uint8]) -> dict[str, list[Any]]:
    """Where points are, in sides of the map's square.

    Returns:
        ``box``: the lower left and the upper right corner of what all but the outermost fill;
        ``names``: a digit and the middle (x, y) of its points, for each that has any.
    """
    box = np.quantile(places, [OUTERMOST, 1 - OUTERMOST], axis=0) / 65535
    middles = (
        (int(digit), np.median(places[labels == digit], axis=0) / 65535) for digit in np.unique(labels)
    )
    return {
        "box": box.round(3).tolist(),
        "names": [[digit, middle.round(3).tolist()] for digit, middle in middles],
    }
