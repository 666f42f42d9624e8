"""Tests of recipes: identical frames, and one-sentence errors for invalid recipes."""

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


@given(
    seed=st.integers(0, 1000),
    digit_counts=st.lists(st.integers(1, 3), min_size=2, max_size=4),
    steps=st.integers(1, 6),
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
    tiny_vae: Vae, seed: int, digit_counts: list[int], steps: int, holds: int, motion: dict[str, Any]
) -> None:
    rng = np.random.default_rng(seed)
    ends = [Anchor(rng.normal(size=(count, 3)).astype(np.float32)) for count in digit_counts]
    film = Morph.sequence(tiny_vae, ends, steps=steps, holds=holds, **motion)
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
            "steps",
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
    with pytest.raises(MorphError, match=f"made with tiny, whose {file} has another sha256"):
        Morph.from_recipe(tiny_vae, other)
    # A straight path uses neither the graph nor the reader.
    straight = Morph(tiny_vae, "7", "41", path="linear").recipe()
    assert list(straight["model"]["sha256"]) == ["decoder.onnx"]


@pytest.mark.parametrize("constant", ["third_reading", "knot_count", "style_correction", "neighbour_count"])
@pytest.mark.parametrize("value", [0.5, None, "x" * 100])
def test_other_constants_are_refused(tiny_vae: Vae, constant: str, value: object) -> None:
    other = recipe(tiny_vae)
    other["terrain"][constant] = value
    with pytest.raises(MorphError, match=rf"geodesic has the {constant} .{{3,62}} and this program's has \d"):
        Morph.from_recipe(tiny_vae, other)
    # No other path uses them.
    straight = Morph(tiny_vae, "7", "41", path="linear").recipe()
    assert straight["terrain"] == {}


def test_recipe_names_the_version_of_the_project(tiny_vae: Vae) -> None:
    assert recipe(tiny_vae)["version"] == VERSION


@pytest.mark.parametrize("value", [True, 3.0, 1, 4, "3", None])
def test_only_its_own_version_is_read(tiny_vae: Vae, value: object) -> None:
    with pytest.raises(MorphError, match=f"the recipe has version {value!r} and this program reads 2 and 3"):
        Morph.from_recipe(tiny_vae, recipe(tiny_vae, recipe_version=value))
