"""A download button that makes its file when pressed, and holds the file for the browser.

Streamlit tells the browser the URL of such a file, but no session owns the file. At the end of any visitor's
run Streamlit marks files without an owner, and deletes them at the end of the next run. A browser that
requests the file after two runs would get 404. So this module holds each file under its own key, which does
not belong to a session.
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
    """Files held in Streamlit's store for a while: always the newest, and older files within limits."""

    def __init__(
        self, *, seconds: float = SECONDS, most_bytes: int = MOST_BYTES, most_files: int = MOST_FILES
    ) -> None:
        """Start with no files.

        Args:
            seconds: How long a file is held.
            most_bytes: Limit on their total size, beyond which the oldest are released.
            most_files: Limit on their number, at least 1, beyond which the oldest are released.
        """
        self._seconds, self._most_bytes = seconds, most_bytes
        self._free = [f"held-{uuid.uuid4().hex}-{number}" for number in range(most_files)]
        self._held: dict[str, tuple[int, float]] = {}  # by key, oldest first: size in bytes and expiry time
        self._watched = False  # whether a timer is running
        self._lock = threading.Lock()

    def hold(self, manager: MediaFileManager, content: bytes, mime: str, name: str) -> None:
        """Hold a file; call this from a thread that does not run a page."""
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
        """Start the timer that releases expired files; one timer serves all files."""
        self._watched = True
        timer = threading.Timer(seconds, self._release_old, [manager])
        timer.daemon = True  # the server may stop before the timer ends
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
        """Replace the oldest file by an empty one, so Streamlit can delete it."""
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
    """Draw a button that makes a file in a separate thread and downloads it without a rerun."""

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
