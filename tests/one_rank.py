"""One process of a distributed training run in test_processes.py: train and save the result.

    python one_rank.py FOLDER DEVICES

writes run.pt, parts.pt and still.pt to FOLDER, like any run. Each process also writes its own checkpoint of
run.pt, as rank0.pt, rank1.pt …
"""

import dataclasses
import sys
from pathlib import Path
from unittest.mock import patch

import torch
from lightning.fabric import Fabric
from synthetic import bars

from train.architectures import Vae
from train.checkpoint import Checkpoint, load_checkpoint
from train.config import RECIPES, TrainConfig
from train.devices import end_others, launch
from train.loop import train

# Every optional feature of a recipe: a learned prior, averaged weights, binarised pixels.
CONFIG = dataclasses.replace(
    RECIPES["res16"],
    architecture="mlp",
    epochs=3,
    batch_size=64,
    schedule="constant",
    kl_warmup_epochs=0,
    ema_decay=0.9,
    prior_components=10,
    precision="32-true",
    validation_count=100,
)


def run(
    config: TrainConfig, count: int, fabric: Fabric, out: Path, resume_from: Checkpoint | None = None
) -> Checkpoint:
    """Train on all but the last 100 of ``count`` images of bars."""
    train_images, test_images = (torch.from_numpy(bars(n, seed)[0]) for n, seed in ((count, 1), (200, 2)))
    return train(config, train_images, test_images, fabric=fabric, out=out, resume_from=resume_from)


def run_all(fabric: Fabric, folder: Path) -> None:
    """Train in one go, in two parts, and without random draws, so that runs differ only by rounding."""
    run(CONFIG, 605, fabric, folder / "run.pt").save(folder / f"rank{fabric.global_rank}.pt")  # an odd count
    parts = folder / "parts.pt"
    run(dataclasses.replace(CONFIG, epochs=1), 605, fabric, parts)
    fabric.barrier()  # wait until the first process has written the file
    run(CONFIG, 605, fabric, parts, resume_from=load_checkpoint(parts))
    with patch.object(Vae, "reparameterize", lambda _, mu, logvar: mu):
        run(dataclasses.replace(CONFIG, binarised_share=0), 604, fabric, folder / "still.pt")


if __name__ == "__main__":
    joined = launch("cpu", sys.argv[2], CONFIG.precision)
    try:
        run_all(joined, Path(sys.argv[1]))
    finally:
        end_others(joined)
