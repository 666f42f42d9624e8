"""Parity check: compares a model folder, opened by the runtime, with the PyTorch network."""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from runtime.model.vae import Vae
from train.architectures import Vae as Network

IMAGE_ATOL = 1e-5
CODE_ATOL = 1e-4


class ParityError(Exception):
    """The exported graphs differ from the network."""


class Parity(NamedTuple):
    """Largest absolute differences between folder and network."""

    image: float
    code: float


@torch.no_grad()
def check_parity(vae: Vae, network: Network, images: NDArray[np.float32]) -> Parity:
    """Compare the codes of images (N, 28, 28) in [0, 1], and the images decoded from those codes.

    Raises:
        ParityError: Codes (mu, logvar) differ by more than 1e-4, or decoded images by more than 1e-5.
    """
    mu, logvar = vae.encode(images)
    network_mu, network_logvar = (part.numpy() for part in network.encode(torch.from_numpy(images)))
    x_recon = vae.decode(mu)
    network_recon = network.decode(torch.from_numpy(mu)).numpy()
    found = Parity(
        image=_largest_difference(x_recon, network_recon),
        code=_largest_difference(np.stack([mu, logvar]), np.stack([network_mu, network_logvar])),
    )
    if not (found.image <= IMAGE_ATOL and found.code <= CODE_ATOL):
        raise ParityError(
            f"the graphs of {vae.name} differ from the network: images by {found.image:.2g} "
            f"(at most {IMAGE_ATOL:g}), codes by {found.code:.2g} (at most {CODE_ATOL:g})"
        )
    return found


def _largest_difference(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    return float(np.abs(a.astype(np.float64) - b).max())
