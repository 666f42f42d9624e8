"""The WebSocket route ``/live``, which decodes codes while the pointer moves.

A rerun of the page would be too slow for dragging. Instead, a browser component connects to
``/live?model=NAME``. A request is float32 (N, latent_dim), little-endian; its response is uint8 (N, 28, 28),
ink = 255. Responses come back in the order of the requests. A component waits for the last response before it
sends the next request, so requests do not queue up on either side.
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
MAX_CODE_COUNT = 64  # per request

_sockets = Sockets()


@asynccontextmanager
async def warm(_app: st.App) -> AsyncIterator[None]:
    """Load the default model before the first visitor needs it, and remove films at shutdown."""
    if DEFAULT_MODEL in list_models():
        with suppress(ModelError):  # the page reports the error
            await asyncio.to_thread(resources.batcher, DEFAULT_MODEL)
    try:
        yield
    finally:
        FilmFolder.remove_all()


async def serve(socket: WebSocket) -> None:
    """Serve one browser component until it disconnects."""
    name = socket.query_params.get("model", "")
    if name in list_models():  # accepts names only, never paths
        await _sockets.hold(socket, partial(_answer, name))
    else:
        await socket.close(FORBIDDEN, "unknown model")


async def _answer(name: str, socket: WebSocket) -> None:
    try:
        latent_dim, batcher = await asyncio.to_thread(resources.batcher, name)
        while True:
            codes = read_codes((await socket.receive()), latent_dim)
            await socket.send_bytes((await batcher.pictures(codes)).tobytes())
    except LatentDigitsError as error:
        await socket.close(UNACCEPTABLE, str(error)[:120])


def read_codes(message: Mapping[str, object], latent_dim: int) -> FloatArray:
    """Return the codes (N, latent_dim) of a received message.

    Raises:
        WebSocketDisconnect: The browser has disconnected.
        CodeError: The message is text, or not 1 to 64 finite codes of this model.
    """
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    content = message.get("bytes")
    if not isinstance(content, bytes):
        raise CodeError("received a text message; send float32 codes")
    width = 4 * latent_dim
    if not content or len(content) % width or len(content) > MAX_CODE_COUNT * width:
        raise CodeError(
            f"received {len(content)} bytes; send 1 to {MAX_CODE_COUNT} codes of {width} bytes each"
        )
    return as_codes(np.frombuffer(content, "<f4").reshape(-1, latent_dim), latent_dim)


routes = [WebSocketRoute(PATH, serve)]
