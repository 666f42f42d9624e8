"""Who may open a socket."""

import pytest
from starlette.datastructures import Headers

from dashboard.server.sockets import same_origin


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://127.0.0.1:8501", "127.0.0.1:8501", True),
        ("https://digits.example", "digits.example", True),
        ("HTTP://Digits.Example", "digits.example", True),
        ("http://digits.example.evil", "digits.example", False),
        ("http://digits.example@evil", "digits.example", False),
        ("http://[", "digits.example", False),
        ("null", "digits.example", False),
        (None, "digits.example", False),
        ("file://", "", False),
    ],
)
def test_same_origin(origin: str | None, host: str, same: bool) -> None:
    headers = {"host": host} | ({"origin": origin} if origin else {})
    assert same_origin(Headers(headers)) is same
