"""The Morph page's browser part: the film on a canvas, its scrubber, filmstrip, confidence strip and map.

What the reader makes of a film is told by a part of its own, so that the film does not wait for it.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from dashboard.components.modules import join_modules, join_texts
from dashboard.draw import figures
from dashboard.draw.batching import Pictures
from dashboard.server.film_channel import FilmChannel
from runtime.morph.confidence import Confidence
from runtime.video import Look

HERE = Path(__file__).parent

_mount = st.components.v2.component(
    "latent_digits_player",
    html=join_texts(HERE, "player.html"),
    css=join_texts(HERE, "../buttons.css", "player.css"),
    js=join_modules(HERE / "player.js"),
)
_mount_reading = st.components.v2.component("latent_digits_reading", js=join_modules(HERE / "reading.js"))


@dataclass(frozen=True, slots=True)
class Showing:
    """What the player needs to know about a film besides its frames.

    Attributes:
        film: An id of the film; ``tell_reading`` names it too.
        map: Where the film goes on the map: see ``dashboard.morph.small_map``.
        title: What the film shows, for those who do not see it.
        comes_back: Whether the film itself goes back to its start: then there is no ping-pong.
        look: How the film looks.
    """

    film: str
    map: Mapping[str, object]
    title: str
    comes_back: bool
    look: Look


def send(frames: Pictures, showing: Showing, *, channel: FilmChannel) -> tuple[int, dict[str, object]]:
    """Send a film to a player that is there, past Streamlit; returns its number and what was said of it.

    Args:
        frames: Its frames (frame_count, 28, 28 · digit_count), ink = 255.
        showing: What else the player needs to know.
        channel: The session's film channel.
    """
    said = {
        "film": showing.film,
        "map": showing.map,
        "title": showing.title,
        "comes_back": showing.comes_back,
        "fps": showing.look.fps,
        "paper": showing.look.paper,
        "pixels": showing.look.pixels,
        "frame_count": len(frames),
        "digit_count": frames.shape[2] // frames.shape[1],
        "colours": {"light": figures.DIGIT_COLOURS, "dark": figures.DIGIT_COLOURS_ON_DARK},
    }
    return channel.send(said, frames), said


def player(frames: Pictures, showing: Showing, *, channel: FilmChannel, key: str) -> None:
    """Play a film.

    Everything happens in the browser: playing and scrubbing run nothing here.

    Args:
        frames: Its frames (frame_count, 28, 28 · digit_count), ink = 255.
        showing: What else the player needs to know.
        channel: The session's film channel, which is faster than Streamlit's message.
        key: Key of the widget.
    """
    number, said = send(frames, showing, channel=channel)
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
