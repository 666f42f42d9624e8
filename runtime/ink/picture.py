"""Any picture file, image or array → its grey, upright, in [0, 1]: formats, modes and limits."""

import io
import os
import re
import warnings
from pathlib import Path
from typing import IO, Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from runtime.errors import InkError

Floats = npt.NDArray[np.float32]
PictureSource = str | os.PathLike[str] | bytes | IO[bytes] | Image.Image | npt.NDArray[Any]

MAX_BYTES = 10_000_000
MAX_PIXELS = 20_000_000
LONGEST_SIDE = 1024
"""Pictures are worked on at no more than this many pixels: fifty times what MNIST keeps of a digit."""

_SIGNATURES: list[tuple[bytes, type[ImageFile.ImageFile]]] = [
    (b"\x89PNG\r\n\x1a\n", PngImagePlugin.PngImageFile),
    (b"\xff\xd8\xff", JpegImagePlugin.JpegImageFile),
    (b"RIFF", WebPImagePlugin.WebPImageFile),
    (b"BM", BmpImagePlugin.BmpImageFile),
    (b"GIF8", GifImagePlugin.GifImageFile),
    (b"II*\0", TiffImagePlugin.TiffImageFile),
    (b"MM\0*", TiffImagePlugin.TiffImageFile),
]

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each value of the EXIF tag Orientation."""
_ORIENTATION = 0x0112

_PILLOW_REMARKS = ("ignore", None, Warning, re.compile(r"PIL\."), 0)


def open_picture(source: PictureSource) -> tuple[str, Floats]:
    """Open a picture: its name for messages, and its grey (H, W) float32 in [0, 1], upright.

    Raises:
        InkError: It is no picture, is damaged, or is larger than 10 MB or 20 megapixels.
    """
    name = _name_of(source)
    if isinstance(source, np.ndarray):
        return name, _grey(_checked_array(source, name))
    if isinstance(source, Image.Image):
        return name, _decoded(source, name)
    image = _recognised(_bytes_of(source, name), name)
    _check_size(*image.size, name)
    image.draft(image.mode, (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is read no finer than it is worked on
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
            raise InkError(f"{name} cannot be read ({error}); give a file that is open") from error
        if not isinstance(content, bytes):
            raise InkError(f"{name} is a file of text; open it in binary mode")
    else:
        kind = type(source).__name__
        raise InkError(
            f"no picture can be read from {kind}; give a path, bytes, a file, an image or an array"
        )
    if not content:
        raise InkError(f"{name} is empty (0 bytes); give a PNG, JPEG, WebP, BMP, TIFF or GIF picture")
    if len(content) > MAX_BYTES:
        raise InkError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB; save it smaller")
    return content


def _recognised(content: bytes, name: str) -> ImageFile.ImageFile:
    # The decoder is chosen here rather than by Image.open: no other decoder of Pillow's can be reached,
    # and its global pixel limit neither warns nor has to be changed.
    decoder = next((decoder for signature, decoder in _SIGNATURES if content.startswith(signature)), None)
    if decoder is None:
        raise InkError(f"{name} is not a PNG, JPEG, WebP, BMP, TIFF or GIF picture; save it as one of these")
    # A progressive JPEG of thousands of scans is decoded for minutes; cameras and editors write about ten.
    if decoder is JpegImagePlugin.JpegImageFile and content.count(b"\xff\xda") > 100:
        raise InkError(f"{name} is a JPEG of more than 100 scans; save it anew")
    _hush_pillow()
    try:
        return decoder(io.BytesIO(content))
    except Exception as error:  # the decoders raise whatever a damaged file makes them stumble over
        raise InkError(f"{name} is damaged ({error}); save it anew") from error


def _hush_pillow() -> None:
    """Let no remark of Pillow's on a picture's metadata reach the user.

    ``warnings.catch_warnings`` saves and restores a list that all threads share, so that two of them can undo
    each other's. A rule that is only ever added, and only for Pillow's own modules, cannot go wrong that way;
    it is looked for each time as whoever does restore that list (pytest, between tests) drops it.
    """
    if warnings.filters[:1] != [_PILLOW_REMARKS]:
        warnings.filterwarnings("ignore", module=_PILLOW_REMARKS[3].pattern)


def _decoded(image: Image.Image, name: str) -> Floats:
    _check_size(*image.size, name)
    _hush_pillow()
    try:
        image.load()
        orientation = image.getexif().get(_ORIENTATION)
    except Exception as error:  # as above
        raise InkError(f"{name} is damaged or cut short ({error}); save it anew") from error
    turned = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    try:
        pixels = _pixels(image if turned is None else image.transpose(turned))
    except Exception as error:  # a mode that Pillow cannot convert
        raise InkError(f"{name} has colours of an unknown kind ({image.mode}); save it as RGB") from error
    return _grey(_checked_array(pixels, name))


def _check_size(width: int, height: int, name: str) -> None:
    if width < 1 or height < 1:
        raise InkError(f"{name} has no pixels ({width}×{height}); give a picture of a digit")
    if width * height > MAX_PIXELS:
        limit = MAX_PIXELS // 1_000_000
        raise InkError(
            f"{name} is too large: {width}×{height} is {width * height / 1e6:.1f} megapixels; "
            f"save it with no more than {limit}"
        )


def _pixels(image: Image.Image) -> npt.NDArray[Any]:
    """The pixels of a Pillow image of any mode as an array (H, W) or (H, W, 3 or 4)."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        deep = np.asarray(image, dtype=np.float32)
        deep = np.where(np.isfinite(deep), deep, np.float32(0))
        # These modes have no fixed white: 12-bit scans come in 16 bits, and floats in any unit.
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
    """An array (H, W) or (H, W, 3 or 4), as uint8 or as float32 in [0, 1]."""
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    if pixels.ndim != 2 and not (pixels.ndim == 3 and pixels.shape[2] in (3, 4)):
        raise InkError(f"{name} has the wrong shape; give (height, width) or (height, width, 3 or 4)")
    _check_size(pixels.shape[1], pixels.shape[0], name)
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype == np.bool_:
        return pixels.astype(np.uint8) * 255
    if pixels.dtype == np.uint16:
        return pixels.astype(np.float32) / 65535
    if not np.issubdtype(pixels.dtype, np.floating):
        raise InkError(f"{name} holds {pixels.dtype}; give uint8, uint16, bool, or float in [0, 1]")
    low, high = float(pixels.min()), float(pixels.max())
    if not (low >= 0 and high <= 1):  # also where one is not a number
        raise InkError(f"{name} reaches from {low:g} to {high:g}; scale it to [0, 1]")
    return pixels.astype(np.float32)


def _grey(pixels: npt.NDArray[Any]) -> Floats:
    """Pixels (H, W), (H, W, 3) or (H, W, 4) → their grey (H, W) in [0, 1], at most 1024 pixels long."""
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
    """Lay colours (H, W, 3) with alpha (H, W) on paper that their ink stands out from → (H, W, 3)."""
    shown = alpha > 0.5
    if not shown.any():
        return np.ones_like(colours)
    shades = colours[shown].mean(axis=1)
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    filled = shown.sum() / ((rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1))
    dark, light = np.percentile(shades, [2, 98])
    if filled > 0.6 and light - dark > 0.25:  # a sheet with its own paper and ink, cut out
        paper = np.median(colours[shown], axis=0)
    else:  # strokes alone
        paper = np.full(3, 1.0 if shades.mean() < 0.5 else 0.0)
    return (colours * alpha[:, :, None] + paper * (1 - alpha[:, :, None])).astype(np.float32)


def _contrasting_grey(colours: Floats) -> Floats:
    """Luma (H, W) of colours (H, W, 3), or a channel that shows ink twice as clearly (yellow on white)."""
    luma = colours @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    greys = [luma, *(colours[:, :, channel] for channel in range(3))]
    spreads = [float(np.ptp(np.percentile(grey, [0.2, 99.8]))) for grey in greys]
    best = int(np.argmax(spreads))
    return np.ascontiguousarray(greys[best] if spreads[best] > 2 * spreads[0] else luma)
