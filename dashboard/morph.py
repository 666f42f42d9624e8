"""Morph: two ends, a path between them, and the film, playing and to download."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from dashboard import current_morph, notices, resources, sources, state
from dashboard.current_morph import CurrentMorph
from runtime import FORMATS, PATH_KINDS, Vae
from runtime.video import MAX_FPS, MAX_HEIGHT, MIN_FPS, MIN_FRAME_COUNT, MIN_HEIGHT

COLOURS = {"dark": "White on black", "light": "Black on white"}
SQUARE_WIDTH = 520  # one digit alone, so that its film and the downloads fit 1280×800
PATH_HELP = (
    "**geodesic** goes through the codes of real digits and keeps thickness and slant steady. **linear** "
    "runs straight from one code to the other. **slerp** follows an arc round the middle of the latent space."
)


def page() -> None:
    """Draw the page."""
    vae = resources.vae(st.session_state[state.MODEL])
    screen, controls = st.columns([8, 5], gap="large")
    with controls:
        start_column, end_column = st.columns(2)
        start_given = end_given = None
        with start_column, st.container(key="start"), notices.in_words(screen):
            start_given = sources.end_controls(vae, "start")
        with end_column, st.container(key="end"), notices.in_words(screen):
            end_given = sources.end_controls(vae, "end")
        settings = _settings()
    with screen, notices.in_words():
        if start_given is None or end_given is None:
            missing = "start" if start_given is None else "end"
            st.info(sources.request(missing), icon=":material/movie:")
            return
        (start_kept, start), (end_kept, end) = start_given, end_given
        digit_count = max(start.digit_count, end.digit_count)
        rows = _waypoints(vae, digit_count)
        current_morph.remember(
            CurrentMorph(
                start_kept,
                end_kept,
                settings["frame_count"],
                settings["path"],
                settings["even"],
            )
        )
        frame_count = current_morph.enough_frames(settings["frame_count"], len(rows))
        if frame_count > settings["frame_count"]:
            st.caption(f"{frame_count} steps: one for each stop, at least.")
        settings["frame_count"] = frame_count
        codes = (start.codes, end.codes, vae.latents.mu[rows].astype(np.float32))
        film = partial(resources.film, vae.name, *(code.tobytes() for code in codes), **settings)
        width = settings["height"] * digit_count
        _film(film, f"{sources.name_of('start')}-{sources.name_of('end')}", (width, settings["height"]))


def _waypoints(vae: Vae, digit_count: int) -> list[int]:
    """The rows that the morph passes, with a way to be rid of them."""
    rows = current_morph.waypoints(vae)
    if not rows:
        return []
    current_morph.put_into_url()
    names = ", ".join(f"row {row} (a {vae.latents.label[row]})" for row in rows)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"By way of {names}." if digit_count == 1 else f"{names}: left out, as a way-point is one digit."
        )
        st.button(
            "Straight there", key="no_waypoints", type="tertiary", on_click=current_morph.drop_waypoints
        )
    return rows if digit_count == 1 else []


def _settings() -> dict[str, Any]:
    """The controls of the film, in the words of ``resources.film``."""
    steps, rate = st.columns(2)
    frame_count = steps.number_input(
        "Steps",
        MIN_FRAME_COUNT,
        state.MAX_PAGE_FRAME_COUNT,
        60,
        step=10,
        key=state.FRAME_COUNT,
        bind="query-params",
        help="Frames of the film, both ends included: 2 to 2,000.",
    )
    fps = rate.number_input(
        "Frames per second", MIN_FPS, MAX_FPS, 30, step=5, key=state.FPS, bind="query-params", help="1 to 120"
    )
    along, timing = st.columns([3, 2], vertical_alignment="bottom")
    path = along.segmented_control(
        "Path",
        PATH_KINDS,
        key=state.PATH,
        default=PATH_KINDS[0],
        required=True,
        bind="query-params",
        help=PATH_HELP,
    )
    even = timing.toggle(
        "Even steps",
        value=True,
        key=state.EVEN,
        bind="query-params",
        help="Times the path so that every frame differs equally from the one before (L2 of pixels).",
    )
    with st.expander("Look of the film"):
        paper = st.segmented_control(
            "Colours",
            list(COLOURS),
            key=state.COLOURS,
            default="dark",
            required=True,
            format_func=COLOURS.__getitem__,
            bind="query-params",
        )
        height = st.number_input(
            "Height in pixels", MIN_HEIGHT, MAX_HEIGHT, 448, step=28, key=state.HEIGHT, bind="query-params"
        )
        pixels = st.toggle("Show the real pixels", key=state.REAL_PIXELS, bind="query-params")
    # An empty parameter of the URL leaves a segmented control without a value, required or not.
    return {
        "frame_count": frame_count,
        "fps": fps,
        "path": path if path in PATH_KINDS else PATH_KINDS[0],
        "even": even,
        "paper": paper if paper in COLOURS else "dark",
        "height": height,
        "pixels": pixels,
    }


def _film(film: Callable[..., bytes], name: str, size: tuple[int, int]) -> None:
    """The film, playing, and a download in every format; ``size`` is (width, height) in pixels."""
    place = st.container()  # before the spinner, so that the player keeps its place and its state
    with st.spinner("Drawing the film …", show_time=True):
        content = film(ending=".mp4")
    place.video(
        content,
        loop=True,
        autoplay=True,
        muted=True,
        alt=f"The morph {name}, playing in a loop",
        width=SQUARE_WIDTH if size[0] <= size[1] else "stretch",
    )
    st.markdown("**Download**")
    with st.container(horizontal=True, gap="small"):
        for ending, file_format in FORMATS.items():
            too_wide = size[0] > file_format.max_width
            st.download_button(
                file_format.label,
                partial(film, ending=ending),
                f"{name}{ending}",
                file_format.mime,
                key=f"download-{ending[1:]}",
                on_click="ignore",
                disabled=too_wide,
                icon=":material/download:",
                help=f"{size[0]} pixels are too wide for this format; choose a smaller height."
                if too_wide
                else None,
            )
    st.caption(
        "The address bar holds these settings: copy it to share the morph. Pictures and drawings stay here."
    )
