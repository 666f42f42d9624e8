"""Checkpoints: written whole or not at all, read with ``weights_only=True``."""

import dataclasses
from pathlib import Path
from typing import Any

import torch

from train.architectures import Vae, build
from train.config import TrainConfig

FORMAT = 1


class CheckpointError(Exception):
    """A file that is not a checkpoint of this project."""


@dataclasses.dataclass(slots=True)
class Checkpoint:
    """A training run as it stands after some epoch.

    Attributes:
        config: The recipe.
        weights: The weights of the best epoch so far: what gets exported.
        best_epoch: That epoch, counted from 1; 0 before any epoch is whole.
        best_negative_elbo: Its negative ELBO on the validation images, nats.
        epoch: The last whole epoch.
        resume: Weights and optimizer after ``epoch``, to go on from.
        wall_seconds: Training time so far.
        provenance: Library versions, commit and machine.
        metrics: Measured on the test images once training is over.
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
        """Write to ``path`` through a temporary file, so that a cut leaves the older one whole."""
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
        """The network with the best epoch's weights, ready to evaluate."""
        network = build(self.config)
        network.load_state_dict(self.weights)
        return network.eval()


def load_checkpoint(path: Path) -> Checkpoint:
    """Read what ``Checkpoint.save`` wrote.

    Raises:
        CheckpointError: No such file, or not one of ours.
    """
    if not path.is_file():
        raise CheckpointError(f"no checkpoint '{path}'; make one with: python -m train NAME --out {path}")
    try:
        values = torch.load(path, map_location="cpu", weights_only=True)
        version = values.pop("format")
        if version == FORMAT:
            config = TrainConfig.from_dict(values.pop("config"))
            checkpoint = Checkpoint(config=config, **values)
            checkpoint.network()  # the weights are those of its recipe
    except Exception as error:  # torch.load raises a dozen types for a damaged file
        raise CheckpointError(
            f"'{path}' is not a checkpoint of this project ({type(error).__name__}); "
            "make one with: python -m train NAME"
        ) from error
    if version != FORMAT:
        raise CheckpointError(
            f"'{path}' has checkpoint format {version}, this version reads {FORMAT}; train again"
        )
    return checkpoint
