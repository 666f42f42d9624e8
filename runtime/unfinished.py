"""A file or folder that appears whole or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runtime.errors import LatentDigitsError


@contextmanager
def unfinished(out: Path, *, option: str = "--out") -> Iterator[Path]:
    """A path beside ``out`` to write to: it becomes ``out`` at the end, and vanishes after an error.

    Args:
        out: The file or folder to make.
        option: Names ``out`` in errors.

    Raises:
        LatentDigitsError: ``out`` cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=out.parent) as folder:
            path = Path(folder, "unfinished")
            yield path
            path.replace(out)
    except OSError as error:
        raise LatentDigitsError(
            f"cannot write '{out}' ({error.strerror or error}); name another {option}"
        ) from error
