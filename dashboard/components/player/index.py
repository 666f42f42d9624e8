"""The Morph page's browser part: the film on a canvas, its scrubber, filmstrip, confidence strip and map.

What the reader makes of a film is told by a part of its own, so that the film does not wait for it.
"""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict

import numpy as np
import streamlit as st

from dashboard.components.files import joined
from dashboard.draw import figures
from dashboard.draw.batching import Pictures
from dashboard.server.film_channel import FilmChannel
from runtime.morph.confidence import Confidence
from runtime.video import Paper

HERE = Path(__file__).parent
# live.js has the sockets, and how large a digit is
SCRIPTS = ("../live.js", "../ink.js", "strip.js", "map.js", "film_wire.js", "player.js")

_mount = st.components.v2.component(
    "latent_digits_player",
    html=joined(HERE, "player.html"),
    css=joined(HERE, "../buttons.css", "player.css"),
    js=joined(HERE, *SCRIPTS),
)
_mount_reading = st.components.v2.component("latent_digits_reading", js=joined(HERE, "reading.js"))


class About(TypedDict):
    """What the player is told of a film beside its frames.

    Attributes:
        film: What tells it from other films; ``tell_reading`` names it too.
        map: Where it goes on the map, as ``dashboard.morph.small_map`` says.
        title: What the film shows, for those who do not see it.
        comes_back: Whether the film itself goes back to its start: then there is no ping-pong.
        fps: Frames per second.
        paper: "dark" for white ink on black, "light" for black on white.
        pixels: Whether to show the 28×28 pixels as they are.
    """

    film: str
    map: Mapping[str, object]
    title: str
    comes_back: bool
    fps: float
    paper: Paper
    pixels: bool


def send(frames: Pictures, about: About, *, channel: FilmChannel) -> tuple[int, dict[str, object]]:
    """Send a film to a player that is there, past Streamlit; returns its number and what was said of it.

    Args:
        frames: Its frames (frame_count, 28, 28 · digit_count), ink = 255.
        about: What there is to say of it.
        channel: By which it goes.
    """
    said = {
        **about,
        "frame_count": len(frames),
        "digit_count": frames.shape[2] // frames.shape[1],
        "colours": {"light": figures.DIGIT_COLOURS, "dark": figures.DIGIT_COLOURS_ON_DARK},
    }
    return channel.send(said, frames), said


def player(frames: Pictures, about: About, *, channel: FilmChannel, key: str) -> None:
    """Play a film.

    Everything happens in the browser: playing and scrubbing run nothing here.

    Args:
        frames: Its frames (frame_count, 28, 28 · digit_count), ink = 255.
        about: What there is to say of it.
        channel: By which it comes before Streamlit's message.
        key: Key of the widget.
    """
    number, said = send(frames, about, channel=channel)
    packed = base64.b64encode(frames.tobytes()).decode()
    _mount(key=key, data={**said, "channel": channel.name, "number": number, "frames": packed})


def tell_reading(confidence: Confidence, *, key: str, film: str, words: str) -> None:
    """Tell the player how each frame reads; it draws nothing itself.

    Args:
        confidence: What the reader makes of the film.
        key: Key of the widget.
        film: Which film, as ``player`` was told.
        words: What ``confidence`` says, in one line.
    """
    frame_count, digit_count, _ = confidence.probabilities.shape
    shares = np.round(255 * np.nan_to_num(confidence.probabilities)).astype(np.uint8)
    _mount_reading(
        key=key,
        data={
            "film": film,
            "frame_count": frame_count,
            "digit_count": digit_count,
            "shares": base64.b64encode(shares.tobytes()).decode(),
            "turns": [[turn.frame, turn.place] for turn in confidence.turns],
            "thirds": confidence.thirds,
            "most_ambiguous": confidence.most_ambiguous,
            "words": words,
        },
    )
