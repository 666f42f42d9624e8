"""Several films at once: a table of pairs becomes a ZIP of films and a manifest."""

import dataclasses
import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import streamlit as st

from dashboard import notices, resources, sequence, state
from dashboard.current_morph import End
from dashboard.film_settings import Look
from runtime import FORMATS, Anchor, LatentDigitsError, ModelError, MorphError, Vae, list_models
from runtime.batch_command import MANIFEST, Row, make_row, manifest, name_films, read_rows, settings_of
from runtime.ends import CODE_SIGN, coded
from runtime.errors import shortened
from runtime.itinerary import plan
from runtime.leg import Motion

MOST_PAIRS = 50
MOST_BYTES = 200_000_000
MOST_PIXELS = 10_000_000_000  # which take minutes
TEXT, FILE, FORMAT = "pairs", "pairs_file", "pairs_format"
EXAMPLE = "start,end\n7,41\n99,100"
_MADE, _UNREAD, _WORK = "pairs_made", "pairs_unread", "pairs_work"
_WAY_OUT = (
    "choose a smaller height or fewer frames, or put the pairs into a file and run "
    "python -m runtime batch pairs.csv --out films"
)
_PICTURES_ONLY = ("start-digits", "end-digits", "true-ends")
HELP = (
    "The first line names the columns: start and end, and others that are wanted, such as frames, path, "
    "seed or height; without it they are start and end. Copied cells of a spreadsheet do too."
)


@dataclasses.dataclass(frozen=True, slots=True)
class Films:
    """What was made: of what, the ZIP, how many films, and a sentence for each bad row."""

    asked: tuple[str, Mapping[str, str]]
    archive: bytes
    count: int
    faults: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Work:
    """Films that are being made; what the page runs anew stops it, and the next press goes on with it."""

    asked: tuple[str, Mapping[str, str]]
    rows: Sequence[Row]
    folder: tempfile.TemporaryDirectory[str]


@st.fragment
def several(model: str, frame_count: int, hold: int, cycle: str, motion: Motion, look: Look) -> None:
    """Draw the place where pairs are given and their films taken.

    As a fragment, so that its button runs nothing else. The arguments hold where a row says nothing.
    """
    said = st.container()  # outside, which may be folded up
    with st.expander("Several at once"), notices.in_words():
        st.caption(
            f"A film of each row, up to {MOST_PAIRS}. Where a row says nothing, this page's model, steps, "
            "rest, cycle, motion and look hold; its styles, seeds, stops and frames of single legs do not. "
            "Ends are typed numbers, rows of the map such as row512, or codes such as z=0.1 -0.4, all "
            "numbers of them; for pictures there is the command `python -m runtime batch`."
        )
        st.text_area(
            "Pairs", EXAMPLE, key=TEXT, height=120, help=HELP, on_change=_forget_file, persist_state="session"
        )
        st.file_uploader("or a CSV file", "csv", key=FILE, on_change=_take_file, max_upload_size=1)
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
            "fps": str(look["fps"]),
            "height": str(look["height"]),
            "paper": look["paper"],
            "pixels": _yes_or_no(look["pixels"]),
        }
        asked = st.session_state[TEXT], defaults
        if st.button("Make the films", key="pairs_make", icon=":material/movie:", disabled=bool(unread)):
            st.session_state.pop(_MADE, None)
            st.session_state[_MADE] = make(*asked)
        with said:
            _say_stopped(asked)
        made: Films | None = st.session_state.get(_MADE)
        if made and made.asked[0] == asked[0]:
            if made.asked != asked:
                st.caption("Made with this page's settings of before: press Make the films for those of now.")
            _offer(made)


def _say_stopped(asked: tuple[str, Mapping[str, str]]) -> None:
    work: Work | None = st.session_state.get(_WORK)
    if work is None or work.asked[0] != asked[0]:
        return
    done = sum(bool(row.state) for row in work.rows)
    then = "to go on" if work.asked == asked else "to start anew, as settings of this page have changed"
    st.info(
        f"Several at once stopped at film {done + 1} of {len(work.rows)}, because the page was drawn anew: "
        f"press Make the films {then}.",
        icon=":material/pause_circle:",
    )


def _offer(made: Films) -> None:
    if made.faults:
        st.warning("\n\n".join(map(notices.plain, made.faults)), icon=":material/error:")
    if not made.count:
        return
    films = "1 film" if made.count == 1 else f"{made.count} films"
    st.download_button(
        f"{films} and {MANIFEST} (ZIP, {len(made.archive) / 1e6:.1f} MB)",
        made.archive,
        "films.zip",
        "application/zip",
        key="download-pairs",
        on_click="ignore",
        icon=":material/download:",
    )


def make(text: str, defaults: Mapping[str, str]) -> Films:
    """Make the films of a table, or what is missing of them since this was stopped, saying how far it is.

    Raises:
        MorphError: It is no table, or one of too many pairs; or its films are too large together.
    """
    work = _work_on(text, defaults)
    folder, rows = Path(work.folder.name), work.rows
    progress = st.progress(0.0)
    with manifest(folder, rows):
        for number, row in enumerate(rows):
            progress.progress(number / len(rows), f"Film {number + 1} of {len(rows)}")
            if row.state:
                continue
            make_row(
                row, folder, defaults, open_vae=_open, end_of=end_of, most_frames=state.MAX_PAGE_FRAME_COUNT
            )
            if sum(row.bytes or 0 for row in rows) > MOST_BYTES:
                break
    progress.empty()
    if sum(row.bytes or 0 for row in rows) > MOST_BYTES:
        _drop_work()
        raise MorphError(f"the films are more than {MOST_BYTES // 1_000_000} MB together; {_WAY_OUT}")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as parcel:  # films are packed already
        for path in sorted(folder.iterdir()):
            parcel.write(path, path.name)
    _drop_work()
    faults = tuple(row.sentence for row in rows if row.state == "failed")
    return Films((text, defaults), archive.getvalue(), len(rows) - len(faults), faults)


def _work_on(text: str, defaults: Mapping[str, str]) -> Work:
    """The work that was stopped where it is this, else new."""
    stopped: Work | None = st.session_state.get(_WORK)
    if stopped and stopped.asked == (text, defaults):
        return stopped
    _drop_work()
    rows = rows_of(text)
    name_films(rows, defaults["format"])
    pixels = sum(_pixel_count(row, defaults) for row in rows)
    if pixels > MOST_PIXELS:
        raise MorphError(
            f"the films would have {pixels / 1e9:,.1f} billion pixels together, and the page draws "
            f"{MOST_PIXELS / 1e9:g} billion; {_WAY_OUT}"
        )
    work = Work((text, defaults), rows, tempfile.TemporaryDirectory())
    st.session_state[_WORK] = work
    return work


def _drop_work() -> None:
    work: Work | None = st.session_state.pop(_WORK, None)
    if work:
        work.folder.cleanup()


def _pixel_count(row: Row, defaults: Mapping[str, str]) -> int:
    """Pixels of all frames of a row's film; 0 where ``make_row`` will refuse it."""
    try:
        params = settings_of(row, defaults)[1]
        steps, holds = (
            numbers[0] if len(numbers) == 1 else numbers
            for numbers in ([count - 1 for count in params["frame_counts"]], params["holds"])
        )
        way = plan(len(row.ends), steps=steps, holds=holds, cycle=params["cycle"])
    except (LatentDigitsError, click.ClickException):
        return 0
    if way.frame_count > state.MAX_PAGE_FRAME_COUNT or not all(map(_is_end, row.ends)):
        return 0
    digit_count = max(len(end) if sequence.is_number(end) else 1 for end in row.ends)
    height: int = params["height"]
    return way.frame_count * height * height * digit_count


def rows_of(text: str) -> list[Row]:
    """The rows of a table as people type or paste it: commas, semicolons or tabs, with a header or without.

    Raises:
        MorphError: It is no table, or one of too many pairs.
    """
    lines = [line if line.strip() else "" for line in text.splitlines()]
    blank = next((number for number, line in enumerate(lines) if line), 0)
    first = lines[blank] if lines else ""
    delimiter = next((sign for sign in "\t;," if sign in first), ",")
    header: list[str] = []
    if first and all(_is_end(cell.strip()) for cell in first.split(delimiter)):
        header = [delimiter.join(("start", "end"))]
    table = [*header, *lines[blank:]]
    rows = read_rows(table, "the table", delimiter=delimiter, without=_PICTURES_ONLY)
    for row in rows:
        row.line += blank - len(header)
    if len(rows) > MOST_PAIRS:
        raise MorphError(
            f"{len(rows)} pairs given, and the page makes {MOST_PAIRS} films; put them into a file and run "
            "python -m runtime batch pairs.csv --out films"
        )
    return rows


def end_of(vae: Vae, text: str, seed: int | None = None) -> Anchor:
    """The codes that a text names as the command line would, but of no picture: a file's name stays a name.

    With a seed, a number's digits are drawn at random.

    Raises:
        MorphError: It is no number, row of the map or code.
        CodeError: As for ``coded``.
    """
    if found := coded(vae, text):
        return found
    if not sequence.is_number(text):
        raise MorphError(
            f"{shortened(text)} is neither a number of 1 to 8 digits nor a row of the map such as row512 nor "
            "a code such as z=0.1 -0.4; give pictures to python -m runtime batch"
        )
    return (End("number", text) if seed is None else End("number", text, "random", seed)).anchor(vae)


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
