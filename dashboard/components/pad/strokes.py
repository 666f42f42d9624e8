"""Draws the strokes of the drawing pad as a picture, black on white."""

import cv2
import numpy as np
import numpy.typing as npt

from runtime import InkError

Strokes = list[list[int]]
"""One list per stroke: x, y, width, x, y, width, …, in thousandths of the pad's height."""

PAD_SIZE = (1250, 1000)  # width, height; keep equal to WIDTH and HEIGHT in strokes.js
MARGIN = 120  # of paper around the pad, and around strokes beyond it, which the enlarged pad allows
LONGEST_SIDE = 1024  # pixels: runtime.ink.picture would shrink a larger picture to this size
PIXELS_PER_UNIT = 0.5
OVERSAMPLING = 2  # draw this many times larger, then average: OpenCV's own antialiasing is rough
MAX_POINT_COUNT = 20_000
MAX_COORDINATE, MAX_WIDTH = 20_000, 200
_SUBPIXEL_BITS = 4


def checked_strokes(value: object) -> Strokes:
    """Check the strokes that the browser sent, and return them unchanged.

    Raises:
        InkError: The value is not a list of strokes, has more than 20,000 points, or a coordinate or width
            is out of range.
    """
    if not isinstance(value, list) or not all(
        isinstance(stroke, list) and stroke and len(stroke) % 3 == 0 for stroke in value
    ):
        raise InkError("the drawing arrived damaged; clear the pad and draw again")
    point_count = sum(len(stroke) for stroke in value) // 3
    if point_count > MAX_POINT_COUNT:
        raise InkError(
            f"the drawing has {point_count:,} points, more than {MAX_POINT_COUNT:,}; "
            "clear the pad and draw a number of 1 to 8 digits"
        )
    for stroke in value:
        if not all(type(number) is int and abs(number) <= MAX_COORDINATE for number in stroke) or not all(
            0 < width <= MAX_WIDTH for width in stroke[2::3]
        ):
            raise InkError("the drawing has a point outside the pad; clear the pad and draw again")
    return value


def picture_of(strokes: Strokes) -> npt.NDArray[np.uint8]:
    """Draw the pad and all strokes beyond it as a picture (H, W), ink = 0 on paper = 255."""
    points = [np.array(stroke, float).reshape(-1, 3) for stroke in strokes]
    corners = np.concatenate([[(0, 0), PAD_SIZE], *(stroke[:, :2] for stroke in points)])
    low, high = corners.min(axis=0) - MARGIN, corners.max(axis=0) + MARGIN
    scale = min(PIXELS_PER_UNIT, LONGEST_SIDE / float((high - low).max()))
    width, height = np.ceil((high - low) * scale).astype(int).tolist()
    scale *= OVERSAMPLING
    picture = np.full((height * OVERSAMPLING, width * OVERSAMPLING), 255, np.uint8)
    for stroke in points:
        path = np.round((stroke[:, :2] - low) * scale * 2**_SUBPIXEL_BITS).astype(int).tolist()
        widths = np.maximum(1, np.round(stroke[:, 2] * scale)).astype(int).tolist()
        # OpenCV draws thick lines with round ends, so a line from a point to itself is a dot.
        for start, end, pen in zip([path[0], *path], path, widths, strict=False):
            cv2.line(picture, start, end, 0, pen, cv2.LINE_AA, shift=_SUBPIXEL_BITS)
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def png_of(strokes: Strokes) -> bytes:
    """Draw strokes as in ``picture_of``, and return the bytes of a PNG file."""
    done, png = cv2.imencode(".png", picture_of(strokes))
    assert done
    return png.tobytes()
