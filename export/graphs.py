"""Export of a trained network to two self-describing ONNX graphs."""

import contextlib
import copy
import io
import logging
import warnings
from collections.abc import Mapping
from pathlib import Path

import onnx
import torch
from onnx import helper
from torch import Tensor, nn

from export.upsampling import folded
from runtime.model.card import CARD_VERSION, DECODER_FILE, ENCODER_FILE
from train.architectures import Vae

OPSET = 20


class _Encoder(nn.Module):
    """image (batch, 28, 28) in [0, 1] → mu, logvar (batch, latent_dim)."""

    def __init__(self, network: Vae) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        return self.network.encode(image)


class _Decoder(nn.Module):
    """z (batch, latent_dim) → image (batch, 28, 28) in [0, 1]."""

    def __init__(self, network: Vae) -> None:
        super().__init__()
        self.network = copy.deepcopy(network)
        for name, layers in network.named_children():
            if isinstance(layers, nn.Sequential):
                setattr(self.network, name, folded(layers))

    def forward(self, z: Tensor) -> Tensor:
        return self.network.decode(z)


def write_graphs(network: Vae, name: str, folder: Path) -> None:
    """Write encoder.onnx and decoder.onnx to ``folder``, with a dynamic batch and embedded weights."""
    metadata = {"name": name, "latent_dim": str(network.latent_dim), "card_version": str(CARD_VERSION)}
    # Two rows, because the exporter treats a batch of one as a constant.
    image, z = torch.zeros(2, 28, 28), torch.zeros(2, network.latent_dim)
    write_graph(_Encoder(network), image, "image", ["mu", "logvar"], folder / ENCODER_FILE, metadata)
    write_graph(_Decoder(network), z, "z", ["image"], folder / DECODER_FILE, metadata)


def write_graph(
    module: nn.Module,
    example: Tensor,
    input_name: str,
    output_names: list[str],
    path: Path,
    metadata: dict[str, str],
    sizes: Mapping[int, tuple[str, int]] | None = None,
) -> None:
    """Export a one-input module to an ONNX file with a dynamic batch and embedded weights, and check it.

    ``sizes`` names the other dynamic axes of the input, each a multiple of a number.
    """
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
    ):  # the exporter prints its progress
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        program = torch.onnx.export(
            module.eval(),
            (example,),
            input_names=[input_name],
            output_names=output_names,
            dynamic_shapes=(
                {0: torch.export.Dim("batch")}
                | {axis: step * torch.export.Dim(name) for axis, (name, step) in (sizes or {}).items()},
            ),
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
        )
    assert program is not None
    model = program.model_proto
    helper.set_model_props(model, metadata)
    model.doc_string = ""
    for node in model.graph.node:  # drop source paths from the exporting machine
        del node.metadata_props[:]
    onnx.checker.check_model(model, full_check=True)
    onnx.save_model(model, path)
