"""Files to download outlive the sweeps of Streamlit's own store, for a while and within bounds."""

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from dashboard.server import held_files
from dashboard.server.held_files import HeldFiles

MIME = "video/mp4"


@pytest.fixture
def manager() -> MediaFileManager:
    return MediaFileManager(MemoryMediaFileStorage("/media"))


def offer(manager: MediaFileManager, files: HeldFiles, content: bytes) -> str:
    """A file as Streamlit offers it after a press; its id."""

    def made() -> bytes:
        files.hold(manager, content, MIME, "film.mp4")
        return content

    deferred = manager.add_deferred(made, MIME, "the button", "film.mp4")
    return manager.execute_deferred(deferred).removeprefix("/media/").removesuffix(".mp4")


def sweep(manager: MediaFileManager) -> None:
    """What runs of others do at their ends."""
    for _ in range(3):
        manager.remove_orphaned_files()


def is_there(manager: MediaFileManager, file: str) -> bool:
    sweep(manager)
    return manager.read_file(file) is not None


class Clock:
    """A time that passes when a test says so, and the timers that run by it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def monotonic(self) -> float:
        return self.now

    def Timer(self, seconds: float, act: Callable[..., None], args: list[Any]) -> Any:  # noqa: N802
        """Stand for ``threading.Timer``."""
        until = self.now + seconds
        return SimpleNamespace(start=lambda: self.timers.append((until, lambda: act(*args))))

    def pass_until(self, now: float) -> None:
        self.now = now
        due, self.timers = self.timers, []
        for until, act in due:
            if until <= now:
                act()
            else:
                self.timers.append((until, act))


def test_a_file_is_held_for_a_while(manager: MediaFileManager, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(held_files, "time", clock)
    monkeypatch.setattr(held_files, "threading", SimpleNamespace(Lock=threading.Lock, Timer=clock.Timer))
    files = HeldFiles(seconds=20)
    first = offer(manager, files, b"film")
    clock.pass_until(10)
    second = offer(manager, files, b"another")
    clock.pass_until(19)
    assert is_there(manager, first)
    clock.pass_until(20)
    assert [is_there(manager, file) for file in (first, second)] == [False, True]
    clock.pass_until(29)
    assert is_there(manager, second)
    clock.pass_until(30)
    assert not is_there(manager, second)
    assert not clock.timers


def test_a_second_press_holds_it_anew(manager: MediaFileManager) -> None:
    files = HeldFiles(most_files=2)
    first, again = (offer(manager, files, b"film") for _ in range(2))
    assert first == again
    offer(manager, files, b"another")
    assert is_there(manager, first)


def test_beyond_so_many_bytes_the_oldest_goes(manager: MediaFileManager) -> None:
    files = HeldFiles(most_bytes=10)
    names = [offer(manager, files, sign * 4) for sign in (b"a", b"b", b"c")]
    assert [is_there(manager, file) for file in names] == [False, True, True]
    large = offer(manager, files, b"d" * 100)
    assert [is_there(manager, file) for file in [*names, large]] == [False, False, False, True]


def test_beyond_so_many_files_the_oldest_goes(manager: MediaFileManager) -> None:
    files = HeldFiles(most_files=2)
    names = [offer(manager, files, sign) for sign in (b"a", b"b", b"c")]
    assert [is_there(manager, file) for file in names] == [False, True, True]


def test_the_log_stays_empty(manager: MediaFileManager, caplog: pytest.LogCaptureFixture) -> None:
    HeldFiles().hold(manager, b"film", MIME, "film.mp4")
    assert not caplog.records
