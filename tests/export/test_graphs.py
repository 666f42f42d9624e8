"""Tests of the ONNX graphs: names, shapes, metadata, and no traces of the exporting machine."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from export.graphs import OPSET, write_graphs
from train.checkpoint import Checkpoint

Runs = dict[str, tuple[Checkpoint, Path]]


@pytest.fixture(scope="module", params=["mlp", "conv"])
def graphs(
    request: pytest.FixtureRequest, runs: Runs, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("graphs")
    write_graphs(runs[request.param][0].network(), "bars", folder)
    return request.param, folder


def test_two_files_and_no_more(graphs: tuple[str, Path]) -> None:
    assert sorted(path.name for path in graphs[1].iterdir()) == ["decoder.onnx", "encoder.onnx"]


def test_names_shapes_and_metadata(graphs: tuple[str, Path], runs: Runs) -> None:
    latent_dim = runs[graphs[0]][0].config.latent_dim
    image, code = ["batch", 28, 28], ["batch", latent_dim]
    for file, inputs, outputs in (
        ("encoder.onnx", {"image": image}, {"mu": code, "logvar": code}),
        ("decoder.onnx", {"z": code}, {"image": image}),
    ):
        session = onnxruntime.InferenceSession(graphs[1] / file)
        assert {tensor.name: tensor.shape for tensor in session.get_inputs()} == inputs
        assert {tensor.name: tensor.shape for tensor in session.get_outputs()} == outputs
        assert session.get_modelmeta().custom_metadata_map == {
            "name": "bars",
            "latent_dim": str(latent_dim),
            "card_version": "2",
        }
        model = onnx.load(graphs[1] / file)
        assert {entry.domain: entry.version for entry in model.opset_import}[""] == OPSET


@pytest.mark.parametrize("count", [1, 2, 17])
def test_any_number_of_rows(graphs: tuple[str, Path], runs: Runs, count: int) -> None:
    network = runs[graphs[0]][0].network()
    x = torch.rand(count, 28, 28)
    mu, logvar = onnxruntime.InferenceSession(graphs[1] / "encoder.onnx").run(
        ["mu", "logvar"], {"image": x.numpy()}
    )
    (x_recon,) = onnxruntime.InferenceSession(graphs[1] / "decoder.onnx").run(["image"], {"z": mu})
    with torch.no_grad():
        for found, wanted in zip((mu, logvar), network.encode(x), strict=True):
            np.testing.assert_allclose(found, wanted.numpy(), atol=1e-4)
        np.testing.assert_allclose(x_recon, network.decode(torch.from_numpy(mu)).numpy(), atol=1e-5)


def test_nothing_of_this_machine_is_inside(graphs: tuple[str, Path]) -> None:
    here = str(Path(__file__).parents[2]).encode()
    for path in graphs[1].iterdir():
        content = path.read_bytes()
        assert here not in content
        assert b".py" not in content


def test_same_weights_same_bytes(graphs: tuple[str, Path], runs: Runs, tmp_path: Path) -> None:
    write_graphs(runs[graphs[0]][0].network(), "bars", tmp_path)
    for path in graphs[1].iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_exporter_is_silent(runs: Runs, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write_graphs(runs["mlp"][0].network(), "bars", tmp_path)
    assert capfd.readouterr() == ("", "")
