"""Pictures for the benchmark of reading: numbers composed from digits, and pictures that show no digits."""

import cv2
import numpy as np
from numpy.typing import NDArray

from runtime.ink.picture import Floats

PAGE_HEIGHT = 140
BASELINE = 110
MARGIN = 20
SHAPE = 240  # pixels of a picture that shows no digits


def compose(images: NDArray[np.uint8], gap: float, rng: np.random.Generator) -> Floats:
    """Draw images (N, 28, 28) side by side on paper, as a picture (H, W) in [0, 1]."""
    scale = rng.uniform(2, 4)
    page = np.zeros((PAGE_HEIGHT, 1000), np.float32)
    right = MARGIN
    for number, image in enumerate(images):
        size = scale * rng.uniform(0.85, 1.15)
        ink = cv2.resize(
            image.astype(np.float32) / 255, None, fx=size, fy=size, interpolation=cv2.INTER_CUBIC
        )
        ink = np.clip(ink, 0, 1)
        rows, columns = (np.flatnonzero((ink > 0.2).any(axis=axis)) for axis in (1, 0))
        ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        left = round(right + gap * scale) if number else right
        top = int(np.clip(BASELINE - ink.shape[0] + rng.normal(0, scale), 0, PAGE_HEIGHT - ink.shape[0]))
        place = page[top : top + ink.shape[0], left : left + ink.shape[1]]
        np.maximum(place, ink, out=place)
        right = left + ink.shape[1]
    page = page[:, : right + MARGIN]
    light = rng.uniform(0.7, 0.95, (3, 4)).astype(np.float32)
    paper = cv2.resize(light, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_CUBIC)
    picture = paper * (1 - 0.75 * page) + rng.normal(0, 0.015, page.shape)
    return np.clip(picture, 0, 1).astype(np.float32)


def no_digits(number: int) -> Floats:
    """Draw a picture (H, W) in [0, 1] without digits: a face, hills, text, a texture, a scribble …"""
    rng = np.random.default_rng([7, number])
    drawn = np.zeros((SHAPE, SHAPE), np.uint8)
    page: Floats = np.zeros((SHAPE, SHAPE), np.float32)
    kind = number % 10
    thick = int(rng.integers(2, 9))
    if kind == 0:
        _face(drawn, rng, thick)
    elif kind == 1:
        for height in rng.uniform(60, 200, 4):
            x = np.arange(SHAPE)
            y = height + 30 * np.sin(x / rng.uniform(20, 60) + rng.uniform(0, 6))
            cv2.polylines(drawn, [np.stack([x, y], 1).astype(np.int32)], False, 255, thick, cv2.LINE_AA)
    elif kind == 2:
        for y in range(30, SHAPE, int(rng.integers(22, 50))):
            words = "".join(rng.choice(list("abcdefghkmnpqrtuvwxyAEFHKMNRTWXY "), 16))
            cv2.putText(
                drawn, words, (8, y), cv2.FONT_HERSHEY_SIMPLEX, rng.uniform(0.5, 1), 255, 2, cv2.LINE_AA
            )
    elif kind == 3:
        coarse = rng.uniform(0, 1, (int(rng.integers(4, 40)),) * 2).astype(np.float32)
        page = np.asarray(cv2.resize(coarse, (SHAPE, SHAPE), interpolation=cv2.INTER_CUBIC), np.float32)
    elif kind == 4:
        points = rng.uniform(30, SHAPE - 30, (int(rng.integers(8, 40)), 2)).astype(np.int32)
        cv2.polylines(drawn, [points], False, 255, thick, cv2.LINE_AA)
    elif kind == 5:
        corners = rng.uniform(20, SHAPE - 20, (int(rng.integers(3, 7)), 2)).astype(np.int32)
        cv2.fillConvexPoly(drawn, cv2.convexHull(corners), 255, cv2.LINE_AA)
    elif kind == 6:
        letter = str(rng.choice(list("AEFHKMNRTWXYabdefhkmnrtw&?%#@")))
        cv2.putText(drawn, letter, (60, 190), cv2.FONT_HERSHEY_SIMPLEX, 6, 255, 2 * thick, cv2.LINE_AA)
    elif kind == 7:
        step = int(rng.integers(8, 40))
        page[::step] = page[1::step] = 1
        page[:, ::step] = page[:, 1::step] = 1
    elif kind == 8:
        for _ in range(int(rng.integers(3, 60))):
            x, y = rng.integers(10, SHAPE - 10, 2).tolist()
            cv2.circle(drawn, (x, y), int(rng.integers(2, 12)), 255, -1, cv2.LINE_AA)
    else:
        page = rng.uniform(0, 1, (SHAPE, SHAPE)).astype(np.float32)
        page = np.asarray(cv2.GaussianBlur(page, (0, 0), rng.uniform(1, 12)), np.float32)
        page = (page - page.min()) / float(np.ptp(page))
    page = np.maximum(page, drawn.astype(np.float32) / 255)
    picture = rng.uniform(0.75, 0.95) * (1 - 0.8 * np.clip(page, 0, 1)) + rng.normal(0, 0.01, page.shape)
    return np.clip(picture, 0, 1).astype(np.float32)


def _face(page: NDArray[np.uint8], rng: np.random.Generator, thick: int) -> None:
    """Draw a face, in place."""
    middle = SHAPE // 2
    across, down = rng.integers(50, 90, 2).tolist()
    cv2.ellipse(page, (middle, middle), (across, down), 0, 0, 360, 255, thick, cv2.LINE_AA)
    for side in (-1, 1):
        cv2.circle(page, (middle + side * across // 2, middle - 20), 8, 255, -1, cv2.LINE_AA)
    cv2.ellipse(page, (middle, middle + 20), (across // 2, 16), 0, 0, 180, 255, thick, cv2.LINE_AA)
