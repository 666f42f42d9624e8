"""The commands of docs/training.md: those that a CPU can run are run, what they call reads the others."""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import torch.distributed.run
from lightning.fabric.cli import _run as fabric_run
from patience import PATIENCE
from synthetic import write_mnist

import train.__main__ as cli
from runtime import list_models
from train.checkpoint import load_checkpoint

pytestmark = pytest.mark.training

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
BLOCKS = [
    block.strip().splitlines() for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
]
ON_CPU = [block for block in BLOCKS if not any("gpu" in command for command in block)]
ON_GPU = [command for block in BLOCKS for command in block if "gpu" in command]
LEFT_BY_FABRIC = ("RANK", "LOCAL_RANK", "NODE_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the commands run: ``train`` is there, and a small MNIST in the default place."""
    write_mnist(tmp_path / "data", 5400, 100)
    (tmp_path / "train").symlink_to(ROOT / "train")
    return tmp_path


def start(command: str, folder: Path) -> subprocess.Popen[str]:
    """Run as a reader would, with the tools of this environment."""
    env = {name: value for name, value in os.environ.items() if name not in (*LEFT_BY_FABRIC, "MNIST_ROOT")}
    tool, *arguments = shlex.split(command)
    if tool == "fabric":  # its default port may be another run's
        arguments[1:1] = ["--main-port", str(free_port())]
    return subprocess.Popen(
        [str(Path(sys.executable).with_name(tool)), *arguments],
        cwd=folder,
        env=env | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def finish(process: subprocess.Popen[str]) -> str:
    stdout, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, stderr
    return stdout


@pytest.mark.parametrize("block", ON_CPU, ids=lambda block: block[0])
def test_commands_run(block: list[str], folder: Path) -> None:
    """Each says its one line; commands that the page calls the same leave the same."""
    weights = []
    for command in block:
        said = finish(start(command, folder))
        assert said.startswith("mlp20: best epoch ")
        assert said.endswith(" → checkpoints/mlp20.pt\n")
        assert said.count("\n") == 1
        weights.append(load_checkpoint(folder / "checkpoints" / "mlp20.pt").weights)
    log = (folder / "checkpoints" / "mlp20.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in log] == list(range(1, 21))
    if "--devices 2" in block[0]:
        assert len(block) == 3
        for other in weights[1:]:
            assert all(torch.equal(weights[0][name], tensor) for name, tensor in other.items())


def test_two_machines_train_together(folder: Path) -> None:
    """Both on this one, with a process each."""
    (command,) = (command for command in ON_GPU if "--nnodes 2" in command)
    here = command.replace("first-machine:29400", f"localhost:{free_port()}").replace("gpu", "cpu")
    here = here.replace("--nproc-per-node 8", "--nproc-per-node 1") + " --epochs 2"
    machines = [start(here, folder) for _ in range(2)]
    said = [finish(machine) for machine in machines]
    assert sum(text.count("mlp20: best epoch ") for text in said) == 1
    made = load_checkpoint(folder / "checkpoints" / "mlp20.pt")
    assert made.provenance["machine"].endswith(", 2 processes")
    assert made.epoch == 2


@pytest.mark.parametrize("command", ON_GPU)
def test_commands_for_gpus_are_understood(command: str) -> None:
    tool, *arguments = shlex.split(command)
    if tool == "fabric":
        assert arguments.pop(0) == "run"
        launcher = fabric_run.make_context("run", arguments)
        assert launcher.params["script"] == "train"
        ours = list(launcher.params["script_args"])
    elif tool == "torchrun":
        told = torch.distributed.run.parse_args(arguments)  # type: ignore[no-untyped-call]
        assert told.module
        assert told.training_script == "train"
        ours = told.training_script_args
    else:
        assert tool == "python"
        assert arguments[:2] == ["-m", "train"]
        ours = arguments[2:]
    assert cli.main.make_context("train", ours).params["name"] == "mlp20"


def test_times_are_those_of_the_cards() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) (s|min) \| (.*) \|$", PAGE, re.MULTILINE)
    assert rows
    for name, epochs, time, unit, machine in rows:
        training = json.loads((ROOT / "models" / name / "card.json").read_text())["training"]
        assert (int(epochs), machine) == (training["epochs_run"], training["machine"])
        assert int(time) == round(training["wall_seconds"] / {"s": 1, "min": 60}[unit])
    assert sorted(row[0] for row in rows) == sorted(list_models())
