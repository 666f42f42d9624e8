"""A synthetic MNIST in which each digit is a bar at its own angle: enough for training and classification."""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def bars(count: int, seed: int = 0) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return images (count, 28, 28) from 0 to 255 and labels (count,), with all digits equally frequent."""
    rng = np.random.default_rng(seed)
    label = (np.arange(count) % 10).astype(np.uint8)
    y, x = np.mgrid[:28, :28] - 13.5
    angle = label * (np.pi / 10) + rng.normal(0, 0.05, count)
    shift = rng.normal(0, 1, count)
    along = np.cos(angle)[:, None, None] * x + np.sin(angle)[:, None, None] * y
    across = -np.sin(angle)[:, None, None] * x + np.cos(angle)[:, None, None] * y - shift[:, None, None]
    ink = np.clip(2.5 - np.abs(across), 0, 1) * np.clip(10 - np.abs(along), 0, 1)
    return np.rint(255 * ink).astype(np.uint8), label


def write_mnist(root: Path, train_count: int = 600, test_count: int = 200) -> Path:
    """Write the four idx files to torchvision's folder below ``root``; return ``root``."""
    write_split(root, "train", *bars(train_count, seed=1))
    write_split(root, "t10k", *bars(test_count, seed=2))
    return root


def write_split(root: Path, split: str, images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> None:
    """Write the idx files of images (N, 28, 28) and labels (N,) to torchvision's folder below ``root``."""
    raw = root / "MNIST" / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    header = struct.pack(">4I", 0x00000803, len(images), 28, 28)
    (raw / f"{split}-images-idx3-ubyte").write_bytes(header + images.tobytes())
    header = struct.pack(">2I", 0x00000801, len(labels))
    (raw / f"{split}-labels-idx1-ubyte").write_bytes(header + labels.tobytes())
