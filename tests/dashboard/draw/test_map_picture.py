"""The map as one small picture."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dashboard.draw.figures import DIGIT_COLOURS
from dashboard.draw.map_picture import OPACITY, SIZE, draw_map, extent

# 3s at the lower left, 7s at the upper right, and a lone 0 half-way up on the right.
PLACES = np.array([[8192, 8192]] * 500 + [[57344, 57344]] * 500 + [[60000, 32768]], np.uint16)
LABELS = np.array([3] * 500 + [7] * 500 + [0], np.uint8)


def drawn() -> NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(draw_map(PLACES, LABELS, DIGIT_COLOURS))).convert("RGBA"))


def test_points_are_where_they_belong_in_their_digits_colour() -> None:
    picture = drawn()
    assert picture.shape == (SIZE, SIZE, 4)
    for place, digit in ((PLACES[0], 3), (PLACES[-2], 7)):
        x, y = place.astype(float) / 65536 * SIZE
        *colour, alpha = picture[SIZE - 1 - int(y), int(x)].tolist()
        expected = [int(DIGIT_COLOURS[digit][at : at + 2], 16) for at in (1, 3, 5)]
        assert np.abs(np.subtract(colour, expected)).max() < 24  # WebP halves the colours' sharpness
        assert abs(alpha - 255 * OPACITY) < 4


def test_a_lone_point_is_seen_and_empty_places_are_clear() -> None:
    alpha = drawn()[..., 3]
    x, y = int(60000 / 65536 * SIZE), SIZE - 1 - SIZE // 2
    assert alpha[y, x] > 100
    assert alpha[SIZE // 2, : SIZE // 2].max() == 0


def test_the_outermost_points_do_not_shrink_the_rest() -> None:
    found = extent(np.vstack([PLACES, [[0, 65535]]]).astype(np.uint16), np.append(LABELS, 5).astype(np.uint8))
    assert found["box"] == [[0.125, 0.125], [0.875, 0.875]]
    assert [digit for digit, _ in found["names"]] == [0, 3, 5, 7]
    assert found["names"][1][1] == [0.125, 0.125]
