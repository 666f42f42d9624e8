"""Delay the messages that a page receives from its server through a WebSocket."""

import re

from playwright.sync_api import Page, WebSocketRoute


class HeldSocket:
    """The latest WebSocket of a page on a route, whose incoming messages a test can delay."""

    def __init__(self, page: Page, route: str) -> None:
        self.opened = 0
        self._held: list[str | bytes] | None = None
        page.route_web_socket(re.compile(route), self._connect)

    def _connect(self, socket: WebSocketRoute) -> None:
        self.opened += 1
        self._socket = socket
        socket.connect_to_server().on_message(self._hear)

    def _hear(self, message: str | bytes) -> None:
        if self._held is None:
            self._socket.send(message)
        else:
            self._held.append(message)

    @property
    def held(self) -> int:
        """Number of delayed messages."""
        return len(self._held or [])

    def hold(self) -> None:
        """Delay all messages from now on."""
        self._held = []

    def let_through(self, count: int) -> None:
        """Deliver the first ``count`` delayed messages."""
        held = self._held or []
        for message in held[:count]:
            self._socket.send(message)
        self._held = held[count:]

    def go_on(self) -> None:
        """Deliver all delayed messages, and stop delaying new ones."""
        held, self._held = self._held or [], None
        for message in held:
            self._socket.send(message)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()
