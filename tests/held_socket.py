"""Delay the messages that a page receives from its server through a WebSocket."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute
from steps import wait_until
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PAGE = "/_stcore/stream"  # the route by which a page hears from its script


class HeldSocket:
    """The latest WebSocket of a page on a route, whose incoming messages a test can delay."""

    def __init__(self, page: Page, route: str = PAGE) -> None:
        self.page = page
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

    @property
    def held_runs(self) -> int:
        """How many runs of the script have come to their ends, by the messages that are held back."""
        return sum(map(_is_end_of_run, self._held or []))

    def wait_for_run(self, act: Callable[[], object]) -> None:
        """Do something that runs the script, and wait until that run's last message is held back."""
        before = self.held_runs
        act()
        wait_until(self.page, lambda: self.held_runs > before)

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


def _is_end_of_run(message: str | bytes) -> bool:
    assert isinstance(message, bytes)
    heard = ForwardMsg.FromString(message)
    was_cut_short = heard.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
    return heard.WhichOneof("type") == "script_finished" and not was_cut_short
