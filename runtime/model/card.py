"""ModelCard: the description of a model folder, and the contract between training and the runtime."""

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
    """A measured figure, with its unit and measurement protocol."""

    value: float
    unit: str
    protocol: str


@dataclasses.dataclass(frozen=True, slots=True)
class Dimension:
    """Statistics of MNIST's training codes along one latent dimension.

    Attributes:
        mean: Mean of mu.
        std: Standard deviation of mu.
        kl_nats: KL(q(z|x) ‖ p(z)) of this dimension alone, averaged over images.
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
    """Statistics of one measure (``runtime.measure.measure``) over MNIST's training digits.

    Attributes:
        name: Name of the measure.
        unit: Unit of the measure; empty for a dimensionless number.
        mean: Mean over all digits.
        std: Standard deviation among images of the same digit.
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
    """Size in bytes and SHA-256 of one file in the folder."""

    size: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """Return the entry for the file at ``path``."""
        with path.open("rb") as file:
            return cls(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


@dataclasses.dataclass(frozen=True, slots=True)
class ModelCard:
    """The contents of models/NAME/card.json.

    Attributes:
        name: The folder's name.
        title: One line that helps people choose a model.
        architecture: Kind of network.
        latent_dim: Number of latent dimensions.
        training: Recipe and environment: data, epochs, optimizer, seed, commit, versions, time, machine.
        metrics: Measured figures by name.
        dimensions: One entry per latent dimension, in the order of the code.
        attributes: Measures that ``runtime.model.attributes`` can change, in the order of its directions.
        presets: Codes (latent_dim floats) of the typical digits, by digit from "0" to "9".
        files: Size and SHA-256 of every other file in the folder, by name.
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
        """Read and validate card.json in ``folder``.

        Raises:
            ModelError: The card is missing or violates the schema.
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
            faults.append(f"a preset of a length other than {self.latent_dim}")
        faults += [f"no entry for {file}" for file in MODEL_FILES if file not in self.files]
        faults += [f"a file outside the folder: {name}" for name in self.files if Path(name).name != name]
        if faults:
            raise ModelError(f"'{path}' has {'; '.join(faults)}; export the model again")


def read_values(folder: Path, version_name: str, version: int, *, remedy: str) -> dict[str, Any]:
    """Read the card.json of a model or the reader as plain values, and check its schema version.

    Args:
        folder: Folder that contains the card.
        version_name: Key of the schema version, for example "card_version".
        version: Schema version that this program reads.
        remedy: What the user can do, as the end of every error message.

    Raises:
        ModelError: The card is missing, is not valid JSON, or has another schema version.
    """
    path = folder / CARD_FILE
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"cannot read '{path}' ({error}); {remedy}") from error
    if not isinstance(values, dict):
        found_type = type(values).__name__
        raise ModelError(f"'{path}' contains JSON of type {found_type} instead of a card; {remedy}")
    found = values.get(version_name)
    if found != version:
        raise ModelError(
            f"'{path}' has {version_name.replace('_', ' ')} {found}, "
            f"but this program reads version {version}; {remedy}"
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
        raise ValueError(f"{value} is not a finite number")
    return number
