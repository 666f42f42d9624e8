"""Reader: a network that gives the probability of each digit for an image."""

import dataclasses
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from runtime.arrays import IMAGE_SIZE, FloatArray, as_images
from runtime.errors import ModelError
from runtime.model.card import CARD_FILE, FileEntry, Metric, read_values, write_values
from runtime.model.catalog import READER, models_root
from runtime.model.session import check_file, fill, open_graph

READER_FILE = "reader.onnx"
READER_VERSION = 1  # version of the card's schema
SHIPPED_READER = Path(__file__).parents[2] / "models" / READER
REMEDY = "restore the folder or export the reader again"
MAX_READERS = 4  # cached readers; a process usually needs only one


@dataclasses.dataclass(frozen=True, slots=True)
class ReaderCard:
    """The contents of models/reader/card.json.

    Attributes:
        title: One-line description.
        training: Recipe and environment: data, epochs, optimizer, seed, commit, versions, time, machine.
        metrics: Measured figures by name.
        files: Size and SHA-256 of reader.onnx.
        name: Always "reader".
        reader_version: Version of this schema.
    """

    title: str
    training: Mapping[str, Any]
    metrics: Mapping[str, Metric]
    files: Mapping[str, FileEntry]
    name: str = READER
    reader_version: int = READER_VERSION

    def write(self, folder: Path) -> None:
        """Write card.json into ``folder``."""
        write_values(folder, dataclasses.asdict(self))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read and validate card.json in ``folder``.

        Raises:
            ModelError: The card is missing or does not describe a reader.
        """
        path = folder / CARD_FILE
        values = read_values(folder, "reader_version", READER_VERSION, remedy=REMEDY)
        try:
            card = cls(
                title=str(values["title"]),
                training=dict(values["training"]),
                metrics={name: Metric(**metric) for name, metric in values["metrics"].items()},
                files={name: FileEntry(**entry) for name, entry in values["files"].items()},
                name=str(values["name"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelError(f"'{path}' is incomplete ({error!r}); {REMEDY}") from error
        if set(card.files) != {READER_FILE}:
            listed = ", ".join(sorted(card.files)) or "no file"
            raise ModelError(f"'{path}' lists {listed} instead of {READER_FILE}; {REMEDY}")
        return card


class Reader:
    """The digit reader. Thread-safe; all calls are deterministic.

    Attributes:
        folder: The reader's folder.
        card: The reader's card.
    """

    def __init__(self, folder: Path) -> None:
        """Open a reader's folder, and check its file against its card.

        Raises:
            ModelError: A file is missing, differs from the card, or contains a different graph.
        """
        self.folder = folder
        self.card = ReaderCard.read(folder)
        check_file(folder / READER_FILE, self.card.files[READER_FILE])
        self._session = open_graph(
            folder / READER_FILE,
            {"image": ["batch", IMAGE_SIZE, IMAGE_SIZE]},
            {"probabilities": ["batch", 10]},
            {"name": self.card.name, "reader_version": str(self.card.reader_version)},
        )

    def read(self, images: ArrayLike) -> FloatArray:
        """Return probabilities (N, 10) of the digits 0 to 9 for images (N, 28, 28) in [0, 1]; rows sum to 1.

        Raises:
            CodeError: The images have the wrong shape, type or range.
        """
        x = as_images(images)
        probabilities = np.empty((len(x), 10), np.float32)
        fill(self._session, "image", x, {"probabilities": probabilities})
        return probabilities


def load_reader(folder: str | Path | None = None) -> Reader:
    """Load the reader from its folder, which is ``reader`` beside the models by default.

    Readers are cached until their files change. If ``$LATENT_DIGITS_MODELS`` names a folder without a
    reader, the default is the shipped reader.

    Raises:
        ModelError: The folder contains no reader, or the reader is damaged.
    """
    if folder is None:
        among_models = models_root() / READER
        folder = among_models if among_models.is_dir() else SHIPPED_READER
    folder = Path(folder)
    with _opening:  # concurrent calls share one reader
        return _open_once(folder, tuple(_stat_file(folder / name) for name in (CARD_FILE, READER_FILE)))


_opening = threading.Lock()


@lru_cache(MAX_READERS)
def _open_once(folder: Path, _files: tuple[tuple[int, ...] | None, ...]) -> Reader:
    return Reader(folder)


def _stat_file(path: Path) -> tuple[int, ...] | None:
    """Return values that change when the file is replaced or rewritten; None if the file is missing."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
