"""The training loop on Lightning Fabric: one code path for a CPU core, a GPU or many GPUs."""

import dataclasses
import json
import math
import os
import platform
import subprocess
import time
from pathlib import Path
from typing import Any, Self, cast

import lightning
import numpy as np
import torch
import torchvision
from lightning.fabric import Fabric
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader
from tqdm import tqdm

from train.architectures import Vae, build
from train.checkpoint import Checkpoint
from train.config import TrainConfig
from train.data import DataError, batches, shuffled
from train.devices import share_of
from train.evaluate import evaluate
from train.objective import ObjectiveParts, objective, reconstruction_nats
from train.wake import KEPT_STEPS, TruePosterior

EVALUATION_BATCH = 1000
LATE = 0.75  # share of the epochs after which ``late_draws`` applies
WAKE_VALIDATION_DRAWS = 50  # with few draws the bound is loose for posterior modes that the encoder misses
WAKE_RATE = 0.2  # initial learning rate of the wake epochs, as a share of the recipe's


def train(
    config: TrainConfig,
    train_images: Tensor,
    test_images: Tensor,
    *,
    fabric: Fabric,
    out: Path,
    resume_from: Checkpoint | None = None,
) -> Checkpoint:
    """Train by the recipe, writing a checkpoint to ``out`` after every epoch.

    Args:
        config: The recipe.
        train_images: (N, 28, 28) uint8; the last ``config.validation_count`` serve only to select the
            best epoch.
        test_images: (N, 28, 28) uint8, evaluated once at the end.
        fabric: A launched Fabric, which sets the devices and the precision.
        out: Path of the checkpoint; a log with one JSON line per epoch goes beside it, as ``.jsonl``.
        resume_from: A checkpoint of the same recipe to continue from.

    Returns:
        The finished checkpoint, as written to ``out``.

    Raises:
        DataError: No training images are left after the validation images are set aside.
        DevicesError: The devices cannot share a batch evenly.
        FloatingPointError: The loss is no longer finite; ``out`` contains the previous epoch.
    """
    split = len(train_images) - config.validation_count
    if split < 1:
        raise DataError(
            f"{len(train_images)} training images are too few: {config.validation_count} are set aside "
            "to select the best epoch; use all of MNIST"
        )
    share = share_of(config.batch_size, fabric.world_size)
    checkpoint = _start(config, fabric, resume_from)
    learner = _Learner.restore(config, checkpoint, fabric)
    # Not Fabric's own loader, which would count epochs from 0 in a resumed run.
    sampler = shuffled(
        split, seed=config.seed * 100_003, rank=fabric.global_rank, world_size=fabric.world_size
    )
    loader = batches(train_images[:split], share, sampler=sampler)
    validation = batches(train_images[split:], EVALUATION_BATCH)

    for epoch in range(checkpoint.epoch + 1, config.epochs + config.wake_epochs + 1):
        start = time.perf_counter()
        # Seeding each epoch by its number makes a resumed run repeat an uninterrupted one.
        torch.manual_seed(config.seed * 100_003 + epoch + fabric.global_rank * 10_007)
        sampler.set_epoch(epoch)
        parts = _train_epoch(config, learner, loader, fabric, epoch)
        seconds = time.perf_counter() - start
        negative_elbo = _validate(config, learner.evaluated, validation, fabric, epoch)
        _record_epoch(checkpoint, learner, epoch, negative_elbo)
        checkpoint.wall_seconds += time.perf_counter() - start
        if fabric.is_global_zero:
            checkpoint.save(out)
            _log(
                out,
                epoch=epoch,
                reconstruction_nats=parts.reconstruction_nats.item(),
                kl_nats=parts.kl_nats.item(),
                validation_negative_elbo=negative_elbo,
                images_per_second=split / seconds,
                wall_seconds=checkpoint.wall_seconds,
            )

    checkpoint.metrics = _measure(checkpoint, test_images, fabric)
    if fabric.is_global_zero:
        checkpoint.save(out)
    return checkpoint


@dataclasses.dataclass(frozen=True, slots=True)
class _Learner:
    """The network of a run with its optimizer and weight average, on the device of this process.

    Attributes:
        network: The network itself.
        module: The network wrapped by Fabric, for forward passes.
        bare_optimizer: The optimizer itself.
        optimizer: The optimizer wrapped by Fabric.
        average: The running average of the weights; None if the recipe's ``ema_decay`` is 0.
    """

    network: Vae
    module: Vae
    bare_optimizer: torch.optim.Optimizer
    optimizer: torch.optim.Optimizer
    average: AveragedModel | None

    @classmethod
    def restore(cls, config: TrainConfig, checkpoint: Checkpoint, fabric: Fabric) -> Self:
        """Rebuild the state that the checkpoint stores; a new checkpoint stores the initial weights."""
        network = build(config)
        network.load_state_dict(checkpoint.resume.get("weights", checkpoint.weights))
        bare_optimizer = torch.optim.Adam(network.parameters(), lr=config.learning_rate)
        average = _average(config, network, fabric)
        if average and "average" in checkpoint.resume:
            average.load_state_dict(checkpoint.resume["average"])
        module, optimizer = fabric.setup(network, bare_optimizer)
        if (
            "optimizer" in checkpoint.resume
        ):  # after setup, which moves the parameters to the optimizer's device
            bare_optimizer.load_state_dict(checkpoint.resume["optimizer"])
        return cls(network, module, bare_optimizer, optimizer, average)

    @property
    def evaluated(self) -> Vae:
        """The network that is evaluated and exported: the average if there is one."""
        return cast("Vae", self.average.module) if self.average else self.network

    def state(self) -> dict[str, Any]:
        """Return the state that ``restore`` continues from."""
        return {
            "weights": _copy(self.network),
            **({"average": _copy(self.average)} if self.average else {}),
            "optimizer": self.bare_optimizer.state_dict(),
        }


def _start(config: TrainConfig, fabric: Fabric, resume_from: Checkpoint | None) -> Checkpoint:
    fabric.seed_everything(config.seed, verbose=False)
    if resume_from is None:
        return Checkpoint(config=config, weights=_copy(build(config)), provenance=provenance(fabric))
    resume_from.config = config  # --epochs may differ
    resume_from.metrics = {}  # they would be stale if Ctrl-C followed a better epoch
    return resume_from


def _average(config: TrainConfig, network: Vae, fabric: Fabric) -> AveragedModel | None:
    """Return the running average of the weights on Fabric's device, or None if the recipe has none."""
    if not config.ema_decay:
        return None
    decay = get_ema_multi_avg_fn(config.ema_decay)  # type: ignore[no-untyped-call]
    return AveragedModel(network, device=fabric.device, multi_avg_fn=decay)


def _train_epoch(
    config: TrainConfig, learner: _Learner, loader: DataLoader[Tensor], fabric: Fabric, epoch: int
) -> ObjectiveParts:
    """Train for one epoch; return both parts of the loss, averaged over the epoch and all devices."""
    learner.module.train()
    totals = torch.zeros(2, device=fabric.device)
    image_count = 0
    label = f"{config.name} {epoch}/{config.epochs + config.wake_epochs}"
    progress = tqdm(
        loader, desc=label, unit="batch", disable=not fabric.is_global_zero, leave=False, mininterval=0.5
    )
    start = time.perf_counter()
    for step, grey in enumerate(progress):
        done = epoch - 1 + step / len(loader)  # epochs so far
        for group in learner.optimizer.param_groups:
            group["lr"] = learning_rate(config, done)
        x = _partly_binarised(grey.to(fabric.device), config.binarised_share)
        codes = None
        if epoch > config.epochs:
            if step % KEPT_STEPS == 0:
                posterior = TruePosterior(learner.network)
            codes = posterior.draw(x)
        learner.optimizer.zero_grad(set_to_none=True)
        parts, loss = _loss(config, learner.module, x, codes, epoch=epoch, done=done)
        fabric.backward(loss)
        learner.optimizer.step()
        if learner.average:
            learner.average.update_parameters(learner.network)
        totals += torch.stack(parts).detach() * len(x)
        image_count += len(x)
        if step % 50 == 49:
            reconstruction, kl = (totals / image_count).tolist()
            per_second = image_count * fabric.world_size / (time.perf_counter() - start)
            progress.set_postfix_str(
                f"rec {reconstruction:.1f} + KL {kl:.1f} nats, {per_second:,.0f} images/s"
            )
    mean = fabric.all_reduce(totals / image_count, reduce_op="mean")
    assert isinstance(mean, Tensor)
    return ObjectiveParts(mean[0], mean[1])


def _loss(
    config: TrainConfig, module: Vae, x: Tensor, codes: Tensor | None, *, epoch: int, done: float
) -> tuple[ObjectiveParts, Tensor]:
    """Return both parts of the loss of images (N, 28, 28), and the loss itself.

    Args:
        config: The recipe.
        module: The network wrapped by Fabric.
        x: Images in [0, 1].
        codes: Codes drawn from the true posterior in a wake epoch, else None.
        epoch: The current epoch, counted from 1.
        done: Epochs completed so far, with the fraction of the current one.
    """
    logits, kl_nats, code_nats = module(x, draw_count(config, epoch), codes)
    parts = objective(logits[: len(kl_nats)], x, kl_nats, config.likelihood)
    loss = parts.negative_elbo(beta(config, done))
    if code_nats is not None:
        explained = x.repeat(len(code_nats) // len(x), 1, 1)
        loss = loss + reconstruction_nats(logits[len(kl_nats) :], explained, config.likelihood).mean()
        # The weight falls to 0: the encoder first finds the modes that it missed, then fits each one well.
        loss = loss + (1 - (done - config.epochs) / config.wake_epochs) * code_nats.mean()
    return parts, loss


def _validate(
    config: TrainConfig, network: Vae, validation: DataLoader[Tensor], fabric: Fabric, epoch: int
) -> float:
    """Return the negative ELBO of the validation images in nats, identical on every device.

    Raises:
        FloatingPointError: The loss is not finite.
    """
    images = (x.to(fabric.device) for x in validation)
    measured = evaluate(network, images, config.likelihood, validation_draws(config, epoch))
    measured = fabric.broadcast(measured)  # all processes must select the same best epoch
    if not np.isfinite(measured.negative_elbo):
        raise FloatingPointError(
            f"the loss of {config.name} is {measured.negative_elbo} after epoch {epoch}; "
            f"try a learning rate below {config.learning_rate:g}"
        )
    return measured.negative_elbo


def _measure(checkpoint: Checkpoint, test_images: Tensor, fabric: Fabric) -> dict[str, float]:
    """Return the metrics of the best epoch on the test images."""
    best = checkpoint.network().to(fabric.device)
    test = (x.to(fabric.device) for x in batches(test_images, EVALUATION_BATCH))
    final = evaluate(best, test, checkpoint.config.likelihood)
    return {**final._asdict(), "negative_elbo": final.negative_elbo}


def _record_epoch(checkpoint: Checkpoint, learner: _Learner, epoch: int, negative_elbo: float) -> None:
    """Record an epoch in the checkpoint, with its weights if they are the best so far."""
    if epoch == checkpoint.config.epochs + 1:
        checkpoint.best_negative_elbo = math.inf  # wake epochs are measured by a tighter bound
    if negative_elbo < checkpoint.best_negative_elbo:
        checkpoint.best_negative_elbo = negative_elbo
        checkpoint.best_epoch = epoch
        checkpoint.weights = _copy(learner.evaluated)
    checkpoint.epoch = epoch
    checkpoint.resume = learner.state()


def learning_rate(config: TrainConfig, done: float) -> float:
    """Return Adam's learning rate after ``done`` epochs."""
    if config.wake_epochs and done >= config.epochs:
        share = (done - config.epochs) / config.wake_epochs
        return WAKE_RATE * config.learning_rate * 0.5 * (1 + math.cos(math.pi * share))
    if config.schedule == "constant":
        return config.learning_rate
    rise = min(1.0, (done + 1e-3) / 0.5)
    cosine = 0.5 * (1 + math.cos(math.pi * done / config.epochs))
    return config.learning_rate * rise * (0.01 + 0.99 * cosine)


def draw_count(config: TrainConfig, epoch: int) -> int:
    """Return the draws of z per training image in an epoch, counted from 1."""
    return config.late_draws if epoch > LATE * config.epochs else 1


def validation_draws(config: TrainConfig, epoch: int) -> int:
    """Return the draws of z per validation image in an epoch, counted from 1."""
    return WAKE_VALIDATION_DRAWS if epoch > config.epochs else draw_count(config, epoch)


def beta(config: TrainConfig, done: float) -> float:
    """Return the weight of the KL term after ``done`` epochs."""
    return config.beta * (min(1.0, done / config.kl_warmup_epochs) if config.kl_warmup_epochs else 1.0)


def _partly_binarised(x: Tensor, share: float) -> Tensor:
    """Redraw the first ``share`` of the images (N, 28, 28) in black-and-white pixels."""
    count = round(share * len(x))
    return torch.cat([torch.bernoulli(x[:count]), x[count:]]) if count else x


def _copy(network: torch.nn.Module) -> dict[str, Tensor]:
    return {name: tensor.detach().cpu().clone() for name, tensor in network.state_dict().items()}


def _log(out: Path, **values: float) -> None:
    mode = "w" if values["epoch"] == 1 else "a"
    with out.with_suffix(".jsonl").open(mode) as log:
        log.write(json.dumps(values) + "\n")


def provenance(fabric: Fabric | None = None) -> dict[str, str]:
    """Return library versions, commit and machine, for a checkpoint."""
    git = subprocess.run(  # noqa: S603
        ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPU cores"
    if fabric and fabric.device.type == "cuda":
        machine += f", {fabric.world_size} × {torch.cuda.get_device_name(fabric.device)}"
    elif fabric and fabric.world_size > 1:
        machine += f", {fabric.world_size} processes"
    return {
        "commit": git.stdout.strip() or "unknown",
        "python": platform.python_version(),
        "torch": str(torch.__version__),  # a subclass of str, which weights_only would refuse to load
        "torchvision": str(torchvision.__version__),
        "lightning": lightning.__version__,
        "machine": machine,
    }
