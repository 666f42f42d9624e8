"""Recipes: everything that determines a film's frames, as a dict for JSON."""

import base64
import binascii
import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from runtime.arrays import IMAGE_SIZE, FloatArray
from runtime.ends.anchor import Anchor
from runtime.errors import MorphError, shortened
from runtime.model.card import DECODER_FILE, GRAPH_FILE
from runtime.model.reader import load_reader
from runtime.model.vae import Vae
from runtime.morph.itinerary import Itinerary, plan
from runtime.morph.motion import Motion
from runtime.morph.settings import SETTINGS, Group, settings_of
from runtime.path.geodesic import NEIGHBOUR_COUNT, TERRAIN
from runtime.path.true_ends import FADE
from runtime.version import VERSION
from runtime.video import Look
from runtime.video.note import is_film, read_note

RECIPE_VERSION = 4
READ_VERSIONS = (2, 3, RECIPE_VERSION)  # 2 and 3 have "steps" instead of "frames"; 2 has no true ends


def write_recipe(vae: Vae, ends: Sequence[Anchor], itinerary: Itinerary, motion: Motion) -> dict[str, Any]:
    """Return a film's recipe as plain values; codes survive a JSON round trip exactly."""
    pictures: dict[str, Any] = {}
    if motion.true_ends:
        pictures = {"images": [_packed(end.digits) for end in ends], "fade": FADE}
    return {
        "recipe_version": RECIPE_VERSION,
        "version": VERSION,
        "model": {"name": vae.name, "sha256": _hashes(vae, motion)},
        "ends": [end.codes.tolist() for end in ends],
        **pictures,
        "frames": list(itinerary.frame_counts),
        "holds": list(itinerary.holds),
        "cycle": itinerary.cycle,
        **dataclasses.asdict(motion),
        "terrain": _terrain(motion),
    }


def model_name(recipe: object) -> str:
    """Return the name of the model that a recipe was made with.

    Raises:
        MorphError: Not a recipe, or an unsupported version.
    """
    name = _part(_part(_checked_version(recipe), "model", dict), "name", str)
    return str(name)


def parse_recipe(vae: Vae, recipe: object) -> tuple[Sequence[Anchor], Itinerary, Motion]:
    """Return the ends, itinerary and motion of the film that a recipe describes.

    Raises:
        MorphError: Not a valid recipe, an unsupported version, a model with different files, or a geodesic
            with different constants.
        PathError: An unknown path, or more than 100,000 frames.
    """
    values = _checked_version(recipe)
    _part(values, "version", str)
    if values["recipe_version"] == 2:
        values = {**values, "true_ends": False}
    motion = Motion(**_settings(values, "motion"))
    frames, holds = _frames(values), _part(values, "holds", list)
    cycle = _part(values, "cycle", SETTINGS["cycle"].plain_type)
    model = _part(values, "model", dict)
    written = _part(model, "sha256", dict)
    for file, sha256 in _hashes(vae, motion).items():
        if written.get(file) != sha256:
            raise MorphError(
                f"the recipe's model {_part(model, 'name', str)} has a different {file} (sha256 "
                f"{str(written.get(file))[:12]}…) from {vae.name} here ({sha256[:12]}…); "
                "use the model that made the recipe, or make a new film"
            )
    written_terrain = _part(values, "terrain", dict)
    for constant, value in _terrain(motion).items():
        if written_terrain.get(constant) != value:
            raise MorphError(
                f"the recipe's geodesic uses {constant} {shortened(written_terrain.get(constant))}, but this "
                f"version uses {value}, so the frames would differ; make a new film"
            )
    codes = [_codes(end) for end in _part(values, "ends", list)]
    images: list[FloatArray | None] = [None] * len(codes)
    if motion.true_ends:
        images = [_unpacked(packed) for packed in _part(values, "images", list)]
        if _part(values, "fade", int | float) != FADE:
            raise MorphError(
                f"the recipe's true ends use fade {shortened(values['fade'])}, but this version uses {FADE}, "
                "so the frames would differ; make a new film"
            )
    if len(images) != len(codes):
        raise MorphError(
            f"the recipe has images for {len(images)} ends but codes for {len(codes)}; make a new recipe"
        )
    itinerary = plan(len(codes), frame_count=frames, holds=holds, cycle=cycle, names=("frames", "holds"))
    return [Anchor(*end) for end in zip(codes, images, strict=True)], itinerary, motion


def read_look(recipe: object) -> Look:
    """Return the look of the film that a recipe describes, or the default look if the recipe has none.

    Raises:
        MorphError: An entry in the look is missing or has the wrong type.
        VideoError: A value is out of range.
    """
    values = _checked_version(recipe)
    if "look" not in values:
        return Look()
    return Look(**_settings(_part(values, "look", dict), "look"))


def read_recipe(path: Path) -> object:
    """Return the recipe in the file at ``path``, which is JSON or a film with an embedded recipe.

    Raises:
        MorphError: The file cannot be read, is not JSON, or is a film without a recipe.
    """
    remedy = "use a film made by Latent Digits, or a file written with --save-recipe"
    try:
        text = read_note(path) if is_film(path) else path.read_text(encoding="utf-8")
        if text is None:
            raise MorphError(f"the film '{path}' does not contain a recipe; {remedy}")
        return json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, MorphError):
            raise
        reason = getattr(error, "strerror", None) or "not valid JSON"
        raise MorphError(f"cannot read the recipe '{path}': {reason}; {remedy}") from error


def _hashes(vae: Vae, motion: Motion) -> dict[str, str]:
    """Return the SHA-256 of each file that determines the frames."""
    files = [DECODER_FILE, GRAPH_FILE] if motion.path == "geodesic" else [DECODER_FILE]
    hashes = {file: vae.card.files[file].sha256 for file in files}
    if motion.path == "geodesic":  # the geodesic reads its ends with the digit reader
        hashes |= {file: entry.sha256 for file, entry in load_reader().card.files.items()}
    return hashes


def _terrain(motion: Motion) -> dict[str, Any]:
    """Return the constants that determine a geodesic, or an empty dict for the other paths."""
    if motion.path != "geodesic":
        return {}
    return {**dataclasses.asdict(TERRAIN), "neighbour_count": NEIGHBOUR_COUNT}


def _codes(end: Any) -> Any:
    """Return one end's codes as an array; ``anchor`` checks them later."""
    try:
        return np.array(end, np.float64)
    except (ValueError, TypeError, OverflowError) as error:
        raise MorphError(
            f"an end in the recipe is not a list of codes ({error}); make a new recipe"
        ) from error


def _packed(images: FloatArray | None) -> str | None:
    """Encode images (N, 28, 28) losslessly, as base64 of little-endian float32 in row-major order."""
    if images is None:
        return None
    return base64.b64encode(images.astype("<f4").tobytes()).decode("ascii")


def _unpacked(packed: object) -> FloatArray | None:
    """Decode images that ``_packed`` encoded; ``anchor`` checks them later."""
    if packed is None:
        return None
    try:
        if not isinstance(packed, str):
            raise TypeError(f"{shortened(packed)} is not text")
        numbers = np.frombuffer(base64.b64decode(packed, validate=True), "<f4").astype(np.float32)
        return numbers.reshape(-1, IMAGE_SIZE, IMAGE_SIZE)
    except (TypeError, ValueError, binascii.Error) as error:
        raise MorphError(
            f"an end in the recipe does not contain images of 28×28 pixels ({error}); make a new recipe"
        ) from error


def _checked_version(recipe: object) -> Mapping[str, Any]:
    if not isinstance(recipe, Mapping) or "recipe_version" not in recipe:
        raise MorphError("this is not a recipe; make one with Morph.recipe() or --save-recipe")
    version = recipe["recipe_version"]
    if type(version) is not int or version not in READ_VERSIONS:  # True and 1.0 equal 1
        raise MorphError(
            f"the recipe has version {shortened(version)}, but this program reads versions "
            f"{READ_VERSIONS[0]} to {READ_VERSIONS[-1]}; make a new recipe"
        )
    return recipe


def _frames(values: Mapping[str, Any]) -> list[Any]:
    """Return the frames of each leg, both ends included; versions 2 and 3 store one fewer, as "steps"."""
    if values["recipe_version"] > 3:
        return list(_part(values, "frames", list))
    steps = _part(values, "steps", list)
    if not all(type(step) is int and step >= 1 for step in steps):
        raise MorphError(f"the recipe's 'steps' is {shortened(steps)}; make a new recipe")
    return [step + 1 for step in steps]


def _settings(values: Mapping[str, Any], group: Group) -> dict[str, Any]:
    """Return the settings in a group, by their names in Python."""
    return {setting.field: _part(values, setting.field, setting.plain_type) for setting in settings_of(group)}


def _part(values: Mapping[str, Any], name: str, kind: Any) -> Any:
    """Return an entry from a recipe after checking its type."""
    value = values.get(name)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise MorphError(f"the recipe's '{name}' is {shortened(value)}; make a new recipe")
    return value
