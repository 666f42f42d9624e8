"""What the part that corrects boxes may say."""

from typing import Any

import pytest
import streamlit as st

from dashboard.components.boxes import index as boxes
from runtime import Correction

KEY = "start_paste_boxes"


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    values: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", values)
    return values


def said(session: dict[str, Any], value: object) -> Correction:
    """What is kept of a picture after the browser has said something about it."""
    session[KEY] = {"correction": value}
    boxes._store(KEY)
    return boxes.recall_correction(KEY, b"picture").correction


def test_what_is_said_is_kept_until_another_picture_comes(session: dict[str, Any]) -> None:
    before = boxes.recall_correction(KEY, b"picture")
    assert before.correction == Correction()
    message = {"picture": before.name, "number": 3, "boxes": [[1, 2, 3, 4]], "threshold": 0.4}
    assert said(session, message) == Correction(((1, 2, 3, 4),), 0.4)
    assert boxes.recall_correction(KEY, b"picture").number == 3
    assert boxes.recall_correction(KEY, b"another").correction == Correction()
    assert said(session, message) == Correction()  # a late word about the picture before
    assert boxes.recall_correction(KEY, b"picture").correction == Correction()


def test_start_over(session: dict[str, Any]) -> None:
    name = boxes.recall_correction(KEY, b"picture").name
    said(session, {"picture": name, "number": 1, "boxes": [[1, 2, 3, 4]], "threshold": 0.4})
    over = {"picture": name, "number": 2, "boxes": None, "threshold": 0.5}
    assert said(session, over) == Correction()


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        "boxes",
        {"boxes": "boxes"},
        {"boxes": 7},
        {"boxes": [[1, 2, 3]]},
        {"boxes": [[1.5, 2, 3, 4]]},
        {"boxes": [None]},
        {"boxes": 17 * [[1, 2, 3, 4]]},
        {"threshold": 7},
        {"threshold": "dark"},
        {"threshold": None},
        {"number": "next"},
        {"number": float("inf")},
        {"picture": "another"},
    ],
)
def test_nonsense_changes_nothing(session: dict[str, Any], nonsense: object) -> None:
    name = boxes.recall_correction(KEY, b"picture").name
    if isinstance(nonsense, dict):
        nonsense = {"picture": name, "number": 1, "boxes": [[1, 2, 3, 4]], "threshold": 0.4} | nonsense
    assert said(session, nonsense) == Correction()
