"""Selections on the map."""

import csv
import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dashboard.draw import selection
from dashboard.draw.map_view import MapView
from runtime import Vae

steps = st.integers(0, 65535)


def test_a_box_holds_what_is_in_it() -> None:
    places = np.array([[5, 5], [15, 5], [5, 15], [20, 20], [0, 0]], np.uint16)
    box = selection.corners("2_2_16_2_16_16_2_16")
    np.testing.assert_array_equal(selection.inside(box, places), [0, 1, 2])


def test_a_hollow_is_outside() -> None:
    horseshoe = selection.corners("0_0_30_0_30_30_20_30_20_10_10_10_10_30_0_30")
    places = np.array([[5, 20], [15, 20], [25, 20], [15, 5]], np.uint16)
    np.testing.assert_array_equal(selection.inside(horseshoe, places), [0, 2, 3])


@given(
    st.lists(st.tuples(steps, steps), min_size=3, max_size=40), st.lists(st.tuples(steps, steps), max_size=50)
)
def test_each_place_is_in_or_out_whatever_the_polygon(
    polygon: list[tuple[int, int]], places: list[tuple[int, int]]
) -> None:
    corners = selection.corners("_".join(f"{x}_{y}" for x, y in polygon))
    rows = selection.inside(corners, np.array(places, np.uint16).reshape(-1, 2))
    for row, (x, y) in enumerate(places):
        odd = False
        for (ax, ay), (bx, by) in zip(polygon, [polygon[-1], *polygon[:-1]], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                odd = not odd
        assert (row in rows) == odd


def test_the_table_has_a_row_per_selected_code(tiny_vae: Vae) -> None:
    rows = np.array([3, 141])
    table = list(csv.DictReader(io.StringIO(selection.as_csv(tiny_vae, MapView("pca"), rows).decode())))
    assert [int(line["row"]) for line in table] == [3, 141]
    for row, line in zip(rows, table, strict=True):
        assert int(line["label"]) == tiny_vae.latents.label[row]
        code = [float(line[f"z{i}"]) for i in range(3)]
        np.testing.assert_allclose(code, tiny_vae.latents.mu[row].astype(float), atol=1e-4)
        np.testing.assert_allclose(
            float(line["PCA 1"]), tiny_vae.latents.projections["pca"][row, 0], atol=1e-4
        )
