"""Any picture of a digit → a 28×28 MNIST-style image, step by step.

A picture is opened (``open_picture``), its paper is flattened and its ink separated (``find_ink``), and the ink is
put into MNIST's frame (``mnist_frame``): aspect-true into 20×20, the centre of mass at the middle of 28×28
(LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied to document recognition", III.A).
"""

import io
import os
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import BmpImagePlugin, GifImagePlugin, Image, ImageFile, JpegImagePlugin, PngImagePlugin
from PIL import TiffImagePlugin, WebPImagePlugin

from runtime.errors import InkError

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Source = str | os.PathLike[str] | bytes | IO[bytes] | Image.Image | npt.NDArray[Any]
Box = tuple[int, int, int, int]

MAX_BYTES = 10_000_000
MAX_PIXELS = 20_000_000
LONGEST_SIDE = 1024
"""Pictures are worked on at no more than this many pixels: fifty times what MNIST keeps of a digit."""

FRAME, BOX = 28, 20
"""MNIST's image, and the box in it that a digit fills."""

_FINE = 8
"""A digit is drawn this many times larger than its 28×28 image before it is averaged down."""

_THINNEST, _FATTEST = 2.4, 4.0
"""Strokes, in pixels of the 28×28 image, are thickened up to the one and thinned down to the other."""

_FAINTEST = 0.05
"""Ink differs from paper by at least this much of the way from black to white."""

_RULE_REACH = 0.75
"""At least this part of a rule's way through the picture is ink."""

_RULE_REACH_TO_RULE = 0.9
"""The same of a rule that leaves the picture on one side only, as it ends at another: the frame of a cell."""

_THICKEST_RULE = 0.1
"""Rules, and dark strips along an edge, are no thicker than this part of the picture."""

_MOST_RULES = 64

_SPECK = 0.03
"""A stroke is at least this part of the largest one's area."""

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


@dataclass(frozen=True)
class InkSteps:
    """How a picture became a digit; every stage in [0, 1], ``ink`` and ``digit`` with ink = 1 on paper = 0.

    Attributes:
        picture: Grey as seen, upright, at most 1024 pixels long (H, W).
        ink: Its ink alone: paper, shadows, rules and specks removed (H, W).
        box: Where the digit lies in both: x, y, width, height.
        digit: The digit as MNIST would hold it (28, 28).
    """

    picture: Floats
    ink: Floats
    box: Box
    digit: Floats


def read_digit(source: Source) -> Floats:
    """Read the digit of a picture as an image (28, 28) float32 in [0, 1], ink = 1.

    Args:
        source: A path, bytes, a binary file, a Pillow image, or an array (H, W) or (H, W, 3 or 4).

    Raises:
        InkError: The picture cannot be read or holds no ink.
    """
    return ink_steps(source).digit


def ink_steps(source: Source) -> InkSteps:
    """Read the digit of a picture, and keep every stage (H, W) on the way to its image (28, 28).

    Raises:
        InkError: The picture cannot be read or holds no ink.
    """
    name, picture = open_picture(source)
    ink = find_ink(picture, name)
    return InkSteps(picture, ink, ink_box(ink), mnist_frame(ink))


# Opening


def open_picture(source: Source) -> tuple[str, Floats]:
    """Open a picture: its name for messages, and its grey (H, W) float32 in [0, 1], upright.

    Raises:
        InkError: It is no picture, is damaged, or is larger than 10 MB or 20 megapixels.
    """
    name = _name_of(source)
    if isinstance(source, np.ndarray):
        return name, _grey(_checked_array(source, name))
    if isinstance(source, Image.Image):
        return name, _decoded(source, name)
    return name, _decoded(_recognised(_bytes_of(source, name), name), name)


def _name_of(source: Source) -> str:
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
        content = source.read(MAX_BYTES + 1)
        if not isinstance(content, bytes):
            raise InkError(f"{name} is a file of text; open it in binary mode")
    else:
        kind = type(source).__name__
        raise InkError(f"a picture cannot be read from {kind}; give a path, bytes, a file, an image or an array")
    if not content:
        raise InkError(f"{name} is empty (0 bytes); give a PNG, JPEG, WebP, BMP, TIFF or GIF picture")
    if len(content) > MAX_BYTES:
        raise InkError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB; save it smaller")
    return content


def _recognised(content: bytes, name: str) -> ImageFile.ImageFile:
    # The decoder is chosen here rather than by Image.open: no other decoder of Pillow's can be reached,
    # and its global pixel limit neither warns nor has to be changed.
    for signature, decoder in _SIGNATURES:
        if content.startswith(signature):
            break
    else:
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

    ``warnings.catch_warnings`` saves and restores a list that all threads share, so that two of them can undo each
    other's. A rule that is only ever added, and only for Pillow's own modules, cannot go wrong that way; it is looked
    for each time as whoever does restore that list (pytest, between tests) drops it.
    """
    if warnings.filters[:1] != [_PILLOW_REMARKS]:
        warnings.filterwarnings("ignore", module=_PILLOW_REMARKS[3].pattern)


def _decoded(image: Image.Image, name: str) -> Floats:
    width, height = image.size
    _check_size(width, height, name)
    _hush_pillow()
    try:
        if isinstance(image, JpegImagePlugin.JpegImageFile):
            image.draft(image.mode, (LONGEST_SIDE, LONGEST_SIDE))
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
        return np.clip((deep - low) / max(high - low, 1e-9), 0, 1)
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
    values = pixels.astype(np.float32) / (255 if pixels.dtype == np.uint8 else 1)
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
    """Luma (H, W) of colours (H, W, 3), or one channel where the ink shows twice as clearly (yellow on white)."""
    luma = colours @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    greys = [luma, *(colours[:, :, channel] for channel in range(3))]
    spreads = [float(np.ptp(np.percentile(grey, [0.2, 99.8]))) for grey in greys]
    best = int(np.argmax(spreads))
    return np.ascontiguousarray(greys[best] if spreads[best] > 2 * spreads[0] else luma)


# Separating the ink


def find_ink(picture: Floats, name: str = "the picture") -> Floats:
    """Separate the ink of a picture (H, W) in [0, 1] from its paper → (H, W) in [0, 1], ink = 1, all else 0.

    Raises:
        InkError: Nothing stands out from the paper.
    """
    height, width = picture.shape
    relief = _relief(picture)
    paper, ink_level, noise = _levels(relief)
    if ink_level - paper < max(_FAINTEST, 5 * noise):
        raise InkError(
            f"{name} holds no ink: every pixel is about the same grey; write the digit larger or darker"
        )
    floor = paper + min(3 * noise, 0.3 * (ink_level - paper))
    ink = np.clip((relief - floor) / (ink_level - floor), 0, 1)
    kept = _digit_strokes(ink)
    if not kept.any():
        raise InkError(f"{name} holds no ink but specks or rules; write the digit larger or darker")
    return np.where(kept, ink, np.float32(0))


def _relief(picture: Floats) -> Floats:
    """How far each pixel (H, W) stands out from the paper around it, whichever of the two is the darker; ≥ 0."""
    height, width = picture.shape
    scale = min(1.0, 256 / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    if _paper_is_light(small):
        picture, small = 1 - picture, 1 - small
    # Opening takes away all that is narrower than its square: the strokes go, paper and shadow stay.
    reach = max(3, round(0.4 * min(size))) | 1
    calm = cv2.GaussianBlur(small, (0, 0), 1) if scale < 1 else small
    paper = cv2.morphologyEx(calm, cv2.MORPH_OPEN, np.ones((reach, reach), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), reach / 8)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.maximum(picture - paper, 0)


def _paper_is_light(picture: Floats) -> bool:
    # Ink is the minority that stands out from a median twice as wide as any stroke: the tail of what is left
    # when that median is taken away points from paper to ink, in whatever light.
    reach = max(3, min(picture.shape) // 2 | 1)
    grey = np.round(picture * 255).astype(np.uint8)
    rest = picture - cv2.medianBlur(grey, reach).astype(np.float32) / 255
    return float((rest**3).sum()) < 0


def _levels(relief: Floats) -> tuple[float, float, float]:
    """The paper's and the ink's typical relief, and the paper's noise (one standard deviation)."""
    # Ridler & Calvard 1978 with medians, from the top down: a hairline in a large picture is few pixels.
    values = np.sort(relief, axis=None)
    peak = values[max(0, values.size - 1 - max(4, values.size // 2000))]
    threshold = (values[values.size // 2] + peak) / 2
    for _ in range(20):
        cut = int(np.searchsorted(values, threshold, side="right"))
        if not 0 < cut < values.size:
            break
        paper, ink_level = float(values[cut // 2]), float(values[(cut + values.size) // 2])
        if abs((paper + ink_level) / 2 - threshold) < 1e-4:
            break
        threshold = (paper + ink_level) / 2
    cut = min(max(1, int(np.searchsorted(values, threshold, side="right"))), values.size - 1) if values.size > 1 else 0
    paper, ink_level = float(values[cut // 2]), float(values[(cut + values.size) // 2])
    noise = float(1.4826 * np.median(np.abs(values[:cut] - paper))) if cut else 0.0
    return paper, ink_level, noise


def _digit_strokes(ink: Floats) -> Mask:
    """Where the strokes of digits are in an ink map (H, W): no rules, no specks, but their soft edges too."""
    core = (ink > 0.5).astype(np.uint8)
    weak = (ink > 0.3).astype(np.uint8)
    weak = _without_rules(weak)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(weak, connectivity=8)
    areas = np.bincount(labels.ravel(), weights=core.ravel(), minlength=count)
    areas[0] = 0
    keep = areas >= max(2.0, _SPECK * areas.max(initial=0))
    keep &= ~_edge_crumbs(boxes, keep, ink.shape)
    kept = keep[labels]
    soft = cv2.dilate(kept.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    return soft & (kept | (labels == 0))


def _edge_crumbs(boxes: npt.NDArray[np.int32], keep: Mask, shape: tuple[int, ...]) -> Mask:
    """Which strokes lie flat against the picture's edge and are lower than a digit: left of rules, or beside paper."""
    left, top, width, height = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    near = max(2, max(shape) // 25)
    at_side = (left < near) | (left + width > shape[1] - near)
    at_end = (top < near) | (top + height > shape[0] - near)
    digits = keep & ~at_side & ~at_end
    tallest = height[digits if digits.any() else keep].max(initial=0)
    flat = (at_side & (width < 0.3 * tallest)) | (at_end & (height < 0.3 * tallest))
    return flat & (height < 0.6 * tallest)


def _without_rules(mask: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Take the rules of ruled or squared paper, and dark strips along an edge, out of a mask (H, W)."""
    # Looked for in no more than 320 pixels: quick, and a line that is a little bent stays one.
    height, width = mask.shape
    step = -(-max(height, width) // 320)
    padded = np.pad(mask, ((0, -height % step), (0, -width % step)))
    small = padded.reshape(padded.shape[0] // step, step, padded.shape[1] // step, step).max(axis=(1, 3))
    rest = _without_level_rules(np.ascontiguousarray(_without_level_rules(small).T)).T
    rules = np.kron(small & ~rest, np.ones((step, step), np.uint8))[:height, :width]
    if not rules.any():
        return mask
    cleaned = np.ascontiguousarray(mask & ~rules)
    # In a picture cut close to its digits, the bar of a 7 goes from edge to edge as a rule does. What tells them
    # apart is the rest of the 7, which goes from edge to edge as well.
    _, _, boxes, _ = cv2.connectedComponentsWithStats(cleaned, connectivity=8)
    spans = (boxes[1:, 2] >= 0.96 * width) | (boxes[1:, 3] >= 0.96 * height)
    if len(boxes) == 1 or spans.any():  # in the first case the one stroke there was: a 1
        return mask
    return cleaned


def _without_level_rules(mask: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Take the rules that go through a mask (H, W) from left to right, within about 14° of level, out of it."""
    mask = mask.copy()
    slopes = np.linspace(-0.25, 0.25, 51)
    for _ in range(_MOST_RULES):
        row, slope, length = _best_rule(mask, slopes)
        if not length or not _erase_rule(mask, row, slope):
            break
        slopes = slope + np.linspace(-0.03, 0.03, 7)  # the others are parallel to the first
    return mask


def _best_rule(
    mask: npt.NDArray[np.uint8], slopes: npt.NDArray[np.float64]
) -> tuple[int, float, int]:
    """The longest line that may be a rule: its row at mid-width, its slope, and its columns of ink; 0 for none."""
    height, width = mask.shape
    rows, columns = np.nonzero(cv2.dilate(mask, np.ones((3, 1), np.uint8)))
    best = (0, 0.0, 0)
    for slope in slopes:
        rise = np.round(slope * (np.arange(width) - width / 2)).astype(np.intp)
        counts = np.bincount(rows - rise[columns] + width, minlength=height + 2 * width)
        # Only that part of a line counts which is inside the picture, if it is long enough to tell.
        at = np.arange(counts.size) - width
        falls = np.sort(-rise)
        inside = np.searchsorted(falls, at, side="right") - np.searchsorted(falls, at - height, side="right")
        counts[(inside < 0.4 * width) | (counts < _RULE_REACH * inside)] = 0
        if counts.max() > best[2]:
            best = (int(counts.argmax()) - width, float(slope), int(counts.max()))
    return best


def _erase_rule(mask: npt.NDArray[np.uint8], row: int, slope: float) -> bool:
    """Erase the rule through ``row`` at mid-width from a mask (H, W), but not the strokes that cross it."""
    height, width = mask.shape
    columns = np.arange(width)
    centre = np.round(row + slope * (columns - width / 2)).astype(np.intp)
    columns = columns[(centre >= 0) & (centre < height)]
    centre = centre[columns]
    for shift in (1, -1):  # onto the ink where the rule is a pixel off its straight line
        beside = np.clip(centre + shift, 0, height - 1)
        centre = np.where((mask[centre, columns] == 0) & (mask[beside, columns] > 0), beside, centre)
    inked = mask[centre, columns] > 0
    end = max(1, columns.size // 20)
    ends = int(inked[:end].any()) + int(inked[-end:].any())
    if ends == 0 or (ends == 1 and inked.mean() < _RULE_REACH_TO_RULE):
        return False
    paper = mask == 0
    rows = np.arange(height)[:, None]
    above = np.maximum.accumulate(np.where(paper, rows, -1), axis=0)[centre, columns]
    below = np.minimum.accumulate(np.where(paper, rows, height)[::-1], axis=0)[::-1][centre, columns]
    thickness = below - above - 1
    usual = float(np.median(thickness[inked]))
    if usual > max(2, _THICKEST_RULE * height):
        return False
    for at in np.flatnonzero(inked & (thickness <= 2 * usual)):
        mask[above[at] + 1 : below[at], columns[at]] = 0
    return True


def ink_box(ink: Floats) -> Box:
    """The box x, y, width, height around all ink of a map (H, W); it must hold some."""
    rows, columns = np.flatnonzero((ink > 0.1).any(axis=1)), np.flatnonzero((ink > 0.1).any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    return left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1


# MNIST's frame


def mnist_frame(ink: Floats) -> Floats:
    """Put the ink of a map (H, W) into MNIST's frame: (28, 28) in [0, 1], 20 pixels long, centre of mass at (14, 14)."""
    left, top, width, height = ink_box(ink)
    digit = ink[top : top + height, left : left + width]
    longest = max(width, height)
    if abs(longest - BOX) <= 1:  # already at MNIST's size: resampling could only blur it
        return _centred(digit, 1)
    scale = BOX * _FINE / longest
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    fine = cv2.resize(digit, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    fine = _usual_width(np.clip(fine, 0, 1))
    return _centred(fine, _FINE)


def _usual_width(fine: Floats) -> Floats:
    """Thicken strokes, or thin them, to MNIST's width in a map at eight times its size; the box grows along."""
    mask = fine > 0.5
    inner = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=0).astype(bool)
    edge = int((mask & ~inner).sum())
    if edge == 0:
        return fine
    stroke = 2 * float(mask.sum()) / edge / _FINE
    if stroke < _THINNEST:
        grow = round((_THINNEST - stroke) * _FINE)
        fine = np.pad(fine, grow)
        fine = cv2.dilate(fine, _disc(grow))
    elif stroke > _FATTEST:
        fine = cv2.erode(fine, _disc(round((stroke - _FATTEST) * _FINE)), borderValue=0)
    left, top, width, height = ink_box(fine)
    fine = fine[top : top + height, left : left + width]
    scale = BOX * _FINE / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(fine, size, interpolation=cv2.INTER_AREA)


def _disc(diameter: int) -> npt.NDArray[np.uint8]:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (diameter | 1, diameter | 1))


def _centred(digit: Floats, scale: int) -> Floats:
    """Put a digit drawn ``scale`` times too large at the middle of a frame, and average it down to (28, 28)."""
    height, width = digit.shape
    mass = float(digit.sum())
    row = float(digit.sum(axis=1) @ np.arange(height)) / mass + 0.5
    column = float(digit.sum(axis=0) @ np.arange(width)) / mass + 0.5
    # MNIST's centre is pixel 14, the first beyond the middle, and no ink may leave the frame.
    top = int(np.clip(round((FRAME / 2 + 0.5) * scale - row), 0, FRAME * scale - height))
    left = int(np.clip(round((FRAME / 2 + 0.5) * scale - column), 0, FRAME * scale - width))
    canvas = np.zeros((FRAME * scale, FRAME * scale), np.float32)
    canvas[top : top + height, left : left + width] = digit
    if scale > 1:
        canvas = cv2.resize(canvas, (FRAME, FRAME), interpolation=cv2.INTER_AREA)
    return np.clip(canvas / max(float(canvas.max()), 1e-6), 0, 1)
