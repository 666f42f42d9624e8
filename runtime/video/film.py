"""A stream of images → one film, which appears whole or not at all."""

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
    """Write ``frame_count`` images (H, W) in [0, 1], ink = 1, as the film that the ending of ``path`` names.

    | ending | what is in it |
    |---|---|
    | .mp4 | H.264, yuv420p, the index at the front; plays in every browser |
    | .webm | VP9, yuv420p; its clock ticks in milliseconds |
    | .gif | 64 greys, no dithering; its clock ticks in 1/100 s, so delays alternate to keep the mean rate |
    | .webp | animated WebP, quality 85; its clock ticks in milliseconds |
    | .apng | animated PNG, without loss |
    | .avi | MPEG-4 as XVID; the frame rate is rounded to 1/100 fps |
    | .png | a filmstrip: at most 24 evenly chosen frames in a row, the first and the last among them |
    | .sheet.png | a contact sheet: at most 60 evenly chosen frames in rows, likewise |
    | .zip | every frame, without loss, as frame_00000.png …, with frames.csv and recipe.json |

    Images are taken one at a time: 100,000 need no more memory than 100. Whatever happens, no half-written
    file stays behind, and a file that was at ``path`` before is replaced only by a whole film.

    Args:
        images: The film, image by image; all have one shape.
        path: The file to write; its folder exists.
        frame_count: How many images will come, 2 to 100,000.
        look: How the film looks; ``Look()`` if left out.
        recipe: What made the images, plain values: the file carries it, with this look as its entry "look".
        table: Rows of text for frames.csv, its header first; only a ZIP holds it and asks for them.
        **settings: Fields of ``Look`` that differ from ``look``, such as ``fps=24``.

    Raises:
        VideoError: The film cannot be written as asked. What ``images`` itself raises passes through.
    """
    path = Path(path)
    film_format = _format_of(_ending_of(path))
    check_range("frame_count", frame_count, MIN_FRAME_COUNT, MAX_FRAME_COUNT, whole=True)
    look = choose_look(look, **settings)
    _check_place(path)
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
    """Make a film as ``write_film`` does, and return the file's bytes; ``ending`` is a key of ``FORMATS``.

    Raises:
        VideoError: The film cannot be made as asked.
    """
    _format_of(ending)
    with tempfile.TemporaryDirectory(prefix="film-") as folder:
        path = Path(folder, f"film{ending}")
        write_film(images, path, frame_count=frame_count, look=look, recipe=recipe, table=table, **settings)
        return path.read_bytes()


def _check_place(path: Path) -> None:
    """Refuse a file whose folder does not exist, or that is a folder itself."""
    with _in_words(path):
        has_folder, is_folder = path.parent.is_dir(), path.is_dir()
    if not has_folder:
        raise VideoError(f"folder '{path.parent}' does not exist; make it or name another")
    if is_folder:
        raise VideoError(f"'{path}' is a folder; name a file in it")


def _width(image: Image, look: Look, film_format: FilmFormat) -> int:
    """The width of a film's frames in pixels, if its format takes it."""
    width = frame_width(image.shape, look.height)
    if width > film_format.max_width:
        raise VideoError(
            f"frames of {width} × {look.height} pixels are too wide for {film_format.ending}, which ends at "
            f"{film_format.max_width}; lower the height, take fewer digits or choose another ending"
        )
    return width


@contextmanager
def _unfinished_beside(path: Path, film_format: FilmFormat) -> Iterator[Path]:
    """The place of a file that becomes ``path`` when all has gone well.

    The encoder makes the file itself, inside a hidden folder. So the file gets the usual permissions, which
    a file from ``mkstemp`` would not get, and whatever a failure leaves behind goes with the folder.
    """
    with _in_words(path):
        workshop = tempfile.TemporaryDirectory(prefix=".film-", dir=path.parent)
    with workshop:
        unfinished = Path(workshop.name, f"film{film_format.ending}")
        yield unfinished
        with _in_words(path):
            unfinished.replace(path)


def _write_frames(images: Iterable[Image], unfinished: Path, path: Path, spec: FilmSpec, look: Look) -> None:
    """Draw and encode all images into ``unfinished``; errors speak of ``path``."""
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
        # After `finish` there is nothing left to do; after a failure the reason is already on its way up.
        with suppress(*WRITE_ERRORS):
            writer.release()


def _checked(images: Iterable[Image], frame_count: int) -> Iterator[Image]:
    """Pass on exactly ``frame_count`` images of one shape (H, W), or say what is wrong with them."""
    count = 0
    shape: tuple[int, ...] = ()
    for image in images:
        if count == frame_count:
            raise VideoError(
                f"frame_count is {frame_count} but at least {count + 1} images came; "
                "give fewer images or a higher frame_count"
            )
        check_image(image)
        shape = shape or image.shape
        if image.shape != shape:
            raise VideoError(
                f"image {count} has the shape {image.shape} but the first has {shape}; "
                "give images of one shape"
            )
        count += 1
        yield image
    if count < frame_count:
        raise VideoError(
            f"frame_count is {frame_count} but only {count} images came; "
            "give more images or a lower frame_count"
        )


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turn what the disk or an encoder refuses into a sentence about the film."""
    try:
        yield
    except WRITE_ERRORS as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise VideoError(
            f"cannot write '{path}': {reason}; make room there, or choose another place, size or ending"
        ) from error


def _ending_of(path: Path) -> str:
    """The longest ending of a format that the name has after something else, else its last part."""
    name = path.name.lower()
    endings = [ending for ending in FORMATS if name.endswith(ending) and name != ending]
    return max(endings, key=len, default=path.suffix.lower())


def _format_of(ending: str) -> FilmFormat:
    if ending not in FORMATS:
        what = f"no film format {shortened(ending)}" if ending else "the film's name has no ending"
        raise VideoError(f"{what}; choose among {', '.join(FORMATS)}")
    return FORMATS[ending]
