"""Training checkpoints: written atomically, read with ``weights_only=True``."""

import dataclasses
from pathlib import Path
from typing import Any

import torch

from train.architectures import Vae, build
from train.config import TrainConfig

FORMAT = 1


class CheckpointError(Exception):
    """A checkpoint that is missing, cannot be read or written, or does not fit the command."""


@dataclasses.dataclass(slots=True)
class Checkpoint:
    """The state of a training run after an epoch.

    Attributes:
        config: The recipe.
        weights: The weights of the best epoch so far, which are exported.
        best_epoch: The best epoch, counted from 1; 0 until the first epoch is complete.
        best_negative_elbo: Negative ELBO of the best epoch on the validation images, in nats.
        epoch: The last completed epoch.
        resume: Weights, average and optimizer state after ``epoch``, from which a resumed run continues.
        wall_seconds: Training time so far.
        provenance: Library versions, commit and machine.
        metrics: Measured on the test images at the end of the training; empty before.
    """

    config: TrainConfig
    weights: dict[str, torch.Tensor]
    best_epoch: int = 0
    best_negative_elbo: float = float("inf")
    epoch: int = 0
    resume: dict[str, Any] = dataclasses.field(default_factory=dict)
    wall_seconds: float = 0.0
    provenance: dict[str, str] = dataclasses.field(default_factory=dict)
    metrics: dict[str, float] = dataclasses.field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Write to ``path`` through a temporary file, so that an interruption keeps the older checkpoint."""
        path.parent.mkdir(parents=True, exist_ok=True)
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        values |= {"format": FORMAT, "config": self.config.as_dict()}
        partial = path.with_name(path.name + ".partial")
        try:
            torch.save(values, partial)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    def network(self) -> Vae:
        """Build the network with the weights of the best epoch, in evaluation mode."""
        network = build(self.config)
        network.load_state_dict(self.weights)
        return network.eval()


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a file that ``Checkpoint.save`` wrote.

    Raises:
        CheckpointError: The file does not exist, or is not a checkpoint of this format.
    """
    if not path.is_file():
        raise CheckpointError(f"no checkpoint '{path}'; create one with: python -m train NAME --out {path}")
    try:
        values = torch.load(path, map_location="cpu", weights_only=True)
        version = values.pop("format")
        if version == FORMAT:
            config = TrainConfig.from_dict(values.pop("config"))
            checkpoint = Checkpoint(config=config, **values)
            checkpoint.network()  # fails unless the weights fit the recipe
    except Exception as error:  # torch.load raises a dozen types for a damaged file
        raise CheckpointError(
            f"'{path}' is not a checkpoint of this project ({type(error).__name__}); "
            "create one with: python -m train NAME"
        ) from error
    if version != FORMAT:
        raise CheckpointError(
            f"'{path}' has checkpoint format {version}, but this version reads {FORMAT}; train again"
        )
    return checkpoint
