"""Several films at once: a table of pairs, and a ZIP of their films to download."""

from collections.abc import Iterable
from functools import partial

import streamlit as st

from dashboard import notices, resources
from dashboard.morph.table.films import Asked, Work, make, stopped
from dashboard.morph.table.pairs import MOST_PAIRS, by_name
from dashboard.server.held_files import download_button
from runtime import FORMATS, Cycle, MorphError
from runtime.batch.manifest import MANIFEST
from runtime.errors import shortened
from runtime.morph.motion import Motion
from runtime.morph.settings import FilmSettings
from runtime.video import Look

TEXT, FILE, PICTURES, FORMAT = "pairs", "pairs_file", "pairs_pictures", "pairs_format"
EXAMPLE = "start,end\n7,41\n99,100"
_MADE, _UNREAD = "pairs_made", "pairs_unread"
HELP = (
    "The first line names the columns: start, end and any others, such as frames, path, seed or height. "
    "Without that line, the columns are start and end. You can also paste cells from a spreadsheet."
)


@st.fragment
def several(model: str, frame_count: int, hold: int, cycle: Cycle, motion: Motion, look: Look) -> None:
    """Draw the table of pairs, its button and its downloads; the arguments are the defaults of all rows.

    It is a fragment, so the button does not rerun the rest of the page.
    """
    notice = st.empty()  # outside the expander, which may be closed
    with st.expander("Several films"), notices.in_words():
        st.caption(
            f"One film per row, up to {MOST_PAIRS}. Unless a row sets its own, this page's model, frames, "
            "hold, cycle, motion and appearance apply; its handwriting, seeds, stops and settings of single "
            "legs do not. An end is a number, a row of the map such as row512, a code with all its numbers "
            "such as z=0.1 -0.4, or the file name of a picture uploaded below."
        )
        files = _table_fields()
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
        settings = FilmSettings(
            model=model,
            frames=(frame_count,),
            hold=(hold,),
            cycle=cycle,
            motion=motion,
            look=look,
        )
        text = st.session_state[TEXT]
        named = sorted((file.name, file.file_id) for file in files if file.name in text)
        asked = Asked(text, settings, ending, tuple(named))
        if st.button("Make films", key="pairs_make", icon=":material/movie:", disabled=bool(unread)):
            st.session_state.pop(_MADE, None)
            if made := make(asked, by_name(files)):
                st.session_state[_MADE] = made
        with notice.container():
            _report_stopped(asked)
        made = st.session_state.get(_MADE)
        if made and (made.asked.text, made.asked.pictures) == (asked.text, asked.pictures):
            if made.asked != asked:
                st.caption("These films were made with earlier settings. Press Make films to apply yours.")
            _report_faults(made, given=[file.name for file in files])
            _offer(made, key="download-pairs")


def _table_fields() -> list[st.typing.UploadedFile]:
    """Draw the fields for the table and its pictures; return the uploaded pictures."""
    st.text_area(
        "Pairs", EXAMPLE, key=TEXT, height=120, help=HELP, on_change=_forget_file, persist_state="session"
    )
    st.file_uploader("Or upload a CSV file", "csv", key=FILE, on_change=_take_file, max_upload_size=1)
    return st.file_uploader(
        "Pictures named in the table",
        resources.PICTURE_TYPES,
        key=PICTURES,
        accept_multiple_files=True,
        max_upload_size=40,
        help="The table refers to pictures by file name, as in seven.jpg,41. Upload those files here.",
    )


def _report_stopped(asked: Asked) -> None:
    work = stopped()
    if work is None or work.asked.text != asked.text:
        return
    done = sum(bool(row.state) for row in work.rows)
    then = "to continue" if work.asked == asked else "to start again with the new settings or pictures"
    st.info(
        f"A change on the page stopped Several films at film {done + 1} of {len(work.rows)}. "
        f"Press Make films {then}.",
        icon=":material/pause_circle:",
    )
    _offer(work, key="download-pairs-part")


def _report_faults(made: Work, *, given: Iterable[str]) -> None:
    named = {end for row in made.rows for end in row.ends}
    unnamed = [shortened(name) for name in given if name not in named]
    faults = made.faults
    if unnamed:
        faults.append(f"The table does not mention {', '.join(unnamed)}.")
    if faults:
        st.warning("\n\n".join(map(notices.plain, faults)), icon=":material/error:")


def _offer(work: Work, *, key: str) -> None:
    """Draw a download button. The films stay on disk; the ZIP is packed when the button is pressed."""
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


def _take_file() -> None:
    """Copy an uploaded table into the text area, where the user can see and change it."""
    st.session_state.pop(_UNREAD, None)
    file = st.session_state[FILE]
    if file is None:
        return
    try:
        st.session_state[TEXT] = file.getvalue().decode("utf-8-sig")
    except UnicodeDecodeError:
        st.session_state[_UNREAD] = f"cannot read '{file.name}' as UTF-8 text; save the table as CSV in UTF-8"


def _forget_file() -> None:
    """Drop the error about an unreadable file as soon as the user types."""
    st.session_state.pop(_UNREAD, None)
