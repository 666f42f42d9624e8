"""Several films at once: a table of pairs becomes a ZIP of films and a manifest."""

import csv
import dataclasses
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import partial

import click
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard import notices, resources, sequence, sources, state
from dashboard.current_morph import End
from dashboard.film_folder import FilmFolder
from dashboard.film_settings import Look
from dashboard.held_files import download_button
from runtime import (
    FORMATS,
    Anchor,
    Correction,
    LatentDigitsError,
    ModelError,
    MorphError,
    Vae,
    list_models,
)
from runtime.batch_command import MANIFEST, Row, make_row, manifest, name_films, read_rows, settings_of
from runtime.ends import CODE_SIGN, coded
from runtime.errors import shortened
from runtime.itinerary import plan
from runtime.leg import Motion

MOST_PAIRS = 50
MOST_BYTES = 200_000_000
MOST_PIXELS = 10_000_000_000  # which take minutes
MOST_PICTURES = 2 * MOST_PAIRS
TEXT, FILE, PICTURES, FORMAT = "pairs", "pairs_file", "pairs_pictures", "pairs_format"
EXAMPLE = "start,end\n7,41\n99,100"
_MADE, _UNREAD, _WORK = "pairs_made", "pairs_unread", "pairs_work"
_WAY_OUT = (
    "choose a smaller height or fewer frames, or put the pairs into a file and run "
    "python -m runtime batch pairs.csv --out films"
)
_NOT_HERE = ("start-digits", "end-digits")
HELP = (
    "The first line names the columns: start and end, and others that are wanted, such as frames, path, "
    "seed or height; without it they are start and end. Copied cells of a spreadsheet do too."
)


Pictures = Mapping[str, UploadedFile]
"""Those that were given, by the names of their files."""


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What decides films: the table, what holds where it says nothing, and names and ids of pictures."""

    text: str
    defaults: Mapping[str, str]
    pictures: tuple[tuple[str, str], ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Work:
    """Films that are made or being made.

    A change on the page stops it, and the next press goes on with it.
    """

    asked: Asked
    rows: Sequence[Row]
    folder: FilmFolder

    @property
    def files(self) -> list[str]:
        """Names of the films that are ready."""
        return [row.file for row in self.rows if row.file]

    @property
    def faults(self) -> list[str]:
        """A sentence for each bad row."""
        return [row.sentence for row in self.rows if row.state == "failed"]


@st.fragment
def several(model: str, frame_count: int, hold: int, cycle: str, motion: Motion, look: Look) -> None:
    """Draw the place where pairs are given and their films taken.

    As a fragment, so that its button runs nothing else. The arguments hold where a row says nothing.
    """
    said = st.empty()  # outside, which may be folded up; empty again while films are made
    with st.expander("Several at once"), notices.in_words():
        st.caption(
            f"A film of each row, up to {MOST_PAIRS}. Where a row says nothing, this page's model, steps, "
            "rest, cycle, motion and look hold; its styles, seeds, stops and frames of single legs do not. "
            "Ends are typed numbers, rows of the map such as row512, codes such as z=0.1 -0.4, all of its "
            "numbers, or names of pictures given below."
        )
        st.text_area(
            "Pairs", EXAMPLE, key=TEXT, height=120, help=HELP, on_change=_forget_file, persist_state="session"
        )
        st.file_uploader("or a CSV file", "csv", key=FILE, on_change=_take_file, max_upload_size=1)
        files = st.file_uploader(
            "Pictures that it names",
            sources.PICTURE_TYPES,
            key=PICTURES,
            accept_multiple_files=True,
            max_upload_size=10,
            help="The table has their files' names, as in seven.jpg,41. Only what is given here is read.",
        )
        unread: str | None = st.session_state.get(_UNREAD)
        with notices.in_words():
            if unread:
                raise MorphError(unread)
        ending = st.selectbox(
            "Format",
            list(FORMATS),
            key=FORMAT,
            format_func=lambda ending: FORMATS[ending].label,
            persist_state="session",
        )
        defaults = {
            "model": model,
            "format": ending,
            "frames": str(frame_count),
            "hold": str(hold),
            "cycle": cycle,
            "path": motion.path,
            "even": _yes_or_no(motion.even),
            "easing": motion.easing,
            "stagger": str(motion.stagger),
            "align": motion.align,
            "true-ends": _yes_or_no(motion.true_ends),
            "fps": str(look["fps"]),
            "height": str(look["height"]),
            "paper": look["paper"],
            "pixels": _yes_or_no(look["pixels"]),
        }
        asked = Asked(
            st.session_state[TEXT], defaults, tuple(sorted((file.name, file.file_id) for file in files))
        )
        if st.button("Make the films", key="pairs_make", icon=":material/movie:", disabled=bool(unread)):
            st.session_state.pop(_MADE, None)
            if made := make(asked, _by_name(files)):
                st.session_state[_MADE] = made
        with said.container():
            _say_stopped(asked)
        made = st.session_state.get(_MADE)
        if made and (made.asked.text, made.asked.pictures) == (asked.text, asked.pictures):
            if made.asked != asked:
                st.caption("Made with this page's settings of before: press Make the films for those of now.")
            _say_faults(made)
            _offer(made, key="download-pairs")


def _by_name(files: Sequence[UploadedFile]) -> Pictures:
    """Pictures that a table can name.

    Raises:
        MorphError: Too many, or two of one name.
    """
    if len(files) > MOST_PICTURES:
        raise MorphError(f"{len(files)} pictures given, and the page takes {MOST_PICTURES}; take some away")
    for name, count in Counter(file.name for file in files).items():
        if count > 1:
            raise MorphError(f"{count} pictures are called {shortened(name)}; give each a name of its own")
    return {file.name: file for file in files}


def _say_stopped(asked: Asked) -> None:
    work: Work | None = st.session_state.get(_WORK)
    if work is None or work.asked.text != asked.text:
        return
    done = sum(bool(row.state) for row in work.rows)
    then = "to go on" if work.asked == asked else "to start anew, as settings or pictures have changed"
    st.info(
        f"Several at once stopped at film {done + 1} of {len(work.rows)}, because the page was drawn anew: "
        f"press Make the films {then}.",
        icon=":material/pause_circle:",
    )
    _offer(work, key="download-pairs-part")


def _say_faults(made: Work) -> None:
    named = {end for row in made.rows for end in row.ends}
    unnamed = [shortened(name) for name, _ in made.asked.pictures if name not in named]
    faults = made.faults
    if unnamed:
        faults.append(f"No row names {', '.join(unnamed)}.")
    if faults:
        st.warning("\n\n".join(map(notices.plain, faults)), icon=":material/error:")


def _offer(work: Work, *, key: str) -> None:
    """A button for the films that are ready, packed when it is pressed: until then they lie on disk alone."""
    ready, bytes_ready = len(work.files), sum(row.bytes or 0 for row in work.rows)
    if not ready:
        return
    films = "1 film" if ready == 1 else f"{ready} films"
    if not all(row.state for row in work.rows):
        films = f"{ready} of {len(work.rows)} films"
    download_button(
        f"{films} and {MANIFEST} (ZIP, {bytes_ready / 1e6:.1f} MB)",
        partial(work.folder.packed, [*work.files, MANIFEST]),
        "films.zip",
        "application/zip",
        key=key,
    )


def make(asked: Asked, pictures: Pictures) -> Work | None:
    """Make the films of a table, or what is missing of them since this was stopped, saying how far it is.

    None where a change on the page waits for its turn.

    Raises:
        MorphError: It is no table, or one of too many pairs; or its films are too large together.
    """
    work = _work_on(asked, pictures)
    folder, rows = work.folder.path, work.rows
    progress = st.progress(0.0)
    with manifest(folder, rows):
        for number, row in enumerate(rows):
            progress.progress(number / len(rows), f"Film {number + 1} of {len(rows)}")
            if row.state:
                continue
            if _others_wait():
                return None
            make_row(
                row,
                folder,
                asked.defaults,
                open_vae=_open,
                end_of=partial(end_of, pictures=pictures),
                most_frames=state.MAX_PAGE_FRAME_COUNT,
            )
            if sum(row.bytes or 0 for row in rows) > MOST_BYTES:
                break
    progress.empty()
    del st.session_state[_WORK]
    if sum(row.bytes or 0 for row in rows) > MOST_BYTES:
        raise MorphError(f"the films are more than {MOST_BYTES // 1_000_000} MB together; {_WAY_OUT}")
    return work


def _others_wait() -> bool:
    """Whether this page is to run something else: Streamlit lets no run of a fragment end another."""
    context = get_script_run_ctx()
    requests = context.script_requests if context else None
    return requests is not None and requests._state != ScriptRequestType.CONTINUE


def _work_on(asked: Asked, pictures: Pictures) -> Work:
    """The work that was stopped where it is this, else new."""
    stopped: Work | None = st.session_state.pop(_WORK, None)
    if stopped is None or stopped.asked != asked:
        stopped = _new_work(asked, pictures)
    st.session_state[_WORK] = stopped
    return stopped


def _new_work(asked: Asked, pictures: Pictures) -> Work:
    rows = rows_of(asked.text, pictures)
    name_films(rows, asked.defaults["format"])
    pixels = sum(_pixel_count(row, asked.defaults, pictures) for row in rows)
    if pixels > MOST_PIXELS:
        raise MorphError(
            f"the films would have {pixels / 1e9:,.1f} billion pixels together, and the page draws "
            f"{MOST_PIXELS / 1e9:g} billion; {_WAY_OUT}"
        )
    return Work(asked, rows, FilmFolder())


def _pixel_count(row: Row, defaults: Mapping[str, str], pictures: Pictures) -> int:
    """Pixels of all frames of a row's film; 0 where ``make_row`` will refuse it."""
    try:
        params = settings_of(row, defaults)[1]
        steps, holds = (
            numbers[0] if len(numbers) == 1 else numbers
            for numbers in ([count - 1 for count in params["frame_counts"]], params["holds"])
        )
        way = plan(len(row.ends), steps=steps, holds=holds, cycle=params["cycle"])
        digit_count = max(_digit_count(end, pictures) for end in row.ends)
    except (LatentDigitsError, click.ClickException):
        return 0
    if way.frame_count > state.MAX_PAGE_FRAME_COUNT:
        return 0
    height: int = params["height"]
    return way.frame_count * height * height * digit_count


def _digit_count(end: str, pictures: Pictures) -> int:
    """Digits of an end.

    Raises:
        LatentDigitsError: It is none.
    """
    if end in pictures and not _is_end(end):
        return len(resources.digits_of(end, pictures[end].getvalue(), correction=Correction()).digits)
    _check_end(end)
    return len(end) if sequence.is_number(end) else 1


def rows_of(text: str, pictures: Collection[str] = ()) -> list[Row]:
    """The rows of a table as people type or paste it: commas, semicolons or tabs, with a header or without.

    Args:
        text: The table.
        pictures: Names that may be ends.

    Raises:
        MorphError: It is no table, or one of too many pairs.
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
            f"{len(rows)} pairs given, and the page makes {MOST_PAIRS} films; put them into a file and run "
            "python -m runtime batch pairs.csv --out films"
        )
    return rows


def end_of(
    vae: Vae, text: str, seed: int | None = None, draw: int = 0, *, pictures: Pictures | None = None
) -> Anchor:
    """The codes of a typed number, a row, a code or a given picture: never of a file of the server.

    With a seed, a number's digits are drawn at random; ``draw`` says which of its draws.

    Raises:
        LatentDigitsError: It is none of these, a code of another model, or a picture without a digit.
    """
    if pictures and text in pictures and not _is_end(text):
        return End("picture", picture=(text, pictures[text].getvalue(), Correction())).anchor(vae)
    if found := coded(vae, text):
        return found
    _check_end(text)
    typed = End("number", text) if seed is None else End("number", text, "random", seed, draw)
    return typed.anchor(vae)


def _check_end(text: str) -> None:
    if not _is_end(text):
        raise MorphError(
            f"{shortened(text)} is neither a number of 1 to 8 digits nor a row of the map such as row512 "
            "nor a code such as z=0.1 -0.4; where it is a picture, give its file too, under Pictures that it "
            "names"
        )


def _is_end(text: str) -> bool:
    """Whether a cell looks like a number, a row or a code."""
    row = text.startswith("row") and state.is_row(text.removeprefix("row"))
    return sequence.is_number(text) or row or text.startswith(CODE_SIGN)


def _open(name: str) -> Vae:
    """A shipped model; a folder of the server stays closed to a table from outside."""
    if name not in list_models():
        raise ModelError(f"no model {shortened(name)}; available: {', '.join(list_models())}")
    return resources.vae(name)


def _take_file() -> None:
    """Put an uploaded table where it can be seen and changed."""
    st.session_state.pop(_UNREAD, None)
    file = st.session_state[FILE]
    if file is None:
        return
    try:
        st.session_state[TEXT] = file.getvalue().decode("utf-8-sig")
    except UnicodeDecodeError:
        st.session_state[_UNREAD] = f"'{file.name}' is no text in UTF-8; save it as CSV in UTF-8"


def _forget_file() -> None:
    """Who types has done with a file that could not be read."""
    st.session_state.pop(_UNREAD, None)


def _yes_or_no(switch: bool) -> str:
    return "yes" if switch else "no"
