"""Draw images in [0, 1] as the frames of a film: enlarged, with dark or light paper."""

from numbers import Integral, Real
from typing import Final, Literal, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from runtime.errors import VideoError, shortened

Image = NDArray[np.float32]
Frame = NDArray[np.uint8]
Paper = Literal["dark", "light"]

MIN_HEIGHT: Final = 28
MAX_HEIGHT: Final = 1080
DEFAULT_HEIGHT: Final = 448  # 16 screen pixels for each of 28 rows

_RANGE_SLACK = 1e-3  # tolerance for float32 rounding; beyond it the images are in another unit


def to_frame(image: Image, *, height: int, pixels: bool = False, paper: Paper = "dark") -> Frame:
    """Draw an image (H, W) in [0, 1], ink = 1, as a frame (height, width) uint8.

    At the image's own height and on dark paper, the frame is exactly ``round(image * 255)``.

    Args:
        image: Float image; one digit is (28, 28), two side by side are (28, 56).
        height: Height in pixels, even, 28 to 1080; the width is in proportion and also even.
        pixels: Show the image's pixels as squares instead of enlarging smoothly.
        paper: "dark" for light ink on black, as in MNIST; "light" for dark ink on white.

    Raises:
        VideoError: The image is not an array (H, W) of floats in [0, 1], or an option is out of range.
    """
    check_height(height)
    check_paper(paper)
    check_image(image)
    width = frame_width(image.shape, height)
    # On 8-bit images, OpenCV enlarges several times as fast and clips the overshoot of cubic interpolation.
    grey = np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)
    method = _interpolation(image, height, pixels)
    frame = cv2.resize(grey, (width, height), interpolation=method).astype(np.uint8)
    return frame if paper == "dark" else np.uint8(255) - frame


def check_range(name: str, value: object, low: int, high: int, *, whole: bool) -> None:
    """Refuse a value that is not a number from ``low`` to ``high``; with ``whole``, a whole number."""
    number = float("nan")  # NaN fails every comparison
    if isinstance(value, Integral):
        number = int(value)  # an integer may be too large for a float
    elif isinstance(value, Real) and not whole:
        number = float(value)
    if isinstance(value, bool) or not low <= number <= high:  # bool is a subclass of int
        kind = "a whole number" if whole else "a number"
        raise VideoError(f"{name} is {shortened(value)}; give {kind} from {low:,} to {high:,}")


def check_height(height: int) -> None:
    """Refuse a height in pixels that is odd or outside 28 to 1080."""
    check_range("height", height, MIN_HEIGHT, MAX_HEIGHT, whole=True)
    if height % 2:
        raise VideoError(
            f"height is {height}, but video needs an even height; give {height - 1} or {height + 1}"
        )


def check_paper(paper: str) -> None:
    """Refuse a paper other than "dark" and "light"."""
    if paper not in get_args(Paper):
        raise VideoError(f"paper is {shortened(paper)}; choose {' or '.join(get_args(Paper))}")


def check_image(image: Image) -> None:
    """Refuse an image that is not an array (H, W) of floats in [0, 1]."""
    if not isinstance(image, np.ndarray) or image.dtype.kind != "f" or image.ndim != 2 or not image.size:
        # uint8 values would be read in the wrong unit, as ink everywhere.
        found = type(image).__name__
        if isinstance(image, np.ndarray):
            found = f"{image.dtype} and shape {image.shape}"
        raise VideoError(f"an image has type {found}; give float32 arrays (H, W) in [0, 1]")
    low, high = float(image.min()), float(image.max())
    if not (low >= -_RANGE_SLACK and high <= 1 + _RANGE_SLACK):
        raise VideoError(f"an image has values from {low:g} to {high:g}; give floats in [0, 1], ink = 1")


def frame_width(shape: tuple[int, ...], height: int) -> int:
    """Return the even width in pixels that keeps the proportions of an image (H, W) at ``height``."""
    return 2 * max(1, round(shape[1] * height / (2 * shape[0])))


def _interpolation(image: Image, height: int, pixels: bool) -> int:
    if pixels:
        return cv2.INTER_NEAREST_EXACT
    return cv2.INTER_CUBIC if height >= image.shape[0] else cv2.INTER_AREA
