"""The WebSocket route ``/film``: a new film reaches its player past Streamlit.

Streamlit's message of a film waits for those of the controls before it, and for what the browser makes of
them. Here the page's script hands the film to the player's socket as soon as it has it. Streamlit's message
says the same and still follows: for a player that is new, or whose socket is cut. Films are numbered, so that
the player takes each once, and none that a newer one has overtaken.

A message is the length of its JSON as uint32, little-endian; the JSON; the frames, a byte a pixel.
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
KEY = "film_channel"  # of the channel in the session
MAX_BYTES = 1 << 20  # of a message; a longer one would keep a slow network from the page's own message
LEAVE_SECONDS = 1  # for a player to hear that another has its place

_sockets = Sockets()
# By name, and no longer than their sessions.
_channels: WeakValueDictionary[str, "FilmChannel"] = WeakValueDictionary()

# The server's loop, what is to be sent, and the task that hears whether the player leaves.
_Player = tuple[asyncio.AbstractEventLoop, asyncio.Queue[bytes], asyncio.Task[Message]]


class FilmChannel:
    """A session's way to its player.

    Attributes:
        name: By which the player's socket finds it; nobody guesses it.
        number: Of the last film, counted from 1.
    """

    def __init__(self) -> None:
        self.name = secrets.token_urlsafe()
        self.number = 0
        self._said: Mapping[str, object] | None = None
        self._player: _Player | None = None
        _channels[self.name] = self

    def send(self, said: Mapping[str, object], frames: Pictures) -> int:
        """Send a film to the player, if it is not the last one, and return its number.

        Args:
            said: What the player is told of it; decides ``frames``.
            frames: Its frames (frame_count, 28, 28 · digit_count), ink = 255.
        """
        if said == self._said:
            return self.number
        self._said = said
        self.number += 1
        if player := self._player:  # once, as it may leave meanwhile
            loop, waiting, _ = player
            head = json.dumps({**said, "channel": self.name, "number": self.number}).encode()
            length = len(head).to_bytes(4, "little")
            if len(length) + len(head) + frames.nbytes <= MAX_BYTES:
                message = length + head + frames.tobytes()
                with suppress(RuntimeError):  # the server is ending: its loop is closed
                    loop.call_soon_threadsafe(_put_alone, waiting, message)
        return self.number

    async def listen(self, socket: WebSocket) -> None:
        """Pass films on to a player until it leaves; one that comes later takes its place."""
        waiting: asyncio.Queue[bytes] = asyncio.Queue(1)
        passing = asyncio.create_task(_pass_on(waiting, socket))
        hearing = asyncio.create_task(socket.receive())
        if self._player:
            _, _, of_earlier = self._player
            of_earlier.cancel()
        mine = self._player = asyncio.get_running_loop(), waiting, hearing
        try:
            await asyncio.wait({hearing})
        finally:
            passing.cancel()
            hearing.cancel()
            if self._player is mine:
                self._player = None
        if hearing.cancelled():
            with suppress(TimeoutError):  # its network takes nothing: it is left without a word
                async with asyncio.timeout(LEAVE_SECONDS):
                    await socket.close(GONE_ON, "a newer player listens")
        elif hearing.result()["type"] != "websocket.disconnect":
            await socket.close(UNACCEPTABLE, "a message; a player only listens")


def of_session() -> FilmChannel:
    """The channel of the session whose script runs."""
    if KEY not in st.session_state:
        st.session_state[KEY] = FilmChannel()
    channel: FilmChannel = st.session_state[KEY]
    return channel


async def serve(socket: WebSocket) -> None:
    """Let a player listen to the channel that it names."""
    channel = _channels.get(socket.query_params.get("channel", ""))
    if channel is None:
        await socket.close(FORBIDDEN, "no such channel")
    else:
        await _sockets.hold(socket, channel.listen)


async def _pass_on(waiting: asyncio.Queue[bytes], socket: WebSocket) -> None:
    with suppress(WebSocketDisconnect):  # who waits for its messages sees that, too
        while True:
            await socket.send_bytes(await waiting.get())


def _put_alone(waiting: asyncio.Queue[bytes], message: bytes) -> None:
    if waiting.full():
        waiting.get_nowait()  # not sent yet, and overtaken
    waiting.put_nowait(message)


routes = [WebSocketRoute(PATH, serve)]
