"""Makes the films of a table of pairs, one after the other, in a folder."""

import dataclasses
from collections.abc import Sequence
from functools import partial

import streamlit as st

from dashboard import resources
from dashboard.morph.table.pairs import BY_COMMAND, NamedPictures, digit_count, end_of, read_pairs
from dashboard.server.film_folder import FilmFolder
from dashboard.session.route import MAX_PAGE_FRAME_COUNT
from dashboard.streamlit_internals import other_run_waits
from runtime import LatentDigitsError, ModelError, MorphError, Vae, list_models
from runtime.batch.films import Batch, make_row
from runtime.batch.manifest import manifest
from runtime.batch.rows import Row, name_films
from runtime.errors import shortened
from runtime.morph.settings import FilmSettings

MOST_BYTES = 200_000_000
MOST_PIXELS = 10_000_000_000  # several minutes of drawing
_WORK = "pairs_work"
_REMEDY = f"choose a smaller height or fewer frames, or put the pairs into a file and run {BY_COMMAND}"


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """Everything that determines the films: the table, default settings and format, and the pictures.

    ``pictures`` are the names and ids of the uploaded files.
    """

    text: str
    settings: FilmSettings
    ending: str
    pictures: tuple[tuple[str, str], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Work:
    """The films of one table, finished or not.

    A change on the page stops the work; the next press of the button continues it.
    """

    asked: Asked
    rows: Sequence[Row]
    folder: FilmFolder

    @property
    def files(self) -> list[str]:
        """File names of the finished films."""
        return [row.file for row in self.rows if row.file]

    @property
    def faults(self) -> list[str]:
        """One error message for each failed row."""
        return [row.sentence for row in self.rows if row.state == "failed"]


def stopped() -> Work | None:
    """Return the work that a change on the page has stopped, or None."""
    found: Work | None = st.session_state.get(_WORK)
    return found


def make(asked: Asked, pictures: NamedPictures) -> Work | None:
    """Make the films of a table, or those still missing after a stop, and show the progress.

    Returns:
        The finished work; None if a change on the page stopped it.

    Raises:
        MorphError: The text is not a table, has too many pairs, or its films are too large together.
    """
    work = _work_on(asked, pictures)
    rows = work.rows
    films = Batch(
        folder=work.folder.path,
        settings=asked.settings,
        ending=asked.ending,
        max_frame_count=MAX_PAGE_FRAME_COUNT,
        open_vae=_open,
        cell_end=partial(end_of, pictures=pictures),
    )
    progress = st.progress(0.0)
    with manifest(films.folder, rows):
        for number, row in enumerate(rows):
            progress.progress(number / len(rows), f"Film {number + 1} of {len(rows)}")
            if row.state:
                continue
            if other_run_waits():
                return None
            make_row(row, films)
            if sum(row.bytes or 0 for row in rows) > MOST_BYTES:
                break
    progress.empty()
    del st.session_state[_WORK]
    if sum(row.bytes or 0 for row in rows) > MOST_BYTES:
        raise MorphError(f"the films take more than {MOST_BYTES // 1_000_000} MB together; {_REMEDY}")
    return work


def _work_on(asked: Asked, pictures: NamedPictures) -> Work:
    """Return the stopped work if it makes the same films, else new work."""
    work = stopped()
    if work is None or work.asked != asked:
        st.session_state.pop(_WORK, None)  # even if the new table contains an error
        work = st.session_state[_WORK] = _new_work(asked, pictures)
    return work


def _new_work(asked: Asked, pictures: NamedPictures) -> Work:
    rows = read_pairs(asked.text, pictures)
    name_films(rows, asked.ending)
    pixels = sum(_pixel_count(row, asked.settings, pictures) for row in rows)
    if pixels > MOST_PIXELS:
        raise MorphError(
            f"the films would have {pixels / 1e9:,.1f} billion pixels together, but the page draws at most "
            f"{MOST_PIXELS / 1e9:g} billion; {_REMEDY}"
        )
    return Work(asked, rows, FilmFolder())


def _pixel_count(row: Row, defaults: FilmSettings, pictures: NamedPictures) -> int:
    """Return the pixels of all frames of a row's film; 0 if ``make_row`` will reject the row."""
    try:
        settings = row.settings(defaults)
        frame_count = settings.itinerary(len(row.ends)).frame_count
        digits = max(digit_count(end, pictures) for end in row.ends)
    except LatentDigitsError:
        return 0
    if frame_count > MAX_PAGE_FRAME_COUNT:
        return 0
    return frame_count * settings.look.height**2 * digits


def _open(name: str) -> Vae:
    """Load an installed model by name; a visitor's table must not open folders of the server."""
    if name not in list_models():
        raise ModelError(f"no model {shortened(name)}; available: {', '.join(list_models())}")
    return resources.vae(name)
