"""``python -m runtime``: list models, make morph films, read and encode pictures, decode codes."""

from pathlib import Path
from typing import Any

import click
import numpy as np
from PIL import Image
from tqdm import tqdm

from runtime import (
    CodeError,
    InkError,
    LatentDigitsError,
    list_models,
    load_reader,
    load_vae,
    models_root,
    read_digit,
    split_number,
    to_frame,
)
from runtime.cli.batch import batch
from runtime.cli.morph import morph
from runtime.cli.terminal import HELP, MODEL, Refused, aside, cut_words, hushed
from runtime.npz import NPZ_ERRORS
from runtime.video import DEFAULT_HEIGHT


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LatentDigitsError as error:
            raise Refused(cut_words(str(error))) from error
        except click.UsageError as error:
            raise click.UsageError(cut_words(error.format_message()), error.ctx) from error


@click.group(cls=_Commands, context_settings=HELP)
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
        raise Refused(
            f"no model in '{models_root()}'; restore the folder, or make one with: python -m export"
        )
    if damaged:
        raise Refused("\n".join(damaged))


main.add_command(morph)
main.add_command(batch)


@main.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
def read(pictures: tuple[Path, ...]) -> None:
    """Read the digit or number on each of PICTURES, with the probability that all of it is right."""
    reader = load_reader()
    unread = []
    for picture in pictures:
        try:
            with hushed():
                digits = split_number(picture)
        except InkError as error:
            unread.append(str(error))
            continue
        probabilities = reader.read(np.stack(digits))
        number = "".join(map(str, probabilities.argmax(axis=1)))
        percent = min(99, int(probabilities.max(axis=1).prod() * 100))  # nothing is 100 % sure
        click.echo(f"{picture}\t{number}\t{percent} %")
    if unread:
        raise Refused("\n".join(unread))


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
        with hushed():
            images.append(read_digit(picture))
    mu, logvar = vae.encode(np.stack(images))
    names = np.array([str(picture) for picture in pictures])
    with aside(out) as unfinished, unfinished.open("wb") as file:
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
    if not len(images):
        raise _no_codes(codes, "it holds none")
    with aside(out) as unfinished:
        if out.exists():
            raise Refused(f"'{out}' exists; name a new folder with --out")
        unfinished.mkdir()
        for number, image in enumerate(images):
            Image.fromarray(to_frame(image, height=height)).save(unfinished / f"{number:05}.png")
    click.echo(f"{out}: {len(images)} pictures")


def _no_codes(path: Path, reason: str) -> CodeError:
    return CodeError(f"cannot read codes from '{path}': {reason}; make some with: python -m runtime encode")


if __name__ == "__main__":
    main(prog_name="python -m runtime")
