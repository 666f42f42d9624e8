"""Training and calibration of the digit reader."""

import math
import time
from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel
from tqdm import tqdm

from train.data import DataError
from train.loop import provenance
from train.reader.checkpoint import ReaderCheckpoint, ReaderConfig, ReaderNetwork
from train.reader.distort import distort, fade

EVALUATION_BATCH = 1000


def train_reader(config: ReaderConfig, images: Tensor, labels: Tensor) -> ReaderCheckpoint:
    """Train on the CPU in bfloat16 on images (N, 28, 28) uint8 and labels (N,) uint8, then calibrate.

    Raises:
        DataError: No training images are left after the validation images are set aside.
    """
    split = len(images) - config.validation_count
    if split < 1:
        raise DataError(
            f"{len(images)} training images are too few: {config.validation_count} are set aside for "
            "calibration; use all of MNIST"
        )
    start, ran_as = time.perf_counter(), provenance()
    torch.manual_seed(config.seed)
    rng = torch.Generator().manual_seed(config.seed)
    network = ReaderNetwork().to(memory_format=torch.channels_last)
    averaged = AveragedModel(network, avg_fn=average_weights(config.ema_decay), use_buffers=True)
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=config.weight_decay)
    step_count = config.epochs * math.ceil(split / config.batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, config.learning_rate, total_steps=step_count)
    with tqdm(total=step_count, desc="reader", unit="batch", mininterval=1) as progress:
        for _ in range(config.epochs):
            for rows in torch.split(torch.randperm(split, generator=rng), config.batch_size):
                x = distort(images[rows].float() / 255, rng)
                target = functional.one_hot(labels[rows].long(), 10).float()
                x, target = fade(x, target, round(config.faded_share * len(x)), rng)
                with torch.autocast("cpu", torch.bfloat16):
                    logits = network(x)
                loss = functional.cross_entropy(logits.float(), target)
                optimizer.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimizer.step()
                schedule.step()
                averaged.update_parameters(network)
                progress.update()
    final = cast("ReaderNetwork", averaged.module).eval()
    temperature = fit_temperature(logits_of(final, images[split:]), labels[split:].long())
    return ReaderCheckpoint(
        config=config,
        weights={name: tensor.detach().clone() for name, tensor in final.state_dict().items()},
        temperature=temperature,
        wall_seconds=time.perf_counter() - start,
        provenance=ran_as,
    )


def average_weights(decay: float) -> Callable[[Tensor, Tensor, Tensor | int], Tensor]:
    """Return a running average whose decay starts low, so that short runs forget the initial weights."""

    def step(average: Tensor, current: Tensor, count: Tensor | int) -> Tensor:
        share = max(1 - decay, 9 / (10 + int(count)))
        return average + (current - average) * share

    return step


@torch.no_grad()
def logits_of(network: ReaderNetwork, images: Tensor) -> Tensor:
    """Return logits (N, 10) of images (N, 28, 28) uint8."""
    return torch.cat([network(x.float() / 255) for x in torch.split(images, EVALUATION_BATCH)])


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """Return the T that maximises the likelihood of softmax(logits / T), clamped to 0.05 to 20.

    Guo et al. 2017, eq. 9. ``logits`` are (N, 10), ``labels`` (N,) int64.
    """
    log_temperature = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([log_temperature], max_iter=100, line_search_fn="strong_wolfe")
    exact = logits.double()

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = functional.cross_entropy(exact / log_temperature.exp(), labels)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return float(log_temperature.detach().exp().clamp(0.05, 20))
