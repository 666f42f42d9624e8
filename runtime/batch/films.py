"""Make the film for each row in a table."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

from runtime.arrays import MAX_FRAME_COUNT
from runtime.batch.rows import Row
from runtime.ends.anchor import Anchor, anchor
from runtime.ends.typed import draws
from runtime.ends.words import map_words, picture_and_row
from runtime.errors import LatentDigitsError, MorphError
from runtime.model.vae import Vae, load_vae
from runtime.morph.make import ReadEnd, make_film
from runtime.morph.settings import FilmSettings
from runtime.video.note import read_note

CellEnd = Callable[[Vae, str, int | None, int], str | Anchor]
"""(model, start or end cell, the row's seed, draw) → the end's anchor, or a text for ``read_end`` to read."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Configuration for all films in a table.

    Attributes:
        folder: An existing folder for the films.
        settings: Default settings for all rows.
        ending: Default format, a key of ``FORMATS``.
        max_frame_count: Largest number of frames per film.
        open_vae: Function that opens a model by name.
        cell_end: Function that turns a start or end cell into an anchor or a text.
        read_end: Function that reads the ends that ``cell_end`` returns as text.
    """

    folder: Path
    settings: FilmSettings
    ending: str
    max_frame_count: int = MAX_FRAME_COUNT
    open_vae: Callable[[str], Vae] = load_vae
    cell_end: CellEnd = lambda _vae, text, _seed, _draw: text
    read_end: ReadEnd = anchor


def make_row(row: Row, batch: Batch) -> None:
    """Make the film for a row, or keep the existing film if it has the same recipe and look.

    Record the outcome in the row: its state, file, frame count, size and error.
    """
    try:
        _make(row, batch)
    except LatentDigitsError as error:
        row.state, row.error = "failed", str(error)


def picture_beside(folder: Path, end: str) -> str:
    """Return a cell with the names of pictures in ``folder`` replaced by their paths."""
    return map_words(end, lambda word: str(folder / word) if picture_and_row(str(folder / word)) else word)


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
        open_vae=lambda _: vae,
        read_end=batch.read_end,
    )
    if film.frame_count > batch.max_frame_count:
        raise MorphError(
            f"this film would have {film.frame_count:,} frames; use at most {batch.max_frame_count:,}"
        )
    path = batch.folder / f"{row.name}{ending}"
    kept = _recipe_in(path) == film.recipe() | {"look": dataclasses.asdict(settings.look)}
    if not kept:
        film.save(path, look=settings.look)
    row.file, row.frame_count, row.bytes = path.name, film.frame_count, path.stat().st_size
    row.state = "kept" if kept else "made"


def _recipe_in(film: Path) -> object:
    """Return a film's recipe, or None if there is no film or the film has no readable recipe."""
    try:
        note = read_note(film)
        return json.loads(note) if note else None
    except (OSError, ValueError, RecursionError):  # an unreadable film is made again
        return None
