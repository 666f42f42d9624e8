"""Tables of pairs: rows, their settings, and the names of their films."""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Self

from runtime.ends.words import CODE_SIGN
from runtime.errors import MorphError, shortened
from runtime.morph.settings import SETTINGS, FilmSettings
from runtime.video import FORMATS

ENDS = ("start", "end")
FORMAT = "format"
MAX_NAMED = 40  # maximum characters from each end in a file name


@dataclass
class Row:
    """One pair, with its settings and outcome.

    Attributes:
        line: Number of the row's last line in the table.
        ends: The start and end cells.
        cells: The other cells that are not empty, by column.
        too_long: Whether the row has more cells than the table has columns.
        name: Name of the film, without extension.
        file: File name of the film, once it exists.
        state: "made", "kept" or "failed"; "" while the row is pending.
        frame_count: Number of frames in the film.
        bytes: Size of the file.
        error: Reason for the failure.
    """

    line: int
    ends: tuple[str, str]
    cells: Mapping[str, str] = field(default_factory=dict)
    too_long: bool = False
    name: str = ""
    file: str = ""
    state: str = ""
    frame_count: int | None = None
    bytes: int | None = None
    error: str = ""

    @classmethod
    def from_cells(cls, line: int, cells: Mapping[Any, Any]) -> Self:
        """Make a row from cells by column; ``csv.DictReader`` puts surplus cells under None."""
        texts = {column: (cells[column] or "").strip() for column in cells if column is not None}
        start, end = (texts.pop(column, "") for column in ENDS)
        given = {column: text for column, text in texts.items() if text}
        return cls(line, (start, end), given, too_long=None in cells)

    @property
    def sentence(self) -> str:
        """The error, with the row's line number and ends."""
        return f"line {self.line} ({', '.join(map(shortened, self.ends))}): {self.error}"

    def ending(self, default: str) -> str:
        """Return the row's format or the default, as a key of ``FORMATS``.

        Raises:
            MorphError: Unknown format.
        """
        return format_ending(self.cells.get(FORMAT, default))

    def settings(self, defaults: FilmSettings) -> FilmSettings:
        """Return the settings for the row's film: ``defaults``, overridden by the row's cells.

        Raises:
            LatentDigitsError: A missing end, an invalid value, or more cells than columns.
        """
        if self.too_long:
            raise MorphError(
                "the row has more cells than the header has columns; "
                "put quotes around cells that contain commas"
            )
        for column, end in zip(ENDS, self.ends, strict=True):
            if not end:
                raise MorphError(f"{column} is empty; enter a number such as 32")
        cells = {column: text for column, text in self.cells.items() if column in SETTINGS}
        values = {column: SETTINGS[column].parse(text) for column, text in cells.items()}
        return defaults.changed(values)


def read_table(path: Path) -> list[Row]:
    """Read the rows from the CSV file at ``path``.

    Raises:
        MorphError: The file cannot be read, or is not a table of pairs.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read_rows(file, f"'{path}'")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise MorphError(f"cannot read pairs from '{path}': {reason}; use a CSV file") from error


def read_rows(
    lines: Iterable[str], name: str, *, delimiter: str = ",", without: Collection[str] = ()
) -> list[Row]:
    """Read the rows of a table, skipping blank lines.

    Args:
        lines: Lines of CSV, header first.
        name: Name of the table for error messages.
        delimiter: Separator between cells; semicolons in the header override it if it does not occur there.
        without: Columns that this table must not contain.

    Raises:
        MorphError: Malformed CSV, no rows, or a missing, unknown or duplicate column.
    """
    lines = iter(lines)
    header = next(lines, "")
    if ";" in header and delimiter not in header:  # spreadsheets write semicolons where commas are decimal
        delimiter = ";"
    try:
        table = csv.DictReader(chain([header], lines), strict=True, delimiter=delimiter)
        table.fieldnames = columns = [column.strip().lower() for column in table.fieldnames or ()]
        _check_columns(name, columns, without)
        rows = [Row.from_cells(table.line_num, cells) for cells in table]
    except csv.Error as error:
        raise MorphError(f"cannot read pairs from {name}: {error}; check its quotation marks") from error
    if not rows:
        raise MorphError(f"{name} has no rows; add a row for each film below the header")
    return rows


def name_films(rows: Iterable[Row], ending: str) -> None:
    """Name films after their ends, so that adding or removing a row does not rename the others.

    Args:
        rows: All rows in a table; the function sets their ``name``.
        ending: Default format.
    """
    counts: Counter[str] = Counter()
    for row in rows:
        ends = "-".join(map(_in_a_name, row.ends))
        kind = row.cells.get(FORMAT, ending).lower().removeprefix(".")
        file = f"{ends}.{kind}".casefold()  # some file systems ignore case
        counts[file] += 1
        row.name = ends if counts[file] == 1 else f"{ends}-{counts[file]}"


def format_ending(text: str) -> str:
    """Return the format that ``text`` names, with or without a dot: "MP4" → ".mp4".

    Raises:
        MorphError: Unknown format.
    """
    ending = "." + text.lower().removeprefix(".")
    if ending not in FORMATS:
        raise MorphError(f"unknown film format {shortened(text)}; choose one of {', '.join(FORMATS)}")
    return ending


def _in_a_name(end: str) -> str:
    """Return an end for use in a file name; a code, which would be too long, becomes a hash."""
    if end.startswith(CODE_SIGN):
        return f"code_{hashlib.sha256(end.encode()).hexdigest()[:8]}"
    return re.sub(r"\W", "_", Path(end).stem)[:MAX_NAMED]


def _check_columns(table: str, columns: Sequence[str], without: Collection[str]) -> None:
    known = [name for name in (*ENDS, FORMAT, *SETTINGS) if name not in without]
    for name in ENDS:
        if name not in columns:
            raise MorphError(
                f"{table} has no column '{name}'; name the columns in the first line, separated by commas, "
                "such as start,end"
            )
    for name in columns:
        if name not in known:
            raise MorphError(f"{table} has an unknown column {shortened(name)}; use only {', '.join(known)}")
        if columns.count(name) > 1:
            raise MorphError(f"{table} has two columns named '{name}'; remove one")
