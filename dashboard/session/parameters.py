"""Names and defaults of session state and of the shareable URL.

A widget bound to the URL has the same name in both. ``dashboard/session/link.py`` says what of a URL makes no
sense, and drops it.
"""

import re

import streamlit as st

MODEL = "model"
OPENED_WITH = "opened_with"  # the names and values of the link that opened the session

# Explore: one packed parameter for all sliders.
CODE = "z"
LINK_READ = "link_read"
MOVE = "explore_move"  # counts the codes that the page itself has chosen
OWN_DIGIT = "own_digit"
OWN_FILE = "own_file"

# Latent map
VIEW = "view"
ACROSS = "x"
UP = "y"
POINT = "point"
MANIFOLD = "manifold"
THROUGH = "through"

# Morph: "start_…" and "end_…" for the two ends.
SOURCE = "from"
NUMBER = "number"
TYPED_STYLE = "style"
SEED = "seed"
ROW = "row"
END_CODE = "code"
CODE_TEXT = "code_text"
PICTURE = "picture"
DRAWING = "drawing"
PHOTO = "photo"
PASTED = "pasted"
BOXES = "boxes"
FRAME_COUNT = "frames"
FPS = "fps"
PATH = "path"
EVEN = "even"
TRUE_ENDS = "true_ends"
EASING = "easing"
STAGGER = "stagger"
ALIGN = "align"
COLOURS = "colours"
HEIGHT = "height"
REAL_PIXELS = "pixels"
WAYPOINTS = "via"
STOPS_STYLE = "via_style"
LEG_FRAMES = "leg_frames"
RESTS = "rests"
HOLD = "hold"
CYCLE = "cycle"

# Compare
COMPARE_WITH = "with"
COMPARE_SOURCE = "of"
COMPARE_DIGIT = "digit"
COMPARE_ROW = "of_row"
COMPARE_END = "into"
COMPARE_PATH = "by"

ENDS = ("start", "end")
DEFAULT_NUMBER = {"start": "32", "end": "41"}
MAX_PAGE_FRAME_COUNT = 2000


def opened_with(name: str) -> str:
    """What the link that opened the page said of a parameter; "" where it said nothing."""
    opened: dict[str, str] = st.session_state.get(OPENED_WITH, {})
    return opened.get(name, "")


def end_key(end: str, name: str) -> str:
    """The key of one end's setting, such as ``start_number``."""
    return f"{end}_{name}"


def is_row(text: str) -> bool:
    """Whether a text may name a row of a table."""
    return re.fullmatch("[0-9]{1,7}", text, re.ASCII) is not None


def code_key(model: str) -> str:
    """The key of a model's code on the Explore page."""
    return f"{model}_code"


def posterior_key(model: str) -> str:
    """The key of a model's posterior of one's own digit: mu and sigma."""
    return f"{model}_posterior"
