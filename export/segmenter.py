"""``python -m export.segmenter CHECKPOINT``: convert the segmenter's checkpoint to ``models/segmenter``."""

import dataclasses
from pathlib import Path

import click
import numpy as np
import torch
from torch import Tensor, nn

from export.graphs import write_graph
from export.latents import Labelled
from export.parity import ParityError
from export.publish import PublishError, folder_in_place
from runtime.ink.segmenter import SEGMENTER_FILE, STEP, Segmenter, SegmenterCard
from runtime.model.auxiliary import SHIPPED
from runtime.model.card import FileEntry, Metric
from runtime.model.catalog import SEGMENTER
from train.checkpoint import CheckpointError
from train.data import DataError, load_mnist
from train.refused import Refused
from train.segmenter.checkpoint import SegmenterCheckpoint
from train.segmenter.compose import NOBODY, Composed, Composer
from train.segmenter.loop import INKED
from train.segmenter.network import MAP_COUNT, OFFSET_UNIT, SegmenterNetwork

ATOL = 1e-4
NUMBER_COUNT = 500
TEST_SEED = 1998
TITLE = "Segmenter: a small U-Net that finds the digits of a number"
TEST_PROTOCOL = (
    f"{NUMBER_COUNT} numbers composed (train.segmenter) from MNIST's test images with seed {TEST_SEED}, "
    "from the ONNX file through the runtime; pixels with ink"
)


class _Maps(nn.Module):
    """ink (batch, height, width) → belongs (batch, height, width), offsets (batch, 2, height, width)."""

    def __init__(self, network: SegmenterNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ink: Tensor) -> tuple[Tensor, Tensor]:
        maps = self.network(ink)
        return maps[:, 0].sigmoid(), maps[:, 1:MAP_COUNT] * OFFSET_UNIT


def publish_segmenter(
    checkpoint: SegmenterCheckpoint, test_split: Labelled, models: Path
) -> tuple[Path, Segmenter]:
    """Export a checkpoint to ``models/segmenter``, and measure it; return folder and segmenter.

    Raises:
        PublishError: The folder cannot be used for the segmenter.
        ParityError: The graph differs from the network; nothing is published.
    """
    module = _Maps(checkpoint.network()).eval()
    composer = Composer(test_split[0].numpy(), test_split[1].numpy(), TEST_SEED)
    numbers = [composer.compose() for _ in range(NUMBER_COUNT)]
    with folder_in_place(models, SEGMENTER) as folder:
        write_graph(
            module,
            torch.zeros(2, 3 * STEP, 4 * STEP),
            "ink",
            ["belongs", "offsets"],
            folder / SEGMENTER_FILE,
            SegmenterCard.metadata(),
            sizes={1: ("height", STEP), 2: ("width", STEP)},
        )
        card = SegmenterCard(
            title=TITLE,
            training=_training(checkpoint),
            metrics={},
            files={SEGMENTER_FILE: FileEntry.of(folder / SEGMENTER_FILE)},
        )
        card.write(folder)
        segmenter = Segmenter(folder)
        _check_parity(module, segmenter, numbers[:20])
        dataclasses.replace(card, metrics=measure(segmenter, numbers)).write(folder)
        segmenter = Segmenter(folder)  # loads and validates the card, as the dashboard will
    return models / SEGMENTER, segmenter


def measure(segmenter: Segmenter, numbers: list[Composed]) -> dict[str, Metric]:
    """Return how well a segmenter tells digits from clutter, and digits from one another."""
    told, owned = [], []
    for number in numbers:
        belongs, offsets = segmenter.locate(number.ink)
        inked = number.ink > INKED
        digit = number.owner != NOBODY
        told.append((belongs > 0.5)[inked] == digit[inked])
        rows, columns = np.nonzero(inked & digit)
        votes = np.stack([columns, rows], 1) + offsets[:, rows, columns].T
        nearest = ((votes[:, None] - number.centres) ** 2).sum(-1).argmin(1)
        owned.append(nearest == number.owner[rows, columns])
    return {
        "digit_or_clutter": Metric(
            round(float(np.concatenate(told).mean()), 5), "", f"{TEST_PROTOCOL}: share told apart"
        ),
        "right_digit": Metric(
            round(float(np.concatenate(owned).mean()), 5),
            "",
            f"{TEST_PROTOCOL} that belong to a digit: share that vote for that digit",
        ),
    }


def _check_parity(module: nn.Module, segmenter: Segmenter, numbers: list[Composed]) -> None:
    for number in numbers:
        with torch.no_grad():
            expected = [part[0].numpy() for part in module(torch.from_numpy(number.ink)[None])]
        found = segmenter.locate(number.ink)
        difference = max(float(np.abs(one - other).max()) for one, other in zip(expected, found, strict=True))
        if not difference <= ATOL:
            raise ParityError(
                f"the segmenter's graph differs from its network by {difference:.2g} (at most {ATOL:g})"
            )


def _training(checkpoint: SegmenterCheckpoint) -> dict[str, object]:
    return {
        "data": "numbers composed from MNIST's training split less its last "
        f"{checkpoint.config.validation_count} images: gaps, overlaps, sizes, slants, strokes, blur, clutter",
        "optimizer": "AdamW",
        "precision": "bf16-mixed",
        **dataclasses.asdict(checkpoint.config),
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
    """Export the segmenter's CHECKPOINT to ONNX, compare it with PyTorch, and publish models/segmenter."""
    try:
        run = SegmenterCheckpoint.load(checkpoint)
        folder, segmenter = publish_segmenter(run, load_mnist("test", data), models or SHIPPED)
    except (CheckpointError, DataError, PublishError) as error:
        raise Refused(str(error)) from error
    except ParityError as error:
        raise click.ClickException(str(error)) from error
    figures = ", ".join(f"{name} {metric.value:.4g}" for name, metric in segmenter.card.metrics.items())
    click.echo(f"{folder}: {(folder / SEGMENTER_FILE).stat().st_size / 1e6:.1f} MB; {figures}")


if __name__ == "__main__":
    main(prog_name="python -m export.segmenter")
