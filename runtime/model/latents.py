"""LatentTable: the code, label and 2-D projections of every MNIST image."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from runtime.errors import ModelError
from runtime.npz import open_columns, write_columns

PROJECTIONS = ("pca", "umap")


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class LatentTable:
    """The codes of all MNIST images, one row each.

    Attributes:
        mu: Posterior means, (N, latent_dim) float16.
        label: The digit, (N,) uint8.
        split: 0 for the training split, 1 for the test split, (N,) uint8.
        index: Index of the image within its split, (N,) uint16 or uint32.
        projections: 2-D projections of mu by name ("pca", "umap"), (N, 2) float16 each.
    """

    mu: NDArray[np.float16]
    label: NDArray[np.uint8]
    split: NDArray[np.uint8]
    index: NDArray[np.unsignedinteger[Any]]
    projections: Mapping[str, NDArray[np.float16]]

    def __len__(self) -> int:
        return len(self.mu)

    def write(self, path: Path) -> None:
        """Write latents.npz, compressed and without pickles."""
        columns: dict[str, NDArray[Any]] = {
            "mu": self.mu,
            "label": self.label,
            "split": self.split,
            "index": self.index,
            **self.projections,
        }
        write_columns(path, columns)

    @classmethod
    def read(cls, path: Path, latent_dim: int) -> Self:
        """Read and validate latents.npz.

        Raises:
            ModelError: The file or a column is missing, or a column has the wrong type or shape.
        """
        with open_columns(path) as columns:
            values = {name: columns[name] for name in columns}
            table = cls(
                mu=values.pop("mu"),
                label=values.pop("label"),
                split=values.pop("split"),
                index=values.pop("index"),
                projections=values,
            )
            row_count = len(table.mu)
        columns_wanted: dict[str, tuple[NDArray[Any], type[np.generic], tuple[int, ...]]] = {
            "mu": (table.mu, np.float16, (row_count, latent_dim)),
            "label": (table.label, np.uint8, (row_count,)),
            "split": (table.split, np.uint8, (row_count,)),
            "index": (table.index, np.unsignedinteger, (row_count,)),
            **{name: (xy, np.float16, (row_count, 2)) for name, xy in table.projections.items()},
        }
        for name, (column, dtype, shape) in columns_wanted.items():
            if not np.issubdtype(column.dtype, dtype) or column.shape != shape:
                raise ModelError(
                    f"column {name} of '{path}' is {column.dtype} {column.shape} instead of "
                    f"{dtype.__name__} {shape}; export the model again"
                )
        missing = [name for name in PROJECTIONS if name not in table.projections]
        if missing:
            raise ModelError(f"'{path}' has no projection {missing[0]}; export the model again")
        return table
