"""Streamlit's own files, answered from memory."""

import urllib.request
from pathlib import Path
from typing import Any

import event_loop
import pytest
import streamlit
from starlette.types import Message, Receive, Scope, Send

from dashboard.server.kept_files import MAX_BYTES, MAX_FILE_BYTES, KeptFiles

LASTING = "public, immutable, max-age=31536000"
STATIC = Path(streamlit.__file__).parent / "static"


class Origin:
    """In Streamlit's place: answers in two pieces, and counts what it is asked."""

    def __init__(self, status: int = 200, size: int = 100, **headers: str) -> None:
        self.asked = 0
        self._status = status
        self._size = size
        self._headers = [
            (name.replace("_", "-").encode(), value.encode())
            for name, value in (
                {"content_type": "text/javascript", "cache_control": LASTING} | headers
            ).items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        await send({"type": "http.response.start", "status": self._status, "headers": self._headers})
        await send({"type": "http.response.body", "body": b"a" * (self._size - 1), "more_body": True})
        await send({"type": "http.response.body", "body": b"b"})


def ask(
    app: KeptFiles, path: str = "/static/js/a.js", *, method: str = "GET", query: bytes = b"", **headers: str
) -> tuple[int, list[Any], bytes]:
    """Status, headers and body of an answer."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("a GET has no body")

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    event_loop.run(app(scope, receive, send))
    return sent[0]["status"], list(sent[0]["headers"]), b"".join(part["body"] for part in sent[1:])


def test_a_file_that_never_changes_is_asked_for_once() -> None:
    origin = Origin()
    app = KeptFiles(origin)
    first = ask(app)
    assert ask(app) == first
    assert first[2] == b"a" * 99 + b"b"
    assert origin.asked == 1
    ask(app, "/static/js/b.js")
    assert origin.asked == 2


@pytest.mark.parametrize(
    "origin",
    [
        Origin(cache_control="no-cache"),
        Origin(status=404),
        Origin(set_cookie="session=1"),
        Origin(size=MAX_FILE_BYTES + 1),
    ],
    ids=["changes", "missing", "cookie", "large"],
)
def test_another_answer_is_never_kept(origin: Origin) -> None:
    app = KeptFiles(origin)
    assert ask(app) == ask(app)
    assert origin.asked == 2


@pytest.mark.parametrize(
    "request_",
    [
        {"range": "bytes=0-9"},
        {"if_none_match": '"1"'},
        {"method": "HEAD"},
        {"method": "POST"},
        {"query": b"a=1"},
        {"path": "/map-files/res16/labels"},
        {"path": "/app/static/a.js"},
    ],
)
def test_any_other_request_goes_to_streamlit(request_: dict[str, Any]) -> None:
    origin = Origin()
    app = KeptFiles(origin)
    ask(app)
    for _ in range(2):
        ask(app, **request_)
    assert origin.asked == 3


def test_the_dashboard_answers_the_same_from_memory(dashboard: str) -> None:
    largest = max((STATIC / "static" / "js").glob("index.*.js"), key=lambda file: file.stat().st_size)
    address = f"{dashboard}/static/js/{largest.name}"
    answers = []
    for _ in range(2):
        with urllib.request.urlopen(address) as answer:
            answers.append((answer.read(), dict(answer.headers.items()) | {"date": ""}))
    assert answers[0] == answers[1]
    assert answers[1][0] == largest.read_bytes()
    assert "immutable" in answers[1][1]["cache-control"]


@pytest.mark.parametrize("path", ["/static/./js/a.js", "/static//js/a.js", "/static/css/../js/a.js"])
def test_another_spelling_of_a_file_is_not_kept(path: str) -> None:
    origin = Origin()
    app = KeptFiles(origin)
    for count in (1, 2):
        assert ask(app, path)[0] == 200
        assert origin.asked == count


def test_no_more_is_kept_than_the_bound() -> None:
    origin = Origin(size=MAX_FILE_BYTES)
    app = KeptFiles(origin)
    names = [f"/static/{number}.js" for number in range(MAX_BYTES // MAX_FILE_BYTES + 2)]
    for _ in range(2):
        for name in names:
            assert len(ask(app, name)[2]) == MAX_FILE_BYTES
    assert origin.asked == len(names) + 2
