"""Write an animated WebP frame by frame; libwebp's own animation encoder keeps the whole film in memory."""

from fractions import Fraction
from pathlib import Path
from typing import Final

import cv2

from runtime.video.frames import Frame
from runtime.video.note import riff_chunk
from runtime.video.writer import FilmSpec, Writer

WEBP_MAX_WIDTH: Final = 16_382  # pixels; the largest even width within libwebp's limit of 16,383
MAX_SIZE: Final = 2**32  # bytes; the limit of the size field in the header
QUALITY: Final = 85
ANIMATION_MAX_FPS: Final = 90  # browsers stretch a delay below 11 ms to 100 ms


class _WebpWriter(Writer):
    """Writes RIFF chunks as in the WebP container specification: VP8X, ANIM, then an ANMF for each frame."""

    def __init__(self, path: Path, spec: FilmSpec) -> None:
        self._rate = min(spec.rate, Fraction(ANIMATION_MAX_FPS))
        self._index = 0
        self._size = _bytes24(spec.width - 1) + _bytes24(spec.height - 1)
        self._file = path.open("wb")
        self._file.write(b"RIFF\0\0\0\0WEBP")
        self._file.write(riff_chunk(b"VP8X", b"\x02\0\0\0" + self._size))  # 2: an animation
        self._file.write(riff_chunk(b"ANIM", b"\0\0\0\xff" + (b"\0\0" if spec.loop else b"\1\0")))

    def add(self, frame: Frame) -> None:
        _, encoded = cv2.imencode(".webp", frame, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
        picture = encoded.tobytes()[12:]  # without its RIFF header
        assert picture.startswith(b"VP8 ")
        start, end = (round(1000 * index / self._rate) for index in (self._index, self._index + 1))
        header = bytes(6) + self._size + _bytes24(end - start) + b"\x02"  # 2: overwrite the previous frame
        self._file.write(riff_chunk(b"ANMF", header + picture))
        self._index += 1

    def finish(self) -> None:
        size = self._file.tell() - 8
        if size >= MAX_SIZE:
            raise OSError("a WebP file cannot exceed 4 GB")
        self._file.seek(4)
        self._file.write(size.to_bytes(4, "little"))
        self._file.close()

    def release(self) -> None:
        self._file.close()


def webp(path: Path, spec: FilmSpec) -> Writer:
    """Create the writer for an animated WebP."""
    return _WebpWriter(path, spec)


def _bytes24(number: int) -> bytes:
    return number.to_bytes(3, "little")
