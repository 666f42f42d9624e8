"""The controls of a film: its frames, how its digits move, and how it looks."""

import dataclasses
from typing import TypeVar

import streamlit as st

from dashboard.choices import choice
from dashboard.session.film import Film
from dashboard.session.parameters import (
    ALIGN,
    COLOURS,
    EASING,
    EVEN,
    FPS,
    FRAME_COUNT,
    HEIGHT,
    PATH,
    REAL_PIXELS,
    STAGGER,
    TRUE_ENDS,
    Parameter,
    Value,
)
from runtime import Alignment, Easing, Look, Motion
from runtime.video import Paper

Other = TypeVar("Other")

PATH_HELP = (
    "**geodesic** goes through the codes of real digits and keeps thickness and slant steady. **linear** "
    "runs straight from one code to the other. **slerp** follows an arc round the middle of the latent space."
)


def settings(*, pictures: bool) -> tuple[int, Motion, Look]:
    """Draw the controls of the film; returns its frame count, how digits move, and how it looks.

    Args:
        pictures: Whether an end is a picture, which a film can start or end on as it was given.
    """
    frame_count, fps = _frames()
    along, timing = st.columns([3, 2], vertical_alignment="bottom")
    with along:
        path = choice("Path", PATH, help=PATH_HELP)
    even = timing.toggle(
        "Even steps",
        value=EVEN.default,
        key=EVEN.name,
        bind="query-params",
        help="Times the path so that every frame differs equally from the one before (L2 of pixels).",
    )
    true_ends = pictures and st.toggle(
        "Start and end on the very drawing",
        value=TRUE_ENDS.default,
        key=TRUE_ENDS.name,
        bind="query-params",
        persist_state="session",
        help="Shows your picture as it was read, its 28×28 pixels, and fades what the model leaves out of it "
        "out and in. Off: each end is what the model makes of it.",
    )
    with st.expander("Timing and places"):
        easing, stagger, align = _timing()
    with st.expander("Look of the film"):
        paper, height, pixels = _look()
    motion = Motion(path, even, easing, stagger, align, true_ends)
    look = Look(fps=fps, paper=paper, height=height - height % 2, pixels=pixels)
    return frame_count, motion, look


def _frames() -> tuple[int, int]:
    """The controls of the frame count and the frame rate."""
    frames, rate = st.columns(2)
    frame_count = frames.number_input(
        "Frames",
        FRAME_COUNT.low,
        FRAME_COUNT.high,
        FRAME_COUNT.default,
        step=10,
        key=FRAME_COUNT.name,
        bind="query-params",
        help=f"Frames from one number to the next, both included: {FRAME_COUNT.low} to {FRAME_COUNT.high:,}.",
    )
    fps = rate.number_input(
        "Frames per second",
        FPS.low,
        FPS.high,
        FPS.default,
        step=5,
        key=FPS.name,
        bind="query-params",
        help=f"{FPS.low} to {FPS.high}",
    )
    return frame_count, fps


def read_settings(film: Film) -> Film:
    """``film`` with what the controls say now, before ``settings`` draws them.

    A control that is not on the page says nothing, and the film keeps its own setting.
    """
    motion, look = film.motion, film.look
    height = _said(HEIGHT, look.height)
    return dataclasses.replace(
        film,
        frame_count=_said(FRAME_COUNT, film.frame_count),
        motion=Motion(
            _said(PATH, motion.path),
            _said(EVEN, motion.even),
            _said(EASING, motion.easing),
            _said(STAGGER, motion.stagger),
            _said(ALIGN, motion.align),
            film.has_pictures and _said(TRUE_ENDS, motion.true_ends),
        ),
        look=Look(
            fps=_said(FPS, look.fps),
            height=height - height % 2,
            pixels=_said(REAL_PIXELS, look.pixels),
            paper=_said(COLOURS, look.paper),
        ),
    )


def _said(parameter: Parameter[Value], otherwise: Other) -> Value | Other:
    """What a control says; ``otherwise`` for one that is not on the page, or without a value."""
    value: Value | None = st.session_state.get(parameter.name)
    return otherwise if value is None else value


def _timing() -> tuple[Easing, float, Alignment]:
    """The controls of easing, stagger and alignment."""
    easing = choice(
        "Easing",
        EASING,
        help="Whether the morph sets off slowly (ease-in), arrives slowly (ease-out), or both.",
    )
    stagger = st.slider(
        "Digits together, or one after another",
        float(STAGGER.low),
        float(STAGGER.high),
        STAGGER.default,
        step=0.05,
        key=STAGGER.name,
        bind="query-params",
        help="0: together. 1: each sets off when the one on its left has arrived.",
    )
    align = choice(
        "Numbers of different lengths stand",
        ALIGN,
        help="right: units under units, as in a column of numbers.",
    )
    return easing, stagger, align


def _look() -> tuple[Paper, int, bool]:
    """The controls of the film's look."""
    paper = choice("Colours", COLOURS)
    height = st.number_input(
        "Height in pixels",
        HEIGHT.low,
        HEIGHT.high,
        HEIGHT.default,
        step=28,
        key=HEIGHT.name,
        bind="query-params",
        help=f"{HEIGHT.low} to {HEIGHT.high:,}. Films need an even height: an odd one loses a pixel.",
    )
    pixels = st.toggle(
        "Show the real pixels", value=REAL_PIXELS.default, key=REAL_PIXELS.name, bind="query-params"
    )
    return paper, height, pixels
