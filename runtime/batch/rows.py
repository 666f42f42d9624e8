"""A table of pairs: its rows, the settings in their cells, and the names of their films."""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from runtime.ends.anchor import CODE_SIGN
from runtime.errors import MorphError, shortened
from runtime.morph.settings import SETTINGS, FilmSettings
from runtime.video import FORMATS

ENDS = ("start", "end")
FORMAT = "format"
MAX_NAMED = 40  # characters of an end in a film's name


@dataclass
class Row:
    """One pair: what to make, and what came of it.

    Attributes:
        line: Where the row ends in the table.
        ends: The cells of start and end.
        cells: The other cells that are not empty, by column.
        too_long: Whether the row has more cells than the table has columns.
        name: Of its film, without the ending.
        file: The name of the film, once there is one.
        state: "made", "kept" or "failed"; "" until the row's turn comes.
        frame_count: Frames of the film.
        bytes: Size of the film's file.
        error: Why the row failed.
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
        """A row from its cells by column; those under None, as ``csv.DictReader`` has them, are too many."""
        texts = {column: (cells[column] or "").strip() for column in cells if column is not None}
        start, end = (texts.pop(column, "") for column in ENDS)
        given = {column: text for column, text in texts.items() if text}
        return cls(line, (start, end), given, too_long=None in cells)

    @property
    def sentence(self) -> str:
        """The error, with the row that it is about."""
        return f"line {self.line} ({', '.join(map(shortened, self.ends))}): {self.error}"

    def ending(self, default: str) -> str:
        """The ending of the film's format, a key of ``FORMATS``.

        Raises:
            MorphError: The row names no format.
        """
        return format_ending(self.cells.get(FORMAT, default))

    def settings(self, defaults: FilmSettings) -> FilmSettings:
        """The settings of the row's film: ``defaults``, with those in the row's cells in their place.

        Raises:
            LatentDigitsError: An end is missing, a cell is not a value of its column, or there are too many.
        """
        if self.too_long:
            raise MorphError(
                "it has more cells than the header has columns; put quotes around a cell with a comma"
            )
        for column, end in zip(ENDS, self.ends, strict=True):
            if not end:
                raise MorphError(f"its {column} is empty; write a number such as 32 there")
        cells = {column: text for column, text in self.cells.items() if column in SETTINGS}
        values = {column: SETTINGS[column].parse(text) for column, text in cells.items()}
        return defaults.changed(values, prefix="its ")


def read_table(path: Path) -> list[Row]:
    """The rows of the CSV file at ``path``.

    Raises:
        MorphError: The file cannot be read, or is not a table of pairs.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read_rows(file, f"'{path}'")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise MorphError(f"cannot read pairs from '{path}': {reason}; name a CSV file") from error


def read_rows(
    lines: Iterable[str], name: str, *, delimiter: str = ",", without: Collection[str] = ()
) -> list[Row]:
    """The rows of a table; blank lines are skipped.

    Args:
        lines: The lines of the CSV, a header first.
        name: What messages call the table.
        delimiter: Between cells.
        without: Columns that this table may not have.

    Raises:
        MorphError: The lines are not CSV, there are no rows, or a column is missing, unknown or there twice.
    """
    try:
        table = csv.DictReader(lines, strict=True, delimiter=delimiter)
        table.fieldnames = columns = [column.strip().lower() for column in table.fieldnames or ()]
        _check_columns(name, columns, without)
        rows = [Row.from_cells(table.line_num, cells) for cells in table]
    except csv.Error as error:
        raise MorphError(f"cannot read pairs from {name}: {error}; close its quotation marks") from error
    if not rows:
        raise MorphError(f"{name} has no rows; write one for each film below its header")
    return rows


def name_films(rows: Iterable[Row], ending: str) -> None:
    """Name films by their ends, so that adding or removing a row leaves the other names as they are.

    Args:
        rows: All rows of a table; sets their ``name``.
        ending: The ending of films whose rows name no format.
    """
    counts: Counter[str] = Counter()
    for row in rows:
        ends = "-".join(map(_in_a_name, row.ends))
        kind = row.cells.get(FORMAT, ending).lower().removeprefix(".")
        file = f"{ends}.{kind}".casefold()  # some disks do not tell capitals from small letters
        counts[file] += 1
        row.name = ends if counts[file] == 1 else f"{ends}-{counts[file]}"


def format_ending(text: str) -> str:
    """The ending of the format that ``text`` names, with or without its dot: "MP4" → ".mp4".

    Raises:
        MorphError: There is no such format.
    """
    ending = "." + text.lower().removeprefix(".")
    if ending not in FORMATS:
        raise MorphError(f"no film format {shortened(text)}; choose among {', '.join(FORMATS)}")
    return ending


def _in_a_name(end: str) -> str:
    """An end as part of a file's name; a code, which has too many numbers, as a hash."""
    if end.startswith(CODE_SIGN):
        return f"code_{hashlib.sha256(end.encode()).hexdigest()[:8]}"
    return re.sub(r"\W", "_", Path(end).stem)[:MAX_NAMED]


def _check_columns(table: str, columns: Sequence[str], without: Collection[str]) -> None:
    known = [name for name in (*ENDS, FORMAT, *SETTINGS) if name not in without]
    for name in ENDS:
        if name not in columns:
            raise MorphError(
                f"{table} has no column '{name}'; its first line must name the columns with commas between "
                "them, as start,end"
            )
    for name in columns:
        if name not in known:
            raise MorphError(f"{table} has a column {shortened(name)}; available: {', '.join(known)}")
        if columns.count(name) > 1:
            raise MorphError(f"{table} has the column '{name}' twice; leave one out")
