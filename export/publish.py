"""Publish a model: build its folder in a temporary place, check it with the runtime, and move it."""

import dataclasses
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from export.attributes import describe, find_directions
from export.graph import build_graph
from export.graphs import write_graphs
from export.latents import (
    Labelled,
    decode_all,
    dimensions,
    encode_all,
    knn_accuracy,
    presets,
    prior_of,
    table,
)
from export.parity import Parity, check_parity
from runtime.arrays import FloatArray
from runtime.measure.measure import measure_digits
from runtime.model.card import (
    ATTRIBUTES_FILE,
    CARD_FILE,
    GRAPH_FILE,
    LATENTS_FILE,
    MODEL_FILES,
    PRIOR_FILE,
    FileEntry,
    Metric,
    ModelCard,
)
from runtime.model.catalog import AUXILIARY
from runtime.model.reader import load_reader
from runtime.model.vae import Vae
from train import architectures
from train.checkpoint import Checkpoint

TEST_PROTOCOL = "MNIST test split, 10,000 images"


class PublishError(Exception):
    """The model cannot be published under this name or in this folder."""


def publish(
    checkpoint: Checkpoint, train_split: Labelled, test_split: Labelled, *, name: str, models: Path
) -> tuple[Path, Parity]:
    """Export a checkpoint to ``models/name``; return the folder and its parity with the network.

    Args:
        checkpoint: A run with at least one complete epoch.
        train_split: Training images (N, 28, 28) uint8 and labels (N,) uint8.
        test_split: Test images and labels, in the same format.
        name: Name of the model and its folder.
        models: Parent of the model folders; created if missing.

    Raises:
        PublishError: The run has no complete epoch, the training images contain fewer than two of a
            digit, or the name or the folder cannot be used.
        ParityError: The graphs differ from the network; nothing is published.
    """
    _check_request(checkpoint, train_split[1], name)
    network = checkpoint.network()
    with folder_in_place(models, name) as folder:
        write_graphs(network, name, folder)
        card = _fill_folder(folder, checkpoint, network, train_split, test_split, name=name)
        vae = Vae(folder)
        images = (test_split[0].float() / 255).numpy()
        parity = check_parity(vae, network, images)
        dataclasses.replace(card, metrics={**card.metrics, "mse_99": mse_99(vae, images)}).write(folder)
        # Loads and validates the table, as the dashboard will.
        assert len(vae.latents) == len(train_split[1]) + len(test_split[1])
    return models / name, parity


def _check_request(checkpoint: Checkpoint, train_labels: Tensor, name: str) -> None:
    if not checkpoint.best_epoch:
        raise PublishError(
            f"the run of {checkpoint.config.name} has no complete epoch; continue it with --resume"
        )
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        raise PublishError(f"'{name}' cannot be a model's name; use letters, digits, - and _")
    if name in AUXILIARY:
        raise PublishError(f"'{name}' is reserved for a network that all models share; choose another --name")
    counts = torch.bincount(train_labels.long(), minlength=10)
    if int(counts.min()) < 2:
        few = int(counts.argmin())
        raise PublishError(
            f"{int(counts[few])} training images show the digit {few}; use at least 2 of each digit"
        )


def _fill_folder(
    folder: Path,
    checkpoint: Checkpoint,
    network: architectures.Vae,
    train_split: Labelled,
    test_split: Labelled,
    *,
    name: str,
) -> ModelCard:
    """Write every file except the ONNX graphs, which ``folder`` already contains, and return the card."""
    train_images, train_labels = train_split
    test_images, test_labels = test_split
    prior = prior_of(network)
    prior.write(folder / PRIOR_FILE)
    train_mu, train_logvar = encode_all(network, train_images)
    test_mu, _ = encode_all(network, test_images)
    latents = table(train_mu, test_mu, torch.cat([train_labels, test_labels]).numpy())
    latents.write(folder / LATENTS_FILE)
    build_graph(latents, lambda z: decode_all(network, z), load_reader().read).write(folder / GRAPH_FILE)
    attributes = describe(measure_digits((train_images.float() / 255).numpy()), train_labels.numpy())
    directions = find_directions(train_mu, train_labels.numpy(), attributes, lambda z: decode_all(network, z))
    directions.write(folder / ATTRIBUTES_FILE)
    card = ModelCard(
        name=name,
        title=checkpoint.config.title,
        architecture=checkpoint.config.architecture,
        latent_dim=checkpoint.config.latent_dim,
        training=_training(checkpoint),
        metrics=_metrics(checkpoint, knn_accuracy(latents)),
        dimensions=dimensions(train_mu, train_logvar, prior),
        attributes=attributes,
        presets=presets(network, train_mu, train_labels.numpy()),
        files={file: FileEntry.of(folder / file) for file in MODEL_FILES},
    )
    card.write(folder)
    return card


def _training(checkpoint: Checkpoint) -> dict[str, object]:
    recipe = {
        key: value for key, value in checkpoint.config.as_dict().items() if key not in ("name", "title")
    }
    return {
        "data": f"MNIST training split less its last {checkpoint.config.validation_count} images",
        "optimizer": "Adam",
        **recipe,
        "best_epoch": checkpoint.best_epoch,
        "epochs_run": checkpoint.epoch,
        "wall_seconds": round(checkpoint.wall_seconds),
        **checkpoint.provenance,
    }


def _metrics(checkpoint: Checkpoint, knn: float) -> dict[str, Metric]:
    likelihood = {
        "bernoulli": "binary cross-entropy on grey levels",
        "gaussian": "squared error on images scaled to [-1, 1]",
    }[checkpoint.config.likelihood]
    how = "one seeded draw of z" if checkpoint.config.prior_components else "closed form"
    protocols = {
        "reconstruction_nats": (
            "nats",
            f"{TEST_PROTOCOL}, one seeded draw of z; {likelihood}, summed over pixels",
        ),
        "kl_nats": ("nats", f"{TEST_PROTOCOL}, {how}, summed over dimensions"),
        "negative_elbo": ("nats", f"{TEST_PROTOCOL}; reconstruction_nats + kl_nats"),
        "mse": ("", f"{TEST_PROTOCOL}; grey levels in [0, 1] against the image decoded from mu, per pixel"),
    }
    metrics = {
        metric: Metric(round(checkpoint.metrics[metric], 5), unit, protocol)
        for metric, (unit, protocol) in protocols.items()
        if metric in checkpoint.metrics  # a run stopped by Ctrl-C has no metrics
    }
    knn_protocol = "5 nearest of the 60,000 training codes (mu, float16) vote on each of 10,000 test codes"
    return {**metrics, "knn_accuracy": Metric(round(knn, 5), "", knn_protocol)}


def mse_99(vae: Vae, images: FloatArray) -> Metric:
    """Return the squared error per pixel that 1 % of reconstructed images (N, 28, 28) in [0, 1] exceed.

    The pages call a picture unlike MNIST if its error is higher.
    """
    errors = ((vae.reconstruct(images) - images) ** 2).mean(axis=(1, 2))
    protocol = f"{TEST_PROTOCOL}; 99 % of them have an mse no higher than this"
    return Metric(round(float(np.quantile(errors, 0.99)), 5), "", protocol)


@contextmanager
def folder_in_place(models: Path, name: str) -> Iterator[Path]:
    """Yield a new folder that replaces ``models/name`` on success and is deleted on failure.

    Raises:
        PublishError: ``models/name`` is not a model folder, or ``models`` is not writable.
    """
    target = models / name
    if target.exists() and not (target / CARD_FILE).is_file():
        raise PublishError(f"'{target}' exists and is not a model folder; choose another --name or --models")
    try:
        models.mkdir(parents=True, exist_ok=True)
        staging = tempfile.TemporaryDirectory(prefix=f".{name}.", dir=models)
    except OSError as error:
        raise PublishError(
            f"cannot write to '{models}' ({error.strerror}); choose another --models"
        ) from error
    with staging:
        new, older = Path(staging.name, "new"), Path(staging.name, "older")
        new.mkdir()
        yield new
        if not target.exists():
            new.replace(target)
            return
        target.replace(older)
        try:
            new.replace(target)
        except BaseException:
            older.replace(target)
            raise
