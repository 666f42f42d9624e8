"""ModelCard: what a model folder says of itself, the contract between training and the runtime."""

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from runtime.errors import ModelError
from runtime.measure.measure import MEASURES

CARD_VERSION = 2
CARD_FILE = "card.json"
ENCODER_FILE = "encoder.onnx"
DECODER_FILE = "decoder.onnx"
LATENTS_FILE = "latents.npz"
GRAPH_FILE = "graph.npz"
PRIOR_FILE = "prior.npz"
ATTRIBUTES_FILE = "attributes.npz"
MODEL_FILES = (ENCODER_FILE, DECODER_FILE, LATENTS_FILE, GRAPH_FILE, PRIOR_FILE, ATTRIBUTES_FILE)


@dataclasses.dataclass(frozen=True, slots=True)
class Metric:
    """One measured figure with how it was measured."""

    value: float
    unit: str
    protocol: str


@dataclasses.dataclass(frozen=True, slots=True)
class Dimension:
    """What MNIST's training codes do along one latent dimension.

    Attributes:
        mean: Mean of mu.
        std: Standard deviation of mu.
        kl_nats: KL(q(z|x) ‖ p(z)) of this dimension by itself, averaged over images.
        low: 1st percentile of mu.
        high: 99th percentile of mu.
    """

    mean: float
    std: float
    kl_nats: float
    low: float
    high: float


@dataclasses.dataclass(frozen=True, slots=True)
class Attribute:
    """A measure of MNIST's training digits (``runtime.measure.measure``) that the model has directions for.

    Attributes:
        name: What is measured.
        unit: In what; empty for a number without one.
        mean: Mean over all digits.
        std: Standard deviation within a digit.
        low: 1st percentile over all digits.
        high: 99th percentile over all digits.
    """

    name: str
    unit: str
    mean: float
    std: float
    low: float
    high: float


@dataclasses.dataclass(frozen=True, slots=True)
class FileEntry:
    """Size in bytes and sha256 of one file of the folder."""

    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """Measure the file at ``path``."""
        with path.open("rb") as file:
            return cls(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


@dataclasses.dataclass(frozen=True, slots=True)
class ModelCard:
    """All that models/NAME/card.json holds.

    Attributes:
        name: The folder's name.
        title: One line for people who choose a model.
        architecture: Which kind of network.
        latent_dim: Number of latent dimensions.
        training: The recipe and where it ran: data, epochs, optimizer, seed, commit, versions, time, machine.
        metrics: Measured figures by name.
        dimensions: One entry per latent dimension, in the order of the code.
        attributes: What ``runtime.model.attributes`` can change, in the order of its directions.
        presets: A typical code (latent_dim floats) for each digit "0" to "9".
        files: Every other file of the folder.
        card_version: Version of this schema.
    """

    name: str
    title: str
    architecture: str
    latent_dim: int
    training: Mapping[str, Any]
    metrics: Mapping[str, Metric]
    dimensions: tuple[Dimension, ...]
    attributes: tuple[Attribute, ...]
    presets: Mapping[str, tuple[float, ...]]
    files: Mapping[str, FileEntry]
    card_version: int = CARD_VERSION

    def write(self, folder: Path) -> None:
        """Write card.json into ``folder``."""
        write_values(folder, dataclasses.asdict(self))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read and check card.json of ``folder``.

        Raises:
            ModelError: No card, or one that breaks the schema.
        """
        path = folder / CARD_FILE
        values = read_values(folder, "card_version", CARD_VERSION, remedy="export the model again")
        try:
            card = cls(
                name=str(values["name"]),
                title=str(values["title"]),
                architecture=str(values["architecture"]),
                latent_dim=int(values["latent_dim"]),
                training=dict(values["training"]),
                metrics={name: _metric(**metric) for name, metric in values["metrics"].items()},
                dimensions=tuple(_dimension(**dimension) for dimension in values["dimensions"]),
                attributes=tuple(_attribute(**attribute) for attribute in values["attributes"]),
                presets={digit: tuple(map(_finite, code)) for digit, code in values["presets"].items()},
                files={name: FileEntry(**entry) for name, entry in values["files"].items()},
            )
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
            raise ModelError(f"'{path}' is incomplete ({error!r}); export the model again") from error
        card._check(path)
        return card

    def _check(self, path: Path) -> None:
        faults = []
        if self.latent_dim < 1 or len(self.dimensions) != self.latent_dim:
            faults.append(f"{len(self.dimensions)} dimensions for latent_dim {self.latent_dim}")
        if tuple(attribute.name for attribute in self.attributes) != MEASURES:
            faults.append(f"{len(self.attributes)} attributes instead of {', '.join(MEASURES)}")
        if sorted(self.presets) != list("0123456789"):
            faults.append(f"presets for {', '.join(sorted(self.presets)) or 'no digit'} instead of 0 to 9")
        if any(len(code) != self.latent_dim for code in self.presets.values()):
            faults.append(f"a preset whose length is not {self.latent_dim}")
        faults += [f"no entry for {file}" for file in MODEL_FILES if file not in self.files]
        faults += [f"a file outside the folder: {name}" for name in self.files if Path(name).name != name]
        if faults:
            raise ModelError(f"'{path}' has {'; '.join(faults)}; export the model again")


def read_values(folder: Path, version_name: str, version: int, *, remedy: str) -> dict[str, Any]:
    """Read card.json of a model or of the reader as plain values, and check the version of its schema.

    Args:
        folder: Where the card lies.
        version_name: The entry that holds the version, for example "card_version".
        version: The version that this program reads.
        remedy: What the user can do, which ends every message.

    Raises:
        ModelError: There is no card, it is not JSON, or it has another version.
    """
    path = folder / CARD_FILE
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"cannot read '{path}' ({error}); {remedy}") from error
    if not isinstance(values, dict):
        raise ModelError(f"'{path}' contains a {type(values).__name__} instead of a card; {remedy}")
    found = values.get(version_name)
    if found != version:
        raise ModelError(
            f"'{path}' has {version_name.replace('_', ' ')} {found}, this program reads {version}; {remedy}"
        )
    return values


def write_values(folder: Path, values: Mapping[str, Any]) -> None:
    """Write card.json into ``folder``."""
    text = json.dumps(values, indent=2, ensure_ascii=False)
    (folder / CARD_FILE).write_text(text + "\n", encoding="utf-8")


def _metric(value: float, unit: str, protocol: str) -> Metric:
    return Metric(_finite(value), str(unit), str(protocol))


def _dimension(**values: float) -> Dimension:
    return Dimension(**{name: _finite(value) for name, value in values.items()})


def _attribute(name: str, unit: str, **values: float) -> Attribute:
    return Attribute(str(name), str(unit), **{key: _finite(value) for key, value in values.items()})


def _finite(value: float) -> float:
    if not math.isfinite(number := float(value)):
        raise ValueError(f"{value} where a finite number belongs")
    return number
