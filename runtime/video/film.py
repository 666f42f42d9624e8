"""A stream of images → one film, which appears whole or not at all."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any, Final

from runtime.errors import VideoError, shortened
from runtime.video.frames import (
    DEFAULT_HEIGHT,
    Image,
    Paper,
    check_height,
    check_image,
    check_paper,
    check_range,
    frame_width,
    to_frame,
)
from runtime.video.note import attach_note
from runtime.video.writer import FilmPlan
from runtime.video.writers import FORMATS, WRITE_ERRORS, WRITERS, FilmFormat

MIN_FRAME_COUNT: Final = 2
MAX_FRAME_COUNT: Final = 100_000
MIN_FPS: Final = 1
MAX_FPS: Final = 120
DEFAULT_FPS: Final = 30


def write_film(
    images: Iterable[Image],
    path: str | Path,
    *,
    frame_count: int,
    fps: float = DEFAULT_FPS,
    height: int = DEFAULT_HEIGHT,
    loop: bool = True,
    pixels: bool = False,
    paper: Paper = "dark",
    recipe: Mapping[str, Any] | None = None,
    table: Iterable[Sequence[str]] | None = None,
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
        fps: Frames per second, 1 to 120. A GIF keeps every frame but plays at 50 at most, a WebP or APNG
            at 90: browsers slow shorter delays down.
        height: Height in pixels, even, 28 to 1080; the width follows in proportion.
        loop: Whether a GIF, WebP or APNG starts again at its end; for the others the player decides.
        pixels: Show the real pixels as squares instead of enlarging smoothly.
        paper: "dark" for light ink on black, as MNIST is; "light" for dark ink on white.
        recipe: What made the images, plain values: the file carries it, with this look as its entry "look".
        table: Rows of text for frames.csv, its header first; only a ZIP holds it and asks for them.

    Raises:
        VideoError: The film cannot be written as asked. What ``images`` itself raises passes through.
    """
    path = Path(path)
    film_format = _format_of(_ending_of(path))
    check_range("frame_count", frame_count, MIN_FRAME_COUNT, MAX_FRAME_COUNT, whole=True)
    check_range("fps", fps, MIN_FPS, MAX_FPS, whole=False)
    check_height(height)
    check_paper(paper)
    with _in_words(path):
        has_folder, is_folder = path.parent.is_dir(), path.is_dir()
    if not has_folder:
        raise VideoError(f"folder '{path.parent}' does not exist; make it or name another")
    if is_folder:
        raise VideoError(f"'{path}' is a folder; name a file in it")

    stream = _checked(images, frame_count)
    first_image = next(stream)
    width = frame_width(first_image.shape, height)
    if width > film_format.max_width:
        raise VideoError(
            f"frames of {width} × {height} pixels are too wide for {film_format.ending}, which ends at "
            f"{film_format.max_width}; lower the height, take fewer digits or choose another ending"
        )
    # Not the float's own 53-bit fraction: 30000 / 1001 typed as a float is meant as 30000/1001.
    rate = Fraction(float(fps)).limit_denominator(1001)
    look = {
        "fps": float(fps),
        "height": int(height),
        "loop": bool(loop),
        "pixels": bool(pixels),
        "paper": paper,
    }
    plan = FilmPlan(
        int(frame_count),
        rate,
        width,
        int(height),
        loop,
        blank=0 if paper == "dark" else 255,
        note="" if recipe is None else json.dumps({**recipe, "look": look}),
        table=table,
    )

    # The encoder makes the file itself, inside a hidden folder: so it gets the usual permissions, which a
    # file from `mkstemp` would not, and the folder takes with it whatever a failure leaves there.
    with _in_words(path):
        workshop = tempfile.TemporaryDirectory(prefix=".film-", dir=path.parent)
    with workshop:
        unfinished = Path(workshop.name, f"film{film_format.ending}")
        with _in_words(path):
            writer = WRITERS[film_format.ending](unfinished, plan)
        try:
            for index, image in enumerate(chain([first_image], stream)):
                if writer.wants(index):
                    frame = to_frame(image, height=height, pixels=pixels, paper=paper)
                    with _in_words(path):
                        writer.add(frame)
            with _in_words(path):
                writer.finish()
                if plan.note:
                    attach_note(unfinished, film_format.ending, plan.note)
        finally:
            # After `finish` there is nothing left to do; after a failure the reason is already on its way up.
            with suppress(*WRITE_ERRORS):
                writer.release()
        with _in_words(path):
            unfinished.replace(path)


def film_bytes(
    images: Iterable[Image],
    ending: str,
    *,
    frame_count: int,
    fps: float = DEFAULT_FPS,
    height: int = DEFAULT_HEIGHT,
    loop: bool = True,
    pixels: bool = False,
    paper: Paper = "dark",
    recipe: Mapping[str, Any] | None = None,
    table: Iterable[Sequence[str]] | None = None,
) -> bytes:
    """Make a film as ``write_film`` does, and return the file's bytes; ``ending`` is a key of ``FORMATS``.

    Raises:
        VideoError: The film cannot be made as asked.
    """
    _format_of(ending)
    with tempfile.TemporaryDirectory(prefix="film-") as folder:
        path = Path(folder, f"film{ending}")
        write_film(
            images,
            path,
            frame_count=frame_count,
            fps=fps,
            height=height,
            loop=loop,
            pixels=pixels,
            paper=paper,
            recipe=recipe,
            table=table,
        )
        return path.read_bytes()


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
