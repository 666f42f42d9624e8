"""Compose numbers from images of single digits, with the owner of every pixel, to train the segmenter on."""

import dataclasses
import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from train.segmenter.clutter import scatter_clutter
from train.segmenter.forms import draw_form

Floats = NDArray[np.float32]

HEIGHT, WIDTH = 48, 128
"""Size in pixels of a composed number."""

NOBODY = -1
"""Owner of the pixels that belong to no digit."""

_INKED, _COVERED = 0.15, 0.4
"""Ink levels of a digit from which its pixels are its own: on paper, and where clutter crosses it."""

_COUNT_SHARES = (0.14, 0.2, 0.22, 0.17, 0.1, 0.07, 0.05, 0.05)
_FORM_SHARE = 0.1  # of the digits; see forms.py
_PATCH = 72  # size in pixels that holds the largest digit


@dataclasses.dataclass(frozen=True)
class Composed:
    """A composed number.

    Attributes:
        ink: The ink (H, W) in [0, 1].
        owner: The digit that each pixel (H, W) belongs to, an index into ``centres``, or ``NOBODY``.
        centres: The middle of the box around each digit (N, 2): x and y in pixels.
        labels: The digits written (N,).
    """

    ink: Floats
    owner: NDArray[np.int8]
    centres: Floats
    labels: NDArray[np.uint8]


@dataclasses.dataclass(frozen=True)
class Hand:
    """How all digits of a number are written.

    Attributes:
        scale: Size of the digits as a multiple of MNIST's.
        uneven: Standard deviation of the logarithm of a digit's size.
        lean: Pixels to the right per pixel upwards.
        blur: Standard deviation of a stroke's blur, in pixels.
        level: Blurred ink level that becomes the edge of a stroke; below 0.5 thickens the stroke.
        crispness: Slope of an edge, in ink per blurred ink.
        gap: Mean gap between the boxes of two digits, in MNIST's pixels; negative for an overlap.
        kerned: Whether the gap is between the strokes in each row instead of between the boxes.
        drop: Standard deviation of a digit's vertical shift, as a fraction of its height.
        climb: Pixels downwards per pixel to the right.
        on_line: Whether the digits stand on a line instead of around its middle.
        joined: Whether strokes join some of the digits.
    """

    scale: float
    uneven: float
    lean: float
    blur: float
    level: float
    crispness: float
    gap: float
    kerned: bool
    drop: float
    climb: float
    on_line: bool
    joined: bool

    @classmethod
    def draw(cls, rng: np.random.Generator, largest: float) -> "Hand":
        """Draw a hand at random; its digits are up to ``largest`` times MNIST's size."""
        return cls(
            scale=math.exp(rng.uniform(math.log(0.55), math.log(largest))),
            uneven=rng.choice([0.05, 0.12, 0.25]),
            lean=rng.normal(0, 0.15),
            blur=rng.uniform(0.3, 1.0),
            level=rng.uniform(0.25, 0.7),
            crispness=rng.uniform(1.2, 5),
            gap=rng.uniform(-5.5, 3) if rng.random() < 0.65 else rng.uniform(2, 14),
            kerned=rng.random() < 0.3,
            drop=rng.choice([0.03, 0.08, 0.16]),
            climb=rng.normal(0, 0.05),
            on_line=rng.random() < 0.6,
            joined=rng.random() < 0.08,
        )


class Composer:
    """Composes numbers at random from images (M, 28, 28) uint8 with labels (M,); a seed determines them."""

    def __init__(self, images: NDArray[np.uint8], labels: NDArray[np.uint8], seed: int) -> None:
        self._images, self._labels = images, labels
        self._rng = np.random.default_rng(seed)

    def compose(self) -> Composed:
        """Compose the next number: 1 to 8 digits, at times two rows of them, among clutter."""
        rng = self._rng
        digits: list[Floats] = []
        labels: list[int] = []
        if rng.random() < 0.12:
            hand = Hand.draw(rng, 0.95)
            for middle in (rng.uniform(0.2, 0.28), rng.uniform(0.72, 0.8)):
                self._write(hand, HEIGHT * middle, digits, labels)
        else:
            hand = Hand.draw(rng, 1.55)
            room = max(0.0, HEIGHT - 24 * hand.scale) / 2
            self._write(hand, HEIGHT / 2 + rng.uniform(-room, room), digits, labels)
        if not digits:
            return self.compose()  # all digits were drawn outside the canvas, or too thin
        layers = np.stack(digits)
        written = layers.max(axis=0)
        clutter = scatter_clutter(rng, written, hand.scale)
        clutter = self._pressed(clutter, hand)
        strongest = layers.max(axis=0)
        own = (strongest >= _INKED) & ((strongest >= clutter) | (strongest >= _COVERED))
        owner = np.where(own, layers.argmax(axis=0), NOBODY).astype(np.int8)
        centres = np.array([_centre(layer) for layer in digits], np.float32)
        return Composed(self._worn(np.maximum(written, clutter)), owner, centres, np.array(labels, np.uint8))

    def _write(self, hand: Hand, line: float, digits: list[Floats], labels: list[int]) -> None:
        """Append the layers (H, W) and labels of one row of digits around the height ``line``."""
        rng = self._rng
        count = int(rng.choice(len(_COUNT_SHARES), p=_COUNT_SHARES)) + 1
        patches: list[Floats] = []
        lefts: list[int] = []
        tops: list[int] = []
        right, reach, drawn = 0, np.full(3 * HEIGHT, -(10**6)), []
        for _ in range(count):
            image, label = self._pick()
            patch = self._digit(image, hand)
            height, width = patch.shape
            gap = (hand.gap + rng.normal(0, 0.8)) * hand.scale
            base = line + (12 * hand.scale - height if hand.on_line else -height / 2)
            top = round(base + rng.normal(0, hand.drop) * height) + HEIGHT
            top = int(np.clip(top, HEIGHT - height // 4, 2 * HEIGHT - height + height // 4))
            there = patch > 0.3 * patch.max()
            first = np.where(there, np.arange(width), width).min(axis=1)
            if not patches:
                left = 0
            elif hand.kerned:
                rows = reach[top : top + height] - first + max(gap, -2.5 * hand.scale)
                left = max(round(rows[first < width].max()), lefts[-1] + 4)
            else:
                left = max(round(right + gap), lefts[-1] + 3)
            if left + width > WIDTH - 2:
                break
            last = np.where(there, np.arange(width), -(10**6)).max(axis=1) + left + 1
            reach[top : top + height] = np.maximum(reach[top : top + height], last)
            patches.append(patch)
            lefts.append(left)
            tops.append(top)
            drawn.append(label)
            right = max(right, left + width)
        shift = int(rng.integers(0, WIDTH - right)) if right < WIDTH else 0
        for patch, left, top, label in zip(patches, lefts, tops, drawn, strict=True):
            tilt = round(hand.climb * (left + shift - WIDTH / 2) * 0.5)
            layer = np.zeros((3 * HEIGHT, WIDTH + _PATCH), np.float32)
            top = int(np.clip(top + tilt, HEIGHT - patch.shape[0] // 4, 2 * HEIGHT - 3 * patch.shape[0] // 4))
            layer[top : top + patch.shape[0], left + shift : left + shift + patch.shape[1]] = patch
            layer = layer[HEIGHT : 2 * HEIGHT, :WIDTH]
            if (layer > 0.3).sum() > 5:
                if hand.joined and digits and rng.random() < 0.6:
                    self._join(digits[-1], layer, max(1, round(1.5 * hand.scale)))
                digits.append(layer)
                labels.append(label)

    def _pick(self) -> tuple[NDArray[np.uint8], int]:
        """Return an image (28, 28) and its digit: mostly from MNIST, at times another form."""
        if self._rng.random() < _FORM_SHARE:
            return draw_form(self._rng)
        at = int(self._rng.integers(len(self._images)))
        return self._images[at], int(self._labels[at])

    def _join(self, one: Floats, other: Floats, thickness: int) -> None:
        """Join two digits (H, W) by a stroke, in place; each digit owns the half beside it."""
        start, end = self._point(one, rightmost=True), self._point(other, rightmost=False)
        if abs(end[0] - start[0]) > 24 or end[0] <= start[0]:
            return
        middle = (start + end) / 2 + [0, self._rng.uniform(-1, 3)]
        for layer, part in ((one, (start, middle)), (other, (middle, end))):
            stroke = np.zeros(layer.shape, np.uint8)
            first, last = (np.round(point).astype(int).tolist() for point in part)
            cv2.line(stroke, first, last, 255, thickness, cv2.LINE_AA)
            np.maximum(layer, stroke.astype(np.float32) / 255, out=layer)

    def _point(self, layer: Floats, *, rightmost: bool) -> NDArray[np.float64]:
        """Return a point (x, y) of a digit's ink (H, W) near its right or left side."""
        rows, columns = np.nonzero(layer > 0.5 * layer.max())
        order = np.argsort(-columns if rightmost else columns)
        chosen = order[int(self._rng.integers(max(1, len(order) // 5)))]
        return np.array([columns[chosen], rows[chosen]], float)

    def _digit(self, image: NDArray[np.uint8], hand: Hand) -> Floats:
        """Draw one digit (h, w), cropped to its ink."""
        rng = self._rng
        size = hand.scale * math.exp(np.clip(rng.normal(0, hand.uneven), -0.5, 0.5))
        across = size * math.exp(rng.normal(0, 0.08))
        turn, lean = rng.normal(0, 0.08), hand.lean + rng.normal(0, 0.05)
        turned = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
        linear = turned @ np.array([[across, -lean * size], [0, size]])
        offset = np.array([_PATCH / 2, _PATCH / 2]) - linear @ np.array([13.5, 13.5])
        warp = np.concatenate([linear, offset[:, None]], axis=1)
        # warpAffine skips pixels when it shrinks.
        source = cv2.GaussianBlur(image, (0, 0), 0.35 / size) if size < 0.75 else image
        drawn = cv2.warpAffine(source, warp, (_PATCH, _PATCH), flags=cv2.INTER_LINEAR)
        patch = self._pressed(np.asarray(drawn.astype(np.float32) / 255, np.float32), hand)
        if rng.random() < 0.06:
            patch = self._broken(patch)
        rows, columns = (np.flatnonzero((patch > _INKED).any(axis=axis)) for axis in (1, 0))
        if not rows.size:  # the pen was too thin
            return self._digit(image, dataclasses.replace(hand, level=0.8 * hand.level))
        return patch[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]

    def _pressed(self, ink: Floats, hand: Hand) -> Floats:
        """Apply the pen to ink (H, W): its width and the softness of its edge."""
        blurred = np.asarray(cv2.GaussianBlur(ink, (0, 0), hand.blur), np.float32)
        soft = blurred / max(float(blurred.max()), 0.5)
        pressed = np.clip(0.5 + (soft - hand.level) * hand.crispness, 0, 1) * np.minimum(soft * 8, 1)
        return np.asarray(pressed, np.float32)

    def _broken(self, patch: Floats) -> Floats:
        """Erase a thin line across a digit, as a dry pen or a bad threshold does."""
        ends = self._rng.integers(_PATCH // 4, 3 * _PATCH // 4, 4)
        gone = np.zeros(patch.shape, np.uint8)
        cv2.line(gone, ends[:2].tolist(), ends[2:].tolist(), 255, 1, cv2.LINE_AA)
        return np.asarray(patch * (1 - gone.astype(np.float32) / 255), np.float32)

    def _worn(self, ink: Floats) -> Floats:
        """Make ink (H, W) coarser, uneven and noisy, as cameras and thresholds do."""
        rng = self._rng
        worn: NDArray[Any] = ink
        if rng.random() < 0.3:
            share = rng.uniform(0.5, 0.85)
            small = cv2.resize(ink, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
            worn = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
        if rng.random() < 0.5:
            coarse = rng.uniform(0.5, 1, (3, 8)).astype(np.float32)
            worn = worn * cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
        if rng.random() < 0.4:
            worn = worn * (1 + rng.normal(0, 0.12, ink.shape).astype(np.float32))
        worn = np.clip(worn, 0, 1)
        return np.where(worn < 0.06, 0, worn).astype(np.float32)


def _centre(layer: Floats) -> tuple[float, float]:
    """Return the middle (x, y) of the box around a digit's ink (H, W)."""
    rows, columns = np.nonzero(layer >= _INKED)
    return (columns.min() + columns.max()) / 2, (rows.min() + rows.max()) / 2
