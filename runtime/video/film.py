"""Write a stream of images as one film file, atomically: a failure leaves no partial file."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any, Unpack

from runtime.arrays import MAX_FRAME_COUNT, MIN_FRAME_COUNT
from runtime.errors import VideoError, shortened
from runtime.video.frames import Image, check_image, check_range, frame_width, to_frame
from runtime.video.look import Look, LookSettings, choose_look
from runtime.video.note import attach_note
from runtime.video.writer import FilmSpec
from runtime.video.writers import FORMATS, WRITE_ERRORS, WRITERS, FilmFormat


def write_film(
    images: Iterable[Image],
    path: str | Path,
    *,
    frame_count: int,
    look: Look | None = None,
    recipe: Mapping[str, Any] | None = None,
    table: Iterable[Sequence[str]] | None = None,
    **settings: Unpack[LookSettings],
) -> None:
    """Write images (H, W) in [0, 1], ink = 1, as a film; the path's extension selects the format.

    | extension | content |
    |---|---|
    | .mp4 | H.264, yuv420p, index at the front; plays in every browser |
    | .webm | VP9, yuv420p; timestamps in milliseconds |
    | .gif | 64 greys, no dithering; delays in 1/100 s, which alternate to keep the mean frame rate |
    | .webp | animated WebP, quality 85; delays in milliseconds |
    | .apng | animated PNG, lossless |
    | .avi | MPEG-4 as XVID; the frame rate is rounded to 1/100 fps |
    | .png | filmstrip: at most 24 evenly spaced frames in a row, including the first and the last |
    | .sheet.png | contact sheet: at most 60 evenly spaced frames in rows, including the first and the last |
    | .zip | every frame, lossless, as frame_00000.png …, with frames.csv and recipe.json |

    Images are consumed one at a time: 100,000 need no more memory than 100. A failure leaves no partial file,
    and an existing file at ``path`` is replaced only by a complete film.

    Args:
        images: The images of the film, all of the same shape.
        path: The file to write, in an existing folder.
        frame_count: Number of images, 2 to 100,000.
        look: Appearance and frame rate of the film; ``Look()`` by default.
        recipe: The settings that made the images, as JSON values. The file carries the recipe, with the look
            added under "look".
        table: Rows of text for frames.csv, starting with the header; read only for a ZIP.
        **settings: Fields of ``Look`` that override ``look``, such as ``fps=24``.

    Raises:
        VideoError: The film cannot be written with these arguments. Errors raised by ``images`` propagate.
    """
    path = Path(path)
    film_format = _format_of(_ending_of(path))
    check_range("frame_count", frame_count, MIN_FRAME_COUNT, MAX_FRAME_COUNT, whole=True)
    look = choose_look(look, **settings)
    _check_path(path)
    stream = _checked(images, frame_count)
    first_image = next(stream)
    spec = FilmSpec(
        int(frame_count),
        look.rate,
        _width(first_image, look, film_format),
        look.height,
        look.loop,
        look.blank,
        note="" if recipe is None else json.dumps({**recipe, "look": asdict(look)}),
        table=table,
    )
    with _unfinished_beside(path, film_format) as unfinished:
        _write_frames(chain([first_image], stream), unfinished, path, spec, look)


def film_bytes(
    images: Iterable[Image],
    ending: str,
    *,
    frame_count: int,
    look: Look | None = None,
    recipe: Mapping[str, Any] | None = None,
    table: Iterable[Sequence[str]] | None = None,
    **settings: Unpack[LookSettings],
) -> bytes:
    """Make a film as ``write_film`` does and return the file's bytes; ``ending`` is a key of ``FORMATS``.

    Raises:
        VideoError: The film cannot be made with these arguments.
    """
    _format_of(ending)
    with tempfile.TemporaryDirectory(prefix="film-") as folder:
        path = Path(folder, f"film{ending}")
        write_film(images, path, frame_count=frame_count, look=look, recipe=recipe, table=table, **settings)
        return path.read_bytes()


def _check_path(path: Path) -> None:
    """Refuse a path whose folder does not exist, and a path that is itself a folder."""
    with _in_words(path):
        has_folder, is_folder = path.parent.is_dir(), path.is_dir()
    if not has_folder:
        raise VideoError(f"folder '{path.parent}' does not exist; create it or choose another")
    if is_folder:
        raise VideoError(f"'{path}' is a folder; add a file name")


def _width(image: Image, look: Look, film_format: FilmFormat) -> int:
    """Return the width of the film's frames in pixels; raise if it is too wide for the format."""
    width = frame_width(image.shape, look.height)
    if width > film_format.max_width:
        raise VideoError(
            f"frames of {width} × {look.height} pixels are too wide for {film_format.ending}, whose limit is "
            f"{film_format.max_width} pixels; use a lower height, fewer digits or another format"
        )
    return width


@contextmanager
def _unfinished_beside(path: Path, film_format: FilmFormat) -> Iterator[Path]:
    """Yield a temporary path; on success, move the file written there to ``path``.

    The encoder creates the file in a hidden folder. The file therefore gets the usual permissions (unlike a
    file from ``mkstemp``), and deleting the folder also removes anything that a failure leaves behind.
    """
    with _in_words(path):
        temporary = tempfile.TemporaryDirectory(prefix=".film-", dir=path.parent)
    with temporary:
        unfinished = Path(temporary.name, f"film{film_format.ending}")
        yield unfinished
        with _in_words(path):
            unfinished.replace(path)


def _write_frames(images: Iterable[Image], unfinished: Path, path: Path, spec: FilmSpec, look: Look) -> None:
    """Draw and encode all images into ``unfinished``; error messages name ``path``."""
    ending = _ending_of(unfinished)
    with _in_words(path):
        writer = WRITERS[ending](unfinished, spec)
    try:
        for index, image in enumerate(images):
            if writer.wants(index):
                frame = to_frame(image, height=look.height, pixels=look.pixels, paper=look.paper)
                with _in_words(path):
                    writer.add(frame)
        with _in_words(path):
            writer.finish()
            if spec.note:
                attach_note(unfinished, ending, spec.note)
    finally:
        # After `finish` there is nothing left to do; after a failure the original error matters.
        with suppress(*WRITE_ERRORS):
            writer.release()


def _checked(images: Iterable[Image], frame_count: int) -> Iterator[Image]:
    """Yield exactly ``frame_count`` images of one shape (H, W).

    Raises:
        VideoError: There are too few or too many images, their shapes differ, or one of them is invalid.
    """
    count = 0
    shape: tuple[int, ...] = ()
    for image in images:
        if count == frame_count:
            raise VideoError(
                f"frame_count is {frame_count}, but at least {count + 1} images were given; "
                "give fewer images or a higher frame_count"
            )
        check_image(image)
        shape = shape or image.shape
        if image.shape != shape:
            raise VideoError(
                f"image {count} has shape {image.shape}, but the first image has shape {shape}; "
                "give images of the same shape"
            )
        count += 1
        yield image
    if count < frame_count:
        raise VideoError(
            f"frame_count is {frame_count}, but only {count} images were given; "
            "give more images or a lower frame_count"
        )


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Convert an error from the disk or an encoder to a ``VideoError`` that names the film."""
    try:
        yield
    except WRITE_ERRORS as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise VideoError(
            f"cannot write '{path}': {reason}; free some space, or choose another folder, size or format"
        ) from error


def _ending_of(path: Path) -> str:
    """Return the longest extension in ``FORMATS`` that ends the file name, or else the name's own suffix."""
    name = path.name.lower()
    endings = [ending for ending in FORMATS if name.endswith(ending) and name != ending]
    return max(endings, key=len, default=path.suffix.lower())


def _format_of(ending: str) -> FilmFormat:
    if ending not in FORMATS:
        what = f"no film format {shortened(ending)}" if ending else "the film's name has no extension"
        raise VideoError(f"{what}; choose among {', '.join(FORMATS)}")
    return FORMATS[ending]
