"""Fixtures: a small recipe, synthetic data and a Fabric of one process."""

from pathlib import Path

import pytest
import torch
from lightning.fabric import Fabric
from synthetic import bars, write_mnist
from torch import Tensor

from train.config import TrainConfig


@pytest.fixture(scope="session")
def fabric() -> Fabric:
    return Fabric(accelerator="cpu", devices=1)


@pytest.fixture(scope="session")
def train_images() -> Tensor:
    return torch.from_numpy(bars(600, seed=1)[0])


@pytest.fixture(scope="session")
def test_images() -> Tensor:
    return torch.from_numpy(bars(200, seed=2)[0])


@pytest.fixture
def config() -> TrainConfig:
    return TrainConfig(
        name="mlp20",
        title="Small",
        architecture="mlp",
        latent_dim=4,
        likelihood="bernoulli",
        epochs=3,
        batch_size=64,
        validation_count=100,
    )


@pytest.fixture(scope="session")
def synthetic_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder whose MNIST/raw contains images of bars."""
    return write_mnist(tmp_path_factory.mktemp("data"))
