"""The .npz files of a model folder: named columns, compressed, without pickles."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runtime.errors import ModelError

# All that reading an .npz raises if it is missing, damaged, pickled, or lacks a column.
NPZ_ERRORS = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,  # an .npy, which is no archive; a column without rows
    AttributeError,  # a member that is no array
    NotImplementedError,  # an archive packed in a way that zipfile does not know
    zipfile.BadZipFile,
    zlib.error,
)


def write_columns(path: Path, columns: Mapping[str, NDArray[Any]]) -> None:
    """Write columns by name."""
    np.savez_compressed(path, allow_pickle=False, **columns)


class _Columns(Mapping[str, NDArray[Any]]):
    """The columns of an open file, each checked when it is read."""

    def __init__(self, file: Mapping[str, NDArray[Any]]) -> None:
        self._file = file

    def __getitem__(self, name: str) -> NDArray[Any]:
        column = self._file[name]
        if column.dtype.kind not in "fiu":
            raise ValueError(f"column {name} is {column.dtype}, which is no real number")
        return column

    def __iter__(self) -> Iterator[str]:
        return iter(self._file)

    def __len__(self) -> int:
        return len(self._file)


@contextmanager
def open_columns(path: Path) -> Iterator[Mapping[str, NDArray[Any]]]:
    """Read columns by name, inside of the ``with`` alone.

    Raises:
        ModelError: No such file, one that is damaged or holds no real numbers, or what was read there does
            not fit.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as columns:
            yield _Columns(columns)
    except NPZ_ERRORS as error:
        raise ModelError(f"cannot read '{path}' ({error}); export the model again") from error
