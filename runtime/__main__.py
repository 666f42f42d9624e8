"""``python -m runtime``: list models, make morph films, read and encode pictures, decode codes."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import numpy as np
from PIL import Image
from tqdm import tqdm

from runtime import (
    ALIGNMENTS,
    CYCLES,
    EASINGS,
    PATH_KINDS,
    Alignment,
    CodeError,
    Cycle,
    Easing,
    InkError,
    LatentDigitsError,
    Morph,
    PathKind,
    anchor,
    count_through,
    list_models,
    load_reader,
    load_vae,
    models_root,
    read_digit,
    split_number,
    to_frame,
)
from runtime.catalog import DEFAULT_MODEL
from runtime.itinerary import plan
from runtime.latents import NPZ_ERRORS
from runtime.layout import DEFAULT_ALIGNMENT
from runtime.path import DEFAULT_PATH, check_frame_count
from runtime.video import DEFAULT_FPS, DEFAULT_HEIGHT


class _Refused(click.ClickException):
    """What the user can mend: one sentence and exit status 2."""

    exit_code = 2


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LatentDigitsError as error:
            raise _Refused(str(error)) from error


MODEL = click.option(
    "--model", default=DEFAULT_MODEL, show_default=True, help="A shipped model or a model folder"
)


class _Numbers(click.ParamType[list[int]]):
    """Whole numbers with commas between them."""

    name = "numbers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[int]:
        try:
            return [int(number) for number in str(value).split(",")]
        except ValueError:
            self.fail(f"'{value}' is no whole number, nor several with commas between them", param, ctx)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """See, steer and morph what a variational autoencoder knows about handwriting."""


@main.command()
def models() -> None:
    """List the models."""
    damaged = []
    for name in list_models():
        try:
            card = load_vae(name).card
        except LatentDigitsError as error:
            damaged.append(f"{name}: {error}")
            continue
        figures = ", ".join(
            f"{label} {metric.value:.4g} {metric.unit}".strip() for label, metric in card.metrics.items()
        )
        click.echo(f"{name}\t{card.title}\n\t{card.latent_dim} latent dimensions; {figures}")
    if not list_models():
        raise _Refused(
            f"no model in '{models_root()}'; restore the folder, or make one with: python -m export"
        )
    if damaged:
        raise _Refused("\n".join(damaged))


@main.command()
@click.argument("ends", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The ending chooses the format")
@MODEL
@click.option(
    "--frames",
    "frame_counts",
    type=_Numbers(),
    default="60",
    show_default=True,
    help="From one end to the next, both included, 2 to 100,000; 60,30,30 gives each leg its own",
)
@click.option(
    "--hold",
    "holds",
    type=_Numbers(),
    default="0",
    show_default=True,
    help="Frames for which each end stands still besides; 15,0,15 gives each end its own",
)
@click.option(
    "--cycle",
    type=click.Choice(CYCLES),
    default="once",
    show_default=True,
    help="loop goes on from the last end to the first, ping-pong back the way it came: without a seam",
)
@click.option("--count", is_flag=True, help="Go through all whole numbers between the ends, up or down")
@click.option("--path", "kind", type=click.Choice(PATH_KINDS), default=DEFAULT_PATH, show_default=True)
@click.option("--even/--no-even", default=True, show_default=True, help="Equal steps look equally large")
@click.option("--easing", type=click.Choice(EASINGS), default="linear", show_default=True)
@click.option(
    "--stagger", default=0.0, show_default=True, help="0 moves all digits together, 1 one after another"
)
@click.option(
    "--align",
    type=click.Choice(ALIGNMENTS),
    default=DEFAULT_ALIGNMENT,
    show_default=True,
    help="How numbers of different lengths stand",
)
@click.option(
    "--start-digits", type=click.IntRange(1, 8), help="Digits in the first picture  [default: find out]"
)
@click.option(
    "--end-digits", type=click.IntRange(1, 8), help="Digits in the last picture  [default: find out]"
)
@click.option("--fps", default=float(DEFAULT_FPS), show_default=True, help="Frames per second, 1 to 120")
@click.option("--height", default=DEFAULT_HEIGHT, show_default=True, help="Pixels, even, 28 to 1080")
@click.option("--loop/--once", default=True, show_default=True, help="Whether a GIF repeats")
@click.option("--paper", type=click.Choice(["dark", "light"]), default="dark", show_default=True)
@click.option("--pixels", is_flag=True, help="Show the real 28×28 pixels instead of smoothing")
def morph(
    ends: tuple[str, ...],
    out: Path,
    model: str,
    frame_counts: list[int],
    holds: list[int],
    cycle: Cycle,
    count: bool,
    kind: PathKind,
    even: bool,
    easing: Easing,
    stagger: float,
    align: Alignment,
    start_digits: int | None,
    end_digits: int | None,
    **look: Any,
) -> None:
    """Morph ENDS, two or more, into one another: pictures of digits or numbers, or typed numbers such as 32.

    They may have different lengths: a digit without a partner grows from nothing or shrinks to nothing.

    Endings: .mp4 .avi .webm .gif .png (filmstrip) .zip (frames).
    """
    if count:
        ends = _counted(ends)
    for frame_count in frame_counts:
        check_frame_count(frame_count)
    steps = [frame_count - 1 for frame_count in frame_counts]
    # Planned before any picture is read: what cannot be planned is said at once.
    plan(len(ends), steps=_one_or_all(steps), holds=_one_or_all(holds), cycle=cycle)
    vae = load_vae(model)
    digit_counts = [start_digits, *[None] * (len(ends) - 2), end_digits]
    with _hushed():
        anchors = [
            anchor(vae, end, digit_count=digit_count)
            for end, digit_count in zip(ends, digit_counts, strict=True)
        ]
    film = Morph.sequence(
        vae,
        anchors,
        steps=_one_or_all(steps),
        holds=_one_or_all(holds),
        cycle=cycle,
        path=kind,
        even=even,
        easing=easing,
        stagger=stagger,
        align=align,
    )
    film.save(out, **look)
    click.echo(f"{out}: {film.frame_count} frames, {out.stat().st_size / 1000:,.0f} kB")


@main.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
def read(pictures: tuple[Path, ...]) -> None:
    """Read the digit or number on each of PICTURES, with the probability that all of it is right."""
    reader = load_reader()
    unread = []
    for picture in pictures:
        try:
            with _hushed():
                digits = split_number(picture)
        except InkError as error:
            unread.append(str(error))
            continue
        probabilities = reader.read(np.stack(digits))
        number = "".join(map(str, probabilities.argmax(axis=1)))
        percent = min(99, int(probabilities.max(axis=1).prod() * 100))  # nothing is 100 % sure
        click.echo(f"{picture}\t{number}\t{percent} %")
    if unread:
        raise _Refused("\n".join(unread))


@main.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="An .npz with mu, logvar and picture"
)
@MODEL
def encode(pictures: tuple[Path, ...], out: Path, model: str) -> None:
    """Encode PICTURES of one digit each to codes."""
    vae = load_vae(model)
    images = []
    for picture in tqdm(pictures, unit="picture", disable=None):
        with _hushed():
            images.append(read_digit(picture))
    mu, logvar = vae.encode(np.stack(images))
    names = np.array([str(picture) for picture in pictures])
    with _aside(out) as unfinished, unfinished.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, mu=mu, logvar=logvar, picture=names, model=vae.name)
    click.echo(f"{out}: {len(mu)} codes of {vae.latent_dim} dimensions")


@main.command()
@click.argument("codes", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder for the pictures")
@MODEL
@click.option("--height", default=DEFAULT_HEIGHT, show_default=True, help="Pixels, even, 28 to 1080")
def decode(codes: Path, out: Path, model: str, height: int) -> None:
    """Decode the codes mu (or z) of the .npz file CODES to pictures in the folder --out."""
    vae = load_vae(model)
    try:
        with codes.open("rb") as file, np.load(file, allow_pickle=False) as columns:
            z = next((columns[name] for name in ("mu", "z") if name in columns), None)
            made_by = str(columns["model"]) if "model" in columns else vae.name
    except NPZ_ERRORS as error:
        reason = (
            "there is no such file" if isinstance(error, FileNotFoundError) else "it is no .npz of numbers"
        )
        raise _no_codes(codes, reason) from error
    if z is None:
        raise _no_codes(codes, "it holds neither mu nor z")
    if made_by != vae.name:
        raise CodeError(f"the codes of '{codes}' are {made_by}'s, not {vae.name}'s; add --model {made_by}")
    images = vae.decode(z)
    with _aside(out) as unfinished:
        if out.exists():
            raise _Refused(f"'{out}' exists; name a new folder with --out")
        unfinished.mkdir()
        for number, image in enumerate(images):
            Image.fromarray(to_frame(image, height=height)).save(unfinished / f"{number:05}.png")
    click.echo(f"{out}: {len(images)} pictures")


def _counted(ends: tuple[str, ...]) -> tuple[str, ...]:
    """Typed numbers, and all whole numbers between each and the next."""
    numbers = list(ends[:1])
    for first, last in pairwise(ends):
        numbers += count_through(first, last)[1:]
    return tuple(numbers)


def _one_or_all(numbers: list[int]) -> int | list[int]:
    return numbers[0] if len(numbers) == 1 else numbers


def _no_codes(path: Path, reason: str) -> CodeError:
    return CodeError(f"cannot read codes from '{path}': {reason}; make some with: python -m runtime encode")


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep libtiff's remarks on a damaged picture, which it writes to file descriptor 2, off the terminal."""
    sys.stderr.flush()
    terminal = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (os.devnull is a name, not a path)
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    """A path beside ``out``: what is made there becomes ``out`` if all goes well, and vanishes if not."""
    try:
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=out.parent) as folder:
            unfinished = Path(folder, "unfinished")
            yield unfinished
            unfinished.replace(out)
    except OSError as error:
        raise _Refused(f"cannot write '{out}' ({error.strerror or error}); name another --out") from error


if __name__ == "__main__":
    main(prog_name="python -m runtime")
