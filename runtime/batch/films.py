"""Films of the rows of a table, made one at a time."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

from runtime.arrays import MAX_FRAME_COUNT
from runtime.batch.rows import Row
from runtime.ends.anchor import Anchor, anchor
from runtime.ends.typed import draws
from runtime.errors import LatentDigitsError, MorphError
from runtime.model.vae import Vae, load_vae
from runtime.morph.make import ReadEnd, make_film
from runtime.morph.settings import FilmSettings
from runtime.video.note import read_note

CellEnd = Callable[[Vae, str, int | None, int], str | Anchor]
"""A model, the text in a cell of start or end, the row's seed, the end's draw → codes, or a text to read."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What all films of a table share.

    Attributes:
        folder: Where the films go; it exists.
        settings: What holds where a row says nothing.
        ending: The format of rows that name none, a key of ``FORMATS``.
        max_frame_count: A longer film is refused.
        open_vae: Opens the model of a name.
        cell_end: Says what a cell of start or end stands for.
        read_end: Reads the ends that ``cell_end`` leaves as text.
    """

    folder: Path
    settings: FilmSettings
    ending: str
    max_frame_count: int = MAX_FRAME_COUNT
    open_vae: Callable[[str], Vae] = load_vae
    cell_end: CellEnd = lambda _vae, text, _seed, _draw: text
    read_end: ReadEnd = anchor


def make_row(row: Row, batch: Batch) -> None:
    """Make the film of a row, or keep the film that is there and was made as the row says.

    Sets the row's state and what the manifest says of its film; an error goes into the row, too.
    """
    try:
        _make(row, batch)
    except LatentDigitsError as error:
        row.state, row.error = "failed", str(error)


def picture_beside(folder: Path, end: str) -> str:
    """The path of the picture that a cell names, where it lies in ``folder``; else the cell as it is."""
    try:
        return str(folder / end) if (folder / end).is_file() else end
    except (OSError, ValueError):  # too long a name for this disk, or not a name at all
        return end


def _make(row: Row, batch: Batch) -> None:
    settings = row.settings(batch.settings)
    ending = row.ending(batch.ending)
    vae = batch.open_vae(settings.model)
    film = make_film(
        [
            batch.cell_end(vae, end, settings.seed, draw)
            for end, draw in zip(row.ends, draws(len(row.ends)), strict=True)
        ],
        settings,
        words=row.ends,
        prefix="its ",
        open_vae=lambda _: vae,
        read_end=batch.read_end,
    )
    if film.frame_count > batch.max_frame_count:
        raise MorphError(
            f"its film would have {film.frame_count:,} frames; {batch.max_frame_count:,} are the most here"
        )
    path = batch.folder / f"{row.name}{ending}"
    kept = _recipe_in(path) == film.recipe() | {"look": dataclasses.asdict(settings.look)}
    if not kept:
        film.save(path, look=settings.look)
    row.file, row.frame_count, row.bytes = path.name, film.frame_count, path.stat().st_size
    row.state = "kept" if kept else "made"


def _recipe_in(film: Path) -> object:
    """The recipe of a film; None without a film, or without a recipe in it."""
    try:
        note = read_note(film)
        return json.loads(note) if note else None
    except (OSError, ValueError, RecursionError):  # the film is made again where its recipe cannot be read
        return None
