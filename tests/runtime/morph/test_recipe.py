"""Tests of recipes: identical frames, and one-sentence errors for invalid recipes."""

import base64
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runtime import Anchor, LatentDigitsError, Morph, MorphError, Vae
from runtime.morph.itinerary import CYCLES
from runtime.morph.layout import ALIGNMENTS
from runtime.morph.timing import EASINGS
from runtime.path.path import PATH_KINDS
from runtime.version import VERSION

PLAIN = st.none() | st.booleans() | st.integers(-3, 10**400) | st.floats() | st.text(max_size=4)
ANYTHING = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3), max_leaves=6)


@pytest.mark.slow
@given(
    seed=st.integers(0, 1000),
    digit_counts=st.lists(st.integers(1, 3), min_size=2, max_size=4),
    frame_count=st.integers(2, 7),
    holds=st.integers(0, 2),
    motion=st.fixed_dictionaries(
        {
            "cycle": st.sampled_from(CYCLES),
            "path": st.sampled_from(PATH_KINDS),
            "even": st.booleans(),
            "easing": st.sampled_from(EASINGS),
            "stagger": st.floats(0, 1),
            "align": st.sampled_from(ALIGNMENTS),
        }
    ),
)
def test_same_recipe_same_frames(
    tiny_vae: Vae, seed: int, digit_counts: list[int], frame_count: int, holds: int, motion: dict[str, Any]
) -> None:
    rng = np.random.default_rng(seed)
    ends = [Anchor(rng.normal(size=(count, 3)).astype(np.float32)) for count in digit_counts]
    film = Morph.sequence(tiny_vae, ends, frame_count=frame_count, holds=holds, **motion)
    kept = json.dumps(film.recipe())
    again = Morph.from_recipe(tiny_vae, json.loads(kept))
    assert again.frame_count == film.frame_count
    assert all(map(np.array_equal, film.images(), again.images()))
    assert json.dumps(again.recipe()) == kept


def recipe(vae: Vae, **changes: Any) -> dict[str, Any]:
    return Morph(vae, "7", "41", frame_count=5).recipe() | changes


@given(
    name=st.sampled_from(
        [
            "version",
            "model",
            "terrain",
            "ends",
            "frames",
            "holds",
            "cycle",
            "path",
            "even",
            "easing",
            "stagger",
            "align",
        ]
    ),
    value=ANYTHING,
)
@example(name="cycle", value="\r")
@example(name="path", value="\n")
@example(name="easing", value="\n")
@example(name="align", value="\n")
def test_a_spoilt_recipe_is_refused_or_makes_a_film(tiny_vae: Vae, name: str, value: Any) -> None:
    try:
        film = Morph.from_recipe(tiny_vae, recipe(tiny_vae, **{name: value}))
    except LatentDigitsError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 (that nothing else is raised is the test)
    else:
        assert next(film.images()).shape == (28, 28 * film.digit_count)


def test_every_entry_is_needed(tiny_vae: Vae) -> None:
    for name in recipe(tiny_vae):
        lacking = recipe(tiny_vae)
        del lacking[name]
        with pytest.raises(MorphError):
            Morph.from_recipe(tiny_vae, lacking)


@pytest.mark.parametrize("file", ["decoder.onnx", "graph.npz", "reader.onnx"])
def test_another_model_is_refused(tiny_vae: Vae, file: str) -> None:
    other = recipe(tiny_vae)
    other["model"]["sha256"][file] = "0" * 64
    with pytest.raises(MorphError, match=f"the recipe's model tiny has a different {file} \\(sha256"):
        Morph.from_recipe(tiny_vae, other)
    # A straight path uses neither the graph nor the reader.
    straight = Morph(tiny_vae, "7", "41", path="linear").recipe()
    assert list(straight["model"]["sha256"]) == ["decoder.onnx"]


@pytest.mark.parametrize("constant", ["third_reading", "knot_count", "style_correction", "neighbour_count"])
@pytest.mark.parametrize("value", [0.5, None, "x" * 100])
def test_other_constants_are_refused(tiny_vae: Vae, constant: str, value: object) -> None:
    other = recipe(tiny_vae)
    other["terrain"][constant] = value
    with pytest.raises(MorphError, match=rf"geodesic uses {constant} .{{3,62}}, but this version uses \d"):
        Morph.from_recipe(tiny_vae, other)
    # No other path uses them.
    straight = Morph(tiny_vae, "7", "41", path="linear").recipe()
    assert straight["terrain"] == {}


def test_recipe_names_the_version_of_the_project(tiny_vae: Vae) -> None:
    assert recipe(tiny_vae)["version"] == VERSION


@pytest.mark.parametrize("value", [True, 4.0, 1, 5, "4", None])
def test_only_its_own_version_is_read(tiny_vae: Vae, value: object) -> None:
    with pytest.raises(
        MorphError, match=f"the recipe has version {value!r}, but this program reads versions 2 to"
    ):
        Morph.from_recipe(tiny_vae, recipe(tiny_vae, recipe_version=value))


OLD_RECIPES = {
    2: """{
        "recipe_version": 2, "version": "0.1.0",
        "model": {"name": "tiny", "sha256": {"decoder.onnx": "SHA256"}},
        "ends": [[[0.5, -1, 0.25]], [[1, 0, -0.5], [-0.25, 0.75, 0]], [[0, 0, 0]]],
        "steps": [4, 1], "holds": [0, 2, 1], "cycle": "ping-pong",
        "path": "linear", "even": false, "easing": "ease-in", "stagger": 0.25, "align": "centre",
        "terrain": {}
    }""",
    3: """{
        "recipe_version": 3, "version": "0.1.0",
        "model": {"name": "tiny", "sha256": {"decoder.onnx": "SHA256"}},
        "ends": [[[0.5, -1, 0.25]], [[1, 0, -0.5], [-0.25, 0.75, 0]], [[0, 0, 0]]],
        "images": ["BLANK", null, null], "fade": 0.2,
        "steps": [4, 1, 6], "holds": [0, 2, 1], "cycle": "loop",
        "path": "linear", "even": false, "easing": "ease-in", "stagger": 0.25, "align": "centre",
        "true_ends": true, "terrain": {}
    }""",
}
OLD_FRAMES = {2: [5, 2], 3: [5, 2, 7]}


def old_recipe(vae: Vae, version: int) -> dict[str, Any]:
    text = OLD_RECIPES[version].replace("SHA256", vae.card.files["decoder.onnx"].sha256)
    blank = base64.b64encode(bytes(4 * 28 * 28)).decode()
    recipe: dict[str, Any] = json.loads(text.replace("BLANK", blank))
    return recipe


@pytest.mark.parametrize("version", OLD_RECIPES)
def test_older_recipes_give_the_same_frames(tiny_vae: Vae, version: int) -> None:
    old = old_recipe(tiny_vae, version)
    ends = [Anchor(np.array(codes, np.float32)) for codes in old["ends"]]
    if version == 3:
        ends[0] = Anchor(ends[0].codes, np.zeros((1, 28, 28), np.float32))
    film = Morph.sequence(
        tiny_vae,
        ends,
        frame_count=OLD_FRAMES[version],
        holds=[0, 2, 1],
        cycle=old["cycle"],
        path="linear",
        even=False,
        easing="ease-in",
        stagger=0.25,
        align="centre",
        true_ends=version == 3,
    )
    again = Morph.from_recipe(tiny_vae, old)
    assert [frame.tobytes() for frame in again.images()] == [frame.tobytes() for frame in film.images()]
    assert again.recipe() == film.recipe()
    assert film.recipe()["frames"] == OLD_FRAMES[version]


@pytest.mark.parametrize("version", OLD_RECIPES)
@pytest.mark.parametrize("steps", [[4, 0, 6], [4, None, 6], [4, True, 6], [4.0, 1, 6], [[], 1, 6], 4, None])
def test_an_older_recipe_with_impossible_steps_is_refused(tiny_vae: Vae, version: int, steps: object) -> None:
    with pytest.raises(MorphError, match=r"the recipe's 'steps' is .*; make a new recipe"):
        Morph.from_recipe(tiny_vae, old_recipe(tiny_vae, version) | {"steps": steps})
