"""Streamlit's own scripts, styles and fonts, answered from memory once they have been asked for.

A browser that comes for the first time asks for 90 of them, over six connections, while both sides are busy.
Streamlit reads each from its file, in several turns of a thread, 64 kB at a time; each turn waits for a core.
"""

import posixpath
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX: Final = "/static/"
MAX_FILE_BYTES: Final = 1 << 20  # no first picture of a page waits for a larger one
MAX_BYTES: Final = 32 << 20  # all of Streamlit's files take 26 MB
NOT_PLAIN: Final = {
    "range",
    "if-match",
    "if-none-match",
    "if-modified-since",
    "if-unmodified-since",
    "if-range",
}


class KeptFiles:
    """An ASGI middleware: repeats the answers below ``PREFIX`` that Streamlit says never change.

    It keeps the very messages, so that headers and bytes stay Streamlit's own, of ``MAX_BYTES`` at most.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._answers: dict[str, list[Message]] = {}
        self._byte_count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, from memory or through Streamlit."""
        if not _is_plain(scope):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path not in self._answers:
            answer = _Answer(send)
            await self._app(scope, receive, answer.send)
            messages = answer.to_keep()
            byte_count = sum(len(message.get("body", b"")) for message in messages)
            # Two who asked at once both come here; the first is kept.
            if messages and path not in self._answers and self._byte_count + byte_count <= MAX_BYTES:
                self._answers[path] = messages
                self._byte_count += byte_count
            return
        for message in self._answers[path]:
            await send(message)


class _Answer:
    """What is sent in answer to one request, collected on its way out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message = {}
        self._body = bytearray()
        self._whole = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body" and len(self._body) <= MAX_FILE_BYTES:
            self._body += message.get("body", b"")
            self._whole = not message.get("more_body", False)
        await self._send(message)

    def to_keep(self) -> list[Message]:
        """The messages that say the same again, none where it may be another the next time."""
        headers = Headers(raw=self._start.get("headers", []))
        lasting = "immutable" in headers.get("cache-control", "") and "set-cookie" not in headers
        if self._start.get("status") != 200 or not lasting:
            return []
        if not self._whole or len(self._body) > MAX_FILE_BYTES:
            return []
        return [self._start, {"type": "http.response.body", "body": bytes(self._body)}]


def _is_plain(scope: Scope) -> bool:
    """Whether it is a request for the whole of a file, whatever the browser has of it."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(PREFIX):
        return False
    if posixpath.normpath(scope["path"]) != scope["path"]:
        return False  # /static/./a is the same file once more
    return not scope["query_string"] and NOT_PLAIN.isdisjoint(Headers(scope=scope).keys())
