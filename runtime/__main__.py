"""``python -m runtime``: list models, make morph films, encode pictures, decode codes."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import numpy as np
from PIL import Image
from tqdm import tqdm

from runtime import (
    PATH_KINDS,
    CodeError,
    LatentDigitsError,
    Morph,
    PathKind,
    list_models,
    load_vae,
    read_digit,
    to_frame,
)
from runtime.catalog import DEFAULT_MODEL
from runtime.latents import NPZ_ERRORS
from runtime.path import DEFAULT_PATH
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
    if damaged:
        raise _Refused("\n".join(damaged))


@main.command()
@click.argument("start")
@click.argument("end")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The ending chooses the format")
@MODEL
@click.option(
    "--frames", "frame_count", default=60, show_default=True, help="2 to 100,000, both ends included"
)
@click.option("--path", "kind", type=click.Choice(PATH_KINDS), default=DEFAULT_PATH, show_default=True)
@click.option("--even/--no-even", default=True, show_default=True, help="Equal steps look equally large")
@click.option("--fps", default=float(DEFAULT_FPS), show_default=True, help="Frames per second, 1 to 120")
@click.option("--height", default=DEFAULT_HEIGHT, show_default=True, help="Pixels, even, 28 to 1080")
@click.option("--loop/--once", default=True, show_default=True, help="Whether a GIF repeats")
@click.option("--paper", type=click.Choice(["dark", "light"]), default="dark", show_default=True)
@click.option("--pixels", is_flag=True, help="Show the real 28×28 pixels instead of smoothing")
def morph(
    start: str, end: str, out: Path, model: str, frame_count: int, kind: PathKind, even: bool, **look: Any
) -> None:
    """Morph START into END: pictures of digits or numbers, or typed numbers such as 32.

    Endings: .mp4 .avi .webm .gif .png (filmstrip) .zip (frames).
    """
    film = Morph(load_vae(model), start, end, frame_count=frame_count, path=kind, even=even)
    film.save(out, **look)
    click.echo(f"{out}: {frame_count} frames, {out.stat().st_size / 1000:,.0f} kB")


@main.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="An .npz with mu, logvar and picture"
)
@MODEL
def encode(pictures: tuple[Path, ...], out: Path, model: str) -> None:
    """Encode PICTURES of one digit each to codes."""
    vae = load_vae(model)
    images = np.stack([read_digit(picture) for picture in tqdm(pictures, unit="picture", disable=None)])
    mu, logvar = vae.encode(images)
    names = np.array([str(picture) for picture in pictures])
    with _aside(out) as unfinished, unfinished.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, mu=mu, logvar=logvar, picture=names)
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
            z = columns["mu" if "mu" in columns else "z"]
    except NPZ_ERRORS as error:
        raise CodeError(
            f"cannot read codes from '{codes}' ({error}); make the file with: python -m runtime encode"
        ) from error
    images = vae.decode(z)
    with _aside(out) as unfinished:
        if out.exists():
            raise _Refused(f"'{out}' exists; name a new folder with --out")
        unfinished.mkdir()
        for number, image in enumerate(images):
            Image.fromarray(to_frame(image, height=height)).save(unfinished / f"{number:05}.png")
    click.echo(f"{out}: {len(images)} pictures")


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
