"""A button whose file is made when it is pressed, and then waits for the browser.

Streamlit tells the browser where such a file is, but no session owns it: at the end of any visitor's run what
nobody owns is marked, and deleted at the next. A browser that comes after two runs would get 404. So each
file is held here, under a place of its own that belongs to no session.
"""

import threading
import time
import uuid
from collections.abc import Callable

import streamlit as st

from dashboard.streamlit_internals import MediaFileManager, media_files, put_file

SECONDS = 300.0
MOST_BYTES = 256_000_000
MOST_FILES = 64


class HeldFiles:
    """Files that Streamlit keeps for a while, the newest whatever its size, and older ones within bounds."""

    def __init__(
        self, *, seconds: float = SECONDS, most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES
    ) -> None:
        """Hold nothing yet.

        Args:
            seconds: How long a file is held.
            most_bytes: Of all files together; beyond them the oldest go.
            most_files: At once, at least 1; beyond them the oldest go.
        """
        self._seconds, self._most_bytes = seconds, most_bytes
        self._free = [f"held-{uuid.uuid4().hex}-{number}" for number in range(most_files)]
        self._held: dict[str, tuple[int, float]] = {}  # by place, oldest first: bytes, and until when
        self._watched = False  # a timer runs
        self._lock = threading.Lock()

    def hold(self, manager: MediaFileManager, content: bytes, mime: str, name: str) -> None:
        """Keep a file; to be called from a thread that runs no visitor's page."""
        with self._lock:
            while self._held and (
                not self._free
                or sum(size for size, _ in self._held.values()) + len(content) > self._most_bytes
            ):
                self._release_oldest(manager)
            place = self._free.pop()
            put_file(manager, content, mime, place, name)
            self._held[place] = (len(content), time.monotonic() + self._seconds)
            if not self._watched:
                self._watch(manager, self._seconds)

    def _watch(self, manager: MediaFileManager, seconds: float) -> None:
        """Look again then: one timer for all files, however often buttons are pressed."""
        self._watched = True
        timer = threading.Timer(seconds, self._release_old, [manager])
        timer.daemon = True  # the server need not wait for it to end
        timer.start()

    def _release_old(self, manager: MediaFileManager) -> None:
        with self._lock:
            self._watched = False
            while self._held:
                seconds = next(iter(self._held.values()))[1] - time.monotonic()
                if seconds > 0:
                    self._watch(manager, seconds)
                    break
                self._release_oldest(manager)

    def _release_oldest(self, manager: MediaFileManager) -> None:
        """Leave the oldest file to Streamlit: an empty one takes its place."""
        place = next(iter(self._held))
        del self._held[place]
        put_file(manager, b"", "text/plain", place)
        self._free.append(place)


_held = HeldFiles()


def download_button(
    label: str,
    make: Callable[[], bytes],
    file_name: str,
    mime: str,
    *,
    key: str,
    disabled: bool = False,
    help: str | None = None,  # noqa: A002 - Streamlit's name
) -> None:
    """Draw a button that has a file made, in a thread of its own, and downloads it without a rerun."""

    def made() -> bytes:
        content = make()
        _held.hold(media_files(), content, mime, file_name)
        return content

    st.download_button(
        label,
        made,
        file_name,
        mime,
        key=key,
        on_click="ignore",
        disabled=disabled,
        icon=":material/download:",
        help=help,
    )
