"""All film formats and their writers; the writers that use PyAV and OpenCV are defined here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final, cast

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from runtime.errors import VideoError
from runtime.video.archive import frames_zip
from runtime.video.frames import Frame
from runtime.video.note import NOTE_TAG
from runtime.video.stills import STRIP_MAX_WIDTH, sheet, strip
from runtime.video.webp import ANIMATION_MAX_FPS, WEBP_MAX_WIDTH, webp
from runtime.video.writer import FilmSpec, Writer

GIF_MAX_FPS: Final = 50  # browsers stretch a delay below 2/100 s to 10/100 s
GIF_GREY_COUNT: Final = 64  # files are 2.5 times smaller than with 256 greys, with no visible banding
ENCODER_THREAD_COUNT: Final = 2

WRITE_ERRORS: Final = (OSError, av.FFmpegError, cv2.error)


@dataclass(frozen=True)
class FilmFormat:
    """A file format for films: extension (".mp4"), label on the page, MIME type, largest width in pixels.

    An extension may have two parts: ".sheet.png" is a different format from ".png".
    """

    ending: str
    label: str
    mime: str
    max_width: int


FORMATS: Final[Mapping[str, FilmFormat]] = {
    film_format.ending: film_format
    for film_format in (
        FilmFormat(".mp4", "MP4", "video/mp4", 16_384),
        FilmFormat(".webm", "WebM", "video/webm", 16_384),
        FilmFormat(".gif", "GIF", "image/gif", 32_766),
        FilmFormat(".webp", "WebP", "image/webp", WEBP_MAX_WIDTH),
        FilmFormat(".apng", "APNG", "image/apng", 32_766),
        FilmFormat(".avi", "AVI", "video/x-msvideo", 8_190),
        FilmFormat(".png", "Filmstrip", "image/png", STRIP_MAX_WIDTH // 2),  # at least two frames
        FilmFormat(".sheet.png", "Contact sheet", "image/png", STRIP_MAX_WIDTH),
        FilmFormat(".zip", "Frames (ZIP)", "application/zip", 32_766),
    )
}


class _AvWriter(Writer):
    """Encodes frames with PyAV; frame ``index`` has the timestamp ``index / rate`` seconds."""

    def __init__(
        self,
        path: Path,
        spec: FilmSpec,
        *,
        codec: str,
        pixel_format: str,
        codec_options: dict[str, str],
        container_options: dict[str, str],
        time_base: Fraction | None = None,
    ) -> None:
        self._rate = spec.rate
        self._time_base = time_base or 1 / spec.rate
        self._index = 0
        self._container = av.open(str(path), "w", options=container_options)
        if spec.note:
            self._container.metadata[NOTE_TAG] = spec.note
        # The overloads of `add_stream` cover only a few codec names.
        self._stream = cast(
            "VideoStream", self._container.add_stream(codec, rate=1 / self._time_base, options=codec_options)
        )
        self._stream.width, self._stream.height = spec.width, spec.height
        self._stream.pix_fmt = pixel_format
        self._stream.bit_rate = 0  # constant quality instead of a target size
        self._stream.codec_context.thread_count = ENCODER_THREAD_COUNT
        if pixel_format == "yuv420p":
            self._stream.codec_context.color_range = ColorRange.MPEG

    def add(self, frame: Frame) -> None:
        picture = av.VideoFrame.from_ndarray(frame, format="gray")
        picture.pts = round(self._index / self._rate / self._time_base)
        picture.time_base = self._time_base
        self._container.mux(self._stream.encode(picture))
        self._index += 1

    def finish(self) -> None:
        self._container.mux(self._stream.encode(None))
        self._container.close()

    def release(self) -> None:
        self._container.close()


def _mp4(path: Path, spec: FilmSpec) -> Writer:
    return _AvWriter(
        path,
        spec,
        codec="libx264",
        pixel_format="yuv420p",
        # x264's macroblock tree reads uninitialised memory: the same film would have different bytes each
        # time. CRF 24 without the tree matches CRF 20 with it in quality (47.5 dB) and, roughly, in size.
        codec_options={"preset": "veryfast", "crf": "24", "x264-params": "mbtree=0"},
        container_options={"movflags": "+faststart"},
    )


def _webm(path: Path, spec: FilmSpec) -> Writer:
    return _AvWriter(
        path,
        spec,
        codec="libvpx-vp9",
        pixel_format="yuv420p",
        codec_options={"deadline": "realtime", "cpu-used": "6", "row-mt": "1", "crf": "24"},
        container_options={"fflags": "+bitexact"},  # otherwise the file contains a random ID
    )


class _GifWriter(_AvWriter):
    """Writes a GIF in evenly spaced greys, without dithering, whose noise would crawl over still ink."""

    _STEPS = GIF_GREY_COUNT - 1
    _NEAREST_GREY = np.rint(np.rint(np.arange(256) * (_STEPS / 255)) * (255 / _STEPS)).astype(np.uint8)

    def __init__(self, path: Path, spec: FilmSpec) -> None:
        rate = min(spec.rate, Fraction(GIF_MAX_FPS))
        ticks = [round(index * 100 / rate) for index in (spec.frame_count - 1, spec.frame_count)]
        super().__init__(
            path,
            replace(spec, rate=rate),
            codec="gif",
            pixel_format="gray",
            codec_options={},
            # By default the last frame lasts 1/100 s, which browsers stretch to 10/100 s.
            container_options={"loop": "0" if spec.loop else "-1", "final_delay": str(ticks[1] - ticks[0])},
            time_base=Fraction(1, 100),
        )

    def add(self, frame: Frame) -> None:
        super().add(self._NEAREST_GREY[frame])


def _apng(path: Path, spec: FilmSpec) -> Writer:
    rate = min(spec.rate, Fraction(ANIMATION_MAX_FPS))
    return _AvWriter(
        path,
        replace(spec, rate=rate),
        codec="apng",
        pixel_format="gray",
        codec_options={},
        container_options={"plays": "0" if spec.loop else "1", "final_delay": str(1 / rate)},
    )


class _AviWriter(Writer):
    """Writes MPEG-4 in AVI with OpenCV, which hides failed writes; ``finish`` therefore checks the file."""

    def __init__(self, path: Path, spec: FilmSpec) -> None:
        self._path = path
        self._spec = spec
        # MPEG-4 allows at most 65,535 ticks per second; unrounded, OpenCV would use thousandths of a frame.
        fps = round(float(spec.rate), 2)
        fourcc = cv2.VideoWriter.fourcc(*"XVID")
        self._writer = cv2.VideoWriter(
            str(path), cv2.CAP_FFMPEG, fourcc, fps, (spec.width, spec.height), isColor=False
        )
        if not self._writer.isOpened():
            raise VideoError(
                f"OpenCV cannot write XVID at {spec.width} × {spec.height} pixels and {fps:g} fps; "
                "choose another format, such as .mp4"
            )

    def add(self, frame: Frame) -> None:
        self._writer.write(frame)

    def finish(self) -> None:
        self._writer.release()
        if not _riff_is_whole(self._path):
            raise OSError("the file is truncated")
        with av.open(str(self._path)) as container:
            written = sum(packet.size > 0 for packet in container.demux(video=0))
        if written != self._spec.frame_count:
            raise OSError(f"the file contains {written} of {self._spec.frame_count} frames")

    def release(self) -> None:
        self._writer.release()


WRITERS: Final[Mapping[str, Callable[[Path, FilmSpec], Writer]]] = {
    ".mp4": _mp4,
    ".webm": _webm,
    ".gif": _GifWriter,
    ".webp": webp,
    ".apng": _apng,
    ".avi": _AviWriter,
    ".png": strip,
    ".sheet.png": sheet,
    ".zip": frames_zip,
}


def _riff_is_whole(path: Path) -> bool:
    """Whether the sizes in the chunk headers of a RIFF file add up to the file's size."""
    end = path.stat().st_size
    position = 0
    with path.open("rb") as file:
        # An AVI above 1 GB is a sequence of several RIFF chunks (OpenDML).
        while position < end:
            file.seek(position)
            header = file.read(8)
            if len(header) < 8 or header[:4] != b"RIFF":
                return False
            position += 8 + int.from_bytes(header[4:], "little")
    return position == end
