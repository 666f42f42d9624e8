"""The .npz files in a model folder: named columns, compressed and without pickles."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runtime.errors import ModelError

# All errors that reading an .npz file can raise if the file is missing, damaged, pickled or lacks a column.
NPZ_ERRORS = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,  # an .npy file instead of an archive; a column without rows
    AttributeError,  # a member that is not an array
    NotImplementedError,  # a compression method that zipfile does not support
    zipfile.BadZipFile,
    zlib.error,
)


def write_columns(path: Path, columns: Mapping[str, NDArray[Any]]) -> None:
    """Write named columns to an .npz file."""
    np.savez_compressed(path, allow_pickle=False, **columns)


class _Columns(Mapping[str, NDArray[Any]]):
    """The columns of an open file; reading a column checks its type."""

    def __init__(self, file: Mapping[str, NDArray[Any]]) -> None:
        self._file = file

    def __getitem__(self, name: str) -> NDArray[Any]:
        column = self._file[name]
        if column.dtype.kind not in "fiu":
            raise ValueError(f"column {name} contains {column.dtype} instead of real numbers")
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(self._file)

    def __len__(self) -> int:
        return len(self._file)


@contextmanager
def open_columns(path: Path) -> Iterator[Mapping[str, NDArray[Any]]]:
    """Open the columns of a file by name, for reading inside the ``with`` block.

    Raises:
        ModelError: The file is missing or damaged, a column is missing or not numeric, or the block raises
            one of ``NPZ_ERRORS``.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as columns:
            yield _Columns(columns)
    except NPZ_ERRORS as error:
        raise ModelError(f"cannot read '{path}' ({error}); export the model again") from error
