"""Train the digit reader on MNIST: ``python -m train.reader`` leaves ``checkpoints/reader.pt``."""

import dataclasses
import math
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import click
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel
from tqdm import tqdm

from train.checkpoint import CheckpointError
from train.data import DataError, load_mnist
from train.distort import distort, fade
from train.loop import provenance

FORMAT = 1
EVALUATION_BATCH = 1000


@dataclasses.dataclass(frozen=True, slots=True)
class ReaderConfig:
    """Everything that decides what a run yields.

    Attributes:
        epochs: Passes over the training images, each distorted anew.
        batch_size: Images per optimizer step.
        learning_rate: AdamW's largest step size, of a one-cycle schedule (Smith & Topin 2018).
        weight_decay: AdamW's.
        faded_share: This share of each batch is cross-faded with another image, and its target too.
        ema_decay: Weights are averaged over steps with this decay, and the average is what gets exported.
        seed: Decides the initial weights, the order of images and every distortion.
        validation_count: So many images at the end of the training split only calibrate the probabilities.
    """

    epochs: int = 10
    batch_size: int = 128
    learning_rate: float = 3e-3
    weight_decay: float = 0.02
    faded_share: float = 0.125
    ema_decay: float = 0.999
    seed: int = 11
    validation_count: int = 5000


class ReaderNetwork(nn.Module):
    """Images (N, 28, 28) in [0, 1] to logits (N, 10): plain 3×3 convolutions between max-pools."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *_convolution(1, 24),
            nn.MaxPool2d(2),
            *_convolution(24, 48),
            *_convolution(48, 48),
            nn.MaxPool2d(2),
            *_convolution(48, 96),
            *_convolution(96, 96),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(0.4),
            nn.Linear(96 * 3 * 3, 10),
        )

    def forward(self, image: Tensor) -> Tensor:
        """Logits (N, 10) of images (N, 28, 28)."""
        logits: Tensor = self.layers(image[:, None])
        return logits


def _convolution(channels_in: int, channels_out: int) -> tuple[nn.Module, nn.Module, nn.Module]:
    convolution = nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False)
    return convolution, nn.BatchNorm2d(channels_out), nn.SiLU()


@dataclasses.dataclass(slots=True)
class ReaderCheckpoint:
    """A finished run.

    Attributes:
        config: The recipe.
        weights: The averaged weights.
        temperature: What logits are divided by, so that 80 % sure is right 80 times in 100.
        wall_seconds: Training time.
        provenance: Library versions, commit and machine.
    """

    config: ReaderConfig
    weights: dict[str, Tensor]
    temperature: float
    wall_seconds: float
    provenance: dict[str, str]

    def save(self, path: Path) -> None:
        """Write to ``path`` through a temporary file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + ".partial")
        try:
            torch.save({"reader_format": FORMAT, **dataclasses.asdict(self)}, partial)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> "ReaderCheckpoint":
        """Read what ``save`` wrote.

        Raises:
            CheckpointError: No such file, or not one of the reader's.
        """
        if not path.is_file():
            raise CheckpointError(
                f"no checkpoint '{path}'; make one with: python -m train.reader --out {path}"
            )
        try:
            values: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
            if values.pop("reader_format") != FORMAT:
                raise ValueError(f"format is not {FORMAT}")
            checkpoint = cls(**values | {"config": ReaderConfig(**values["config"])})
            checkpoint.network()
        except Exception as error:  # torch.load raises a dozen types for a damaged file
            raise CheckpointError(
                f"'{path}' is not a checkpoint of the reader ({type(error).__name__}); "
                "make one with: python -m train.reader"
            ) from error
        return checkpoint

    def network(self) -> ReaderNetwork:
        """The network with its weights, ready to evaluate."""
        network = ReaderNetwork()
        network.load_state_dict(self.weights)
        return network.eval()


def train_reader(config: ReaderConfig, images: Tensor, labels: Tensor) -> ReaderCheckpoint:
    """Train by the recipe, on the CPU in bfloat16, on images (N, 28, 28) uint8 and labels (N,) uint8.

    Raises:
        DataError: So few images that none is left to train on.
    """
    split = len(images) - config.validation_count
    if split < 1:
        raise DataError(
            f"{len(images)} training images are too few: {config.validation_count} of them only calibrate; "
            "give more"
        )
    start, ran_as = time.perf_counter(), provenance()
    torch.manual_seed(config.seed)
    rng = torch.Generator().manual_seed(config.seed)
    network = ReaderNetwork().to(memory_format=torch.channels_last)
    averaged = AveragedModel(network, avg_fn=_average(config.ema_decay), use_buffers=True)
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
    kept = cast("ReaderNetwork", averaged.module).eval()
    temperature = fit_temperature(logits_of(kept, images[split:]), labels[split:].long())
    return ReaderCheckpoint(
        config=config,
        weights={name: tensor.detach().clone() for name, tensor in kept.state_dict().items()},
        temperature=temperature,
        wall_seconds=time.perf_counter() - start,
        provenance=ran_as,
    )


def _average(decay: float) -> Callable[[Tensor, Tensor, Tensor | int], Tensor]:
    """A running average that forgets its first steps sooner, so that a short run is no average of nothing."""

    def step(average: Tensor, current: Tensor, count: Tensor | int) -> Tensor:
        share = max(1 - decay, 9 / (10 + int(count)))
        return average + (current - average) * share

    return step


@torch.no_grad()
def logits_of(network: ReaderNetwork, images: Tensor) -> Tensor:
    """Logits (N, 10) of images (N, 28, 28) uint8."""
    return torch.cat([network(x.float() / 255) for x in torch.split(images, EVALUATION_BATCH)])


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """The T for which softmax(logits / T), (N, 10), is likeliest (Guo et al. 2017, eq. 9); 0.05 to 20."""
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


class _Refused(click.ClickException):
    """What the user can mend: one sentence and exit status 2."""

    exit_code = 2


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder with MNIST/raw  [default: $MNIST_ROOT, else data]"
)
@click.option("--epochs", type=click.IntRange(1), default=ReaderConfig().epochs, show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=ReaderConfig().seed, show_default=True)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("checkpoints/reader.pt"), show_default=True
)
def main(data: Path | None, epochs: int, seed: int, out: Path) -> None:
    """Train the digit reader on MNIST's training images and leave a checkpoint."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out.parent):
            pass  # found out before the training, not after it
        images, labels = load_mnist("train", data)
        checkpoint = train_reader(ReaderConfig(epochs=epochs, seed=seed), images, labels)
        checkpoint.save(out)
    except DataError as error:
        raise _Refused(str(error)) from error
    except OSError as error:
        raise _Refused(f"cannot write '{out}' ({error.strerror or error}); name another --out") from error
    click.echo(f"reader: {checkpoint.wall_seconds:.0f} s, temperature {checkpoint.temperature:.3f} → {out}")


if __name__ == "__main__":
    main(prog_name="python -m train.reader")
