"""Tests of publishing the reader: atomic, with correct figures."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from click.testing import CliRunner, Result
from synthetic import write_mnist

import export.reader as cli
from export.latents import Labelled
from export.parity import ParityError
from export.publish import PublishError
from export.reader import calibration_error, measure, publish_reader
from runtime.model.card import CARD_FILE
from runtime.model.reader import READER_FILE, Reader, load_reader
from train.reader.checkpoint import ReaderCheckpoint, ReaderConfig, ReaderNetwork
from train.reader.loop import logits_of


@pytest.fixture(scope="module")
def checkpoint() -> ReaderCheckpoint:
    """A checkpoint with untrained weights, which suffice to test the export."""
    torch.manual_seed(3)
    network = ReaderNetwork()
    return ReaderCheckpoint(ReaderConfig(), network.state_dict(), 0.5, 1.0, {"commit": "none"})


@pytest.fixture(scope="module")
def folder(
    checkpoint: ReaderCheckpoint, test_split: Labelled, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return publish_reader(checkpoint, test_split, tmp_path_factory.mktemp("models"))[0]


def test_folder_is_a_reader(folder: Path, checkpoint: ReaderCheckpoint, test_split: Labelled) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [CARD_FILE, READER_FILE]
    assert [path.name for path in folder.parent.iterdir()] == ["reader"]
    reader = load_reader(folder)
    expected = (logits_of(checkpoint.network(), test_split[0]) / 0.5).softmax(1)
    found = reader.read((test_split[0].float() / 255).numpy())
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-5)
    assert set(reader.card.metrics) == {"accuracy", "nll_nats", "calibration_error"}
    assert (reader.card.training["temperature"], reader.card.training["commit"]) == (0.5, "none")


def test_graph_tells_nothing_of_the_machine(folder: Path) -> None:
    assert b".py" not in (folder / READER_FILE).read_bytes()
    model = onnx.load(folder / READER_FILE)
    assert {entry.key: entry.value for entry in model.metadata_props} == {
        "name": "reader",
        "reader_version": "1",
    }


def test_an_older_reader_is_replaced(
    folder: Path, checkpoint: ReaderCheckpoint, test_split: Labelled
) -> None:
    older = (folder / READER_FILE).read_bytes()
    try:
        torch.manual_seed(4)
        other = ReaderCheckpoint(checkpoint.config, ReaderNetwork().state_dict(), 1.0, 1.0, {})
        publish_reader(other, test_split, folder.parent)
        assert (folder / READER_FILE).read_bytes() != older
    finally:
        publish_reader(checkpoint, test_split, folder.parent)


def test_another_graph_is_not_published(
    checkpoint: ReaderCheckpoint, test_split: Labelled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Reader.read
    monkeypatch.setattr(Reader, "read", lambda self, images: np.roll(read(self, images), 1, axis=1))
    with pytest.raises(ParityError, match=r"the reader's graph differs from its network: probabilities by"):
        publish_reader(checkpoint, test_split, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_readers_stays(
    checkpoint: ReaderCheckpoint, test_split: Labelled, tmp_path: Path
) -> None:
    (tmp_path / "reader").mkdir()
    with pytest.raises(PublishError, match="exists and is not a model folder"):
        publish_reader(checkpoint, test_split, tmp_path)


def test_figures_of_known_answers() -> None:
    probabilities = np.full((4, 10), 0.2 / 9, np.float32)
    probabilities[range(4), [1, 2, 3, 4]] = 0.8
    figures = measure(probabilities, np.array([1, 2, 3, 9], np.uint8))
    assert figures["accuracy"].value == 0.75
    expected = -(3 * np.log(0.8) + np.log(0.2 / 9)) / 4
    assert figures["nll_nats"].value == pytest.approx(expected, abs=1e-5)
    assert figures["calibration_error"].value == pytest.approx(0.05, abs=1e-5)


def test_calibration_error_of_true_and_of_boastful_probabilities() -> None:
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.1, 1, 100_000)
    right = rng.random(100_000) < sure
    assert calibration_error(sure, right) < 0.01
    assert calibration_error(np.ones(1000), np.arange(1000) < 700) == pytest.approx(0.3)


# The command


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def test_command_makes_the_folder(checkpoint: ReaderCheckpoint, tmp_path: Path) -> None:
    checkpoint.save(tmp_path / "reader.pt")
    data = write_mnist(tmp_path / "data")
    result = run(tmp_path / "reader.pt", "--models", tmp_path / "models", "--data", data)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"{tmp_path / 'models' / 'reader'}: 0.7 MB; accuracy ")
    assert load_reader(tmp_path / "models" / "reader").card.training["seed"] == ReaderConfig().seed


def test_command_refuses_what_is_no_checkpoint(tmp_path: Path) -> None:
    result = run(tmp_path / "none.pt", "--models", tmp_path)
    assert result.exit_code == 2
    assert "create one with: python -m train.reader" in result.stderr
    assert list(tmp_path.iterdir()) == []
