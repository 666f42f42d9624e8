"""Training of the segmenter: learning, reproducibility, checkpoints and errors."""

import dataclasses
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner
from synthetic import bars, write_mnist

from train.checkpoint import CheckpointError
from train.data import DataError
from train.segmenter import __main__ as cli
from train.segmenter.checkpoint import SegmenterCheckpoint, SegmenterConfig
from train.segmenter.compose import Composer
from train.segmenter.loop import loss_of, stacked, train_segmenter
from train.segmenter.network import SegmenterNetwork

CONFIG = SegmenterConfig(steps=12, batch_size=8, validation_count=50)
IMAGES, LABELS = map(torch.from_numpy, bars(250))


@pytest.fixture(scope="module")
def checkpoint() -> SegmenterCheckpoint:
    return train_segmenter(CONFIG, IMAGES, LABELS)


def test_it_learns(checkpoint: SegmenterCheckpoint) -> None:
    composer = Composer(IMAGES.numpy(), LABELS.numpy(), seed=99)
    batch = stacked([composer.compose() for _ in range(16)])
    torch.manual_seed(CONFIG.seed)
    untrained = SegmenterNetwork().eval()
    with torch.no_grad():
        before, after = (
            loss_of(CONFIG, network(batch[0]), *batch) for network in (untrained, checkpoint.network())
        )
    assert after < before
    assert checkpoint.provenance["torch"] == torch.__version__


def test_same_seed_same_weights(checkpoint: SegmenterCheckpoint) -> None:
    again = train_segmenter(CONFIG, IMAGES, LABELS)
    assert all(torch.equal(again.weights[name], weight) for name, weight in checkpoint.weights.items())


def test_checkpoint_comes_back(checkpoint: SegmenterCheckpoint, tmp_path: Path) -> None:
    path = tmp_path / "new" / "segmenter.pt"
    checkpoint.save(path)
    back = SegmenterCheckpoint.load(path)
    assert (back.config, back.provenance) == (checkpoint.config, checkpoint.provenance)
    assert all(torch.equal(back.weights[name], weight) for name, weight in checkpoint.weights.items())
    assert [file.name for file in path.parent.iterdir()] == ["segmenter.pt"]


def test_damaged_checkpoints_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.pt"
    with pytest.raises(
        CheckpointError, match=r"no checkpoint '.*x.pt'; create one with: python -m train.segmenter"
    ):
        SegmenterCheckpoint.load(path)
    path.write_bytes(b"no checkpoint")
    with pytest.raises(CheckpointError, match="is not a checkpoint of the segmenter"):
        SegmenterCheckpoint.load(path)


def test_too_few_images_are_refused() -> None:
    with pytest.raises(DataError, match="250 training images are too few: 250 are set aside"):
        train_segmenter(dataclasses.replace(CONFIG, validation_count=250), IMAGES, LABELS)


def test_the_command_writes_a_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "SegmenterConfig", lambda **given: dataclasses.replace(CONFIG, **given))
    out = tmp_path / "out" / "segmenter.pt"
    data = write_mnist(tmp_path / "data")
    options = ["--data", str(data), "--out", str(out), "--steps", "2"]
    result = CliRunner().invoke(cli.main, options)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("segmenter: ")
    assert SegmenterCheckpoint.load(out).config.steps == 2
    refused = CliRunner().invoke(cli.main, [*options[:-2], "--steps", "0"])
    assert refused.exit_code == 2
