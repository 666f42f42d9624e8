"""Tests of the recipes, which match those of the two older tools."""

import dataclasses
import json

import pytest

from train.config import RECIPES, TrainConfig


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("mlp20", ("mlp", 20, "bernoulli", 20, 128, 1e-3)),
        ("conv6", ("conv", 6, "gaussian", 200, 128, 5e-3)),
    ],
)
def test_recipe(name: str, facts: tuple[object, ...]) -> None:
    recipe = RECIPES[name]
    found = (
        recipe.architecture,
        recipe.latent_dim,
        recipe.likelihood,
        recipe.epochs,
        recipe.batch_size,
        recipe.learning_rate,
    )
    assert found == facts


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=list(RECIPES))
def test_recipe_is_the_plain_bound_and_validates(recipe: TrainConfig) -> None:
    assert recipe.beta == 1
    assert 0 < recipe.validation_count < 60_000
    assert recipe.title


def test_recipe_survives_json() -> None:
    for name, recipe in RECIPES.items():
        assert recipe.name == name
        assert TrainConfig.from_dict(json.loads(json.dumps(recipe.as_dict()))) == recipe


def test_recipe_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        RECIPES["mlp20"].seed = 1  # type: ignore[misc]


def test_unknown_key_is_refused() -> None:
    with pytest.raises(TypeError, match="momentum"):
        TrainConfig.from_dict(RECIPES["mlp20"].as_dict() | {"momentum": 0.9})
