"""The film as a file, in every format."""

from functools import partial

import streamlit as st

from dashboard import copy_as, resources
from dashboard.copy_as import OnScreen
from dashboard.film_plan import FilmPlan
from dashboard.film_settings import Look
from runtime import FORMATS


def downloads(plan: FilmPlan, look: Look, shown: OnScreen, *, width: int) -> None:
    """Draw a download in every format, encoded when it is asked for, and texts that make the film anew.

    Args:
        plan: What the film shows.
        look: How it looks.
        shown: The film in words.
        width: Of the film in pixels; some formats take only so much.
    """
    with st.container(horizontal=True, gap="small"):
        for ending, file_format in FORMATS.items():
            too_wide = width > file_format.max_width
            st.download_button(
                file_format.label,
                partial(resources.film, plan, ending=ending, **look),
                f"{shown.name}{ending}",
                file_format.mime,
                key=f"download-{ending[1:]}",
                on_click="ignore",
                disabled=too_wide,
                icon=":material/download:",
                help=f"{width} pixels are too wide for this format; choose a smaller height."
                if too_wide
                else f"Download the film as {file_format.label}",
            )
        copy_as.popover(shown)
    st.caption(
        "The address bar holds these settings: copy it to share the morph. Pictures and drawings stay here."
    )
