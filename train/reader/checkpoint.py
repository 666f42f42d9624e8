"""Recipe, network and checkpoint of the digit reader."""

import dataclasses
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from train.checkpoint import CheckpointError

FORMAT = 1


@dataclasses.dataclass(frozen=True, slots=True)
class ReaderConfig:
    """Every setting that affects the outcome of a run.

    Attributes:
        epochs: Passes over the training images, with fresh distortions in each.
        batch_size: Images per optimizer step.
        learning_rate: Peak learning rate of AdamW in a one-cycle schedule (Smith & Topin 2018).
        weight_decay: Weight decay of AdamW.
        faded_share: Share of each batch that is cross-faded with other images, targets included.
        ema_decay: Decay per step of the running average of the weights, which is exported.
        seed: Determines the initial weights, the order of the images and every distortion.
        validation_count: Number of images at the end of the training split that serve only to calibrate the
            probabilities.
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
    """Plain 3×3 convolutions and max-pooling, from images (N, 28, 28) in [0, 1] to logits (N, 10)."""

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
        """Return logits (N, 10) of images (N, 28, 28) in [0, 1]."""
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
        temperature: Divisor of the logits that calibrates the probabilities: of readings with a confidence of
            80 %, 80 in 100 are right.
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
        """Read a file that ``save`` wrote.

        Raises:
            CheckpointError: The file does not exist, or is not a checkpoint of the reader.
        """
        if not path.is_file():
            raise CheckpointError(
                f"no checkpoint '{path}'; create one with: python -m train.reader --out {path}"
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
                "create one with: python -m train.reader"
            ) from error
        return checkpoint

    def network(self) -> ReaderNetwork:
        """Build the network with its weights, in evaluation mode."""
        network = ReaderNetwork()
        network.load_state_dict(self.weights)
        return network.eval()
