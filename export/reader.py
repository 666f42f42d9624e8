"""``python -m export.reader CHECKPOINT``: convert the digit reader's checkpoint to ``models/reader``."""

import dataclasses
from pathlib import Path

import click
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from export.graphs import write_graph
from export.latents import Labelled
from export.parity import ParityError
from export.publish import PublishError, folder_in_place
from runtime.arrays import FloatArray
from runtime.model.card import FileEntry, Metric
from runtime.model.catalog import READER
from runtime.model.reader import READER_FILE, SHIPPED_READER, Reader, ReaderCard
from train.checkpoint import CheckpointError
from train.data import DataError, load_mnist
from train.reader.checkpoint import ReaderCheckpoint, ReaderNetwork
from train.refused import Refused

ATOL = 1e-5
BIN_COUNT = 15
TITLE = "Digit reader: a small convolutional network with calibrated probabilities"
TEST_PROTOCOL = "MNIST test split, 10,000 images, from the ONNX file through the runtime"


class _Probabilities(nn.Module):
    """image (batch, 28, 28) in [0, 1] → probabilities (batch, 10)."""

    def __init__(self, network: ReaderNetwork, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, image: Tensor) -> Tensor:
        logits: Tensor = self.network(image)
        return (logits / self.temperature).softmax(dim=1)


def publish_reader(checkpoint: ReaderCheckpoint, test_split: Labelled, models: Path) -> tuple[Path, Reader]:
    """Export a checkpoint to ``models/reader`` and measure it on the test split; return folder and reader.

    Raises:
        PublishError: The folder cannot be used for the reader.
        ParityError: The graph differs from the network; nothing is published.
    """
    module = _Probabilities(checkpoint.network(), checkpoint.temperature).eval()
    images = (test_split[0].float() / 255).numpy()
    with folder_in_place(models, READER) as folder:
        write_graph(
            module,
            torch.zeros(2, 28, 28),
            "image",
            ["probabilities"],
            folder / READER_FILE,
            ReaderCard.metadata(),
        )
        card = ReaderCard(
            title=TITLE,
            training=_training(checkpoint),
            metrics={},
            files={READER_FILE: FileEntry.of(folder / READER_FILE)},
        )
        card.write(folder)
        reader = Reader(folder)
        probabilities = reader.read(images)
        _check_parity(module, images, probabilities)
        metrics = measure(probabilities, test_split[1].numpy())
        dataclasses.replace(card, metrics=metrics).write(folder)
        reader = Reader(folder)  # loads and validates the card, as the dashboard will
    return models / READER, reader


def measure(probabilities: FloatArray, labels: NDArray[np.uint8]) -> dict[str, Metric]:
    """Return accuracy and calibration of probabilities (N, 10) against labels (N,)."""
    exact = probabilities.astype(np.float64)
    right = exact.argmax(axis=1) == labels
    nll_nats = -np.log(np.maximum(exact[np.arange(len(labels)), labels], 1e-30)).mean()
    return {
        "accuracy": Metric(
            round(float(right.mean()), 5), "", f"{TEST_PROTOCOL}; the likeliest digit is right"
        ),
        "nll_nats": Metric(
            round(float(nll_nats), 5), "nats", f"{TEST_PROTOCOL}; -log of the right digit's probability, mean"
        ),
        "calibration_error": Metric(
            round(calibration_error(exact.max(axis=1), right), 5),
            "",
            f"{TEST_PROTOCOL}; expected calibration error, {BIN_COUNT} bins of equal width (Guo et al. 2017)",
        ),
    }


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the mean gap between confidence (N,) in [0, 1] and the share of right readings (N,).

    Expected calibration error, Guo et al. 2017, eq. 3, over 15 bins of equal width.
    """
    bins = np.minimum((confidence * BIN_COUNT).astype(int), BIN_COUNT - 1)
    gaps = np.bincount(bins, right.astype(np.float64) - confidence, minlength=BIN_COUNT)
    return float(np.abs(gaps).sum() / len(confidence))


def _check_parity(module: nn.Module, images: FloatArray, probabilities: FloatArray) -> None:
    with torch.no_grad():
        expected = torch.cat([module(x) for x in torch.split(torch.from_numpy(images), 1000)]).numpy()
    difference = float(np.abs(probabilities - expected).max())
    if not difference <= ATOL:
        raise ParityError(
            f"the reader's graph differs from its network: probabilities by {difference:.2g} "
            f"(at most {ATOL:g})"
        )


def _training(checkpoint: ReaderCheckpoint) -> dict[str, object]:
    return {
        "data": f"MNIST training split less its last {checkpoint.config.validation_count} images, "
        "distorted anew each epoch: turn, lean, stretch, shift, stroke width, blur",
        "calibration": f"temperature, on those {checkpoint.config.validation_count} images",
        "optimizer": "AdamW",
        "precision": "bf16-mixed",
        **dataclasses.asdict(checkpoint.config),
        "temperature": round(checkpoint.temperature, 5),
        "wall_seconds": round(checkpoint.wall_seconds),
        **checkpoint.provenance,
    }


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("checkpoint", type=click.Path(path_type=Path))
@click.option(
    "--models",
    type=click.Path(path_type=Path),
    help="Folder that contains the model folders  [default: models]",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder that contains MNIST/raw  [default: $MNIST_ROOT, else data]",
)
def main(checkpoint: Path, models: Path | None, data: Path | None) -> None:
    """Export the digit reader's CHECKPOINT to ONNX, compare it with PyTorch, and publish models/reader."""
    try:
        run = ReaderCheckpoint.load(checkpoint)
        folder, reader = publish_reader(run, load_mnist("test", data), models or SHIPPED_READER.parent)
    except (CheckpointError, DataError, PublishError) as error:
        raise Refused(str(error)) from error
    except ParityError as error:
        raise click.ClickException(str(error)) from error
    figures = ", ".join(
        f"{name} {metric.value:.4g} {metric.unit}".strip() for name, metric in reader.card.metrics.items()
    )
    click.echo(f"{folder}: {(folder / READER_FILE).stat().st_size / 1e6:.1f} MB; {figures}")


if __name__ == "__main__":
    main(prog_name="python -m export.reader")
