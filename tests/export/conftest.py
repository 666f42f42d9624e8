"""Fixtures: one-epoch runs on synthetic digits, and the model folder of one run."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from lightning.fabric import Fabric
from numpy.typing import NDArray
from synthetic import bars

import export.latents
import export.publish
from export.latents import Labelled
from export.parity import Parity
from export.publish import publish
from runtime.model.card import DECODER_FILE, ENCODER_FILE
from train.checkpoint import Checkpoint
from train.config import TrainConfig
from train.loop import train as run_training

CONFIGS = {
    "mlp": TrainConfig(
        "bars-mlp",
        "Bars",
        "mlp",
        3,
        "bernoulli",
        epochs=1,
        batch_size=32,
        learning_rate=5e-3,
        validation_count=100,
    ),
    "conv": TrainConfig(
        "bars-conv",
        "Bars",
        "conv",
        2,
        "gaussian",
        epochs=1,
        batch_size=32,
        learning_rate=5e-3,
        validation_count=100,
    ),
}


class FlatUmap:
    """Fast replacement for UMAP that returns the first two columns."""

    def __init__(self, **_: Any) -> None:
        pass

    def fit_transform(self, mu: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.hstack([mu, mu])[:, :2]


@pytest.fixture
def quick_umap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export.latents, "UMAP", FlatUmap)


def split(count: int, seed: int) -> Labelled:
    images, labels = bars(count, seed)
    return torch.from_numpy(images), torch.from_numpy(labels)


@pytest.fixture(scope="session")
def train_split() -> Labelled:
    return split(600, seed=1)


@pytest.fixture(scope="session")
def test_split() -> Labelled:
    return split(200, seed=2)


@pytest.fixture(scope="session")
def runs(
    train_split: Labelled, test_split: Labelled, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Checkpoint, Path]]:
    """A one-epoch checkpoint per architecture, with its file."""
    fabric = Fabric(accelerator="cpu", devices=1)
    folder = tmp_path_factory.mktemp("checkpoints")
    made = {}
    for architecture, config in CONFIGS.items():
        out = folder / f"{architecture}.pt"
        made[architecture] = (
            run_training(config, train_split[0], test_split[0], fabric=fabric, out=out),
            out,
        )
    return made


@pytest.fixture(scope="session")
def published(
    runs: dict[str, tuple[Checkpoint, Path]],
    train_split: Labelled,
    test_split: Labelled,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Parity]:
    """Model folder of the MLP, with a real UMAP."""
    models = tmp_path_factory.mktemp("models")
    return publish(runs["mlp"][0], train_split, test_split, name="bars", models=models)


@pytest.fixture
def quick_graphs(published: tuple[Path, Parity], monkeypatch: pytest.MonkeyPatch) -> None:
    """Copy the published graphs of the MLP instead of exporting them again."""

    def copied(network: object, name: str, folder: Path) -> None:
        assert name == "bars"
        for file in (ENCODER_FILE, DECODER_FILE):
            shutil.copy(published[0] / file, folder)

    monkeypatch.setattr(export.publish, "write_graphs", copied)
