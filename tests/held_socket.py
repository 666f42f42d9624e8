"""What a page hears from its server by a socket, held back for a while."""

import re

from playwright.sync_api import Page, WebSocketRoute


class HeldSocket:
    """The newest socket of a page to a route."""

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
        """How many messages are held back."""
        return len(self._held or [])

    def hold(self) -> None:
        """From now on the page hears nothing."""
        self._held = []

    def let_through(self, count: int) -> None:
        """Let the page hear the first of what is held back."""
        held = self._held or []
        for message in held[:count]:
            self._socket.send(message)
        self._held = held[count:]

    def go_on(self) -> None:
        """Let the page hear what was held back, and all that follows."""
        held, self._held = self._held or [], None
        for message in held:
            self._socket.send(message)

    def close(self) -> None:
        """Cut it."""
        self._socket.close()
