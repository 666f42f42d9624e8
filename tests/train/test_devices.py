"""Tests of shared runs: errors and launcher settings. test_processes.py has tests with real processes."""

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import click
import pytest
import torch
from lightning.fabric import Fabric

from train.__main__ import _refuse
from train.config import RECIPES
from train.data import DataError
from train.devices import DevicesError, _devices_and_nodes, end_others, from_first, launch, share_of
from train.loop import train


@pytest.mark.parametrize(("batch_size", "world_size", "share"), [(128, 1, 128), (128, 8, 16), (3, 3, 1)])
def test_batch_is_shared(batch_size: int, world_size: int, share: int) -> None:
    assert share_of(batch_size, world_size) == share


@pytest.mark.parametrize(
    ("batch_size", "world_size", "way_out"),
    [(128, 3, "--batch-size 126 or 129"), (2, 8, "--batch-size 8"), (7, 2, "--batch-size 6 or 8")],
)
def test_uneven_shares_are_refused(batch_size: int, world_size: int, way_out: str) -> None:
    with pytest.raises(
        DevicesError, match=f"{world_size} devices cannot share batches of {batch_size}"
    ) as caught:
        share_of(batch_size, world_size)
    assert way_out in str(caught.value)


@pytest.fixture
def torchrun(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Environment of the first of 16 processes that torchrun started on two machines."""
    told = {"RANK": 0, "WORLD_SIZE": 16, "LOCAL_RANK": 0, "LOCAL_WORLD_SIZE": 8, "GROUP_RANK": 0}
    for name, value in told.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("TORCHELASTIC_RUN_ID", "test")
    return monkeypatch


def test_torchrun_is_believed(torchrun: pytest.MonkeyPatch) -> None:
    assert _devices_and_nodes("auto") == {"devices": 8, "num_nodes": 2}
    assert _devices_and_nodes("8") == {"devices": "8", "num_nodes": 2}
    torchrun.setenv("LT_CLI_USED", "1")  # fabric run configures Fabric itself
    assert _devices_and_nodes("auto") == {"devices": "auto"}


def test_without_a_launcher_the_user_is_believed() -> None:
    assert _devices_and_nodes("3") == {"devices": "3"}


@pytest.mark.usefixtures("torchrun")
def test_devices_that_contradict_torchrun_are_refused() -> None:
    with pytest.raises(
        DevicesError, match=r"cannot train on --accelerator cpu --devices 5 .*; leave both out"
    ):
        launch("cpu", "5", "32-true")


def test_trainings_side_by_side_are_refused(torchrun: pytest.MonkeyPatch) -> None:
    """Two processes with one device each would both write their own network to the same file."""
    torchrun.setenv("WORLD_SIZE", "2")
    torchrun.setenv("LOCAL_WORLD_SIZE", "2")
    with pytest.raises(DevicesError, match="the launcher started 2 processes, the options ask for 1"):
        launch("cpu", "1", "32-true")


def test_precision_is_the_recipe_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LT_PRECISION", "16-mixed")
    with pytest.raises(DevicesError, match="trains in precision 32-true; leave out --precision 16-mixed"):
        launch("cpu", "1", "32-true")


def test_what_the_first_reads_or_refuses_comes_to_all(fabric: Fabric) -> None:
    assert from_first(fabric, lambda: 5, DataError) == 5

    def refuse() -> None:
        raise DataError("no data")

    with pytest.raises(DataError, match="no data"):
        from_first(fabric, refuse, DataError, DevicesError)


def test_only_the_first_process_of_a_machine_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    error = click.ClickException("so it is")
    with pytest.raises(click.ClickException, match="so it is"):
        _refuse(error)
    monkeypatch.setenv("LOCAL_RANK", "1")
    with pytest.raises(SystemExit) as caught:
        _refuse(error)
    assert caught.value.code == 0


def test_uneven_shares_are_refused_before_the_training(
    train_images: torch.Tensor, test_images: torch.Tensor, tmp_path: Any
) -> None:
    three: Any = SimpleNamespace(world_size=3)
    config = RECIPES["mlp20"]
    with pytest.raises(DevicesError, match="3 devices cannot share batches of 128"):
        train(config, train_images.repeat(10, 1, 1), test_images, fabric=three, out=tmp_path / "run.pt")


def test_others_are_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as other:
        started: Any = SimpleNamespace(strategy=SimpleNamespace(launcher=SimpleNamespace(procs=[other])))
        end_others(started)
        assert other.wait(10) != 0
    end_others(Fabric(accelerator="cpu", devices=1))  # has started no process
