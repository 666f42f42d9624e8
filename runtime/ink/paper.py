"""Find a sheet of paper that lies on something else, and show it alone, as if photographed from above."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from runtime.ink.picture import Floats, PictureSource, open_picture

_SMALLEST_PICTURE = 100
"""In a picture with a shorter side, in pixels, there is no room for a desk around the paper."""

_SMALLEST_SHEET, _LARGEST_SHEET = 0.04, 0.85
"""Area of a sheet, as a fraction of the picture's."""

_STEP, _INK = 0.2, 0.12
"""Smallest difference of grey between a sheet and its surroundings, and between a sheet and its ink."""

_SOLID = 0.93
"""Smallest ratio of the areas of a sheet, of its convex hull and of the quadrilateral between its corners."""

_INSET = 0.02
"""Part of a sheet's side that is cut off at each edge."""


def open_sheet(source: PictureSource) -> tuple[str, Floats]:
    """Open a picture as ``open_picture`` does; if it shows a sheet on something else, return the sheet alone.

    Raises:
        InkError: The picture cannot be opened.
    """
    name, picture = open_picture(source)
    corners = find_sheet(picture)
    return name, picture if corners is None else _from_above(picture, corners)


def find_sheet(picture: Floats) -> Floats | None:
    """Return the corners (4, 2) of the sheet in a picture (H, W), x and y in pixels; None for no sheet.

    A sheet is a convex quadrilateral that differs from everything around it and has ink on it. The corners
    are in the order top left, top right, bottom right, bottom left.
    """
    if min(picture.shape) < _SMALLEST_PICTURE:
        return None
    scale = 256 / max(picture.shape)
    grey = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = np.round(cv2.GaussianBlur(grey, (0, 0), 1) * 255).astype(np.uint8)
    _, light = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    if not light.any() or light.all():
        return None
    if abs(float(small[light > 0].mean()) - float(small[light == 0].mean())) < 255 * _STEP:
        return None
    sheets = [
        corners
        for mask in (light, 255 - light)
        for contour in cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]
        if (corners := _corners_of(contour, small)) is not None
    ]
    if len(sheets) != 1:
        return None
    return np.asarray((_in_order(sheets[0]) + 0.5) / scale - 0.5, np.float32)


def _corners_of(contour: npt.NDArray[Any], grey: npt.NDArray[np.uint8]) -> Floats | None:
    """Return the corners (4, 2) of a contour that outlines a sheet in a picture (H, W); else None."""
    area = cv2.contourArea(contour) / grey.size
    if not _SMALLEST_SHEET <= area <= _LARGEST_SHEET:
        return None
    left, top, width, height = cv2.boundingRect(contour)
    at_edges = [left <= 1, top <= 1, left + width >= grey.shape[1] - 1, top + height >= grey.shape[0] - 1]
    hull = cv2.convexHull(contour)
    corners = cv2.approxPolyDP(hull, 0.05 * cv2.arcLength(hull, True), True)
    areas = [area * grey.size, cv2.contourArea(hull), cv2.contourArea(corners)]
    if sum(at_edges) > 1 or len(corners) != 4 or min(areas) < _SOLID * max(areas):
        return None
    inside = np.zeros(grey.shape, np.uint8)
    cv2.fillConvexPoly(inside, corners, 1)
    reach = max(3, round(0.06 * min(width, height)))
    values = grey[cv2.erode(inside, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0]
    if not values.size:
        return None
    low, middle, high = np.percentile(values, [0.5, 50, 99.5])
    return corners[:, 0].astype(np.float32) if max(middle - low, high - middle) >= 255 * _INK else None


def _in_order(corners: Floats) -> Floats:
    """Return corners (4, 2) in the order top left, top right, bottom right, bottom left."""
    total, difference = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    return corners[[total.argmin(), difference.argmax(), total.argmax(), difference.argmin()]]


def _from_above(picture: Floats, corners: Floats) -> Floats:
    """Map the quadrilateral with these corners (4, 2) in a picture (H, W) to a rectangle, less its edges."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = round(max(sides[0], sides[2])), round(max(sides[1], sides[3]))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    flat = cv2.warpPerspective(
        picture, cv2.getPerspectiveTransform(corners, target), (width, height), flags=cv2.INTER_AREA
    )
    down, across = max(1, round(_INSET * height)), max(1, round(_INSET * width))
    return np.ascontiguousarray(flat[down : height - down, across : width - across])
