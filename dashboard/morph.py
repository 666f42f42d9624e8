"""Morph: two ends, a path between them, and the film, playing and to download."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from dashboard import current_morph, notices, reading, resources, sources, state
from dashboard.components.player.index import player
from dashboard.current_morph import CurrentMorph
from runtime import ALIGNMENTS, EASINGS, FORMATS, PATH_KINDS, Alignment, Easing, Vae
from runtime.layout import DEFAULT_ALIGNMENT
from runtime.video import MAX_FPS, MAX_HEIGHT, MIN_FPS, MIN_FRAME_COUNT, MIN_HEIGHT

COLOURS = {"dark": "White on black", "light": "Black on white"}
PLAYER = "player"
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
        motion, look = _settings()
    with screen, notices.in_words():
        if start_given is None or end_given is None:
            missing = "start" if start_given is None else "end"
            st.info(sources.request(missing), icon=":material/movie:")
            return
        (start_kept, start), (end_kept, end) = start_given, end_given
        start, end = current_morph.in_hand(vae, start_kept, start, end_kept, end)
        digit_count = max(start.digit_count, end.digit_count)
        rows = _waypoints(vae, digit_count)
        current_morph.remember(
            CurrentMorph(
                start_kept,
                end_kept,
                motion["frame_count"],
                motion["path"],
                motion["even"],
                motion["easing"],
                motion["stagger"],
                motion["align"],
            )
        )
        frame_count = current_morph.enough_frames(motion["frame_count"], len(rows))
        if frame_count > motion["frame_count"]:
            st.caption(f"{frame_count} steps: one for each stop, at least.")
        motion["frame_count"] = frame_count
        morph = {
            "name": vae.name,
            "start_codes": start.codes.tobytes(),
            "end_codes": end.codes.tobytes(),
            "via_codes": vae.latents.mu[rows].astype(np.float32).tobytes(),
            **motion,
        }
        name = f"{sources.name_of('start')}-{sources.name_of('end')}"
        _player(morph, look, name)
        _downloads(partial(resources.film, **morph, **look), name, look["height"] * digit_count)


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


def _settings() -> tuple[dict[str, Any], dict[str, Any]]:
    """The controls of the film: what decides its frames, and its look, in the words of ``resources.film``."""
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
    with st.expander("Timing and places"):
        easing, stagger, align = _timing()
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
            "Height in pixels",
            MIN_HEIGHT,
            MAX_HEIGHT,
            448,
            step=28,
            key=state.HEIGHT,
            bind="query-params",
            help="28 to 1,080. Films need an even height: an odd one loses a pixel.",
        )
        pixels = st.toggle("Show the real pixels", key=state.REAL_PIXELS, bind="query-params")
    # An empty parameter of the URL leaves a segmented control without a value, required or not.
    motion = {
        "frame_count": frame_count,
        "path": path if path in PATH_KINDS else PATH_KINDS[0],
        "even": even,
        "easing": easing,
        "stagger": stagger,
        "align": align,
    }
    look = {
        "fps": fps,
        "paper": paper if paper in COLOURS else "dark",
        "height": height - height % 2,
        "pixels": pixels,
    }
    return motion, look


def _timing() -> tuple[Easing, float, Alignment]:
    """The controls of easing, stagger and alignment."""
    easing = st.segmented_control(
        "Easing",
        EASINGS,
        key=state.EASING,
        default=EASINGS[0],
        required=True,
        bind="query-params",
        help="Whether the morph sets off slowly (ease-in), arrives slowly (ease-out), or both.",
    )
    stagger = st.slider(
        "Digits together, or one after another",
        0.0,
        1.0,
        step=0.05,
        key=state.STAGGER,
        bind="query-params",
        help="0: together. 1: each sets off when the one on its left has arrived.",
    )
    align = st.segmented_control(
        "Numbers of different lengths stand",
        ALIGNMENTS,
        key=state.ALIGN,
        default=DEFAULT_ALIGNMENT,
        required=True,
        bind="query-params",
        help="right: units under units, as in a column of numbers.",
    )
    return (
        easing if easing in EASINGS else EASINGS[0],
        stagger,
        align if align in ALIGNMENTS else DEFAULT_ALIGNMENT,
    )


def _player(morph: dict[str, Any], look: dict[str, Any], name: str) -> None:
    """The film, playing."""
    place = st.container()  # before the spinner, so that the player keeps its place and its state
    with st.spinner("Drawing the morph …", show_time=True):
        frames, confidence = resources.played(**morph)
    with place:
        player(
            frames,
            confidence,
            key=PLAYER,
            title=f"The morph {name}",
            words=reading.film_words(confidence),
            fps=look["fps"],
            paper=look["paper"],
            pixels=look["pixels"],
        )


def _downloads(film: Callable[..., bytes], name: str, width: int) -> None:
    """A download in every format, encoded when it is asked for; ``width`` in pixels."""
    with st.container(horizontal=True, gap="small"):
        for ending, file_format in FORMATS.items():
            too_wide = width > file_format.max_width
            st.download_button(
                file_format.label,
                partial(film, ending=ending),
                f"{name}{ending}",
                file_format.mime,
                key=f"download-{ending[1:]}",
                on_click="ignore",
                disabled=too_wide,
                icon=":material/download:",
                help=f"{width} pixels are too wide for this format; choose a smaller height."
                if too_wide
                else f"Download the film as {file_format.label}",
            )
    st.caption(
        "The address bar holds these settings: copy it to share the morph. Pictures and drawings stay here."
    )
