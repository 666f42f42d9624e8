"""A selection on the map: the rows inside a polygon, and their CSV table."""

import csv
import io

import numpy as np
from numpy.typing import NDArray

from dashboard.draw.map_view import MapView
from runtime import Vae


def corners(text: str) -> NDArray[np.int64]:
    """Parse the polygon (N, 2) in a link, "x_y_x_y…", each number from 0 to 65535."""
    numbers = np.array(text.split("_"), np.int64)
    return numbers[: len(numbers) // 2 * 2].reshape(-1, 2)


def inside(polygon: NDArray[np.int64], places: NDArray[np.uint16]) -> NDArray[np.intp]:
    """Return the rows of places (N, 2) inside a polygon (M, 2), by the even-odd rule, like the browser.

    A ray to the right changes sides at each edge it crosses (O'Rourke, Computational Geometry in C, 7.4).
    """
    low, high = polygon.min(0), polygon.max(0)
    near = np.flatnonzero(((places >= low) & (places <= high)).all(1))
    x, y = places[near].astype(np.float64).T
    odd = np.zeros(len(near), bool)
    for (ax, ay), (bx, by) in zip(polygon, np.roll(polygon, 1, axis=0), strict=True):
        if ay != by:  # the ray never crosses a horizontal edge
            odd ^= ((ay > y) != (by > y)) & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return near[odd]


def as_csv(vae: Vae, view: MapView, rows: NDArray[np.intp]) -> bytes:
    """Return rows as CSV: image, digit, position on the map and code."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    table = vae.latents
    writer.writerow(["row", "split", "index", "label", *view.axes, *(f"z{i}" for i in range(vae.latent_dim))])
    places = view.places(vae)[rows]
    columns = zip(
        rows.tolist(),
        (("train", "test")[split] for split in table.split[rows].tolist()),
        table.index[rows].tolist(),
        table.label[rows].tolist(),
        np.round(places.astype(float), 4).tolist(),
        np.round(table.mu[rows].astype(float), 4).tolist(),
        strict=True,
    )
    for row, split, index, label, place, code in columns:
        writer.writerow([row, split, index, label, *place, *code])
    return text.getvalue().encode()
