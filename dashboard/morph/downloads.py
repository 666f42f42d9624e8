"""The film as a file: a button, and beside it the format, with what each is good for."""

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
    ".webm": "for web pages, in a free codec",
    ".gif": "for slides and chats",
    ".webp": "like GIF, and far smaller",
    ".apng": "like GIF, with nothing lost",
    ".avi": "for OpenCV; no browser plays it",
    ".png": f"up to {STRIP_FRAME_COUNT} frames in a row",
    ".sheet.png": f"up to {SHEET_FRAME_COUNT} frames on a page",
    ".zip": "PNGs and a CSV for research",
}
"""By ending, what a person takes a format for."""

WIDTH = 330  # pixels, of the choice of formats


def downloads(film: Film, plan: FilmPlan, vae: Vae) -> None:
    """Draw a download, encoded when it is asked for, its format, and texts that make the film anew.

    Args:
        film: The film.
        plan: The same, as it is cached by.
        vae: The model that draws the film.
    """
    width = film.look.height * plan.digit_count(vae)
    with st.container(horizontal=True, gap="small"):
        button = st.container(width="content")  # before the choice that it follows
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
        refusal = f"{width} pixels are too wide for this format; choose a smaller height or another format."
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
    """A format as the page offers it: "GIF: for slides and chats"."""
    return f"{FORMATS[ending].label}: {GOOD_FOR[ending]}"
