"""The WebSocket route ``/live``: codes in, pictures out, while a pointer moves.

A rerun of the page takes too long to follow a hand. Here a browser part sends codes and gets their pictures,
past the page: ``/live?model=NAME``; a message is float32 (N, latent_dim), little-endian, its answer uint8
(N, 28, 28), ink = 255, and answers come in the order of the messages. A part sends its next message when the
last answer has come, so that nothing piles up on either side.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial

import numpy as np
import streamlit as st
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard import resources
from dashboard.server.film_folder import FilmFolder
from dashboard.server.sockets import FORBIDDEN, UNACCEPTABLE, Sockets
from runtime import DEFAULT_MODEL, CodeError, LatentDigitsError, ModelError, list_models
from runtime.arrays import FloatArray, as_codes

PATH = "/live"
MAX_CODE_COUNT = 64  # in one message

_sockets = Sockets()


@asynccontextmanager
async def warm(_app: st.App) -> AsyncIterator[None]:
    """Open the default model before the first visitor asks for it."""
    if DEFAULT_MODEL in list_models():
        with suppress(ModelError):  # the page says what is wrong with it
            await asyncio.to_thread(resources.batcher, DEFAULT_MODEL)
    try:
        yield
    finally:
        FilmFolder.remove_all()


async def serve(socket: WebSocket) -> None:
    """Answer one browser part until it leaves."""
    name = socket.query_params.get("model", "")
    if name in list_models():  # a name, never a path
        await _sockets.hold(socket, partial(_answer, name))
    else:
        await socket.close(FORBIDDEN, "no such model")


async def _answer(name: str, socket: WebSocket) -> None:
    try:
        latent_dim, batcher = await asyncio.to_thread(resources.batcher, name)
        while True:
            codes = read_codes((await socket.receive()), latent_dim)
            await socket.send_bytes((await batcher.pictures(codes)).tobytes())
    except LatentDigitsError as error:
        await socket.close(UNACCEPTABLE, str(error)[:120])


def read_codes(message: Mapping[str, object], latent_dim: int) -> FloatArray:
    """The codes (N, latent_dim) of a received message.

    Raises:
        WebSocketDisconnect: The other side has left.
        CodeError: Text, or bytes that are not 1 to 64 finite codes of this model.
    """
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    content = message.get("bytes")
    if not isinstance(content, bytes):
        raise CodeError("a text message; send float32 codes")
    width = 4 * latent_dim
    if not content or len(content) % width or len(content) > MAX_CODE_COUNT * width:
        raise CodeError(f"{len(content)} bytes; send 1 to {MAX_CODE_COUNT} codes of {width} bytes each")
    return as_codes(np.frombuffer(content, "<f4").reshape(-1, latent_dim), latent_dim)


routes = [WebSocketRoute(PATH, serve)]
