"""Recipe and checkpoint of the segmenter."""

import dataclasses
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from train.checkpoint import CheckpointError
from train.segmenter.network import SegmenterNetwork

FORMAT = 1


@dataclasses.dataclass(frozen=True, slots=True)
class SegmenterConfig:
    """Every setting that affects the outcome of a run.

    Attributes:
        steps: Optimizer steps.
        batch_size: Composed numbers per step.
        learning_rate: Peak learning rate of AdamW in a one-cycle schedule (Smith & Topin 2018).
        weight_decay: Weight decay of AdamW.
        offset_weight: Weight of the offsets in the loss, relative to the logit of belonging to a digit.
        digit_weight: The same for the digits' logits, which only training uses.
        ema_decay: Decay per step of the running average of the weights, which is exported.
        seed: Determines the initial weights and every composed number.
        validation_count: Number of images at the end of the training split that no number is composed from.
    """

    steps: int = 14_000
    batch_size: int = 32
    learning_rate: float = 4e-3
    weight_decay: float = 0.02
    offset_weight: float = 4.0
    digit_weight: float = 0.3
    ema_decay: float = 0.999
    seed: int = 16
    validation_count: int = 5000


@dataclasses.dataclass(slots=True)
class SegmenterCheckpoint:
    """A finished run.

    Attributes:
        config: The recipe.
        weights: The averaged weights.
        wall_seconds: Training time.
        provenance: Library versions, commit and machine.
    """

    config: SegmenterConfig
    weights: dict[str, Tensor]
    wall_seconds: float
    provenance: dict[str, str]

    def save(self, path: Path) -> None:
        """Write to ``path`` through a temporary file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + ".partial")
        try:
            torch.save({"segmenter_format": FORMAT, **dataclasses.asdict(self)}, partial)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> "SegmenterCheckpoint":
        """Read a file that ``save`` wrote.

        Raises:
            CheckpointError: The file does not exist, or is not a checkpoint of the segmenter.
        """
        if not path.is_file():
            raise CheckpointError(
                f"no checkpoint '{path}'; create one with: python -m train.segmenter --out {path}"
            )
        try:
            values: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
            if values.pop("segmenter_format") != FORMAT:
                raise ValueError(f"format is not {FORMAT}")
            checkpoint = cls(**values | {"config": SegmenterConfig(**values["config"])})
            checkpoint.network()
        except Exception as error:  # torch.load raises a dozen types for a damaged file
            raise CheckpointError(
                f"'{path}' is not a checkpoint of the segmenter ({type(error).__name__}); "
                "create one with: python -m train.segmenter"
            ) from error
        return checkpoint

    def network(self) -> SegmenterNetwork:
        """Build the network with its weights, in evaluation mode."""
        network = SegmenterNetwork()
        network.load_state_dict(self.weights)
        return network.eval()
