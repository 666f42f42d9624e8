"""Controls of a film: frames, motion and appearance."""

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
from runtime.morph.settings import SETTINGS
from runtime.video import Paper

Other = TypeVar("Other")


def _help(name: str) -> str:
    """Return the help of a setting as a tooltip."""
    return f"{SETTINGS[name].help}."


def settings(*, pictures: bool) -> tuple[int, Motion, Look]:
    """Draw the controls; return the frames of each leg, the motion and the look.

    Args:
        pictures: Whether any end is a picture; if so, the control for true ends is drawn.
    """
    frame_count, fps = _frames()
    along, timing = st.columns([3, 2], vertical_alignment="bottom")
    with along:
        path = choice("Path", PATH, help=_help("path"))
    even = timing.toggle(
        "Even steps",
        value=EVEN.default,
        key=EVEN.name,
        bind="query-params",
        help=_help("even"),
    )
    true_ends = pictures and st.toggle(
        "Begin and end with your original drawing",
        value=TRUE_ENDS.default,
        key=TRUE_ENDS.name,
        bind="query-params",
        persist_state="session",
        help="Shows the 28×28 pixels of your digit, and fades the details that the model leaves out. "
        "When off, the film shows the model's reconstruction.",
    )
    with st.expander("Timing and alignment"):
        easing, stagger, align = _timing()
    with st.expander("Appearance"):
        paper, height, pixels = _look()
    motion = Motion(path, even, easing, stagger, align, true_ends)
    look = Look(fps=fps, paper=paper, height=height - height % 2, pixels=pixels)
    return frame_count, motion, look


def _frames() -> tuple[int, int]:
    """Draw the controls of the frame count and the frame rate."""
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
        help=_help("fps"),
    )
    return frame_count, fps


def read_settings(film: Film) -> Film:
    """Return ``film`` with the current values of the controls, before ``settings`` draws them.

    The film keeps its own value of any control that is not on the page.
    """
    motion, look = film.motion, film.look
    height = _current(HEIGHT, look.height)
    return dataclasses.replace(
        film,
        frame_count=_current(FRAME_COUNT, film.frame_count),
        motion=Motion(
            _current(PATH, motion.path),
            _current(EVEN, motion.even),
            _current(EASING, motion.easing),
            _current(STAGGER, motion.stagger),
            _current(ALIGN, motion.align),
            film.has_pictures and _current(TRUE_ENDS, motion.true_ends),
        ),
        look=Look(
            fps=_current(FPS, look.fps),
            height=height - height % 2,
            pixels=_current(REAL_PIXELS, look.pixels),
            paper=_current(COLOURS, look.paper),
        ),
    )


def _current(parameter: Parameter[Value], default: Other) -> Value | Other:
    """Return the value of a control, or ``default`` if it is not on the page or has no value."""
    value: Value | None = st.session_state.get(parameter.name)
    return default if value is None else value


def _timing() -> tuple[Easing, float, Alignment]:
    """Draw the controls of easing, stagger and alignment."""
    easing = choice("Easing", EASING, help=_help("easing"))
    stagger = st.slider(
        "Delay between digits",
        float(STAGGER.low),
        float(STAGGER.high),
        STAGGER.default,
        step=0.05,
        key=STAGGER.name,
        bind="query-params",
        help=_help("stagger"),
    )
    align = choice("Align numbers of different lengths", ALIGN, help=_help("align"))
    return easing, stagger, align


def _look() -> tuple[Paper, int, bool]:
    """Draw the controls of the film's appearance."""
    paper = choice("Colours", COLOURS)
    height = st.number_input(
        "Height in pixels",
        HEIGHT.low,
        HEIGHT.high,
        HEIGHT.default,
        step=28,
        key=HEIGHT.name,
        bind="query-params",
        help=f"{HEIGHT.low} to {HEIGHT.high:,}. Video needs an even height, so odd numbers are rounded down.",
    )
    pixels = st.toggle(
        "Show 28×28 pixels", value=REAL_PIXELS.default, key=REAL_PIXELS.name, bind="query-params"
    )
    return paper, height, pixels
