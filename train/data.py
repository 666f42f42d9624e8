"""MNIST as tensors: finding or downloading the files, checking them, and loading batches."""

import os
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, DistributedSampler, Sampler
from torchvision.datasets import MNIST

Split = Literal["train", "test"]


class DataError(Exception):
    """MNIST is damaged, too small, or missing and cannot be downloaded."""


def find_mnist(folder: Path | None) -> Path:
    """Return the folder to read MNIST from: ``folder``, else ``$MNIST_ROOT``, else ``data``."""
    return folder or Path(os.environ.get("MNIST_ROOT") or "data")


def load_mnist(split: Split, folder: Path | None = None) -> tuple[Tensor, Tensor]:
    """Load images (N, 28, 28) uint8 and labels (N,) uint8, downloading any files that are missing.

    Raises:
        DataError: The files are damaged, or are missing and cannot be downloaded.
    """
    root = find_mnist(folder)
    complete = has_mnist(root)
    try:
        dataset = MNIST(str(root), train=split == "train", download=not complete)
        if len(dataset.data) != len(dataset.targets):
            raise ValueError(f"{len(dataset.data)} images and {len(dataset.targets)} labels")
    except Exception as error:  # torchvision raises a dozen types for a damaged file, AssertionError too
        if complete:
            raise DataError(
                f"the {split} files in '{root / 'MNIST' / 'raw'}' are damaged "
                f"({error or type(error).__name__}); download the four idx files again"
            ) from error
        raise DataError(
            f"no MNIST in '{root}' and the download failed; put the four idx files "
            f"(train-images-idx3-ubyte and so on, gzipped or not) into '{root / 'MNIST' / 'raw'}', or name "
            "the folder that contains MNIST/raw with --data or the variable MNIST_ROOT"
        ) from error
    return dataset.data, dataset.targets.to(torch.uint8)


def has_mnist(root: Path) -> bool:
    """Return whether ``root`` contains all four files, so that torchvision downloads nothing."""
    raw = root / "MNIST" / "raw"
    names = (f"{s}-{kind}-ubyte" for s in ("train", "t10k") for kind in ("images-idx3", "labels-idx1"))
    return all((raw / name).is_file() for name in names)


class ImageBatches(Dataset[Tensor]):
    """Images (N, 28, 28) uint8 as a dataset that returns a whole float32 batch in [0, 1] per lookup."""

    def __init__(self, images: Tensor) -> None:
        self.images = images

    def __len__(self) -> int:
        return len(self.images)

    def __getitems__(self, indices: list[int]) -> Tensor:
        return self.images[torch.as_tensor(indices)].float() / 255


def batches(images: Tensor, batch_size: int, *, sampler: Sampler[int] | None = None) -> DataLoader[Tensor]:
    """Return a loader of images (N, 28, 28) uint8 as float32 batches in [0, 1], in order or as sampled."""
    return DataLoader(ImageBatches(images), batch_size=batch_size, sampler=sampler, collate_fn=_as_is)


def shuffled(count: int, *, seed: int, rank: int = 0, world_size: int = 1) -> DistributedSampler[int]:
    """Return a sampler for device ``rank`` of ``world_size`` that reshuffles ``count`` images every epoch.

    The order does not depend on the number of devices: at each step the batches of all devices together form
    the batch of a single device. Up to ``world_size`` - 1 images are repeated, so that every device
    gets the same number.
    """
    return DistributedSampler(range(count), world_size, rank, seed=seed)  # type: ignore[arg-type]


def _as_is(batch: Any) -> Any:
    return batch
