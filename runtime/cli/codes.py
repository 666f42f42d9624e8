"""``encode`` and ``decode``: turn pictures into latent codes, and codes into pictures."""

from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from runtime.cli.options import setting_option
from runtime.cli.terminal import Refused, hushed
from runtime.errors import CodeError
from runtime.ink.frame import read_digit
from runtime.model.vae import load_vae
from runtime.npz import NPZ_ERRORS
from runtime.unfinished import unfinished
from runtime.video import to_frame


@click.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Output .npz file")
@setting_option("model")
def encode(pictures: tuple[Path, ...], out: Path, model: str) -> None:
    """Encode PICTURES of single digits into latent codes.

    The .npz file contains mu and logvar, the mean and log variance of each picture's posterior, and the names
    of the pictures and the model.
    """
    vae = load_vae(model)
    images = []
    for picture in tqdm(pictures, unit="picture", disable=None):
        with hushed():
            images.append(read_digit(picture))
    mu, logvar = vae.encode(np.stack(images))
    names = np.array([str(picture) for picture in pictures])
    with unfinished(out) as path, path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, mu=mu, logvar=logvar, picture=names, model=vae.name)
    click.echo(f"{out}: {len(mu)} codes of {vae.latent_dim} dimensions")


@click.command()
@click.argument("codes", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Output folder, which must not exist yet"
)
@setting_option("model")
@setting_option("height")
def decode(codes: Path, out: Path, model: str, height: int) -> None:
    """Decode latent codes into pictures.

    CODES is an .npz file with the codes in mu or z, such as encode writes.
    """
    vae = load_vae(model)
    z, made_by = _read_codes(codes)
    if made_by not in ("", vae.name):
        raise CodeError(
            f"the codes in '{codes}' belong to {made_by}, not to {vae.name}; add --model {made_by}"
        )
    images = vae.decode(z)
    if not len(images):
        raise _no_codes(codes, "the file has no codes")
    with unfinished(out) as folder:
        if out.exists():
            raise Refused(f"'{out}' already exists; choose a new folder for --out")
        folder.mkdir()
        for number, image in enumerate(images):
            Image.fromarray(to_frame(image, height=height)).save(folder / f"{number:05}.png")
    click.echo(f"{out}: {len(images)} pictures")


def _read_codes(path: Path) -> tuple[NDArray[np.generic], str]:
    """Return the codes in an .npz file, and the name of their model, or "" if the file has no name."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as columns:
            z = next((columns[name] for name in ("mu", "z") if name in columns), None)
            made_by = str(columns["model"]) if "model" in columns else ""
    except NPZ_ERRORS as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else "not an .npz file of numbers"
        raise _no_codes(path, reason) from error
    if z is None:
        raise _no_codes(path, "the file has neither mu nor z")
    return z, made_by


def _no_codes(path: Path, reason: str) -> CodeError:
    return CodeError(f"cannot read codes from '{path}': {reason}; make codes with: latent-digits encode")
