"""WebSocket connections: accepted from this server's own pages only, up to a limit."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.websockets import WebSocket, WebSocketDisconnect

MAX_SOCKET_COUNT = 100  # per route

# Status codes of RFC 6455, section 7.4.1, and of the IANA registry
GONE_ON, UNACCEPTABLE, FORBIDDEN, TRY_LATER = 1000, 1003, 1008, 1013


class Sockets:
    """The open sockets of one route."""

    def __init__(self) -> None:
        self._open: set[WebSocket] = set()

    async def hold(self, socket: WebSocket, answer: Callable[[WebSocket], Awaitable[None]]) -> None:
        """Accept a socket and run ``answer`` until either side disconnects, or reject the socket."""
        if not same_origin(socket.headers):
            await socket.close(FORBIDDEN, "only pages of this server may connect")
            return
        if len(self._open) >= MAX_SOCKET_COUNT:
            await socket.close(TRY_LATER, f"{MAX_SOCKET_COUNT} sockets are open; try again later")
            return
        self._open.add(socket)
        try:
            with suppress(WebSocketDisconnect):  # the page was closed
                await socket.accept()
                await answer(socket)
        finally:
            self._open.discard(socket)


def same_origin(headers: Headers) -> bool:
    """Whether a request comes from a page of this server; browsers always send the origin."""
    origin, host = headers.get("origin", "").lower(), headers.get("host", "").lower()
    return bool(host) and origin in (f"http://{host}", f"https://{host}")
