"""Publishing the segmenter: atomic, with correct figures, and any size of ink."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from click.testing import CliRunner
from synthetic import write_mnist

import export.segmenter as cli
from export.latents import Labelled
from export.parity import ParityError
from export.segmenter import publish_segmenter
from runtime.ink.segmenter import SEGMENTER_FILE, Segmenter, load_segmenter
from runtime.model.card import CARD_FILE
from train.segmenter.checkpoint import SegmenterCheckpoint, SegmenterConfig
from train.segmenter.network import OFFSET_UNIT, SegmenterNetwork


@pytest.fixture(scope="module", autouse=True)
def few_numbers() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "NUMBER_COUNT", 20)


@pytest.fixture(scope="module")
def checkpoint() -> SegmenterCheckpoint:
    """A checkpoint with untrained weights, which suffice to test the export."""
    torch.manual_seed(3)
    return SegmenterCheckpoint(SegmenterConfig(), SegmenterNetwork().state_dict(), 1.0, {"commit": "none"})


@pytest.fixture(scope="module")
def folder(
    checkpoint: SegmenterCheckpoint, test_split: Labelled, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return publish_segmenter(checkpoint, test_split, tmp_path_factory.mktemp("models"))[0]


@pytest.mark.parametrize("shape", [(48, 128), (8, 8), (41, 77), (17, 500)])
def test_the_graph_computes_what_the_network_computes(
    folder: Path, checkpoint: SegmenterCheckpoint, shape: tuple[int, int]
) -> None:
    ink = np.random.default_rng(1).uniform(0, 1, shape).astype(np.float32)
    belongs, offsets = load_segmenter(folder).locate(ink)
    padded = np.pad(ink, ((0, -shape[0] % 8), (0, -shape[1] % 8)))
    with torch.no_grad():
        maps = checkpoint.network()(torch.from_numpy(padded)[None])[0, :, : shape[0], : shape[1]]
    np.testing.assert_allclose(belongs, maps[0].sigmoid().numpy(), atol=1e-5)
    np.testing.assert_allclose(offsets, maps[1:3].numpy() * OFFSET_UNIT, atol=1e-4)


def test_folder_is_a_segmenter(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [CARD_FILE, SEGMENTER_FILE]
    segmenter = Segmenter(folder)
    assert set(segmenter.card.metrics) == {"digit_or_clutter", "right_digit"}
    assert all(0 <= metric.value <= 1 and metric.protocol for metric in segmenter.card.metrics.values())
    assert segmenter.card.training["commit"] == "none"
    assert (folder / SEGMENTER_FILE).stat().st_size < 2_000_000


def test_graph_tells_nothing_of_the_machine(folder: Path) -> None:
    assert b".py" not in (folder / SEGMENTER_FILE).read_bytes()
    model = onnx.load(folder / SEGMENTER_FILE)
    assert {entry.key: entry.value for entry in model.metadata_props} == {
        "name": "segmenter",
        "segmenter_version": "1",
    }


def test_a_graph_that_differs_is_not_published(
    checkpoint: SegmenterCheckpoint, test_split: Labelled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locate = Segmenter.locate
    monkeypatch.setattr(
        Segmenter, "locate", lambda self, ink: tuple(part + 0.01 for part in locate(self, ink))
    )
    with pytest.raises(ParityError, match=r"differs from its network by 0\.01 \(at most 0\.0001\)"):
        publish_segmenter(checkpoint, test_split, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command(checkpoint: SegmenterCheckpoint, tmp_path: Path) -> None:
    checkpoint.save(tmp_path / "segmenter.pt")
    data = write_mnist(tmp_path / "data")
    arguments = [str(tmp_path / "segmenter.pt"), "--models", str(tmp_path / "models"), "--data", str(data)]
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code == 0, result.output
    assert "segmenter: 1.1 MB; digit_or_clutter" in result.stdout
    missing = CliRunner().invoke(cli.main, [str(tmp_path / "none.pt")])
    assert missing.exit_code == 2
    assert "create one with: python -m train.segmenter" in missing.stderr
