"""Tests of two real processes that train one network over gloo."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from lightning.fabric import Fabric
from nests import same
from one_rank import CONFIG, run_all
from patience import PATIENCE, wait_until
from synthetic import write_mnist

from train.checkpoint import Checkpoint, load_checkpoint

ROOT = Path(__file__).parents[2]


def environment() -> dict[str, str]:
    """Return the environment without the variables that Fabric set in this process."""
    ours = ("RANK", "LOCAL_RANK", "NODE_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
    env = {name: value for name, value in os.environ.items() if name not in ours}
    return env | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]), "OMP_NUM_THREADS": "1"}


def log_of(log: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder written by two processes."""
    folder = tmp_path_factory.mktemp("two")
    script = str(ROOT / "tests" / "one_rank.py")
    ran = subprocess.run(
        [sys.executable, script, str(folder), "2"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return folder


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder written by one process."""
    folder = tmp_path_factory.mktemp("one")
    run_all(Fabric(accelerator="cpu", devices=1), folder)
    return folder


@pytest.fixture(scope="module")
def ranks(two: Path) -> list[Checkpoint]:
    return [load_checkpoint(two / f"rank{rank}.pt") for rank in range(2)]


def test_checkpoint_and_log_are_written_once(two: Path, ranks: list[Checkpoint]) -> None:
    runs = {f"{name}.{kind}" for name in ("run", "parts", "still") for kind in ("pt", "jsonl")}
    assert {path.name for path in two.iterdir()} == runs | {"rank0.pt", "rank1.pt"}
    assert [line["epoch"] for line in log_of(two / "run.jsonl")] == [1, 2, 3]
    kept = load_checkpoint(two / "run.pt")
    assert kept.config == CONFIG
    assert kept.provenance["machine"].endswith(", 2 processes")
    assert same(kept.resume, ranks[0].resume)


def test_all_processes_end_with_the_same(ranks: list[Checkpoint]) -> None:
    first, second = ranks
    assert set(first.resume) == {"weights", "average", "optimizer"}
    assert same(first.resume, second.resume)  # the weights, their average and the state of Adam
    assert same(first.weights, second.weights)
    assert same(first.metrics, second.metrics)
    assert (first.best_epoch, first.best_negative_elbo) == (second.best_epoch, second.best_negative_elbo)


def test_resumed_run_equals_the_uninterrupted_one(two: Path) -> None:
    whole, parts = (load_checkpoint(two / f"{name}.pt") for name in ("run", "parts"))
    assert same(parts.resume, whole.resume)
    assert same(parts.metrics, whole.metrics)
    assert [line["epoch"] for line in log_of(two / "parts.jsonl")] == [1, 2, 3]


# Without random draws, only the order of summation differs. With draws, the loss of a single process has a
# standard deviation of 1.8 % after these few steps (8 runs).
@pytest.mark.parametrize(("name", "tolerance"), [("still", 1e-4), ("run", 0.05)])
def test_loss_is_that_of_one_process(one: Path, two: Path, name: str, tolerance: float) -> None:
    alone, shared = (log_of(folder / f"{name}.jsonl") for folder in (one, two))
    for label in ("reconstruction_nats", "kl_nats", "validation_negative_elbo"):
        if (name, label) != ("run", "kl_nats"):  # small, so the draws change it by more
            found, wanted = ([line[label] for line in log] for log in (shared, alone))
            assert found == pytest.approx(wanted, rel=tolerance, abs=0.05), label
    assert shared[-1]["validation_negative_elbo"] < 0.9 * shared[0]["validation_negative_elbo"]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MNIST folder just large enough for the shipped recipes, which set aside 5,000 images."""
    return write_mnist(tmp_path_factory.mktemp("data"), 5400, 100)


@contextmanager
def running(root: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """Yield two processes in the middle of a long run, in a new process group."""
    command = [sys.executable, "-m", "train", "mlp20", "--accelerator", "cpu", "--devices", "2"]
    command += ["--epochs", "100000", "--data", str(root), "--out", str(out)]
    # A shell's background job ignores SIGINT, and its children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            wait_until(lambda: out.is_file() or process.poll() is not None)
            assert process.poll() is None, process.communicate()[1]
            yield process
        finally:
            with_no_one_left = _end(process.pid)
    assert with_no_one_left


def _end(group: int) -> bool:
    """Return whether every process of the group has ended; kill the others."""

    def is_empty() -> bool:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        return False

    try:
        wait_until(is_empty)
    except TimeoutError:
        os.killpg(group, signal.SIGKILL)
        return False
    return True


def child_of(process: subprocess.Popen[str]) -> int:
    listed = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True)
    (child,) = listed.stdout.split()
    return int(child)


def test_ctrl_c_is_one_sentence(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.pt"
    with running(root, out) as process:
        os.killpg(process.pid, signal.SIGINT)  # like a terminal
        stdout, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert stdout == ""
    assert "Traceback" not in stderr
    assert stderr.count("stopped; ") == 1
    assert stderr.endswith(
        f"{out} contains the best epoch so far; continue with: the same command and --resume\n"
    )
    assert load_checkpoint(out).epoch > 0


@pytest.mark.parametrize("stop", ["the first", "the other"])
def test_nobody_is_left_waiting(root: Path, tmp_path: Path, stop: str) -> None:
    """If any process ends, the others end too."""
    with running(root, tmp_path / "run.pt") as process:
        if stop == "the first":
            process.terminate()  # like a cluster scheduler
        else:
            os.kill(child_of(process), signal.SIGKILL)  # like the out-of-memory killer
        process.communicate(timeout=PATIENCE)
    assert process.returncode != 0


def test_what_is_refused_is_one_sentence(tmp_path: Path) -> None:
    """Only the first process finds the error, after all have started."""
    file = tmp_path / "file"  # prevents a download, because no folder can be created here
    file.touch()
    command = [sys.executable, "-m", "train", "mlp20", "--accelerator", "cpu", "--devices", "2"]
    ran = subprocess.run(
        [*command, "--data", str(file), "--out", str(tmp_path / "run.pt")],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
    assert ran.stderr.count("Error: ") == 1
    assert ran.stderr.splitlines()[-1].startswith("Error: no MNIST in ")
