"""Vae: a trained model that encodes images and decodes codes, and the other files in its folder."""

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from runtime.arrays import IMAGE_SIZE, FloatArray, as_codes, as_images
from runtime.errors import CodeError
from runtime.model.attributes import Directions
from runtime.model.card import (
    ATTRIBUTES_FILE,
    DECODER_FILE,
    ENCODER_FILE,
    GRAPH_FILE,
    LATENTS_FILE,
    PRIOR_FILE,
    ModelCard,
)
from runtime.model.catalog import model_folder
from runtime.model.latents import LatentTable
from runtime.model.prior import Prior
from runtime.model.reader import load_reader
from runtime.model.session import check_file, fill, open_graph
from runtime.path.graph import CodeGraph
from runtime.path.path import DEFAULT_PATH, PathKind, check_frame_count
from runtime.path.paths import Paths


class Vae:
    """A trained VAE. Thread-safe; all calls are deterministic.

    Attributes:
        folder: The model folder.
        card: The model's card.
    """

    def __init__(self, folder: Path) -> None:
        """Open a model folder, and check its files against its card.

        Raises:
            ModelError: A file is missing, differs from the card, or contains a different graph.
        """
        self.folder = folder
        self.card = ModelCard.read(folder)
        for name, entry in self.card.files.items():
            check_file(folder / name, entry)
        image: list[str | int] = ["batch", IMAGE_SIZE, IMAGE_SIZE]
        code: list[str | int] = ["batch", self.card.latent_dim]
        metadata = {
            "name": self.card.name,
            "latent_dim": str(self.card.latent_dim),
            "card_version": str(self.card.card_version),
        }
        self._encoder = open_graph(
            folder / ENCODER_FILE, {"image": image}, {"mu": code, "logvar": code}, metadata
        )
        self._decoder = open_graph(folder / DECODER_FILE, {"z": code}, {"image": image}, metadata)

    @property
    def name(self) -> str:
        """The model's name."""
        return self.card.name

    @property
    def latent_dim(self) -> int:
        """Number of latent dimensions."""
        return self.card.latent_dim

    @cached_property
    def latents(self) -> LatentTable:
        """Codes, labels and 2-D projections of all MNIST images; read on first use."""
        return LatentTable.read(self.folder / LATENTS_FILE, self.latent_dim)

    @cached_property
    def graph(self) -> CodeGraph:
        """The graph of training codes that geodesic paths follow; read on first use."""
        return CodeGraph.read(self.folder / GRAPH_FILE, self.latent_dim)

    @cached_property
    def prior(self) -> Prior:
        """The prior p(z), for random codes and densities; read on first use."""
        return Prior.read(self.folder / PRIOR_FILE, self.latent_dim)

    @cached_property
    def directions(self) -> Directions:
        """Directions that each change one measure of a digit, for ``runtime.move``; read on first use."""
        return Directions.read(self.folder / ATTRIBUTES_FILE, self.latent_dim)

    @cached_property
    def paths(self) -> Paths:
        """Paths between this model's codes, with caches."""
        return Paths(
            self.latent_dim,
            decode=self.decode,
            open_graph=lambda: self.graph,
            read=lambda images: load_reader().read(images),
        )

    def encode(self, images: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Encode images (N, 28, 28) or (28, 28) in [0, 1] to mu and logvar, (N, latent_dim) each.

        Raises:
            CodeError: The images have the wrong shape, type or range.
        """
        x = as_images(images)
        mu = np.empty((len(x), self.latent_dim), np.float32)
        logvar = np.empty_like(mu)
        fill(self._encoder, "image", x, {"mu": mu, "logvar": logvar})
        return mu, logvar

    def decode(self, z: ArrayLike) -> FloatArray:
        """Decode codes (N, latent_dim) or (latent_dim,) to images (N, 28, 28) in [0, 1].

        Raises:
            CodeError: The codes have the wrong shape or type, or are not finite.
        """
        codes = as_codes(z, self.latent_dim)
        images = np.empty((len(codes), IMAGE_SIZE, IMAGE_SIZE), np.float32)
        fill(self._decoder, "z", codes, {"image": images})
        return images

    def reconstruct(self, images: ArrayLike) -> FloatArray:
        """Encode images (N, 28, 28) and decode their posterior means to images (N, 28, 28), all in [0, 1]."""
        return self.decode(self.encode(images)[0])

    def preset(self, digit: int | str) -> FloatArray:
        """Return the code (latent_dim,) of the typical digit for ``digit``, 0 to 9.

        Raises:
            CodeError: ``digit`` is not a digit.
        """
        if str(digit) not in self.card.presets:
            raise CodeError(f"no typical digit for '{digit}'; choose a digit from 0 to 9")
        return np.array(self.card.presets[str(digit)], np.float32)

    def path(
        self,
        z_start: ArrayLike,
        z_end: ArrayLike,
        *,
        frame_count: int = 60,
        kind: PathKind = DEFAULT_PATH,
        even: bool = True,
    ) -> FloatArray:
        """Return codes (frame_count, latent_dim) from ``z_start`` to ``z_end``, both included, unchanged.

        Raises:
            CodeError: An end is not a code of this model.
            PathError: The kind of path is unknown, or the frame count is not from 2 to 100,000.
        """
        check_frame_count(frame_count)
        return self.paths.draw(z_start, z_end, kind=kind, even=even)(np.linspace(0, 1, frame_count))


def load_vae(name_or_path: str | Path) -> Vae:
    """Load a shipped model by name, or any model by the path to its folder.

    Raises:
        ModelError: The model is missing or damaged.
    """
    return Vae(model_folder(name_or_path))
