"""Tests of the reader's training on synthetic digits: learning, reproducibility, calibration and errors."""

import math
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result
from synthetic import bars, write_mnist

from train.checkpoint import CheckpointError
from train.data import DataError
from train.reader import __main__ as cli
from train.reader.checkpoint import ReaderCheckpoint, ReaderConfig
from train.reader.loop import fit_temperature, logits_of, train_reader

CONFIG = ReaderConfig(epochs=2, batch_size=50, validation_count=100)


@pytest.fixture(scope="module")
def checkpoint() -> ReaderCheckpoint:
    images, labels = map(torch.from_numpy, bars(1500, seed=1))
    return train_reader(CONFIG, images, labels)


def test_it_learns(checkpoint: ReaderCheckpoint) -> None:
    images, labels = map(torch.from_numpy, bars(200, seed=2))
    guesses = logits_of(checkpoint.network(), images).argmax(1)
    # Chance is 0.1; sheared and rotated bars look like those of other digits.
    assert (guesses == labels).float().mean() > 0.4
    assert checkpoint.wall_seconds > 0
    assert checkpoint.provenance["torch"] == torch.__version__


def test_same_seed_same_weights(checkpoint: ReaderCheckpoint) -> None:
    images, labels = map(torch.from_numpy, bars(1500, seed=1))
    again = train_reader(CONFIG, images, labels)
    assert again.temperature == checkpoint.temperature
    assert all(torch.equal(again.weights[name], weight) for name, weight in checkpoint.weights.items())


def test_checkpoint_comes_back(checkpoint: ReaderCheckpoint, tmp_path: Path) -> None:
    path = tmp_path / "new" / "reader.pt"
    checkpoint.save(path)
    back = ReaderCheckpoint.load(path)
    assert (back.config, back.temperature, back.provenance) == (
        checkpoint.config,
        checkpoint.temperature,
        checkpoint.provenance,
    )
    assert all(torch.equal(back.weights[name], weight) for name, weight in checkpoint.weights.items())
    assert [file.name for file in path.parent.iterdir()] == ["reader.pt"]


def test_temperature_makes_probabilities_true() -> None:
    """Logits that are three times too large for their labels get a temperature of three."""
    rng = torch.Generator().manual_seed(0)
    true = torch.randn(20_000, 10, generator=rng)
    labels = torch.multinomial(true.softmax(1), 1, generator=rng)[:, 0]
    assert fit_temperature(3 * true, labels) == pytest.approx(3, rel=0.05)
    assert fit_temperature(true, labels) == pytest.approx(1, rel=0.05)


def test_temperature_stays_finite_where_all_is_right() -> None:
    labels = torch.arange(100) % 10
    temperature = fit_temperature(torch.nn.functional.one_hot(labels, 10).float(), labels)
    assert temperature == 0.05
    assert math.isfinite(fit_temperature(torch.zeros(10, 10), labels[:10]))


def test_too_few_images() -> None:
    images, labels = map(torch.from_numpy, bars(100))
    with pytest.raises(DataError, match="100 training images are too few: 100 are set aside for calibration"):
        train_reader(CONFIG, images, labels)


@pytest.mark.parametrize("content", [None, b"no checkpoint"])
def test_no_checkpoint(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "reader.pt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CheckpointError, match=r"reader\.pt.*python -m train\.reader"):
        ReaderCheckpoint.load(path)


def test_another_checkpoint_is_refused(tmp_path: Path) -> None:
    torch.save({"format": 1}, tmp_path / "vae.pt")
    with pytest.raises(CheckpointError, match="is not a checkpoint of the reader"):
        ReaderCheckpoint.load(tmp_path / "vae.pt")


# The command


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def test_command_leaves_a_checkpoint(tmp_path: Path) -> None:
    data = write_mnist(tmp_path / "data", train_count=5200)
    out = tmp_path / "reader.pt"
    result = run("--data", data, "--epochs", "1", "--seed", "5", "--out", out)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("reader: ")
    assert result.stdout.endswith(f"→ {out}\n")
    assert ReaderCheckpoint.load(out).config == ReaderConfig(epochs=1, seed=5)


@pytest.mark.parametrize(
    ("out", "sentence"),
    [("reader.pt", "600 training images are too few"), ("file/reader.pt", "cannot write 'file/reader.pt'")],
)
def test_command_refuses(
    synthetic_root: Path, tmp_path: Path, out: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    result = run("--data", synthetic_root, "--out", out)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
