"""Tests of checkpoints: atomic writes, and loading that runs no code from the file."""

import os
import pickle
from pathlib import Path
from typing import Any

import pytest
import torch

from train.architectures import build
from train.checkpoint import FORMAT, Checkpoint, CheckpointError, load_checkpoint
from train.config import TrainConfig


@pytest.fixture
def checkpoint(config: TrainConfig) -> Checkpoint:
    return Checkpoint(
        config=config,
        weights=build(config).state_dict(),
        best_epoch=2,
        best_negative_elbo=101.5,
        epoch=3,
        resume={"weights": build(config).state_dict(), "optimizer": {"state": {}, "param_groups": []}},
        wall_seconds=1.5,
        provenance={"torch": "1"},
        metrics={"mse": 0.25},
    )


def test_checkpoint_comes_back_as_it_was_saved(checkpoint: Checkpoint, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "run.pt"
    checkpoint.save(path)
    assert list(path.parent.iterdir()) == [path]
    found = load_checkpoint(path)
    for name in (
        "config",
        "best_epoch",
        "best_negative_elbo",
        "epoch",
        "wall_seconds",
        "provenance",
        "metrics",
    ):
        assert getattr(found, name) == getattr(checkpoint, name)
    for name, tensor in checkpoint.weights.items():
        assert torch.equal(found.weights[name], tensor)
        assert torch.equal(found.resume["weights"][name], checkpoint.resume["weights"][name])


def test_network_has_the_best_weights(checkpoint: Checkpoint) -> None:
    network = checkpoint.network()
    assert not network.training
    for name, tensor in network.state_dict().items():
        assert torch.equal(tensor, checkpoint.weights[name])


def test_failing_write_leaves_the_older_one(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.pt"
    checkpoint.save(path)
    before = path.read_bytes()

    def fail(values: object, partial: Path) -> None:
        partial.write_bytes(b"half a file")
        raise OSError("disk full")

    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        checkpoint.save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_missing_checkpoint_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(
        CheckpointError, match=r"no checkpoint '.*run\.pt'; create one with: python -m train NAME --out"
    ):
        load_checkpoint(tmp_path / "run.pt")


class Hostile:
    """An object whose pickle creates a folder when loaded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.folder),)


@pytest.mark.parametrize("how", ["torch", "pickle"])
def test_hostile_file_is_not_run(tmp_path: Path, how: str) -> None:
    path, trap = tmp_path / "run.pt", tmp_path / "trap"
    if how == "torch":
        torch.save({"format": FORMAT, "config": Hostile(trap)}, path)
    else:
        path.write_bytes(pickle.dumps(Hostile(trap)))
    with pytest.raises(CheckpointError, match="is not a checkpoint of this project"):
        load_checkpoint(path)
    assert not trap.exists()
    if how == "torch":
        torch.load(path, weights_only=False)
        assert trap.is_dir()  # proves that the trap works


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_damaged_file_is_refused(checkpoint: Checkpoint, tmp_path: Path, share: float) -> None:
    path = tmp_path / "run.pt"
    checkpoint.save(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(CheckpointError, match="is not a checkpoint of this project"):
        load_checkpoint(path)


@pytest.mark.parametrize(
    "change",
    [
        {"config": {"name": "x"}},
        {"surprise": 1},
        {"weights": {}},
        {"weights": 7},
        {"config": TrainConfig("a", "b", "resnet", 4, "bernoulli", 1).as_dict()},  # type: ignore[arg-type]
        {"config": TrainConfig("a", "b", "mlp", 5, "bernoulli", 1).as_dict()},
    ],
    ids=["half a recipe", "another key", "no weights", "weights a number", "another network", "another size"],
)
def test_other_contents_are_refused(checkpoint: Checkpoint, tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "run.pt"
    checkpoint.save(path)
    torch.save(torch.load(path, weights_only=True) | change, path)
    with pytest.raises(CheckpointError, match="is not a checkpoint of this project"):
        load_checkpoint(path)


@pytest.mark.parametrize("values", [7, [1, 2], {"weights": {}}, {}])
def test_another_programs_file_is_refused(tmp_path: Path, values: object) -> None:
    torch.save(values, tmp_path / "run.pt")
    with pytest.raises(CheckpointError, match="is not a checkpoint of this project"):
        load_checkpoint(tmp_path / "run.pt")


def test_newer_format_says_both_versions(tmp_path: Path) -> None:
    torch.save({"format": FORMAT + 1, "other": 1}, tmp_path / "run.pt")
    with pytest.raises(
        CheckpointError, match="has checkpoint format 2, but this version reads 1; train again"
    ):
        load_checkpoint(tmp_path / "run.pt")
