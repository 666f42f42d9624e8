"""manifest.csv: the outcome of every row in a table."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from runtime.batch.rows import Row
from runtime.unfinished import unfinished

MANIFEST = "manifest.csv"
COLUMNS = ("line", "start", "end", "file", "state", "frame_count", "bytes", "error")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # as listed by OWASP


@contextmanager
def manifest(folder: Path, rows: Sequence[Row]) -> Iterator[None]:
    """Write the manifest to ``folder`` on exit, even after Ctrl-C; the remaining rows then have no state.

    Raises:
        LatentDigitsError: The manifest cannot be written.
    """
    try:
        yield
    finally:
        with unfinished(folder / MANIFEST) as path, path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for row in rows:
                cells = (row.line, *row.ends, row.file, row.state, row.frame_count, row.bytes, row.error)
                writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in cells])


def _harmless(cell: str) -> str:
    """Return the text, with an apostrophe in front if a spreadsheet would run it as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
