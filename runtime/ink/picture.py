"""Open any picture file, image or array as upright grey values in [0, 1]: formats, modes and limits."""

import io
import os
import re
import warnings
from pathlib import Path
from typing import IO, Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile, JpegImagePlugin

from runtime.errors import InkError
from runtime.ink.formats import ACCEPTED, format_of
from runtime.ink.numeric import grey_levels, numbers_in, squared

Floats = npt.NDArray[np.float32]
PictureSource = str | os.PathLike[str] | bytes | IO[bytes] | Image.Image | npt.NDArray[Any]

MAX_BYTES = 40_000_000
MAX_MEGAPIXELS = 20  # of an array or an image that is open already; formats.py has the limits of files
LONGEST_SIDE = 1024
"""Pictures are scaled down to this many pixels on their longer side: about 50 times an MNIST digit."""

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""The transpose that undoes each value of the EXIF tag Orientation."""
_ORIENTATION = 0x0112

_PILLOW_FILTER = ("ignore", None, Warning, re.compile(r"PIL\."), 0)


def open_picture(source: PictureSource) -> tuple[str, Floats]:
    """Open a picture; return its name for messages and its upright grey values (H, W) float32 in [0, 1].

    Raises:
        InkError: The source is not a picture, is damaged, or is larger than 40 MB or its format's limit.
    """
    name = _name_of(source)
    if isinstance(source, np.ndarray):
        return name, _grey(_checked_array(source, name))
    if isinstance(source, Image.Image):
        _check_size(*source.size, name, MAX_MEGAPIXELS)
        return name, _decoded(source, name)
    content = _bytes_of(source, name)
    image = _recognised(content, name)
    if image is None:
        numbers = numbers_in(content, name)
        if numbers is None:
            raise InkError(f"{name} is not a {ACCEPTED} picture; save it as one of these")
        return name, _grey(_checked_array(numbers, name))
    image.draft(image.mode, (LONGEST_SIDE, LONGEST_SIDE))  # decodes a JPEG no larger than needed
    if (pages := getattr(image, "n_frames", 1)) > 1:
        name = f"{name} (page 1 of {pages})"
    return name, _decoded(image, name)


def _name_of(source: PictureSource) -> str:
    if isinstance(source, (str, os.PathLike)):
        return f"'{Path(source).name}'"
    if isinstance(source, np.ndarray):
        return f"the array {source.shape}"
    named = getattr(source, "filename", None) or getattr(source, "name", None)
    return f"'{Path(named).name}'" if isinstance(named, str) and named else "the picture"


def _bytes_of(source: str | os.PathLike[str] | bytes | IO[bytes], name: str) -> bytes:
    if isinstance(source, (str, os.PathLike)):
        try:
            with Path(source).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InkError(f"{name} cannot be opened ({reason}); give the path of a picture file") from error
    elif isinstance(source, (bytes, bytearray, memoryview)):
        content = bytes(source[: MAX_BYTES + 1])
    elif hasattr(source, "read"):
        try:
            content = source.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            raise InkError(f"{name} cannot be read ({error}); give an open file") from error
        if not isinstance(content, bytes):
            raise InkError(f"{name} is open in text mode; open it in binary mode")
    else:
        kind = type(source).__name__
        raise InkError(
            f"cannot read a picture from type {kind}; give a path, bytes, a file, an image or an array"
        )
    if not content:
        raise InkError(f"{name} is empty (0 bytes); give a {ACCEPTED} picture")
    if len(content) > MAX_BYTES:
        raise InkError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB; save a smaller copy")
    return content


def _recognised(content: bytes, name: str) -> ImageFile.ImageFile | None:
    """Open a picture file without decoding it; None if it is not a picture."""
    # Choosing the decoder here, rather than through Image.open, rules out Pillow's other decoders and its
    # global pixel limit.
    kind = format_of(content)
    if kind is None:
        return None
    # A progressive JPEG with thousands of scans takes minutes to decode; cameras and editors write about ten.
    if kind.decoder is JpegImagePlugin.JpegImageFile and content.count(b"\xff\xda") > 100:
        raise InkError(f"{name} is a JPEG with more than 100 scans; save it again with fewer scans")
    _silence_pillow()
    try:
        image = kind.decoder(io.BytesIO(content))
    except Exception as error:  # a damaged file can raise almost any exception in a decoder
        raise InkError(f"{name} is damaged ({error}); save it again") from error
    _check_size(*image.size, name, kind.max_megapixels)
    return image


def _silence_pillow() -> None:
    """Hide Pillow's warnings about a picture's metadata.

    ``warnings.catch_warnings`` saves and restores a list of filters that all threads share, so two threads
    can undo each other's changes. Adding a filter, for Pillow's modules only, is safe. The filter is checked
    on every call because other code that restores the list (pytest, between tests) drops it.
    """
    if warnings.filters[:1] != [_PILLOW_FILTER]:
        warnings.filterwarnings("ignore", module=_PILLOW_FILTER[3].pattern)


def _decoded(image: Image.Image, name: str) -> Floats:
    _silence_pillow()
    try:
        image.load()
        orientation = image.getexif().get(_ORIENTATION)
    except Exception as error:  # a damaged file can raise almost any exception in a decoder
        raise InkError(f"{name} is damaged or incomplete ({error}); save it again") from error
    factor = max(image.size) // LONGEST_SIDE
    if factor > 1 and image.mode in ("L", "RGB", "RGBA", "CMYK"):
        image = image.reduce(factor)  # before the copies that follow
    turned = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    try:
        pixels = _pixels(image if turned is None else image.transpose(turned))
    except Exception as error:  # a mode that Pillow cannot convert
        raise InkError(f"{name} has an unsupported colour mode ({image.mode}); save it as RGB") from error
    return _grey(_checked_array(pixels, name))


def _check_size(width: int, height: int, name: str, max_megapixels: int) -> None:
    if width < 1 or height < 1:
        raise InkError(f"{name} has no pixels ({width}×{height}); give a picture of a digit")
    if width * height > max_megapixels * 1_000_000:
        raise InkError(
            f"{name} is too large: {width}×{height} is {width * height / 1e6:.1f} megapixels; "
            f"save a copy with at most {max_megapixels} megapixels"
        )


def _pixels(image: Image.Image) -> npt.NDArray[Any]:
    """Return the pixels of a Pillow image in any mode as an array (H, W) or (H, W, 3 or 4)."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        deep = np.asarray(image, dtype=np.float32)
        deep = np.where(np.isfinite(deep), deep, np.float32(0))
        # These modes have no fixed white: 12-bit scans are stored in 16 bits, floats in any unit.
        low, high = float(deep.min()), float(deep.max())
        scaled: Floats = np.clip((deep - low) / max(high - low, 1e-9), 0, 1)
        return scaled
    if image.mode == "LAB":
        return np.asarray(image.getchannel("L"))
    if image.has_transparency_data:
        return np.asarray(image.convert("RGBA"))
    if image.mode == "L":
        return np.asarray(image)
    return np.asarray(image.convert("RGB"))


def _checked_array(pixels: npt.NDArray[Any], name: str) -> npt.NDArray[Any]:
    """Return an array (H, W) or (H, W, 3 or 4) of any numeric type as uint8, or as float32 in [0, 1].

    Raises:
        InkError: The array has another shape, is too large, or has values that are not finite numbers.
    """
    pixels = squared(pixels, name)
    if pixels.ndim == 3 and pixels.shape[2] not in (3, 4):
        raise InkError(f"{name} has the wrong shape; give (height, width) or (height, width, 3 or 4)")
    _check_size(pixels.shape[1], pixels.shape[0], name, MAX_MEGAPIXELS)
    return grey_levels(pixels, name)


def _grey(pixels: npt.NDArray[Any]) -> Floats:
    """Convert pixels (H, W), (H, W, 3) or (H, W, 4) to grey (H, W) in [0, 1], at most 1024×1024."""
    height, width = pixels.shape[:2]
    scale = LONGEST_SIDE / max(height, width)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        pixels = cv2.resize(np.ascontiguousarray(pixels), size, interpolation=cv2.INTER_AREA)
    values = pixels.astype(np.float32) / np.float32(255 if pixels.dtype == np.uint8 else 1)
    if values.ndim == 2:
        return values
    if values.shape[2] == 4:
        values = _on_paper(values[:, :, :3], values[:, :, 3])
    return _contrasting_grey(values)


def _on_paper(colours: Floats, alpha: Floats) -> Floats:
    """Blend colours (H, W, 3) with alpha (H, W) onto a paper that contrasts with their ink → (H, W, 3)."""
    opaque = alpha > 0.5
    if not opaque.any():
        return np.ones_like(colours)
    shades = colours[opaque].mean(axis=1)
    rows, columns = np.flatnonzero(opaque.any(axis=1)), np.flatnonzero(opaque.any(axis=0))
    filled = opaque.sum() / ((rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1))
    dark, light = np.percentile(shades, [2, 98])
    if filled > 0.6 and light - dark > 0.25:  # a cut-out sheet with its own paper and ink
        paper = np.median(colours[opaque], axis=0)
    else:  # strokes on a transparent background
        paper = np.full(3, 1.0 if shades.mean() < 0.5 else 0.0)
    return (colours * alpha[:, :, None] + paper * (1 - alpha[:, :, None])).astype(np.float32)


def _contrasting_grey(colours: Floats) -> Floats:
    """Return the luma (H, W) of colours (H, W, 3), or a channel with more than twice its contrast.

    Yellow ink on white paper needs the second: it is nearly invisible in the luma.
    """
    luma = colours @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    greys = [luma, *(colours[:, :, channel] for channel in range(3))]
    spreads = [float(np.ptp(np.percentile(grey, [0.2, 99.8]))) for grey in greys]
    best = int(np.argmax(spreads))
    return np.ascontiguousarray(greys[best] if spreads[best] > 2 * spreads[0] else luma)
