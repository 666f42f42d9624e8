"""Tests of writing every format and reading it back, if possible with a different library."""

import io
import os
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from itertools import count, islice
from pathlib import Path
from typing import Any
from weakref import finalize

import av
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image as PillowImage

from runtime.errors import VideoError
from runtime.video import (
    ANIMATION_MAX_FPS,
    FORMATS,
    GIF_GREY_COUNT,
    MAX_FRAME_COUNT,
    MAX_HEIGHT,
    SHEET_FRAME_COUNT,
    STRIP_FRAME_COUNT,
    STRIP_MAX_WIDTH,
    Frame,
    Image,
    film_bytes,
    to_frame,
    write_film,
)

ENDINGS = list(FORMATS)


def blob(x: float, y: float, digit_count: int = 1) -> Image:
    """Draw a soft disc per digit, (28, 28 · digit_count) in [0, 1], centred at (x, y), in image widths."""
    rows, columns = np.mgrid[:28, :28].astype(np.float32)
    distance = np.hypot(columns - 28 * x, rows - 28 * y)
    disk = np.clip(7.5 - distance, 0, 1).astype(np.float32)
    return np.tile(disk, (1, digit_count))


def blobs(frame_count: int, digit_count: int = 1) -> list[Image]:
    """Draw a moving disc; the first two frames are equal, to test that no repeated frame is dropped."""
    steps = [0.0, *np.linspace(0, 1, frame_count - 1)]
    return [blob(0.35 + 0.3 * step, 0.4 + 0.2 * step, digit_count) for step in steps]


def frames_of(images: list[Image], **options: Any) -> list[Frame]:
    return [to_frame(image, **options) for image in images]


def mean_error(shown: NDArray[Any], wanted: NDArray[Any]) -> float:
    assert shown.shape == wanted.shape
    return float(np.abs(shown.astype(float) - wanted.astype(float)).mean())


def read_av(path: Path) -> tuple[list[Frame], list[Fraction], dict[str, Any]]:
    """Decode with PyAV; return grey frames, their times in seconds, and the container's metadata."""
    frames: list[Frame] = []
    times: list[Fraction] = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        for picture in container.decode(stream):
            frames.append(picture.to_ndarray(format="gray").astype(np.uint8))
            assert picture.pts is not None
            assert picture.time_base is not None
            times.append(picture.pts * picture.time_base)
        assert container.duration is not None
        facts = {
            "codec": stream.codec_context.name,
            "pixel_format": stream.codec_context.pix_fmt,
            "rate": stream.average_rate,
            "duration": container.duration / 1e6,
        }
    return frames, times, facts


def read_gif(source: Path | io.BytesIO) -> tuple[list[Frame], list[int], dict[Any, Any]]:
    """Decode with Pillow; return grey frames, their delays in ms, and the GIF header."""
    frames: list[Frame] = []
    delays_ms: list[int] = []
    with PillowImage.open(source) as gif:
        header = dict(gif.info)
        for index in range(getattr(gif, "n_frames", 1)):
            gif.seek(index)
            frames.append(np.asarray(gif.convert("L")))
            delays_ms.append(int(gif.info["duration"]))
    return frames, delays_ms, header


# ---- one image → one frame


@given(
    digit_count=st.integers(1, 8),
    half_height=st.integers(14, 540),
    pixels=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
@settings(max_examples=40, deadline=None)
def test_frame_has_the_height_proportion_and_range_asked_for(
    digit_count: int, half_height: int, pixels: bool, seed: int
) -> None:
    height = 2 * half_height
    image = np.random.default_rng(seed).random((28, 28 * digit_count), np.float32)
    dark = to_frame(image, height=height, pixels=pixels)
    light = to_frame(image, height=height, pixels=pixels, paper="light")
    assert dark.dtype == light.dtype == np.uint8
    assert dark.shape == light.shape == (height, height * digit_count)
    assert np.all(dark + light == 255)
    if pixels:
        assert set(np.unique(dark)) <= set(np.unique(np.rint(image * 255)))


@given(seed=st.integers(0, 2**32 - 1), digit_count=st.integers(1, 3), pixels=st.booleans())
@settings(max_examples=25, deadline=None)
def test_frame_at_its_own_height_is_exact(seed: int, digit_count: int, pixels: bool) -> None:
    image = np.random.default_rng(seed).random((28, 28 * digit_count), np.float32)
    frame = to_frame(image, height=28, pixels=pixels)
    np.testing.assert_array_equal(frame, np.round(image * 255))


def test_paper_and_ink_stay_pure_when_enlarged() -> None:
    frame = to_frame(blob(0.5, 0.5), height=448)
    assert frame[0, 0] == 0
    assert frame[224, 224] == 255
    assert to_frame(blob(0.5, 0.5), height=448, paper="light")[0, 0] == 255


def test_pixels_are_squares() -> None:
    image = np.random.default_rng(1).random((28, 28), np.float32)
    frame = to_frame(image, height=448, pixels=True)
    np.testing.assert_array_equal(frame, np.kron(np.rint(image * 255), np.ones((16, 16))))


def test_smooth_frame_has_in_between_greys_where_pixels_has_none() -> None:
    image = (blob(0.5, 0.5) > 0.5).astype(np.float32)
    assert len(np.unique(to_frame(image, height=448, pixels=True))) == 2
    assert len(np.unique(to_frame(image, height=448))) > 50


def test_rounding_errors_of_float32_are_forgiven() -> None:
    image = np.full((28, 28), 1.0000001, np.float32)
    image[0, 0] = -1e-7
    assert to_frame(image, height=28)[0, 0] == 0
    assert to_frame(image, height=28)[1, 1] == 255


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (np.full((28, 28), np.nan, np.float32), "nan"),
        (np.full((28, 28), np.inf, np.float32), "inf"),
        (np.full((28, 28), 255, np.float32), "255"),
        (np.full((28, 28), -1, np.float32), "-1"),
        (np.zeros((28, 28), np.uint8), "uint8"),
        (np.zeros((1, 28, 28), np.float32), r"\(1, 28, 28\)"),
        (np.zeros((28, 0), np.float32), r"\(28, 0\)"),
        ([[0.0, 1.0]], "list"),
    ],
)
def test_no_image(image: Any, words: str, tmp_path: Path) -> None:
    with pytest.raises(VideoError, match=words):
        to_frame(image, height=28)
    with pytest.raises(VideoError, match=words):
        write_film([blob(0.5, 0.5), image], tmp_path / "film.png", frame_count=2)
    assert not list(tmp_path.iterdir())


# ---- the formats, written and read back


@pytest.mark.parametrize(
    ("fps", "rate"), [(30, Fraction(30)), (30000 / 1001, Fraction(30000, 1001)), (12.5, Fraction(25, 2))]
)
@pytest.mark.parametrize(
    ("ending", "codec", "time_tolerance"), [(".mp4", "h264", 1e-9), (".webm", "vp9", 0.00051)]
)
def test_video_for_browsers(
    ending: str, codec: str, time_tolerance: float, fps: float, rate: Fraction, tmp_path: Path
) -> None:
    images = blobs(12, digit_count=2)
    path = tmp_path / f"film{ending}"
    write_film(images, path, frame_count=12, fps=fps, height=112)
    shown, times, facts = read_av(path)
    assert (facts["codec"], facts["pixel_format"]) == (codec, "yuv420p")
    # WebM stores timestamps in ms and no frame rate, so the reader estimates the rate.
    assert facts["rate"] == rate if ending == ".mp4" else abs(facts["rate"] / rate - 1) < 0.01
    np.testing.assert_allclose(
        np.array(times, float), [index / float(rate) for index in range(12)], atol=time_tolerance
    )
    assert facts["duration"] == pytest.approx(12 / float(rate), abs=0.002)
    assert len(shown) == 12
    for one, other in zip(shown, frames_of(images, height=112), strict=True):
        assert mean_error(one, other) < 1.5


FILM_IN_A_PROCESS = """
import hashlib, sys
import numpy as np
from runtime.video import film_bytes
t, y, x = np.mgrid[:12, :28, :28].astype(np.float32)
images = np.exp(-((x - 8 - t) ** 2 + (y - 14 - 4 * np.sin(t)) ** 2) / 20)
for height in (100, 112):
    print(hashlib.sha256(film_bytes(images, ".mp4", frame_count=12, height=height)).hexdigest())
"""


@pytest.mark.slow
def test_mp4_has_the_same_bytes_whatever_was_in_memory() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", FILM_IN_A_PROCESS],
            cwd=Path(__file__).parents[3],
            env=os.environ | {"MALLOC_PERTURB_": fill},  # glibc fills newly allocated memory with this byte
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for fill in ("0", "85", "170")
    }
    assert len(found) == 1


def test_mp4_has_its_index_at_the_front(tmp_path: Path) -> None:
    content = film_bytes(blobs(3), ".mp4", frame_count=3, height=56)
    assert 0 < content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize(("fps", "shown_fps"), [(15, 15), (29.97, 29.97), (119.8765, 119.88), (1, 1)])
def test_avi(fps: float, shown_fps: float, tmp_path: Path) -> None:
    images = blobs(12, digit_count=2)
    path = tmp_path / "film.AVI"
    write_film(images, path, frame_count=12, fps=fps, height=112)
    film = cv2.VideoCapture(str(path))
    # Both headers name the codec, because older and newer players read different ones.
    assert path.read_bytes()[:512].count(b"XVID") == 2
    assert film.get(cv2.CAP_PROP_FPS) == pytest.approx(shown_fps, abs=0.001)
    assert film.get(cv2.CAP_PROP_FRAME_COUNT) == 12
    for wanted in frames_of(images, height=112):
        read, picture = film.read()
        assert read
        assert mean_error(picture[..., 0], wanted) < 3
    assert not film.read()[0]
    film.release()


@pytest.mark.parametrize("paper", ["dark", "light"])
@pytest.mark.parametrize("loop", [True, False])
def test_gif(loop: bool, paper: Any, tmp_path: Path) -> None:
    images = blobs(10)
    path = tmp_path / "film.gif"
    write_film(images, path, frame_count=10, fps=30, height=112, loop=loop, paper=paper)
    shown, delays_ms, header = read_gif(path)
    assert header.get("loop") == (0 if loop else None)
    assert len(shown) == 10
    # 10 frames at 30 fps last 333 ms; GIF delays, in units of 10 ms, add up to 330 ms.
    assert sum(delays_ms) == 330
    assert set(delays_ms) <= {30, 40}
    for one, other in zip(shown, frames_of(images, height=112, paper=paper), strict=True):
        assert np.abs(one.astype(int) - other).max() <= 255 / (GIF_GREY_COUNT - 1) / 2 + 1


@given(fps=st.floats(1, 120), frame_count=st.integers(2, 12))
@settings(max_examples=20, deadline=None)
def test_gif_keeps_every_frame_and_the_mean_rate_up_to_50_fps(fps: float, frame_count: int) -> None:
    content = film_bytes(blobs(frame_count), ".gif", frame_count=frame_count, fps=fps, height=28)
    _, delays_ms, _ = read_gif(io.BytesIO(content))
    assert len(delays_ms) == frame_count
    assert min(delays_ms) >= 20
    assert sum(delays_ms) == pytest.approx(1000 * frame_count / min(fps, 50), abs=6)


@pytest.mark.parametrize("frame_count", [2, 23, 24, 25, 60])
def test_filmstrip(frame_count: int, tmp_path: Path) -> None:
    images = blobs(frame_count)
    path = tmp_path / "film.png"
    write_film(images, path, frame_count=frame_count, height=56)
    with PillowImage.open(path) as strip:
        pieces = np.split(np.asarray(strip), strip.width // 56, axis=1)
    wanted = frames_of(images, height=56)
    assert len(pieces) == min(frame_count, STRIP_FRAME_COUNT)
    chosen = [next(i for i, one in enumerate(wanted) if np.array_equal(piece, one)) for piece in pieces]
    np.testing.assert_array_equal(pieces[-1], wanted[-1])
    assert chosen[0] == 0
    # The first two images are equal, so the second is found at index 0.
    steps = np.diff(chosen[2:])
    assert not len(steps) or steps.max() - steps.min() <= 1


@pytest.mark.slow
def test_filmstrip_of_wide_frames_still_shows_in_a_browser() -> None:
    images = blobs(30, digit_count=4)
    content = film_bytes(images, ".png", frame_count=30, height=1080)
    with PillowImage.open(io.BytesIO(content)) as strip:
        assert strip.width <= STRIP_MAX_WIDTH
        pieces = np.split(np.asarray(strip), strip.width // 4320, axis=1)
    assert len(pieces) == 7
    np.testing.assert_array_equal(pieces[0], to_frame(images[0], height=1080))
    np.testing.assert_array_equal(pieces[-1], to_frame(images[-1], height=1080))


@pytest.mark.parametrize("loop", [True, False])
@pytest.mark.parametrize(("ending", "tolerance"), [(".webp", 3), (".apng", 0)])
@pytest.mark.parametrize(
    ("fps", "duration_ms"), [(30, 333), (29.97, 334), (120, 10 / ANIMATION_MAX_FPS * 1e3)]
)
def test_animated_pictures(
    ending: str, tolerance: float, fps: float, duration_ms: float, loop: bool, tmp_path: Path
) -> None:
    images = blobs(10, digit_count=2)
    path = tmp_path / f"film{ending}"
    write_film(images, path, frame_count=10, fps=fps, height=112, loop=loop)
    delays_ms: list[float] = []
    with PillowImage.open(path) as film:
        assert film.info["loop"] == (0 if loop else 1)
        assert getattr(film, "n_frames", 1) == 10
        for index, wanted in enumerate(frames_of(images, height=112)):
            film.seek(index)
            shown = np.asarray(film.convert("L"))
            delays_ms.append(film.info["duration"])
            assert mean_error(shown, wanted) <= tolerance
    assert sum(delays_ms) == pytest.approx(duration_ms, abs=1)
    assert min(delays_ms) >= 11  # browsers lengthen shorter delays to 100 ms


def test_a_webp_beyond_four_gigabytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runtime.video.webp.MAX_SIZE", 1000)
    with pytest.raises(VideoError, match=r"cannot write '.*film\.webp': a WebP file cannot exceed 4 GB; "):
        write_film(blobs(4), tmp_path / "film.webp", frame_count=4, height=112)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("frame_count", "digit_count", "height", "columns", "rows"),
    [
        (2, 1, 56, 2, 1),
        (7, 1, 56, 3, 3),
        (60, 1, 56, 9, 7),
        (60, 2, 56, 6, 10),
        (500, 1, 56, 9, 7),
        (60, 8, 1080, 1, 3),
    ],
)
def test_contact_sheet(
    frame_count: int, digit_count: int, height: int, columns: int, rows: int, tmp_path: Path
) -> None:
    images = blobs(frame_count, digit_count)
    path = tmp_path / "film.Sheet.PNG"
    write_film(images, path, frame_count=frame_count, height=height, paper="light")
    with PillowImage.open(path) as sheet:
        assert sheet.size == (columns * height * digit_count, rows * height)
        grid = np.asarray(sheet)
    cells = [cell for row in np.split(grid, rows) for cell in np.split(row, columns, axis=1)]
    count = min(frame_count, SHEET_FRAME_COUNT, columns * rows)
    chosen = [k * (frame_count - 1) // (count - 1) for k in range(count)]
    assert (chosen[0], chosen[-1]) == (0, frame_count - 1)
    for cell, index in zip(cells[:count], chosen, strict=True):
        np.testing.assert_array_equal(cell, to_frame(images[index], height=height, paper="light"))
    assert all((cell == 255).all() for cell in cells[count:])


def test_zip_is_lossless_and_the_same_each_time(tmp_path: Path) -> None:
    images = blobs(12, digit_count=2)
    path = tmp_path / "film.zip"
    write_film(images, path, frame_count=12, height=112, pixels=True)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"frame_{index:05d}.png" for index in range(12)]
        for name, wanted in zip(archive.namelist(), frames_of(images, height=112, pixels=True), strict=True):
            with PillowImage.open(io.BytesIO(archive.read(name))) as picture:
                assert picture.mode == "L"
                np.testing.assert_array_equal(np.asarray(picture), wanted)
    assert path.read_bytes() == film_bytes(images, ".zip", frame_count=12, height=112, pixels=True)


@given(
    ending=st.sampled_from(ENDINGS),
    frame_count=st.integers(2, 6),
    fps=st.floats(1, 120),
    height=st.integers(14, 60).map(lambda half: 2 * half),
    digit_count=st.integers(1, 4),
)
@settings(max_examples=30, deadline=None)
def test_anything_within_the_bounds_is_written(
    ending: str, frame_count: int, fps: float, height: int, digit_count: int
) -> None:
    images = blobs(frame_count, digit_count)
    content = film_bytes(images, ending, frame_count=frame_count, fps=fps, height=height)
    assert len(content) > 100


def test_eight_digits_at_full_height() -> None:
    images = blobs(2, digit_count=8)
    content = film_bytes(images, ".mp4", frame_count=2, height=MAX_HEIGHT)
    with av.open(io.BytesIO(content)) as container:
        assert container.streams.video[0].width == 8640
    with pytest.raises(VideoError, match=r"8640 × 1080 pixels are too wide for \.avi"):
        film_bytes(images, ".avi", frame_count=2, height=MAX_HEIGHT)


def test_formats_describe_themselves() -> None:
    others = {".avi", ".mp4", ".webm", ".gif", ".webp", ".apng"}
    assert set(FORMATS) == {".png", ".sheet.png", ".zip"} | others
    for ending, film_format in FORMATS.items():
        assert film_format.ending == ending
        assert film_format.label
        assert film_format.mime.partition("/")[0] in {"video", "image", "application"}


# ---- a stream


@pytest.mark.parametrize("ending", ENDINGS)
def test_images_are_taken_one_at_a_time(ending: str, tmp_path: Path) -> None:
    alive = 0
    most_alive = 0

    def gone() -> None:
        nonlocal alive
        alive -= 1

    def watched(frame_count: int) -> Iterator[Image]:
        nonlocal alive, most_alive
        for index in range(frame_count):
            image = blob(0.3 + 0.4 * index / frame_count, 0.5)
            finalize(image, gone)
            alive += 1
            most_alive = max(most_alive, alive)
            yield image

    write_film(watched(200), tmp_path / f"film{ending}", frame_count=200, height=28)
    assert 1 <= most_alive <= 4


@pytest.mark.slow
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_long_film_needs_no_more_memory_than_a_short_one(ending: str, tmp_path: Path) -> None:
    peaks = []
    for frame_count in (50, 1000):
        images = (blob(0.5, 0.5) for _ in range(frame_count))
        tracemalloc.start()
        write_film(images, tmp_path / f"film{ending}", frame_count=frame_count, height=28)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # All frames would take 1.6 MB; a ZIP file keeps only a directory entry per frame.
    assert peaks[1] - peaks[0] < (1e6 if ending == ".zip" else 1e5)


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_endless_stream_is_stopped(ending: str, tmp_path: Path) -> None:
    taken = count()
    endless = (blob(0.5, 0.5) for _ in taken)
    with pytest.raises(VideoError, match="frame_count is 3, but at least 4"):
        write_film(endless, tmp_path / f"film{ending}", frame_count=3, height=28)
    assert next(taken) == 4
    assert not list(tmp_path.iterdir())


# ---- errors, which leave no files behind


def images_then(error: BaseException) -> Iterator[Image]:
    yield from blobs(3)
    raise error


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("decoder"), OSError("picture")])
def test_an_error_of_the_stream_passes_through(ending: str, error: BaseException, tmp_path: Path) -> None:
    path = tmp_path / f"film{ending}"
    path.write_bytes(b"the film before")
    with pytest.raises(type(error)) as caught:
        write_film(images_then(error), path, frame_count=60, height=56)
    assert caught.value is error
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"the film before"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_whole_film_replaces_the_one_before_and_anyone_may_read_it(ending: str, tmp_path: Path) -> None:
    path, other = tmp_path / f"film{ending}", tmp_path / "other"
    path.write_bytes(b"the film before")
    other.write_bytes(b"")
    write_film(iter(blobs(4)), str(path), frame_count=4, height=56)
    assert sorted(tmp_path.iterdir()) == sorted([path, other])
    assert path.stat().st_size > 100
    assert path.stat().st_mode == other.stat().st_mode


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("given_count", "words"), [(0, "only 0"), (1, "only 1"), (5, "only 5"), (7, "at least 7")]
)
def test_another_number_of_images(ending: str, given_count: int, words: str, tmp_path: Path) -> None:
    images = islice(iter(blobs(8)), given_count)
    with pytest.raises(VideoError, match=f"frame_count is 6, but {words} images were given"):
        write_film(images, tmp_path / f"film{ending}", frame_count=6, height=28)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ENDINGS)
def test_images_of_two_shapes(ending: str, tmp_path: Path) -> None:
    images = [blob(0.5, 0.5), blob(0.5, 0.5), blob(0.5, 0.5, digit_count=2)]
    with pytest.raises(
        VideoError, match=r"image 2 has shape \(28, 56\), but the first image has shape \(28, 28\)"
    ):
        write_film(images, tmp_path / f"film{ending}", frame_count=3, height=28)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"frame_count": 1}, "frame_count is 1; give a whole number from 2 to 100,000"),
        ({"frame_count": MAX_FRAME_COUNT + 1}, "frame_count is 100001"),
        ({"frame_count": 6.0}, r"frame_count is 6\.0"),
        ({"frame_count": True}, "frame_count is True"),
        ({"fps": 0.5}, r"fps is 0\.5; give a number from 1 to 120"),
        ({"fps": 121}, "fps is 121"),
        ({"fps": float("nan")}, "fps is nan"),
        ({"fps": float("inf")}, "fps is inf"),
        ({"fps": "30"}, "fps is '30'"),
        ({"height": 26}, "height is 26; give a whole number from 28 to 1,080"),
        ({"height": 1082}, "height is 1082"),
        ({"height": 29}, "height is 29, .* give 28 or 30"),
        ({"height": 448.0}, r"height is 448\.0"),
        ({"paper": "grey"}, "paper is 'grey'; choose dark or light"),
    ],
)
def test_options_out_of_bounds(options: dict[str, Any], words: str, tmp_path: Path) -> None:
    asked: dict[str, Any] = {"frame_count": 6, **options}
    with pytest.raises(VideoError, match=words):
        write_film(iter(blobs(6)), tmp_path / "film.mp4", **asked)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["film.mov", "film.jpg", "film", "mp4"])
def test_unknown_ending(name: str, tmp_path: Path) -> None:
    ending = Path(name).suffix
    what = f"no film format '{ending}'" if ending else "the film's name has no extension"
    words = rf"{what}; choose among \.mp4, \.webm, \.gif, \.webp, \.apng, \.avi, \.png, \.sheet\.png, \.zip"
    with pytest.raises(VideoError, match=words):
        write_film(blobs(2), tmp_path / name, frame_count=2)
    with pytest.raises(VideoError, match=words):
        film_bytes(blobs(2), ending, frame_count=2)
    assert not list(tmp_path.iterdir())


def test_places_where_no_film_can_be(tmp_path: Path) -> None:
    with pytest.raises(VideoError, match=r"folder '.*nowhere' does not exist; create it or choose another"):
        write_film(blobs(2), tmp_path / "nowhere" / "film.mp4", frame_count=2)
    folder = tmp_path / "folder.mp4"
    folder.mkdir()
    with pytest.raises(VideoError, match="is a folder; add a file name"):
        write_film(blobs(2), folder, frame_count=2)
    assert list(tmp_path.rglob("*")) == [folder]


def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Root, who may run this test, can write to any folder.
    monkeypatch.setattr("runtime.video.film.tempfile.TemporaryDirectory", refuse)
    with pytest.raises(VideoError, match=r"cannot write '.*film\.gif': Permission denied; "):
        write_film(blobs(2), tmp_path / "film.gif", frame_count=2)


@pytest.mark.parametrize("missing", [100, 0.4, 0.99])
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_disk(ending: str, missing: float, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    path = tmp_path / f"film{ending}"
    path.write_bytes(b"the film before")
    needed = len(film_bytes(blobs(60), ending, frame_count=60, height=112))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    room = needed - missing if missing >= 1 else int(needed * (1 - missing))
    # A file size limit fails like a full disk: during a write, with an OSError.
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), hard))
    try:
        with pytest.raises(VideoError, match=rf"cannot write '.*film\{ending}': .*; free some space, or"):
            write_film(iter(blobs(60)), path, frame_count=60, height=112)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == b"the film before"


def test_a_writer_that_opencv_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cv2.VideoWriter, "isOpened", lambda writer: False)
    with pytest.raises(VideoError, match=r"OpenCV cannot write XVID at 448 × 448 pixels and 30 fps; "):
        write_film(blobs(2), tmp_path / "film.avi", frame_count=2)
    assert not list(tmp_path.iterdir())
