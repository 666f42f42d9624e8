"""Names and defaults of session state and of the shareable URL.

A widget bound to the URL has the same name in both. ``dashboard/session/link.py`` says what of a URL makes no
sense, and drops it.
"""

import math
import re
from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike

from runtime.arrays import FloatArray

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
FILM_CHANNEL = "film_channel"

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

CODE_STEP = 0.01  # a slider's step, and so what a link keeps of a code
MAX_CODE = 20.0  # of either sign; the prior has std 1
_CODE_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?", re.ASCII | re.IGNORECASE)

STYLE = """<style>
.stMainBlockContainer { padding: 4rem 2rem 1rem; max-width: 1500px; }
.st-key-header h3 { padding: 0 0 0.2rem; }
.ink { background: currentColor; mask: var(--ink) center / 100% 100% no-repeat; aspect-ratio: var(--ratio); }
.ink.pixels { image-rendering: pixelated; }
.paper { background: color-mix(in srgb, currentColor 5%, transparent); border-radius: 0.5rem; width: 100%; }
.paper, figure.digit { margin: 0 auto; }
figure.digit { text-wrap: balance; }
figure.digit figcaption { text-align: center; font-size: 0.85rem; opacity: 0.8; }
.st-key-reading { display: none; } /* it tells the player, and shows nothing */
.st-key-copy_as .stCode > div { opacity: 1; visibility: visible; } /* also with no pointer there */
.st-key-copy_as .stCode pre { padding-right: 3.5rem; }
.st-key-start_style button, .st-key-end_style button { padding: 0.25rem 0.45rem; } /* all in a row */
.wide { overflow-x: auto; }
.figures { border-collapse: collapse; font-size: 0.9rem; width: 100%; }
.figures th, .figures td { padding: 0.2rem 1rem 0.2rem 0; text-align: left; font-weight: normal; }
.figures thead th { font-size: 0.8rem; opacity: 0.75; }
.figures tbody th { font-weight: 600; }
.figures tbody tr { border-top: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
.counts { width: 100%; border-collapse: collapse; font-size: 0.8rem; line-height: 1; }
.counts caption { position: absolute; clip-path: inset(50%); }
.counts th { width: 1.2em; text-align: left; }
.counts td { padding: 0.12rem 0.2rem; }
.counts td:last-child { width: 3.5em; text-align: right; opacity: 0.8; }
.counts i { display: block; height: 0.6rem; border-radius: 0.15rem; min-width: 1px; }
@media (min-width: 641px) { /* a camera's picture needs more room than the other end */
    .stColumn .stHorizontalBlock:has([data-testid="stCameraInput"]) { flex-wrap: nowrap; }
    .stColumn .stHorizontalBlock:has([data-testid="stCameraInput"]) > .stColumn { flex: 1 1 0; min-width: 0; }
    .stColumn .stHorizontalBlock > .stColumn:has([data-testid="stCameraInput"]) { flex-grow: 2; }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
@media (max-width: 640px) {
    .stMainBlockContainer { padding: 4rem 0.8rem 1rem; }
    .st-key-header [data-testid="stCaptionContainer"] { display: none; }
    /* Of Morph the ends first, then the film, then the other controls: the two columns dissolve. */
    .st-key-studio > * > .stHorizontalBlock { flex-direction: column; flex-wrap: nowrap; gap: 1rem; }
    .st-key-studio > * > .stHorizontalBlock > .stColumn:last-child,
    .st-key-studio > * > .stHorizontalBlock > .stColumn:last-child > .stVerticalBlock { display: contents; }
    .st-key-studio > * > .stHorizontalBlock > .stColumn:first-child { order: 1; flex: none; width: 100%; }
    .st-key-studio > * > .stHorizontalBlock > .stColumn:last-child > .stVerticalBlock > * { order: 2; }
    .st-key-studio > * > .stHorizontalBlock > .stColumn > .stVerticalBlock > *:has(.st-key-start) {
        order: 0 !important;
    }
    [class*="st-key-pair_"] .stColumn { min-width: calc(50% - 1rem); flex-basis: calc(50% - 1rem); }
}
</style>"""


def opened_with(name: str) -> str:
    """What the link that opened the page said of a parameter; "" where it said nothing."""
    opened: dict[str, str] = st.session_state.get(OPENED_WITH, {})
    return opened.get(name, "")


def end_key(end: str, name: str) -> str:
    """The key of one end's setting, such as ``start_number``."""
    return f"{end}_{name}"


def kept_key(key: str) -> str:
    """Where a widget's value stays when the widget is not on the page."""
    return f"{key}_kept"


def is_row(text: str) -> bool:
    """Whether a text may name a row of a table."""
    return re.fullmatch("[0-9]{1,7}", text, re.ASCII) is not None


def code_key(model: str) -> str:
    """The key of a model's code on the Explore page."""
    return f"{model}_code"


def posterior_key(model: str) -> str:
    """The key of a model's posterior of one's own digit: mu and sigma."""
    return f"{model}_posterior"


def rounded(z: ArrayLike) -> FloatArray:
    """A code as a link keeps it: to two decimals, within ±20."""
    within = np.clip(np.round(np.asarray(z, np.float64), 2), -MAX_CODE, MAX_CODE).astype(np.float32)
    within[within == 0] = 0  # what the text of -0.0 says
    return within


def pack_code(z: Sequence[float]) -> str:
    """A code as text for a URL: two decimals each, joined by underscores."""
    return "_".join(f"{value + 0:.2f}".rstrip("0").rstrip(".") for value in z)


def unpack_code(text: str, latent_dim: int) -> FloatArray | None:
    """The code that ``pack_code`` wrote, (latent_dim,); None where the text is not one of this model.

    A person may have written it, too: its numbers are those of ``code_number``. There may be spaces around
    them: an address makes one of a plus.
    """
    code = [code_number(part.strip(" ")) for part in text.split("_")]
    return rounded(code) if len(code) == latent_dim and all(map(in_code, code)) else None


def code_number(text: str) -> float:
    """One number of a code as people write it, such as "-0.4", "+.5", "−1e-2"; NaN where it is none."""
    plain = text.replace("−", "-")
    return float(plain) if _CODE_NUMBER.fullmatch(plain) else math.nan


def in_code(value: float) -> bool:
    """Whether the page takes a number in a code."""
    return abs(value) <= MAX_CODE  # not of a NaN
