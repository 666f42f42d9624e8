"""The controls of a film: its steps, how its digits move, and how it looks."""

import dataclasses

import streamlit as st

from dashboard.choices import choice
from dashboard.session import parameters
from dashboard.session.film import Film
from runtime import ALIGNMENTS, EASINGS, PATH_KINDS, Alignment, Easing
from runtime.morph.itinerary import DEFAULT_FRAME_COUNT
from runtime.morph.layout import DEFAULT_ALIGNMENT
from runtime.morph.motion import Motion
from runtime.morph.settings import SETTINGS
from runtime.video import (
    DEFAULT_FPS,
    DEFAULT_HEIGHT,
    MAX_FPS,
    MAX_HEIGHT,
    MIN_FPS,
    MIN_FRAME_COUNT,
    MIN_HEIGHT,
    Look,
    Paper,
)

COLOURS: dict[Paper, str] = {"dark": "White on black", "light": "Black on white"}
PATH_HELP = (
    "**geodesic** goes through the codes of real digits and keeps thickness and slant steady. **linear** "
    "runs straight from one code to the other. **slerp** follows an arc round the middle of the latent space."
)

_KEYS = (
    parameters.FRAME_COUNT,
    parameters.FPS,
    parameters.PATH,
    parameters.EVEN,
    parameters.TRUE_ENDS,
    parameters.EASING,
    parameters.STAGGER,
    parameters.ALIGN,
    parameters.COLOURS,
    parameters.HEIGHT,
    parameters.REAL_PIXELS,
)


def settings(*, pictures: bool) -> tuple[int, Motion, Look]:
    """Draw the controls of the film; returns its frame count, how digits move, and how it looks.

    Args:
        pictures: Whether an end is a picture, which a film can start or end on as it was given.
    """
    steps, rate = st.columns(2)
    frame_count = steps.number_input(
        "Steps",
        MIN_FRAME_COUNT,
        parameters.MAX_PAGE_FRAME_COUNT,
        DEFAULT_FRAME_COUNT,
        step=10,
        key=parameters.FRAME_COUNT,
        bind="query-params",
        help="Frames from one number to the next, both included: "
        f"{MIN_FRAME_COUNT} to {parameters.MAX_PAGE_FRAME_COUNT:,}.",
    )
    fps = rate.number_input(
        "Frames per second",
        MIN_FPS,
        MAX_FPS,
        DEFAULT_FPS,
        step=5,
        key=parameters.FPS,
        bind="query-params",
        help=f"{MIN_FPS} to {MAX_FPS}",
    )
    along, timing = st.columns([3, 2], vertical_alignment="bottom")
    with along:
        path = choice("Path", PATH_KINDS, key=parameters.PATH, help=PATH_HELP)
    even = timing.toggle(
        "Even steps",
        value=SETTINGS["even"].default,
        key=parameters.EVEN,
        bind="query-params",
        help="Times the path so that every frame differs equally from the one before (L2 of pixels).",
    )
    true_ends = pictures and st.toggle(
        "Start and end on the very drawing",
        key=parameters.TRUE_ENDS,
        bind="query-params",
        persist_state="session",
        help="Shows your picture as it was read, its 28×28 pixels, and fades what the model leaves out of it "
        "out and in. Off: each end is what the model makes of it.",
    )
    with st.expander("Timing and places"):
        easing, stagger, align = _timing()
    with st.expander("Look of the film"):
        paper = choice("Colours", COLOURS, key=parameters.COLOURS, names=COLOURS)
        height = st.number_input(
            "Height in pixels",
            MIN_HEIGHT,
            MAX_HEIGHT,
            DEFAULT_HEIGHT,
            step=28,
            key=parameters.HEIGHT,
            bind="query-params",
            help=f"{MIN_HEIGHT} to {MAX_HEIGHT:,}. Films need an even height: an odd one loses a pixel.",
        )
        pixels = st.toggle("Show the real pixels", key=parameters.REAL_PIXELS, bind="query-params")
    motion = Motion(path, even, easing, stagger, align, true_ends)
    look = Look(fps=fps, paper=paper, height=height - height % 2, pixels=pixels)
    return frame_count, motion, look


def read_settings(film: Film) -> Film:
    """``film`` with what the controls say now, before ``settings`` draws them.

    A control that is not on the page says nothing, and the film keeps its own setting.
    """
    said = {key: value for key in _KEYS if (value := st.session_state.get(key)) is not None}
    motion, look = film.motion, film.look
    height = said.get(parameters.HEIGHT, look.height)
    return dataclasses.replace(
        film,
        frame_count=said.get(parameters.FRAME_COUNT, film.frame_count),
        motion=Motion(
            said.get(parameters.PATH, motion.path),
            said.get(parameters.EVEN, motion.even),
            said.get(parameters.EASING, motion.easing),
            said.get(parameters.STAGGER, motion.stagger),
            said.get(parameters.ALIGN, motion.align),
            film.has_pictures and said.get(parameters.TRUE_ENDS, motion.true_ends),
        ),
        look=Look(
            fps=said.get(parameters.FPS, look.fps),
            height=height - height % 2,
            pixels=said.get(parameters.REAL_PIXELS, look.pixels),
            paper=said.get(parameters.COLOURS, look.paper),
        ),
    )


def _timing() -> tuple[Easing, float, Alignment]:
    """The controls of easing, stagger and alignment."""
    easing = choice(
        "Easing",
        EASINGS,
        key=parameters.EASING,
        help="Whether the morph sets off slowly (ease-in), arrives slowly (ease-out), or both.",
    )
    stagger = st.slider(
        "Digits together, or one after another",
        float(SETTINGS["stagger"].low),
        float(SETTINGS["stagger"].high),
        step=0.05,
        key=parameters.STAGGER,
        bind="query-params",
        help="0: together. 1: each sets off when the one on its left has arrived.",
    )
    align = choice(
        "Numbers of different lengths stand",
        ALIGNMENTS,
        key=parameters.ALIGN,
        default=DEFAULT_ALIGNMENT,
        help="right: units under units, as in a column of numbers.",
    )
    return easing, stagger, align
