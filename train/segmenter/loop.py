"""Training of the segmenter on numbers composed while it trains."""

import time
from collections.abc import Iterator
from typing import cast

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel
from torch.utils.data import DataLoader, IterableDataset
from tqdm import tqdm

from train.data import DataError
from train.loop import provenance
from train.reader.loop import average_weights
from train.segmenter.checkpoint import SegmenterCheckpoint, SegmenterConfig
from train.segmenter.compose import NOBODY, Composed, Composer
from train.segmenter.network import MAP_COUNT, OFFSET_UNIT, SegmenterNetwork

INKED = 0.1
"""The loss counts pixels with more ink than this."""

Batch = tuple[Tensor, Tensor, Tensor]


def train_segmenter(config: SegmenterConfig, images: Tensor, labels: Tensor) -> SegmenterCheckpoint:
    """Train on the CPU in bfloat16 on numbers composed from images (N, 28, 28) uint8 and labels (N,) uint8.

    Raises:
        DataError: No training images are left after the validation images are set aside.
    """
    split = len(images) - config.validation_count
    if split < 1:
        raise DataError(
            f"{len(images)} training images are too few: {config.validation_count} are set aside for "
            "validation; use all of MNIST"
        )
    start, ran_as = time.perf_counter(), provenance()
    torch.manual_seed(config.seed)
    network = SegmenterNetwork().to(memory_format=torch.channels_last)
    averaged = AveragedModel(network, avg_fn=average_weights(config.ema_decay), use_buffers=True)
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=config.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.learning_rate, total_steps=config.steps, pct_start=0.1
    )
    numbers = Numbers(images[:split], labels[:split], config)
    # One process composes numbers while this one trains.
    loader = DataLoader(numbers, batch_size=None, num_workers=1, prefetch_factor=4)
    with tqdm(total=config.steps, desc="segmenter", unit="batch", mininterval=1) as progress:
        for ink, owner_offsets, digits in loader:
            with torch.autocast("cpu", torch.bfloat16):
                maps = network(ink)
            loss = loss_of(config, maps.float(), ink, owner_offsets, digits)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
            averaged.update_parameters(network)
            progress.set_postfix_str(f"loss {loss.item():.3f}", refresh=False)
            progress.update()
    final = cast("SegmenterNetwork", averaged.module).eval()
    return SegmenterCheckpoint(
        config=config,
        weights={name: tensor.detach().clone() for name, tensor in final.state_dict().items()},
        wall_seconds=time.perf_counter() - start,
        provenance=ran_as,
    )


def loss_of(config: SegmenterConfig, maps: Tensor, ink: Tensor, offsets: Tensor, digits: Tensor) -> Tensor:
    """Return the loss of maps (N, 13, H, W) for ink (N, H, W).

    Args:
        config: The recipe, which weights the three parts.
        maps: Output of the network.
        ink: The ink in [0, 1].
        offsets: Offsets to the middle of the pixel's digit, (N, 2, H, W), in units of the maps.
        digits: The pixel's digit, (N, H, W); ``NOBODY`` for none.
    """
    inked = ink > INKED
    owned = digits != NOBODY
    belongs = functional.binary_cross_entropy_with_logits(maps[:, 0][inked], owned[inked].float())
    both = (owned & inked)[:, None].expand(-1, 2, -1, -1)
    distance = functional.smooth_l1_loss(maps[:, 1:MAP_COUNT][both], offsets[both], beta=0.1)
    digit = functional.cross_entropy(
        maps[:, MAP_COUNT:], digits.where(inked, digits.new_tensor(NOBODY)), ignore_index=NOBODY
    )
    return belongs + config.offset_weight * distance + config.digit_weight * digit


class Numbers(IterableDataset[Batch]):
    """Batches of numbers: ink (N, H, W), offsets (N, 2, H, W), each pixel's digit (N, H, W) int64."""

    def __init__(self, images: Tensor, labels: Tensor, config: SegmenterConfig) -> None:
        self._images, self._labels, self._config = images.numpy(), labels.numpy(), config

    def __iter__(self) -> Iterator[Batch]:
        """Compose ``config.steps`` batches."""
        composer = Composer(self._images, self._labels, self._config.seed)
        for _ in range(self._config.steps):
            yield stacked([composer.compose() for _ in range(self._config.batch_size)])


def stacked(numbers: list[Composed]) -> Batch:
    """Return composed numbers as one batch."""
    ink = np.stack([number.ink for number in numbers])
    offsets = np.zeros((len(numbers), 2, *ink.shape[1:]), np.float32)
    digits = np.full(ink.shape, NOBODY, np.int64)
    rows, columns = np.mgrid[: ink.shape[1], : ink.shape[2]]
    for place, number in enumerate(numbers):
        owned = number.owner != NOBODY
        owner = number.owner[owned]
        offsets[place, 0][owned] = (number.centres[owner, 0] - columns[owned]) / OFFSET_UNIT
        offsets[place, 1][owned] = (number.centres[owner, 1] - rows[owned]) / OFFSET_UNIT
        digits[place][owned] = number.labels[owner]
    return torch.from_numpy(ink), torch.from_numpy(offsets), torch.from_numpy(digits)
