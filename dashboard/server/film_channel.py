"""The WebSocket route ``/film``, which sends new films directly to the player, bypassing Streamlit.

Streamlit's message about a film has to wait until the browser has processed the messages of the controls
before it. Here the page's script sends the film to the player's socket as soon as the film is drawn.
Streamlit's message with the same content still follows, for players that are new or have lost their socket.
Films are numbered, so the player takes each film once and ignores films older than its own.

A message consists of the length of its JSON as a little-endian uint32, the JSON, and the frames, one byte per
pixel.
"""

import asyncio
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from weakref import WeakValueDictionary

import streamlit as st
from starlette.routing import WebSocketRoute
from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.draw.batching import Pictures
from dashboard.server.sockets import FORBIDDEN, GONE_ON, UNACCEPTABLE, Sockets

PATH = "/film"
KEY = "film_channel"  # session key of the channel
MAX_BYTES = 1 << 20  # per message; on a slow network, longer ones would delay the page's own message
LEAVE_SECONDS = 1  # timeout for closing the socket of a replaced player

_sockets = Sockets()
# By name, for as long as their sessions exist.
_channels: WeakValueDictionary[str, "FilmChannel"] = WeakValueDictionary()

# The server's event loop, the queue of messages, and the task that receives the player's disconnect.
_Player = tuple[asyncio.AbstractEventLoop, asyncio.Queue[bytes], asyncio.Task[Message]]


class FilmChannel:
    """A session's channel to its player.

    Attributes:
        name: A secret name, with which the player's socket finds the channel.
        number: Number of the last film, counted from 1.
    """

    def __init__(self) -> None:
        self.name = secrets.token_urlsafe()
        self.number = 0
        self._last_header: Mapping[str, object] | None = None
        self._player: _Player | None = None
        _channels[self.name] = self

    def send(self, header: Mapping[str, object], frames: Pictures) -> int:
        """Send a film to the player unless it equals the last film, and return the film's number.

        Args:
            header: Everything else that the player needs; determines ``frames``.
            frames: Frames (frame_count, 28, 28 · digit_count), ink = 255.
        """
        if header == self._last_header:
            return self.number
        self._last_header = header
        self.number += 1
        if player := self._player:  # read once, because the player may leave meanwhile
            loop, waiting, _ = player
            head = json.dumps({**header, "channel": self.name, "number": self.number}).encode()
            length = len(head).to_bytes(4, "little")
            if len(length) + len(head) + frames.nbytes <= MAX_BYTES:
                message = length + head + frames.tobytes()
                with suppress(RuntimeError):  # the server is shutting down, and its loop is closed
                    loop.call_soon_threadsafe(_put_alone, waiting, message)
        return self.number

    async def listen(self, socket: WebSocket) -> None:
        """Send films to a player until it leaves or a newer player replaces it."""
        waiting: asyncio.Queue[bytes] = asyncio.Queue(1)
        sending = asyncio.create_task(_send_films(waiting, socket))
        receiving = asyncio.create_task(socket.receive())
        if self._player:
            _, _, earlier = self._player
            earlier.cancel()
        mine = self._player = asyncio.get_running_loop(), waiting, receiving
        try:
            await asyncio.wait({receiving})
        finally:
            sending.cancel()
            receiving.cancel()
            if self._player is mine:
                self._player = None
        if receiving.cancelled():
            with suppress(TimeoutError):  # the connection is stalled: give up without closing
                async with asyncio.timeout(LEAVE_SECONDS):
                    await socket.close(GONE_ON, "a newer player has connected")
        elif receiving.result()["type"] != "websocket.disconnect":
            await socket.close(UNACCEPTABLE, "unexpected message; players only receive")


def of_session() -> FilmChannel:
    """Return the channel of the current session."""
    if KEY not in st.session_state:
        st.session_state[KEY] = FilmChannel()
    channel: FilmChannel = st.session_state[KEY]
    return channel


async def serve(socket: WebSocket) -> None:
    """Connect a player to the channel that it names."""
    channel = _channels.get(socket.query_params.get("channel", ""))
    if channel is None:
        await socket.close(FORBIDDEN, "no such channel")
    else:
        await _sockets.hold(socket, channel.listen)


async def _send_films(waiting: asyncio.Queue[bytes], socket: WebSocket) -> None:
    with suppress(WebSocketDisconnect):  # the receiving task handles the disconnect
        while True:
            await socket.send_bytes(await waiting.get())


def _put_alone(waiting: asyncio.Queue[bytes], message: bytes) -> None:
    if waiting.full():
        waiting.get_nowait()  # drop the older film, which is not sent yet
    waiting.put_nowait(message)


routes = [WebSocketRoute(PATH, serve)]
