"""The golden model folder matches the output of its recipe."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from golden.make import decoder, encoder, make
from onnx import numpy_helper

from runtime.model.card import MODEL_FILES, ModelCard
from runtime.model.latents import LatentTable


@pytest.mark.parametrize(("file", "recipe"), [("encoder.onnx", encoder), ("decoder.onnx", decoder)])
def test_recipe_makes_the_golden_graphs(
    golden: Path, file: str, recipe: Callable[[], onnx.ModelProto]
) -> None:
    kept, made = onnx.load(golden / file), recipe()
    assert list(kept.graph.node) == list(made.graph.node)
    assert list(kept.graph.input) == list(made.graph.input)
    assert list(kept.graph.output) == list(made.graph.output)
    assert list(kept.metadata_props) == list(made.metadata_props)
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in made.graph.initializer}
    assert {tensor.name for tensor in kept.graph.initializer} == set(weights)
    for tensor in kept.graph.initializer:
        np.testing.assert_array_equal(numpy_helper.to_array(tensor), weights[tensor.name])


@pytest.mark.slow
def test_recipe_makes_the_golden_codes_and_card(golden: Path, tmp_path: Path) -> None:
    make(tmp_path / "tiny")
    kept, made = (LatentTable.read(folder / "latents.npz", 3) for folder in (golden, tmp_path / "tiny"))
    np.testing.assert_array_equal(kept.mu, made.mu)
    np.testing.assert_array_equal(kept.label, made.label)
    np.testing.assert_array_equal(kept.split, made.split)
    kept_card, made_card = ModelCard.read(golden), ModelCard.read(tmp_path / "tiny")
    assert kept_card.presets == made_card.presets
    assert kept_card.dimensions == made_card.dimensions
    assert kept_card.metrics == made_card.metrics


def test_golden_folder_is_small(golden: Path) -> None:
    files = list(golden.iterdir())
    assert {file.name for file in files} == {"card.json", *MODEL_FILES}
    assert sum(file.stat().st_size for file in files) < 150_000
