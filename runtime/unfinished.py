"""Writing a file or folder completely or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runtime.errors import LatentDigitsError


@contextmanager
def unfinished(out: Path, *, option: str = "--out") -> Iterator[Path]:
    """Yield a temporary path beside ``out``; rename it to ``out`` on success, or delete it after an error.

    Args:
        out: The file or folder to create.
        option: The command-line option that error messages name.

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
            f"cannot write '{out}' ({error.strerror or error}); choose another {option}"
        ) from error
