"""Tests of the parity check: it passes for the right network, and reports both differences otherwise."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from export.latents import Labelled
from export.parity import CODE_ATOL, IMAGE_ATOL, Parity, ParityError, check_parity
from runtime import Vae
from train.checkpoint import Checkpoint

Runs = dict[str, tuple[Checkpoint, Path]]
Images = NDArray[np.float32]


@pytest.fixture
def images(test_split: Labelled) -> Images:
    x: Images = (test_split[0].float() / 255).numpy()
    return x


def test_right_network_passes(published: tuple[Path, Parity], runs: Runs, images: Images) -> None:
    found = check_parity(Vae(published[0]), runs["mlp"][0].network(), images)
    assert 0 <= found.image <= IMAGE_ATOL
    assert 0 <= found.code <= CODE_ATOL
    assert found == published[1]


@pytest.mark.parametrize(
    ("parameter", "images_by", "codes_by"),
    [
        ("decoder.2.bias", "[0-9.e-]+", "[0-9.e-]+"),
        ("mu.bias", "[0-9.e-]+", r"0\.01"),
        ("logvar.bias", "[0-9.e-]+", r"0\.01"),
    ],
)
def test_altered_weights_are_found_out(
    published: tuple[Path, Parity], runs: Runs, images: Images, parameter: str, images_by: str, codes_by: str
) -> None:
    network = runs["mlp"][0].network()
    with torch.no_grad():
        dict(network.named_parameters())[parameter].add_(0.01)
    sentence = (
        rf"the graphs of bars differ from the network: images by {images_by} \(at most 1e-05\), "
        rf"codes by {codes_by} \(at most 0\.0001\)"
    )
    with pytest.raises(ParityError, match=sentence):
        check_parity(Vae(published[0]), network, images)


def test_nan_is_no_parity(published: tuple[Path, Parity], runs: Runs, images: Images) -> None:
    network = runs["mlp"][0].network()
    with torch.no_grad():
        dict(network.named_parameters())["logvar.bias"].fill_(float("nan"))
    with pytest.raises(ParityError, match="codes by nan"):
        check_parity(Vae(published[0]), network, images)
