"""Reads a table of pairs on the page: its rows and their ends."""

import csv
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import streamlit as st

from dashboard import resources
from dashboard.session.film import End, Picture
from dashboard.session.route import is_row
from runtime import Anchor, Correction, MorphError, Vae
from runtime.batch.rows import Row, read_rows
from runtime.ends.anchor import coded
from runtime.ends.typed import is_number
from runtime.ends.words import CODE_SIGN
from runtime.errors import shortened

BY_COMMAND = "latent-digits batch pairs.csv --out films"  # has no such limits
MOST_PAIRS = 50
MOST_PICTURES = 2 * MOST_PAIRS
_NOT_HERE = ("start-digits", "end-digits")

NamedPictures = Mapping[str, st.typing.UploadedFile]
"""Uploaded pictures by file name."""


def read_pairs(text: str, pictures: Collection[str] = ()) -> list[Row]:
    """Parse a typed or pasted table with commas, semicolons or tabs, with or without a header.

    Args:
        text: The table.
        pictures: File names of uploaded pictures, which may stand for ends.

    Raises:
        MorphError: The text is not a table, or has too many pairs.
    """
    lines = [line if line.strip() else "" for line in text.splitlines()]
    blank = next((number for number, line in enumerate(lines) if line), 0)
    first = lines[blank] if lines else ""
    delimiter = next((sign for sign in "\t;," if sign in first), ",")
    header: list[str] = []
    cells = [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter), [])]
    if first and all(_is_end(cell) or cell in pictures for cell in cells):
        header = [delimiter.join(("start", "end"))]
    table = [*header, *lines[blank:]]
    rows = read_rows(table, "the table", delimiter=delimiter, without=_NOT_HERE)
    for row in rows:
        row.line += blank - len(header)
    if len(rows) > MOST_PAIRS:
        raise MorphError(
            f"the table has {len(rows)} pairs, but the page makes at most {MOST_PAIRS} films; save the pairs "
            f"to a file and run {BY_COMMAND}"
        )
    return rows


def end_of(
    vae: Vae, text: str, seed: int | None = None, draw: int = 0, *, pictures: NamedPictures | None = None
) -> Anchor:
    """Return the codes of a typed number, a row, a code or an uploaded picture; never open server files.

    With a seed, a number gets random digits; ``draw`` selects one of the seed's draws.

    Raises:
        LatentDigitsError: The text is none of these, a code of another model, or a picture without a digit.
    """
    if pictures and text in pictures and not _is_end(text):
        return End("picture", picture=Picture(text, pictures[text].getvalue())).anchor(vae)
    if found := coded(vae, text):
        return found
    _check_end(text)
    typed = End("number", text) if seed is None else End("number", text, "random", seed, draw)
    return typed.anchor(vae)


def _check_end(text: str) -> None:
    if not _is_end(text):
        raise MorphError(
            f"cannot use {shortened(text)} as an end; enter a number of 1 to 8 digits, a row of the map such "
            "as row512 or a code such as z=0.1 -0.4, or upload the picture under Pictures named in the table"
        )


def _is_end(text: str) -> bool:
    """Whether a cell looks like a number, a row or a code."""
    row = text.startswith("row") and is_row(text.removeprefix("row"))
    return is_number(text) or row or text.startswith(CODE_SIGN)


def digit_count(end: str, pictures: NamedPictures) -> int:
    """Return the number of digits of an end.

    Raises:
        LatentDigitsError: The text is not an end.
    """
    if end in pictures and not _is_end(end):
        return len(resources.digits_of(end, pictures[end].getvalue(), correction=Correction()).digits)
    _check_end(end)
    return len(end) if is_number(end) else 1


def by_name(files: Sequence[st.typing.UploadedFile]) -> NamedPictures:
    """Return the uploaded pictures by file name.

    Raises:
        MorphError: There are too many, or two have the same name.
    """
    if len(files) > MOST_PICTURES:
        raise MorphError(
            f"you uploaded {len(files)} pictures, but the page accepts at most {MOST_PICTURES}; remove some"
        )
    for name, count in Counter(file.name for file in files).items():
        if count > 1:
            raise MorphError(f"{count} pictures are called {shortened(name)}; give each file its own name")
    return {file.name: file for file in files}
