"""A film's recipe: everything that decides its frames, as a dict that JSON keeps."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from runtime.card import DECODER_FILE, GRAPH_FILE
from runtime.ends import Anchor
from runtime.errors import MorphError
from runtime.itinerary import Itinerary
from runtime.leg import Motion
from runtime.vae import Vae

RECIPE_VERSION = 1


def write_recipe(vae: Vae, ends: Sequence[Anchor], itinerary: Itinerary, motion: Motion) -> dict[str, Any]:
    """The recipe of a film as plain values: ``json.dumps`` and back leaves every code exactly as it is."""
    return {
        "recipe_version": RECIPE_VERSION,
        "model": {"name": vae.name, "sha256": _hashes(vae, motion)},
        "ends": [end.codes.tolist() for end in ends],
        "steps": list(itinerary.steps),
        "holds": list(itinerary.holds),
        "cycle": itinerary.cycle,
        **dataclasses.asdict(motion),
    }


def model_name(recipe: object) -> str:
    """The name of the model that a recipe was made with.

    Raises:
        MorphError: It is no recipe, or one of another version.
    """
    name = _part(_part(_checked_version(recipe), "model", dict), "name", str)
    return str(name)


def parse_recipe(vae: Vae, recipe: object) -> tuple[Sequence[Anchor], dict[str, Any]]:
    """The ends of a recipe, and what else ``Morph.sequence`` takes, by name.

    Raises:
        MorphError: It is no recipe, of another version, or of a model with other files.
        CodeError: Its codes are none of this model's.
    """
    values = _checked_version(recipe)
    settings = {"steps": _part(values, "steps", list), "holds": _part(values, "holds", list)}
    for name in ("cycle", "path", "easing", "align"):
        settings[name] = _part(values, name, str)
    settings["even"] = _part(values, "even", bool)
    settings["stagger"] = _part(values, "stagger", int | float)
    model = _part(values, "model", dict)
    written = _part(model, "sha256", dict)
    for file, sha256 in _hashes(vae, Motion(path=settings["path"])).items():
        if written.get(file) != sha256:
            raise MorphError(
                f"the recipe was made with {_part(model, 'name', str)}, whose {file} has another sha256 "
                f"({str(written.get(file))[:12]} …) than that of {vae.name} here ({sha256[:12]} …); "
                "use the model that it was made with, or make the film anew"
            )
    return [Anchor(_codes(end)) for end in _part(values, "ends", list)], settings


def read_recipe(path: Path) -> object:
    """What the JSON file at ``path`` holds.

    Raises:
        MorphError: It cannot be read, or is no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or "it is no JSON"
        raise MorphError(
            f"cannot read the recipe '{path}': {reason}; name a file that --save-recipe wrote"
        ) from error


def _hashes(vae: Vae, motion: Motion) -> dict[str, str]:
    """The sha256 of each file that decides the frames."""
    files = [DECODER_FILE, GRAPH_FILE] if motion.path == "geodesic" else [DECODER_FILE]
    hashes = {file: vae.card.files[file].sha256 for file in files}
    if motion.path == "geodesic":  # it asks the reader which digits its ends are
        hashes |= {file: entry.sha256 for file, entry in vae.reader.card.files.items()}
    return hashes


def _codes(end: Any) -> Any:
    """One end's codes from plain values; what they are is checked where every end is."""
    try:
        return np.array(end, np.float64)
    except (ValueError, TypeError, OverflowError) as error:
        raise MorphError(
            f"an end of the recipe holds no rows of numbers ({error}); make the recipe anew"
        ) from error


def _checked_version(recipe: object) -> Mapping[str, Any]:
    if not isinstance(recipe, Mapping) or "recipe_version" not in recipe:
        raise MorphError("this is no recipe of a morph; make one with Morph.recipe() or --save-recipe")
    if recipe["recipe_version"] != RECIPE_VERSION:
        raise MorphError(
            f"the recipe has version {recipe['recipe_version']!r} and this program reads {RECIPE_VERSION}; "
            "make the recipe anew"
        )
    return recipe


def _part(values: Mapping[str, Any], name: str, kind: Any) -> Any:
    """One entry of a recipe, of the kind that it must be."""
    value = values.get(name)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise MorphError(f"the recipe's '{name}' is {str(value)[:40]!r}; make the recipe anew")
    return value
