"""MNIST as tensors: found, checked, and handed out in whole batches."""

import os
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, DistributedSampler, Sampler
from torchvision.datasets import MNIST

Split = Literal["train", "test"]


class DataError(Exception):
    """MNIST is damaged, too small, or not where it was looked for and cannot be fetched."""


def find_mnist(folder: Path | None) -> Path:
    """The folder to read MNIST from: ``folder``, else ``$MNIST_ROOT``, else ``data``."""
    return folder or Path(os.environ.get("MNIST_ROOT") or "data")


def load_mnist(split: Split, folder: Path | None = None) -> tuple[Tensor, Tensor]:
    """Load images (N, 28, 28) uint8 and labels (N,) uint8; downloads into the folder where they are missing.

    Raises:
        DataError: The files are damaged, or are not there and cannot be downloaded.
    """
    root = find_mnist(folder)
    complete = has_mnist(root)
    try:
        dataset = MNIST(str(root), train=split == "train", download=not complete)
        if len(dataset.data) != len(dataset.targets):
            raise ValueError(f"{len(dataset.data)} images and {len(dataset.targets)} labels")
    except Exception as error:  # torchvision raises a dozen types for a damaged file, and asserts
        if complete:
            raise DataError(
                f"the {split} files in '{root / 'MNIST' / 'raw'}' are damaged "
                f"({error or type(error).__name__}); fetch the four idx files again"
            ) from error
        raise DataError(
            f"no MNIST in '{root}' and the download failed; put the four idx files "
            f"(train-images-idx3-ubyte and so on, gzipped or not) into '{root / 'MNIST' / 'raw'}', or name "
            "the folder that holds MNIST/raw with --data or the variable MNIST_ROOT"
        ) from error
    return dataset.data, dataset.targets.to(torch.uint8)


def has_mnist(root: Path) -> bool:
    """Whether torchvision will find all four files below ``root`` without a download."""
    raw = root / "MNIST" / "raw"
    names = (f"{s}-{kind}-ubyte" for s in ("train", "t10k") for kind in ("images-idx3", "labels-idx1"))
    return all((raw / name).is_file() for name in names)


class ImageBatches(Dataset[Tensor]):
    """Images (N, 28, 28) uint8 that come out as float32 batches in [0, 1], a whole batch per look-up."""

    def __init__(self, images: Tensor) -> None:
        self.images = images

    def __len__(self) -> int:
        return len(self.images)

    def __getitems__(self, indices: list[int]) -> Tensor:
        return self.images[torch.as_tensor(indices)].float() / 255


def batches(images: Tensor, batch_size: int, *, sampler: Sampler[int] | None = None) -> DataLoader[Tensor]:
    """Images (N, 28, 28) uint8 as a loader of float32 batches in [0, 1], in their order or the sampler's."""
    return DataLoader(ImageBatches(images), batch_size=batch_size, sampler=sampler, collate_fn=_as_is)


def shuffled(count: int, *, seed: int, rank: int = 0, world_size: int = 1) -> DistributedSampler[int]:
    """The share of device ``rank`` of ``world_size`` in ``count`` images, in an order of each epoch's own.

    The order is the same for any number of devices: their batches of one step together are the batch that a
    single device would have. So that all have equally many, up to ``world_size`` - 1 images come twice.
    """
    return DistributedSampler(range(count), world_size, rank, seed=seed)  # type: ignore[arg-type]


def _as_is(batch: Any) -> Any:
    return batch
