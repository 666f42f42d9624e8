"""Segmenter: which pixels belong to a digit, and where the middle of each pixel's digit is."""

from pathlib import Path
from typing import ClassVar

import numpy as np

from runtime.arrays import FloatArray
from runtime.model.auxiliary import AuxiliaryCard, load_network
from runtime.model.catalog import SEGMENTER

SEGMENTER_FILE = "segmenter.onnx"
SEGMENTER_VERSION = 1  # of the card's schema
STEP = 8  # the graph takes heights and widths that are multiples of this
_SIZE = (f"{STEP}*height", f"{STEP}*width")
DIGIT_HEIGHT = 20  # pixels: the height of the digits that the network was trained on


class SegmenterCard(AuxiliaryCard):
    """The contents of models/segmenter/card.json."""

    __slots__ = ()
    name: ClassVar[str] = SEGMENTER
    version: ClassVar[int] = SEGMENTER_VERSION
    file: ClassVar[str] = SEGMENTER_FILE


class Segmenter:
    """The segmenter. Thread-safe; all calls are deterministic.

    Attributes:
        folder: The segmenter's folder.
        card: The segmenter's card.
    """

    def __init__(self, folder: Path) -> None:
        """Open a segmenter's folder, and check its file against its card.

        Raises:
            ModelError: A file is missing, differs from the card, or contains another graph.
        """
        self.folder = folder
        self.card = SegmenterCard.read(folder)
        self._session = self.card.open(
            folder,
            {"ink": ["batch", *_SIZE]},
            {"belongs": ["batch", *_SIZE], "offsets": ["batch", 2, *_SIZE]},
        )

    def locate(self, ink: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Find the digit of each pixel of ink (H, W) in [0, 1] whose digits are about 20 pixels high.

        Returns:
            The probability that a pixel belongs to a digit (H, W), and the offsets from the pixel to the
            middle of its digit's box, in pixels right and down (2, H, W).
        """
        height, width = ink.shape
        padded = np.pad(ink, ((0, -height % STEP), (0, -width % STEP)))[None]
        belongs, offsets = self._session.run(["belongs", "offsets"], {"ink": padded})
        return belongs[0, :height, :width], offsets[0, :, :height, :width]


def load_segmenter(folder: str | Path | None = None) -> Segmenter:
    """Load the segmenter from its folder, by default ``segmenter`` beside the models; see ``load_reader``.

    Raises:
        ModelError: The folder contains no segmenter, or the segmenter is damaged.
    """
    return load_network(Segmenter, SEGMENTER, folder)
