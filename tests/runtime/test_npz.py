"""Tests of reading columns of NPZ files in a model folder."""

import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from runtime import LatentTable, ModelError, Prior
from runtime.model.attributes import Directions
from runtime.npz import open_columns, write_columns
from runtime.path.graph import CodeGraph

OTHER: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "complex64": lambda column: column + np.complex64(0),
    "<U32": lambda column: column.astype("U32"),
    "timedelta64[s]": lambda column: column.astype("m8[s]"),
}
READERS: dict[str, tuple[str, Callable[[Path, int], object]]] = {
    "prior.npz": ("mean", Prior.read),
    "attributes.npz": ("low", Directions.read),
    "latents.npz": ("mu", LatentTable.read),
    "graph.npz": ("greyness", CodeGraph.read),
}


@pytest.mark.parametrize("other", OTHER)
@pytest.mark.parametrize("file", READERS)
def test_what_are_no_real_numbers_are_refused(golden: Path, tmp_path: Path, file: str, other: str) -> None:
    name, read = READERS[file]
    with open_columns(golden / file) as found:
        columns = dict(found)
    read(golden / file, 3)
    columns[name] = OTHER[other](columns[name].astype(np.float32))
    write_columns(tmp_path / file, columns)
    told = (
        f"cannot read '{tmp_path / file}' (column {name} contains {other} instead of real numbers); export "
    )
    with pytest.raises(ModelError, match=re.escape(told)), warnings.catch_warnings(action="error"):
        read(tmp_path / file, 3)
