"""Build a model folder aside, check it as a user would open it, and put it in place in one move."""

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
from runtime.model.catalog import READER
from runtime.model.reader import load_reader
from runtime.model.vae import Vae
from train import architectures
from train.checkpoint import Checkpoint

TEST_PROTOCOL = "MNIST test split, 10,000 images"


class PublishError(Exception):
    """A model that cannot be put where it was asked for."""


def publish(
    checkpoint: Checkpoint, train_split: Labelled, test_split: Labelled, *, name: str, models: Path
) -> tuple[Path, Parity]:
    """Export a checkpoint to ``models/name``; returns the folder and how closely it matches the network.

    Args:
        checkpoint: A run with at least one whole epoch.
        train_split: Training images and labels.
        test_split: Test images and labels.
        name: The model's name.
        models: The folder of model folders; made where it is missing.

    Raises:
        PublishError: The run has no whole epoch, or the name or place cannot be a model folder's.
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
        # Reads and checks the table as the dashboard will.
        assert len(vae.latents) == len(train_split[1]) + len(test_split[1])
    return models / name, parity


def _check_request(checkpoint: Checkpoint, train_labels: Tensor, name: str) -> None:
    if not checkpoint.best_epoch:
        raise PublishError(f"the run of {checkpoint.config.name} has no whole epoch yet; go on with --resume")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        raise PublishError(f"'{name}' cannot be a model's name; use letters, digits, - and _")
    if name == READER:
        raise PublishError(f"'{READER}' is the digit reader's folder, no model's; choose another --name")
    counts = torch.bincount(train_labels.long(), minlength=10)
    if int(counts.min()) < 2:
        few = int(counts.argmin())
        raise PublishError(
            f"{int(counts[few])} training images show the digit {few}; export needs at least 2 of each"
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
    """Write everything but the graphs, which ``folder`` holds already, and return the card."""
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
        if metric in checkpoint.metrics  # a run cut short by Ctrl-C has not been measured
    }
    knn_protocol = "5 nearest of the 60,000 training codes (mu, float16) vote on each of 10,000 test codes"
    return {**metrics, "knn_accuracy": Metric(round(knn, 5), "", knn_protocol)}


def mse_99(vae: Vae, images: FloatArray) -> Metric:
    """The squared error per pixel beyond which the model redraws 1 % of images (N, 28, 28) in [0, 1].

    The pages call a picture unlike MNIST when it is beyond that.
    """
    errors = ((vae.reconstruct(images) - images) ** 2).mean(axis=(1, 2))
    protocol = f"{TEST_PROTOCOL}; 99 % of them have an mse no higher than this"
    return Metric(round(float(np.quantile(errors, 0.99)), 5), "", protocol)


@contextmanager
def folder_in_place(models: Path, name: str) -> Iterator[Path]:
    """A new folder that becomes ``models/name`` if all goes well, and vanishes if not."""
    target = models / name
    if target.exists() and not (target / CARD_FILE).is_file():
        raise PublishError(f"'{target}' exists and is no model folder; choose another --name or --models")
    try:
        models.mkdir(parents=True, exist_ok=True)
        workshop = tempfile.TemporaryDirectory(prefix=f".{name}.", dir=models)
    except OSError as error:
        raise PublishError(
            f"cannot write to '{models}' ({error.strerror}); choose another --models"
        ) from error
    with workshop:
        aside, older = Path(workshop.name, "new"), Path(workshop.name, "older")
        aside.mkdir()
        yield aside
        if not target.exists():
            aside.replace(target)
            return
        target.replace(older)
        try:
            aside.replace(target)
        except BaseException:
            older.replace(target)
            raise
