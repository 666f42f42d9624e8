"""Networks that all models share, such as the digit reader: their cards and folders."""

import dataclasses
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

import onnxruntime

from runtime.errors import ModelError
from runtime.model.card import CARD_FILE, FileEntry, Metric, read_values, write_values
from runtime.model.catalog import models_root
from runtime.model.session import Shapes, check_file, open_graph

SHIPPED = Path(__file__).parents[2] / "models"
MAX_NETWORKS = 8  # cached networks; a process usually needs only one of each kind


@dataclasses.dataclass(frozen=True, slots=True)
class AuxiliaryCard:
    """The contents of card.json in the folder of a network that all models share.

    Attributes:
        title: One-line description.
        training: Recipe and environment: data, epochs, optimizer, seed, commit, versions, time, machine.
        metrics: Measured figures by name.
        files: Size and SHA-256 of the graph.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    file: ClassVar[str]

    title: str
    training: Mapping[str, Any]
    metrics: Mapping[str, Metric]
    files: Mapping[str, FileEntry]

    @classmethod
    def metadata(cls) -> dict[str, str]:
        """Return the metadata in the graph."""
        return {"name": cls.name, f"{cls.name}_version": str(cls.version)}

    def write(self, folder: Path) -> None:
        """Write card.json into ``folder``."""
        write_values(
            folder, dataclasses.asdict(self) | {"name": self.name, f"{self.name}_version": self.version}
        )

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read and validate card.json in ``folder``.

        Raises:
            ModelError: The card is missing or does not describe this network.
        """
        path = folder / CARD_FILE
        values = read_values(folder, f"{cls.name}_version", cls.version, remedy=cls.remedy())
        try:
            card = cls(
                title=str(values["title"]),
                training=dict(values["training"]),
                metrics={name: Metric(**metric) for name, metric in values["metrics"].items()},
                files={name: FileEntry(**entry) for name, entry in values["files"].items()},
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelError(f"'{path}' is incomplete ({error!r}); {cls.remedy()}") from error
        if set(card.files) != {cls.file}:
            listed = ", ".join(sorted(card.files)) or "no file"
            raise ModelError(f"'{path}' lists {listed} instead of {cls.file}; {cls.remedy()}")
        return card

    @classmethod
    def remedy(cls) -> str:
        """Return what the user can do about a damaged folder, for error messages."""
        return f"restore the folder or export the {cls.name} again"

    def open(self, folder: Path, inputs: Shapes, outputs: Shapes) -> onnxruntime.InferenceSession:
        """Open the graph in ``folder``, and check the file, its tensors and its metadata.

        Raises:
            ModelError: The file is missing, differs from the card, or contains a different graph.
        """
        check_file(folder / self.file, self.files[self.file])
        return open_graph(folder / self.file, inputs, outputs, self.metadata())


Network = TypeVar("Network")


def load_network(opener: Callable[[Path], Network], name: str, folder: str | Path | None) -> Network:
    """Return ``opener(folder)``, cached until the files in the folder change.

    Args:
        opener: The network's class.
        name: Name of the network's folder beside the models, which is the default. If
            ``$LATENT_DIGITS_MODELS`` names a folder without this network, the default is the shipped network.
        folder: The network's folder, or None for the default.

    Raises:
        ModelError: The folder does not contain the network, or the network is damaged.
    """
    if folder is None:
        among_models = models_root() / name
        folder = among_models if among_models.is_dir() else SHIPPED / name
    folder = Path(folder)
    with _opening:  # concurrent calls share one network
        files = sorted(folder.glob("*"))
        network: Network = _open_once(opener, folder, tuple((path.name, _stat_file(path)) for path in files))
        return network


_opening = threading.Lock()


@lru_cache(MAX_NETWORKS)
def _open_once(opener: Callable[[Path], object], folder: Path, _files: tuple[Any, ...]) -> Any:
    return opener(folder)


def _stat_file(path: Path) -> tuple[int, ...] | None:
    """Return values that change when the file is replaced or rewritten; None if the file is missing."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
