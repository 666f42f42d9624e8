"""``morph``: make a film from numbers, pictures and codes, or from a recipe."""

import dataclasses
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from runtime.cli.options import by_setting, setting_options
from runtime.cli.terminal import Refused, read_end_quietly
from runtime.ends.typed import is_number
from runtime.errors import MorphError, shortened
from runtime.model.vae import load_vae
from runtime.morph.itinerary import AND_SO_ON, count_through, filled_in
from runtime.morph.make import make_film
from runtime.morph.morph import Morph
from runtime.morph.recipe import model_name, read_look, read_recipe
from runtime.morph.settings import FilmSettings, settings_of
from runtime.unfinished import unfinished
from runtime.video import Look


@click.command()
@click.argument("ends", nargs=-1)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Output file; its extension chooses the format",
)
@setting_options("model", "itinerary")
@click.option("--count", is_flag=True, help="Count through all whole numbers between the ends, up or down")
@setting_options("motion", "ends")
@click.option(
    "--recipe",
    "recipe_path",
    type=click.Path(path_type=Path),
    help="Remake a film from its recipe, read from a film made here or from a JSON file; takes no ENDS, "
    "and only --out, --model and the options below",
)
@click.option(
    "--save-recipe",
    "save_path",
    type=click.Path(path_type=Path),
    help="Also write the recipe (everything that determines the frames) to this JSON file",
)
@setting_options("look")
def morph(
    ends: tuple[str, ...],
    out: Path,
    count: bool,
    recipe_path: Path | None,
    save_path: Path | None,
    **values: Any,
) -> None:
    """Make a film that morphs two or more ENDS into one another.

    \b
    An end is one of:
      32          a typed number of 1 to 8 digits
      seven.jpg   a picture of a digit or number
      two.png#2   the second row of digits in a picture
      3.png+7     several of these, side by side
      row512      a row of the model's table of MNIST codes
      z=0.1,-0.4  a latent code, with one number for each dimension
      ...         between two numbers: all numbers between them

    Numbers may have different lengths: a digit without a partner grows from nothing or shrinks to nothing.

    Formats: .mp4 .webm .gif .webp .apng .avi .png (filmstrip) .sheet.png (contact sheet) .zip (frames).
    """  # noqa: D301 (click reads the backspace)
    if recipe_path is None:
        film, look = _from_ends(ends, by_setting(values), count=count)
    else:
        film, look = _from_recipe(recipe_path, by_setting(values))
    _write(film, look, out, save_path)
    click.echo(f"{out}: {film.frame_count} frames, {out.stat().st_size / 1000:,.0f} kB")


def _from_ends(ends: Sequence[str], values: dict[str, Any], *, count: bool) -> tuple[Morph, Look]:
    if not ends:
        raise click.UsageError("Missing argument 'ENDS...'.")
    settings = FilmSettings().changed(values, prefix="--")
    ends = _counted(_filled_in(ends)) if count else _filled_in(ends)
    film = make_film(ends, settings, prefix="--", open_vae=load_vae, read_end=read_end_quietly)
    return film, settings.look


def _from_recipe(path: Path, values: dict[str, Any]) -> tuple[Morph, Look]:
    """Make the film of a recipe; the command line may override its model and its look."""
    context = click.get_current_context()
    _refuse_beside_recipe(context)
    recipe = read_recipe(path)
    model = values["model"] if _is_given(context, "model") else model_name(recipe)
    given = {
        setting.field: values[setting.name]
        for setting in settings_of("look")
        if _is_given(context, setting.field)
    }
    look = dataclasses.replace(read_look(recipe), **given)
    return Morph.from_recipe(load_vae(model), recipe), look


def _write(film: Morph, look: Look, out: Path, save_path: Path | None) -> None:
    """Write the film and, with ``save_path``, its recipe: both files or neither."""
    if save_path is None:
        film.save(out, look=look)
        return
    if save_path.resolve() == out.resolve():
        raise Refused(f"--out and --save-recipe are both '{out}'; choose another file for the recipe")
    if save_path.is_dir():
        raise Refused(f"'{save_path}' is a folder; choose a file for --save-recipe, such as recipe.json")
    recipe = film.recipe() | {"look": dataclasses.asdict(look)}
    with unfinished(save_path, option="--save-recipe") as path:
        path.write_text(json.dumps(recipe) + "\n", encoding="utf-8")
        film.save(out, look=look)


_LEFT_BESIDE_RECIPE = {
    "out",
    "save_path",
    "recipe_path",
    *(setting.field for setting in settings_of("model", "look")),
}


def _refuse_beside_recipe(context: click.Context) -> None:
    """Reject ENDS and options that the recipe already sets."""
    for parameter in context.command.params:
        if parameter.name not in _LEFT_BESIDE_RECIPE and _is_given(context, parameter.name or ""):
            name = parameter.opts[0] if isinstance(parameter, click.Option) else "ENDS"
            raise Refused(f"--recipe already sets {name}; leave one of them out")


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def _filled_in(ends: Sequence[str]) -> list[str]:
    """Fill in every "..." between two numbers.

    Raises:
        MorphError: The same number on both sides, or nothing to count.
    """
    for first, word, last in zip(ends, ends[1:], ends[2:], strict=False):
        if word in AND_SO_ON and is_number(first) and is_number(last) and int(first) == int(last):
            raise MorphError(
                f"{word} has nothing to count from {first} to {last}; "
                "enter two different numbers, or leave it out"
            )
    return filled_in(ends)


def _counted(ends: Sequence[str]) -> list[str]:
    """Fill in all whole numbers between each typed number and the next.

    Raises:
        MorphError: The same number twice in a row, or an end that is not a typed number.
    """
    numbers = list(ends[:1])
    for first, last in pairwise(ends):
        if first.isdecimal() and last.isdecimal() and int(first) == int(last):
            raise MorphError(
                f"--count has nothing to count from {shortened(first)} to {shortened(last)}; "
                "enter two different numbers, or leave it out"
            )
        numbers += count_through(first, last)[1:]
    return numbers
