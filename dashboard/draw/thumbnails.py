"""Many decoded digits in one WebP, white on black: the map's thumbnails and its manifold."""

import math
import threading

import cv2
import numpy as np

from runtime import Vae
from runtime.arrays import FloatArray

SHEET_COUNT, PER_SHEET, SHEET_COLUMNS = 10, 1000, 40
THUMBNAIL_SIZE = 20  # pixels
MARGIN = 2  # pixels of 28 that thumbnails crop on each side, nearly empty in MNIST
WEBP_QUALITY = 50

# One picture at a time, to leave a core for users who drag a slider.
_drawing = threading.Lock()


def stride(row_count: int) -> int:
    """Return the stride of the thumbnails: number i shows row ``i · stride mod row_count``, each row once."""
    step = int(row_count * 0.618) | 1
    while math.gcd(step, row_count) != 1:
        step += 2
    return step


def draw_sheet(vae: Vae, number: int) -> bytes:
    """Draw a sheet of 1,000 thumbnails, 40 per row."""
    row_count = len(vae.latents)
    rows = (np.arange(PER_SHEET) + number * PER_SHEET) * stride(row_count) % row_count
    with _drawing:
        images = vae.decode(vae.latents.mu[rows].astype(np.float32))
    inner = images[:, MARGIN:-MARGIN, MARGIN:-MARGIN]
    size = (THUMBNAIL_SIZE, THUMBNAIL_SIZE)
    small = np.stack([cv2.resize(image, size, interpolation=cv2.INTER_AREA) for image in inner])
    return _webp(_tiled(small, SHEET_COLUMNS))


def draw_manifold(vae: Vae, codes: FloatArray, columns: int) -> bytes:
    """Draw the digits of codes (N, latent_dim), ``columns`` per row."""
    with _drawing:
        images = vae.decode(codes)
    return _webp(_tiled(images, columns))


def _tiled(images: FloatArray, columns: int) -> FloatArray:
    """Tile images (N, H, W), ``columns`` per row; the last row is padded with empty tiles."""
    count, height, width = images.shape
    rows = -(-count // columns)
    tiles = np.zeros((rows * columns, height, width), np.float32)
    tiles[:count] = images
    return tiles.reshape(rows, columns, height, width).swapaxes(1, 2).reshape(rows * height, columns * width)


def _webp(image: FloatArray) -> bytes:
    grey = np.round(image * 255).astype(np.uint8)
    done, content = cv2.imencode(".webp", grey, [cv2.IMWRITE_WEBP_QUALITY, WEBP_QUALITY])
    assert done
    return content.tobytes()
