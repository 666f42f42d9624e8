"""manifest.csv: what came of every row of a table."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from runtime.batch.rows import Row
from runtime.unfinished import unfinished

MANIFEST = "manifest.csv"
COLUMNS = ("line", "start", "end", "file", "state", "frame_count", "bytes", "error")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # as OWASP lists them


@contextmanager
def manifest(folder: Path, rows: Sequence[Row]) -> Iterator[None]:
    """Write the manifest into ``folder`` at the end, also after Ctrl-C: then some rows have no state.

    Raises:
        LatentDigitsError: The manifest cannot be written.
    """
    try:
        yield
    finally:
        with unfinished(folder / MANIFEST) as path, path.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(COLUMNS)
            for row in rows:
                cells = (row.line, *row.ends, row.file, row.state, row.frame_count, row.bytes, row.error)
                lines.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in cells])


def _harmless(cell: str) -> str:
    """A text that a spreadsheet does not run: an apostrophe precedes what would begin a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
