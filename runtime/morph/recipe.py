"""A film's recipe: everything that decides its frames, as a dict that JSON keeps."""

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
from runtime.morph.settings import SETTINGS, settings_of
from runtime.path.geodesic import NEIGHBOUR_COUNT, TERRAIN
from runtime.path.true_ends import FADE
from runtime.version import VERSION
from runtime.video import Look
from runtime.video.note import is_film, read_note

RECIPE_VERSION = 4
READ_VERSIONS = (2, 3, RECIPE_VERSION)  # before 4, "steps" are the intervals of each leg; 2 has no true ends


def write_recipe(vae: Vae, ends: Sequence[Anchor], itinerary: Itinerary, motion: Motion) -> dict[str, Any]:
    """The recipe of a film as plain values: ``json.dumps`` and back leaves every code exactly as it is."""
    carried: dict[str, Any] = {}
    if motion.true_ends:
        carried = {"images": [_packed(end.digits) for end in ends], "fade": FADE}
    return {
        "recipe_version": RECIPE_VERSION,
        "version": VERSION,
        "model": {"name": vae.name, "sha256": _hashes(vae, motion)},
        "ends": [end.codes.tolist() for end in ends],
        **carried,
        "frames": list(itinerary.frame_counts),
        "holds": list(itinerary.holds),
        "cycle": itinerary.cycle,
        **dataclasses.asdict(motion),
        "terrain": _terrain(motion),
    }


def model_name(recipe: object) -> str:
    """The name of the model that a recipe was made with.

    Raises:
        MorphError: It is no recipe, or one of another version.
    """
    name = _part(_part(_checked_version(recipe), "model", dict), "name", str)
    return str(name)


def parse_recipe(vae: Vae, recipe: object) -> tuple[Sequence[Anchor], Itinerary, Motion]:
    """The ends, the itinerary and the motion of a recipe's film.

    Raises:
        MorphError: It is no recipe, of another version, of a model with other files, or of a geodesic with
            other constants.
        PathError: No such path, or more than 100,000 frames.
    """
    values = _checked_version(recipe)
    _part(values, "version", str)
    if values["recipe_version"] == 2:
        values = {**values, "true_ends": False}
    motion = Motion(**{it.field: _part(values, it.field, it.plain_type) for it in settings_of("motion")})
    frames, holds = _frames(values), _part(values, "holds", list)
    cycle = _part(values, "cycle", SETTINGS["cycle"].plain_type)
    model = _part(values, "model", dict)
    written = _part(model, "sha256", dict)
    for file, sha256 in _hashes(vae, motion).items():
        if written.get(file) != sha256:
            raise MorphError(
                f"the recipe was made with {_part(model, 'name', str)}, whose {file} has another sha256 "
                f"({str(written.get(file))[:12]} …) than that of {vae.name} here ({sha256[:12]} …); "
                "use the model that it was made with, or make the film anew"
            )
    written_terrain = _part(values, "terrain", dict)
    for constant, value in _terrain(motion).items():
        if written_terrain.get(constant) != value:
            raise MorphError(
                f"the recipe's geodesic has the {constant} {shortened(written_terrain.get(constant))} and "
                f"this program's has {value}, so the frames would differ; make the film anew"
            )
    codes = [_codes(end) for end in _part(values, "ends", list)]
    images: list[FloatArray | None] = [None] * len(codes)
    if motion.true_ends:
        images = [_unpacked(packed) for packed in _part(values, "images", list)]
        if _part(values, "fade", int | float) != FADE:
            raise MorphError(
                f"the recipe's true ends have the fade {shortened(values['fade'])} and this program's have "
                f"{FADE}, so the frames would differ; make the film anew"
            )
    if len(images) != len(codes):
        raise MorphError(
            f"the recipe has the images of {len(images)} ends and the codes of {len(codes)}; "
            "make the recipe anew"
        )
    itinerary = plan(len(codes), frame_count=frames, holds=holds, cycle=cycle, names=("frames", "holds"))
    return [Anchor(*end) for end in zip(codes, images, strict=True)], itinerary, motion


def read_look(recipe: object) -> Look:
    """The look of a recipe's film; the default look where the recipe has none.

    Raises:
        MorphError: The recipe's look lacks an entry, or an entry has another type.
        VideoError: A value is out of its range.
    """
    values = _checked_version(recipe)
    if "look" not in values:
        return Look()
    look = _part(values, "look", dict)
    return Look(**{it.field: _part(look, it.field, it.plain_type) for it in settings_of("look")})


def read_recipe(path: Path) -> object:
    """The recipe in the file at ``path``: JSON, or any film that carries one.

    Raises:
        MorphError: It cannot be read, is no JSON, or is a film without a recipe.
    """
    way_out = "name a film made here, or a file that --save-recipe wrote"
    try:
        text = read_note(path) if is_film(path) else path.read_text(encoding="utf-8")
        if text is None:
            raise MorphError(f"the film '{path}' carries no recipe; {way_out}")
        return json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, MorphError):
            raise
        reason = getattr(error, "strerror", None) or "it is no JSON"
        raise MorphError(f"cannot read the recipe '{path}': {reason}; {way_out}") from error


def _hashes(vae: Vae, motion: Motion) -> dict[str, str]:
    """The sha256 of each file that decides the frames."""
    files = [DECODER_FILE, GRAPH_FILE] if motion.path == "geodesic" else [DECODER_FILE]
    hashes = {file: vae.card.files[file].sha256 for file in files}
    if motion.path == "geodesic":  # it asks the reader which digits its ends are
        hashes |= {file: entry.sha256 for file, entry in load_reader().card.files.items()}
    return hashes


def _terrain(motion: Motion) -> dict[str, Any]:
    """The constants that decide a geodesic; none for the other paths."""
    if motion.path != "geodesic":
        return {}
    return {**dataclasses.asdict(TERRAIN), "neighbour_count": NEIGHBOUR_COUNT}


def _codes(end: Any) -> Any:
    """One end's codes from plain values; what they are is checked where every end is."""
    try:
        return np.array(end, np.float64)
    except (ValueError, TypeError, OverflowError) as error:
        raise MorphError(
            f"an end of the recipe holds no rows of numbers ({error}); make the recipe anew"
        ) from error


def _packed(images: FloatArray | None) -> str | None:
    """Images (N, 28, 28) as text, bit for bit: base64 of little-endian float32, row by row."""
    if images is None:
        return None
    return base64.b64encode(images.astype("<f4").tobytes()).decode("ascii")


def _unpacked(packed: object) -> FloatArray | None:
    """The images that ``_packed`` wrote; what they are is checked where every end is."""
    if packed is None:
        return None
    try:
        if not isinstance(packed, str):
            raise TypeError(f"{shortened(packed)} is no text")
        numbers = np.frombuffer(base64.b64decode(packed, validate=True), "<f4").astype(np.float32)
        return numbers.reshape(-1, IMAGE_SIZE, IMAGE_SIZE)
    except (TypeError, ValueError, binascii.Error) as error:
        raise MorphError(
            f"an end of the recipe holds no images of 28×28 numbers ({error}); make the recipe anew"
        ) from error


def _checked_version(recipe: object) -> Mapping[str, Any]:
    if not isinstance(recipe, Mapping) or "recipe_version" not in recipe:
        raise MorphError("this is no recipe of a morph; make one with Morph.recipe() or --save-recipe")
    version = recipe["recipe_version"]
    if type(version) is not int or version not in READ_VERSIONS:  # True and 1.0 equal 1
        raise MorphError(
            f"the recipe has version {shortened(version)} and this program reads "
            f"{READ_VERSIONS[0]} to {READ_VERSIONS[-1]}; "
            "make the recipe anew"
        )
    return recipe


def _frames(values: Mapping[str, Any]) -> list[Any]:
    """The frames of each leg, both ends included; older recipes give the steps between the frames."""
    if values["recipe_version"] > 3:
        return list(_part(values, "frames", list))
    steps = _part(values, "steps", list)
    if not all(type(step) is int and step >= 1 for step in steps):
        raise MorphError(f"the recipe's 'steps' is {shortened(steps)}; make the recipe anew")
    return [step + 1 for step in steps]


def _part(values: Mapping[str, Any], name: str, kind: Any) -> Any:
    """One entry of a recipe, of the kind that it must be."""
    value = values.get(name)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise MorphError(f"the recipe's '{name}' is {shortened(value)}; make the recipe anew")
    return value
