"""Format the lines of films.json: numbers that describe data coarsely, and a hash of the data."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
FILE = HERE / "films.json"
TINY = HERE / "tiny"
APP = HERE.parents[1] / "streamlit_app.py"
APP_TIMEOUT = 60  # seconds per run on a busy machine

TOLERANCE = 2
PATH_COUNT = 200  # per model
PATH_FRAMES = 9
SURE = 0.42  # confidence above which a reading counts; no recorded confidence is close to it
HASH_LENGTH = 16  # hexadecimal digits

Frames = NDArray[np.uint8]


def short_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:HASH_LENGTH]


def line(numbers: Iterable[int], content: bytes, label: str = "") -> str:
    return f"{label + ': ' if label else ''}{' '.join(map(str, numbers))} | {short_hash(content)}"


def rounded(values: Any) -> list[int]:
    """Round values to whole numbers; NaN becomes 0."""
    whole: list[int] = np.rint(np.nan_to_num(np.asarray(values, np.float64))).astype(int).ravel().tolist()
    return whole


def frame_line(frame: Frames) -> str:
    """Describe a frame: the mean of the upper and lower half of each digit, in tenths of a grey level."""
    height, width = frame.shape
    places = np.array_split(frame, round(width / height), axis=1)
    halves = [half.mean() for place in places for half in np.array_split(place, 2)]
    return line(rounded(10 * np.array(halves)), frame.tobytes())


def code_line(codes: NDArray[np.float32]) -> str:
    """Describe codes (frame_count, …): the sum over each frame in hundredths; the hash is of thousandths."""
    sums = np.nan_to_num(codes.astype(np.float64)).reshape(len(codes), -1).sum(axis=1)
    return line(rounded(100 * sums), np.array(rounded(1000 * codes), np.int32).tobytes())
