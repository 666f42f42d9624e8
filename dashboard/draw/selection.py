"""A selection on the map: the rows inside a polygon, and what they have in common."""

import csv
import io

import numpy as np
from numpy.typing import NDArray

from dashboard.draw.map_view import MapView
from runtime import Vae


def corners(text: str) -> NDArray[np.int64]:
    """The polygon (N, 2) that a link names as "x_y_x_y…", each 0 to 65535."""
    numbers = np.array(text.split("_"), np.int64)
    return numbers[: len(numbers) // 2 * 2].reshape(-1, 2)


def inside(polygon: NDArray[np.int64], places: NDArray[np.uint16]) -> NDArray[np.intp]:
    """Rows of places (N, 2) inside a polygon (M, 2), by the even-odd rule, as the browser part does.

    Each edge that a ray to the right crosses changes sides (O'Rourke, Computational Geometry in C, 7.4).
    """
    low, high = polygon.min(0), polygon.max(0)
    near = np.flatnonzero(((places >= low) & (places <= high)).all(1))
    x, y = places[near].astype(np.float64).T
    odd = np.zeros(len(near), bool)
    for (ax, ay), (bx, by) in zip(polygon, np.roll(polygon, 1, axis=0), strict=True):
        if ay != by:  # a level edge is never crossed
            odd ^= ((ay > y) != (by > y)) & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return near[odd]


def as_csv(vae: Vae, view: MapView, rows: NDArray[np.intp]) -> bytes:
    """Rows as a table: which image, its digit, its place on the map, its code."""
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
