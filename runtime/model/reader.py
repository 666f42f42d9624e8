"""Reader: a network that gives the probability of each digit for an image."""

from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from runtime.arrays import IMAGE_SIZE, FloatArray, as_images
from runtime.model.auxiliary import SHIPPED, AuxiliaryCard, load_network
from runtime.model.catalog import READER
from runtime.model.session import fill

READER_FILE = "reader.onnx"
READER_VERSION = 1  # version of the card's schema
SHIPPED_READER = SHIPPED / READER


class ReaderCard(AuxiliaryCard):
    """The contents of models/reader/card.json."""

    __slots__ = ()
    name: ClassVar[str] = READER
    version: ClassVar[int] = READER_VERSION
    file: ClassVar[str] = READER_FILE


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
        self._session = self.card.open(
            folder, {"image": ["batch", IMAGE_SIZE, IMAGE_SIZE]}, {"probabilities": ["batch", 10]}
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
    return load_network(Reader, READER, folder)
