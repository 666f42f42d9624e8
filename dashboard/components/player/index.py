"""The film player of the Morph page: screen, scrubber, filmstrip, confidence strip and map.

A second component sends the reading of the film, so that the film can start before its reading is ready.
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
    """Everything that the player shows of a film, except its frames.

    Attributes:
        film: Id of the film, also passed to ``tell_reading``.
        map: The player's map, from ``dashboard.morph.small_map.film_map``.
        title: Text alternative of the film, for screen readers.
        comes_back: Whether the film returns to its start; the player then offers no ping-pong.
        look: Colours, frame rate and pixel style.
    """

    film: str
    map: Mapping[str, object]
    title: str
    comes_back: bool
    look: Look


def send(frames: Pictures, showing: Showing, *, channel: FilmChannel) -> tuple[int, dict[str, object]]:
    """Send a film to an open player through the film channel, ahead of Streamlit's message.

    Args:
        frames: Frames (frame_count, 28, 28 · digit_count), ink = 255.
        showing: The film's id, map, title, cycle and look.
        channel: The session's film channel.

    Returns:
        The film's number on the channel, and the film's data without its frames.
    """
    film_data = {
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
    return channel.send(film_data, frames), film_data


def player(frames: Pictures, showing: Showing, *, channel: FilmChannel, key: str) -> None:
    """Show the player and play a film in it.

    The browser does all the playing and scrubbing; neither triggers a run of the page.

    Args:
        frames: Frames (frame_count, 28, 28 · digit_count), ink = 255.
        showing: The film's id, map, title, cycle and look.
        channel: The session's film channel, which is faster than Streamlit's message.
        key: Key of the widget.
    """
    number, film_data = send(frames, showing, channel=channel)
    packed = base64.b64encode(frames.tobytes()).decode()
    _mount(key=key, data={**film_data, "channel": channel.name, "number": number, "frames": packed})


def tell_reading(confidence: Confidence, *, key: str, film: str, words: str) -> None:
    """Send the reading of each frame to the player, which draws the confidence strip.

    Args:
        confidence: The reader's probabilities for each frame, and the frames to mark.
        key: Key of the widget, which is invisible.
        film: Id of the film, as in ``Showing``.
        words: A one-line summary of ``confidence``, shown below the strip.
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
