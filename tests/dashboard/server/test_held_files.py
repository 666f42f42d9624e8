"""Files to download outlive the sweeps of Streamlit's own store, for a while and within bounds."""

import time

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

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


def test_a_file_is_held_for_a_while(manager: MediaFileManager) -> None:
    files = HeldFiles(seconds=2)
    first = offer(manager, files, b"film")
    time.sleep(1)
    second = offer(manager, files, b"another")
    assert is_there(manager, first)
    until = time.monotonic() + 20
    while is_there(manager, first) or is_there(manager, second):
        assert time.monotonic() < until, "held for ever"
        time.sleep(0.1)


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
