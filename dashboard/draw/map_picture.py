"""The map as one small picture, the background of the player's map."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

SIZE = 416  # pixels, twice the size in the player
SOFTNESS = 0.9  # standard deviation of a point in pixels
OPACITY = 0.8  # of a dense area, so that lines stand out
POINT_SHARE = 0.9  # of OPACITY, at a single point
WEBP_QUALITY = 60
OUTERMOST = 0.004  # share of points at each edge that the player may cut off


def draw_map(places: NDArray[np.uint16], labels: NDArray[np.uint8], colours: Sequence[str]) -> bytes:
    """Draw points at places (N, 2) of the map's square as WebP, in colours "#rrggbb" by labels (N,).

    Empty areas are transparent; the colours of overlapping digits mix.
    """
    x, y = (places.astype(np.int64) * SIZE >> 16).T
    at = (labels.astype(np.int64) * SIZE + (SIZE - 1 - y)) * SIZE + x
    counts = np.bincount(at, minlength=10 * SIZE * SIZE).reshape(10, SIZE, SIZE).astype(np.float32)
    density = np.stack([cv2.GaussianBlur(count, (0, 0), SOFTNESS) for count in counts])
    total = density.sum(0)
    bgr = np.array([[int(colour[i : i + 2], 16) for i in (5, 3, 1)] for colour in colours], np.float32)
    mixed = np.einsum("dyx,dc->yxc", density, bgr) / np.maximum(total, 1e-6)[..., np.newaxis]
    peak = 1 / (2 * np.pi * SOFTNESS**2)  # density at the centre of one blurred point
    alpha = 255 * OPACITY * (1 - np.exp(total / peak * np.log(1 - POINT_SHARE)))
    picture = np.round(np.dstack([mixed, alpha])).astype(np.uint8)
    done, content = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, WEBP_QUALITY])
    assert done
    return content.tobytes()


def extent(places: NDArray[np.uint16], labels: NDArray[np.uint8]) -> dict[str, list[Any]]:
    """Return the extent of the points, in units of the side of the map's square.

    Returns:
        ``box``: the lower left and upper right corners of the area of all points except the outermost;
        ``names``: each digit that has points, with their median (x, y).
    """
    box = np.quantile(places, [OUTERMOST, 1 - OUTERMOST], axis=0) / 65535
    middles = (
        (int(digit), np.median(places[labels == digit], axis=0) / 65535) for digit in np.unique(labels)
    )
    return {
        "box": box.round(3).tolist(),
        "names": [[digit, middle.round(3).tolist()] for digit, middle in middles],
    }
