"""``python -m runtime batch``: a CSV of pairs becomes a folder of films and one manifest."""

import csv
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from runtime.cli.morph import film_between, morph
from runtime.cli.terminal import HELP, MODEL, Refused, aside
from runtime.ends.anchor import CODE_SIGN, Anchor
from runtime.ends.typed import draws
from runtime.errors import LatentDigitsError, MorphError, shortened
from runtime.model.vae import Vae, load_vae
from runtime.morph.motion import Motion
from runtime.video import FORMATS, MAX_FRAME_COUNT
from runtime.video.note import read_note

MANIFEST = "manifest.csv"
MANIFEST_COLUMNS = ("line", "start", "end", "file", "state", "frame_count", "bytes", "error")
NEEDED = ("start", "end")
_NOT_OF_A_ROW = {"out", "count", "recipe_path", "save_path"}
SETTINGS: Mapping[str, click.Option] = {
    option.opts[0].removeprefix("--"): option
    for option in morph.params
    if isinstance(option, click.Option) and option.name not in _NOT_OF_A_ROW
}
"""What a column may set: the options of ``morph``, by the same names."""

_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")
_MODELS_KEPT = 4
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # as OWASP lists them


@dataclass
class Row:
    """One pair: what was asked for, and what came of it.

    ``line`` is where it ends in the table. ``state`` is "made", "kept" or "failed", and then ``error`` says
    why; "" for a row that was not reached.
    """

    line: int
    cells: Mapping[Any, Any]
    file: str = ""
    state: str = ""
    frame_count: int | None = None
    bytes: int | None = None
    error: str = ""
    name: str = ""  # of its file, without the ending
    ends: tuple[str, str] = field(init=False)

    def __post_init__(self) -> None:
        start, end = ((self.cells[name] or "").strip() for name in NEEDED)
        self.ends = start, end

    @property
    def sentence(self) -> str:
        """What was wrong with it."""
        return f"line {self.line} ({', '.join(map(shortened, self.ends))}): {self.error}"


@click.command()
@click.argument("pairs", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A folder; made where it is none")
@MODEL
@click.option(
    "--format", "ending", default="mp4", show_default=True, help="An ending of a film, as morph has them"
)
def batch(pairs: Path, out: Path, model: str, ending: str) -> None:
    """Make a film of each row of the CSV file PAIRS, and manifest.csv, in the folder --out.

    Columns: start and end, as morph has ENDS; paths of pictures begin where PAIRS is. Others, where they
    are wanted, have the names of morph's options (frames, path, height …), or are model or format; an empty
    cell leaves a setting as it is. Films are named by their ends, as 7-41.mp4, and 7-41-2.mp4 where a pair
    comes again. One that is there already, made as its row says, is kept, another is replaced. A row that
    cannot be made is told and passed over; the exit status is then 2.
    """
    _format(ending)
    rows = _read(pairs)
    name_films(rows, ending)
    _vae(model)
    try:
        out.mkdir(exist_ok=True)
    except OSError as error:
        raise Refused(
            f"cannot make the folder '{out}' ({error.strerror or error}); name another --out"
        ) from error
    try:
        with manifest(out, rows), tqdm(rows, unit="film", disable=None) as waiting:
            for row in waiting:
                make_row(
                    row,
                    out,
                    {"model": model, "format": ending},
                    open_vae=_vae,
                    end_of=lambda _, end, *__: _beside(pairs.parent, end),
                )
                if row.state == "failed":
                    tqdm.write(row.sentence, file=sys.stderr)
    except KeyboardInterrupt:
        done = sum(row.state in ("made", "kept") for row in rows)
        click.echo(
            f"Stopped: {done} of {len(rows)} films are done, in '{out}'; the same command goes on from there",
            err=True,
        )
        click.get_current_context().exit(1)
    counts = {state: sum(row.state == state for row in rows) for state in ("made", "kept", "failed")}
    click.echo(f"{out}: {counts['made']} films made, {counts['kept']} kept, {counts['failed']} failed")
    if counts["failed"]:
        raise Refused(
            f"{counts['failed']} of {len(rows)} rows of '{pairs}' failed; mend them and run this again: "
            "films that are there are kept"
        )


def _read(pairs: Path) -> list[Row]:
    """All rows, before any film is made."""
    try:
        with pairs.open(encoding="utf-8-sig", newline="") as file:
            return read_rows(file, f"'{pairs}'")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise Refused(f"cannot read pairs from '{pairs}': {reason}; name a CSV file") from error


def read_rows(
    file: Iterable[str], name: str, *, delimiter: str = ",", without: Collection[str] = ()
) -> list[Row]:
    """The rows of a table; blank lines are none.

    Args:
        file: The lines of the CSV.
        name: What messages call it.
        delimiter: Between cells.
        without: Columns that this table may not have.

    Raises:
        MorphError: It is no CSV, has no rows, or lacks a column or has one that is none.
    """
    try:
        lines = csv.DictReader(file, strict=True, delimiter=delimiter)
        lines.fieldnames = columns = [name.strip().lower() for name in lines.fieldnames or ()]
        _check_columns(name, columns, without)
        rows = [Row(lines.line_num, cells) for cells in lines]
    except csv.Error as error:
        raise MorphError(f"cannot read pairs from {name}: {error}; close its quotation marks") from error
    if not rows:
        raise MorphError(f"{name} has no rows; write one for each film below its header")
    return rows


def name_films(rows: Iterable[Row], ending: str) -> None:
    """Name films by their ends, so that another row more or less leaves the others' names as they are.

    Args:
        rows: Of the table; each takes up its name.
        ending: Of the films whose rows name no format.
    """
    counts: Counter[str] = Counter()
    for row in rows:
        ends = "-".join(map(_in_a_name, row.ends))
        kind = ((row.cells.get("format") or "").strip() or ending).lower().removeprefix(".")
        file = f"{ends}.{kind}".casefold()  # a disk may take capitals for the same
        counts[file] += 1
        row.name = ends if counts[file] == 1 else f"{ends}-{counts[file]}"


def _in_a_name(end: str) -> str:
    """What stands for an end in a file's name; of a code, whose numbers would be too many, a hash."""
    if end.startswith(CODE_SIGN):
        return f"code_{hashlib.sha256(end.encode()).hexdigest()[:8]}"
    return re.sub(r"\W", "_", Path(end).stem)[:40]


def _check_columns(pairs: str, columns: Sequence[str], without: Collection[str]) -> None:
    known = [name for name in (*NEEDED, "format", *SETTINGS) if name not in without]
    for name in NEEDED:
        if name not in columns:
            raise MorphError(
                f"{pairs} has no column '{name}'; its first line must name the columns with commas between "
                "them, as start,end"
            )
    for name in columns:
        if name not in known:
            raise MorphError(f"{pairs} has a column {shortened(name)}; available: {', '.join(known)}")
        if columns.count(name) > 1:
            raise MorphError(f"{pairs} has the column '{name}' twice; leave one out")


def make_row(
    row: Row,
    out: Path,
    defaults: Mapping[str, str],
    *,
    open_vae: Callable[[str], Vae],
    end_of: Callable[[Vae, str, int | None, int], str | Anchor],
    most_frames: int = MAX_FRAME_COUNT,
) -> None:
    """Make the film of a row, or keep the one that is there and made as it says; what is wrong is in the row.

    Args:
        row: What to make; takes up what came of it.
        out: The folder of the films.
        defaults: What holds where the row says nothing: model, format, and any of ``SETTINGS``.
        open_vae: The model of a name.
        end_of: What a cell of start or end means, given the row's seed and which of its draws it has.
        most_frames: A film of more is refused.
    """
    try:
        _make(row, out, defaults, open_vae, end_of, most_frames)
    except (LatentDigitsError, click.ClickException) as error:
        row.state = "failed"
        said = error.format_message() if isinstance(error, click.ClickException) else str(error)
        row.error = _of_column(said)


def _of_column(sentence: str) -> str:
    """What is wrong with an option, in words for the column of its name."""
    sentence = re.sub(r"^Invalid value for '--([a-z-]+)': ", r"its \1: ", sentence)
    return re.sub(r"^--([a-z-]+) ", r"its \1 ", sentence)


def _make(
    row: Row,
    out: Path,
    defaults: Mapping[str, str],
    open_vae: Callable[[str], Vae],
    end_of: Callable[[Vae, str, int | None, int], str | Anchor],
    most_frames: int,
) -> None:
    ending, params = settings_of(row, defaults)
    vae = open_vae(params["model"])
    film = film_between(
        lambda: vae,
        [
            end_of(vae, end, params["seed"], draw)
            for end, draw in zip(row.ends, draws(len(row.ends)), strict=True)
        ],
        frame_counts=params["frame_counts"],
        holds=params["holds"],
        cycle=params["cycle"],
        digit_counts=(params["start_digits"], params["end_digits"]),
        seed=params["seed"],
        hand_of=params["hand_of"],
        words=row.ends,
        motion=Motion(
            *(params[name] for name in ("kind", "even", "easing", "stagger", "align", "true_ends"))
        ),
    )
    if film.frame_count > most_frames:
        raise MorphError(
            f"its film would have {film.frame_count:,} frames; {most_frames:,} are the most here"
        )
    look = {name: params[name] for name in ("fps", "height", "loop", "pixels", "paper")}
    path = out / f"{row.name}{ending}"
    kept = _recipe_in(path) == film.recipe() | {"look": look}
    if not kept:
        film.save(path, **look)
    row.file, row.frame_count, row.bytes = path.name, film.frame_count, path.stat().st_size
    row.state = "kept" if kept else "made"


def settings_of(row: Row, defaults: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """The ending of a row's film, and the rest of what was asked for, as ``morph`` takes it.

    Raises:
        LatentDigitsError, click.ClickException: It says nothing that can be made.
    """
    said = {name: (cell or "").strip() for name, cell in row.cells.items() if isinstance(name, str)}
    settings = {**defaults, **{name: cell for name, cell in said.items() if cell}}
    if None in row.cells:
        raise Refused("it has more cells than the header has columns; put quotes around a cell with a comma")
    for name, end in zip(NEEDED, row.ends, strict=True):
        if not end:
            raise Refused(f"its {name} is empty; write a number such as 32 there")
    ending = _format(settings["format"])
    arguments = [_argument(name, settings[name]) for name in SETTINGS if name in settings]
    given = [*filter(None, arguments), f"--out=film{ending}", "--", *row.ends]
    # A command keeps the help of its first context: on the page, where there is none, as on the command line.
    parent = click.get_current_context(silent=True) or click.Context(batch, **HELP)
    return ending, morph.make_context("morph", given, parent=parent).params


def _argument(name: str, cell: str) -> str:
    """A cell as an argument of ``morph``; empty where it says what is so anyway."""
    option = SETTINGS[name]
    if not option.is_flag:
        return f"--{name}={cell}"
    if cell.lower() not in _YES + _NO:
        raise Refused(f"its {name} is {shortened(cell)}; write yes or no")
    return option.opts[0] if cell.lower() in _YES else "".join(option.secondary_opts)


def _beside(folder: Path, end: str) -> str:
    """An end that is a picture beside the table, by a path that leads there from here."""
    try:
        return str(folder / end) if (folder / end).is_file() else end
    except (OSError, ValueError):  # too long a name for this disk, or none at all
        return end


def _format(text: str) -> str:
    ending = "." + text.lower().removeprefix(".")
    if ending not in FORMATS:
        raise Refused(f"no film format {shortened(text)}; choose among {', '.join(FORMATS)}")
    return ending


def _recipe_in(film: Path) -> object:
    """The recipe of a film; None where there is no film, or none with a recipe."""
    try:
        note = read_note(film)
        return json.loads(note) if note else None
    except (OSError, ValueError, RecursionError):  # what cannot be read is made anew
        return None


_vae = lru_cache(_MODELS_KEPT)(load_vae)


@contextmanager
def manifest(out: Path, rows: Sequence[Row]) -> Iterator[None]:
    """Write the manifest in the end, also after Ctrl-C: then rows that were not reached have no state."""
    try:
        yield
    finally:
        with aside(out / MANIFEST) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(MANIFEST_COLUMNS)
            for row in rows:
                cells = (row.line, *row.ends, row.file, row.state, row.frame_count, row.bytes, row.error)
                lines.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in cells])


def _harmless(cell: str) -> str:
    """A text as a spreadsheet takes it for text: with an apostrophe before what begins a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
