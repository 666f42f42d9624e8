"""Legs: the frames between two numbers, in which every digit morphs, grows or shrinks with its own timing."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runtime.arrays import IMAGE_SIZE, FloatArray
from runtime.ends.anchor import Anchor
from runtime.morph.growth import draw_digit, growth
from runtime.morph.layout import lay_out, left_edge
from runtime.morph.motion import Motion
from runtime.morph.timing import digit_times
from runtime.path.path import CodePath, Times
from runtime.path.paths import Paths
from runtime.path.true_ends import TrueEnds

CHUNK_SIZE = 64  # frames decoded at once; keeps decoding fast and memory constant


class Leg:
    """The frames from one end to another, ``width`` digits wide.

    ``steps`` is the number of intervals between the frames, one fewer than the frames. Frames come in order
    from start to end, or from end to start with ``backwards``.
    """

    def __init__(
        self,
        paths: Paths,
        start: Anchor,
        end: Anchor,
        *,
        width: int,
        motion: Motion,
    ) -> None:
        """Find the paths for all digits that have a partner.

        Raises:
            MorphError: Unknown alignment.
            PathError: Unknown kind of path.
        """
        self.paths, self.motion, self.width = paths, motion, width
        self._start, self._end = start, end
        self.slots = lay_out(start.digit_count, end.digit_count, width, motion.align)
        self._path_of: dict[int, CodePath] = {}  # slot → path of a digit with a partner
        self._lone: dict[int, FloatArray] = {}  # slot → code of a digit without a partner
        for number, slot in enumerate(self.slots):
            if slot.start is not None and slot.end is not None:
                z_start, z_end = start.codes[slot.start], end.codes[slot.end]
                self._path_of[number] = paths.find(z_start, z_end, motion.path, even=motion.even)
            elif slot.end is not None:
                self._lone[number] = end.codes[slot.end]
            else:
                self._lone[number] = start.codes[slot.start]
        self._paired = list(self._path_of)

    def codes(self, steps: int, *, backwards: bool = False) -> Iterator[FloatArray]:
        """Yield codes (digit_count, latent_dim) for ``steps + 1`` frames; a lone digit keeps its code."""
        for _, times in self._chunks(steps, backwards):
            yield from self._all_codes(times)

    def edges(self, steps: int, *, backwards: bool = False) -> Iterator[FloatArray]:
        """Yield the left edges of all digits, (digit_count,) in pixels, for ``steps + 1`` frames.

        An edge is NaN while its digit grows or shrinks.
        """
        x_start, x_end = np.array([(slot.x_start, slot.x_end) for slot in self.slots], np.float64).T
        for _, times in self._chunks(steps, backwards):
            edges = x_start + times * (x_end - x_start)
            for number in self._lone:
                whole = 1.0 if self.slots[number].start is None else 0.0
                edges[times[:, number] != whole, number] = np.nan
            yield from edges.astype(np.float32)

    def frames(self, steps: int, *, backwards: bool = False) -> Iterator[FloatArray]:
        """Yield ``steps + 1`` frames (28, 28 · width) in [0, 1], both ends included.

        The first and last frames are exactly the decoded ends; with true ends, an end given as a picture
        appears exactly as its original images.
        """
        departure, arrival = (self._end, self._start) if backwards else (self._start, self._end)
        ends = {0: self._stand(self._shown(departure)), steps: self._stand(self._shown(arrival))}
        for first, times in self._chunks(steps, backwards):
            numbers = range(first, first + len(times))
            if ends.keys() >= set(numbers):  # nothing between the ends to decode
                yield from (ends[number].copy() for number in numbers)
                continue
            shares = self._shares(times)
            codes = self._paired_codes(shares)
            frame_count, digit_count, latent_dim = codes.shape
            # A digit that waits or does not change is decoded only once.
            different, number_of = np.unique(codes.reshape(-1, latent_dim), axis=0, return_inverse=True)
            decoded = self.paths.decode(different)[number_of]
            images = decoded.reshape(frame_count, digit_count, IMAGE_SIZE, IMAGE_SIZE)
            for place, number in enumerate(self._paired):
                if number in self._true_ends:
                    images[:, place] = self._true_ends[number].carry(images[:, place], shares[:, number])
            for number, digits, time in zip(numbers, images, times, strict=True):
                yield ends[number].copy() if number in ends else self._frame(digits, time)

    def _chunks(self, steps: int, backwards: bool) -> Iterator[tuple[int, Times]]:
        """Yield chunks of frames: the first frame's index, and the digits' times (chunk, digit_count)."""
        for first in range(0, steps + 1, CHUNK_SIZE):
            number = np.arange(first, min(first + CHUNK_SIZE, steps + 1))
            times = digit_times(
                number / steps,
                len(self.slots),
                easing=self.motion.easing,
                stagger=self.motion.stagger,
            )
            yield first, 1 - times if backwards else times

    # Images are decoded lazily, because a long film's codes and edges can be computed without them.

    def _shown(self, end: Anchor) -> FloatArray:
        """Return the digits of an end as the film shows them, (digit_count, 28, 28)."""
        if self.motion.true_ends and end.digits is not None:
            return end.digits
        return self.paths.decode_end(end.codes)

    @cached_property
    def _true_ends(self) -> dict[int, TrueEnds]:
        """Slot → true ends of its digit; empty unless the leg shows an original picture."""
        start, end = self._start, self._end
        if not self.motion.true_ends or (start.digits is None and end.digits is None):
            return {}
        start_shown, end_shown = self._shown(start), self._shown(end)
        start_decoded, end_decoded = self.paths.decode_end(start.codes), self.paths.decode_end(end.codes)
        carried = {}
        for number in self._paired:
            slot = self.slots[number]
            carried[number] = TrueEnds.between(
                (start_shown[slot.start], end_shown[slot.end]),
                (start_decoded[slot.start], end_decoded[slot.end]),
            )
        return carried

    @cached_property
    def _growing(self) -> dict[int, tuple[FloatArray, CodePath]]:
        """Slot → image of a digit without a partner, and its size over time."""
        growing = {}
        for number in self._lone:
            slot = self.slots[number]
            grows = slot.start is None
            image = self._shown(self._end)[slot.end] if grows else self._shown(self._start)[slot.start]
            growing[number] = image, growth(image, even=self.motion.even)
        return growing

    @cached_property
    def _even_shares(self) -> dict[int, CodePath]:
        """Slot → share of its path over time, so that digits with true ends change evenly too."""
        if not self.motion.even:
            return {}
        return {
            number: self.paths.time_true_ends(true_ends, self._path_of[number])
            for number, true_ends in self._true_ends.items()
        }

    def _shares(self, times: Times) -> Times:
        """Return the share of its path that each digit has covered; times and shares are (M, digit_count)."""
        shares = times.copy()
        for number, even_shares in self._even_shares.items():
            shares[:, number] = even_shares(times[:, number])[:, 0]
        return shares

    def _paired_codes(self, shares: Times) -> FloatArray:
        """Return codes (M, paired digits, latent_dim) at shares (M, digit_count) of the paths."""
        return np.stack([path(shares[:, number]) for number, path in self._path_of.items()], axis=1)

    def _all_codes(self, times: Times) -> FloatArray:
        codes = np.empty((len(times), len(self.slots), self.paths.latent_dim), np.float32)
        codes[:, self._paired] = self._paired_codes(self._shares(times))
        for number, code in self._lone.items():
            codes[:, number] = code
        return codes

    def _frame(self, digits: FloatArray, times: NDArray[np.float64]) -> FloatArray:
        """Compose a frame from decoded paired digits (N, 28, 28) and every digit's time (digit_count,)."""
        frame = np.zeros((IMAGE_SIZE, IMAGE_SIZE * self.width), np.float32)
        sizes = dict.fromkeys(self._paired, 1.0)
        images: dict[int, Any] = dict(zip(self._paired, digits, strict=True))
        for number, (image, size) in self._growing.items():
            grown = self.slots[number].start is None
            time = times[number : number + 1]
            sizes[number] = float(size(time if grown else 1 - time)[0, 0])
            images[number] = image
        for number, slot in enumerate(self.slots):
            x = slot.x_start + times[number] * (slot.x_end - slot.x_start)
            _add(frame, images[number], sizes[number], float(x))
        return frame

    def _stand(self, images: FloatArray) -> FloatArray:
        frame = np.zeros((IMAGE_SIZE, IMAGE_SIZE * self.width), np.float32)
        x = left_edge(len(images), self.width, self.motion.align)
        frame[:, x : x + IMAGE_SIZE * len(images)] = np.hstack(list(images))
        return frame


def _add(frame: FloatArray, image: FloatArray, size: float, x: float) -> None:
    """Draw an image (28, 28) into a frame in place; where digits overlap, the stronger ink wins."""
    if size == 1 and x.is_integer():
        cell = frame[:, int(x) : int(x) + IMAGE_SIZE]
        np.maximum(cell, image, out=cell)
    else:
        np.maximum(frame, draw_digit(image, size=size, x=x, width=frame.shape[1]), out=frame)
