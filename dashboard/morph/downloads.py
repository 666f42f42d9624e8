"""Film download: a button and the choice of format."""

from functools import partial

import streamlit as st

from dashboard import resources
from dashboard.draw.film_plan import FilmPlan
from dashboard.morph import copy_as
from dashboard.server.held_files import download_button
from dashboard.session.film import Film
from runtime import FORMATS, Vae
from runtime.video import SHEET_FRAME_COUNT, STRIP_FRAME_COUNT

BUTTON, FORMAT = "download", "film_format"
GOOD_FOR = {
    ".mp4": "plays nearly everywhere",
    ".webm": "for web pages, with a free codec",
    ".gif": "for slides and chats",
    ".webp": "like GIF, but much smaller",
    ".apng": "like GIF, but lossless",
    ".avi": "for OpenCV; not for browsers",
    ".png": f"up to {STRIP_FRAME_COUNT} frames in a row",
    ".sheet.png": f"up to {SHEET_FRAME_COUNT} frames on a page",
    ".zip": "PNG frames and a CSV file",
}
"""What each format is good for, by file ending."""

WIDTH = 330  # pixels of the format field


def downloads(film: Film, plan: FilmPlan, vae: Vae) -> None:
    """Draw the download button, which encodes the film when pressed, the format, and "Copy as".

    Args:
        film: The film.
        plan: The plan of the same film, the key of the caches.
        vae: The model that draws the film.
    """
    width = film.look.height * plan.digit_count(vae)
    with st.container(horizontal=True, gap="small"):
        button = st.container(width="content")  # left of the format, but drawn once the format is known
        ending = st.selectbox(
            "Format",
            list(FORMATS),
            key=FORMAT,
            format_func=describe_format,
            persist_state="session",
            label_visibility="collapsed",
            width=WIDTH,
        )
        film_format = FORMATS[ending]
        too_wide = width > film_format.max_width
        refusal = (
            f"This format cannot store {width:,} pixels across. Choose a smaller height or another format."
        )
        with button:
            download_button(
                f"Download {film_format.label}",
                partial(resources.encode_film, plan, film.look, ending),
                f"{film.name}{ending}",
                film_format.mime,
                key=BUTTON,
                disabled=too_wide,
                help=refusal if too_wide else None,
            )
        copy_as.popover(film, vae)


def describe_format(ending: str) -> str:
    """Return the label of a format, such as "GIF: for slides and chats"."""
    return f"{FORMATS[ending].label}: {GOOD_FOR[ending]}"
