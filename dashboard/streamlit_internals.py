"""All uses of Streamlit's private API, each behind one function.

``requirements.txt`` pins the minor release of Streamlit that this module was tested with, and
``tests/dashboard/test_streamlit_internals.py`` checks each private name that this module uses.
"""

import logging
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from streamlit.delta_generator import DeltaGenerator
from streamlit.logger import get_logger
from streamlit.runtime import get_instance
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.state.query_params import QueryParams

__all__ = [
    "DeltaGenerator",
    "MediaFileManager",
    "allow_caches_before_server",
    "change_address_silently",
    "media_files",
    "names_of_widgets",
    "other_run_waits",
    "put_file",
    "remove_from_address_silently",
    "went_in_history",
]

# Streamlit loggers with warnings that the functions below suppress
CACHE_LOGGER = "streamlit.runtime.caching.cache_data_api"
CONTEXT_LOGGER = "streamlit.runtime.scriptrunner_utils.script_run_context"
NO_RUNTIME = "No runtime found"

_threads_putting_files: set[int] = set()


def went_in_history() -> bool:
    """Whether Back or Forward caused this run.

    In all other runs the session takes precedence over the URL, which may be outdated or belong to another
    page.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def other_run_waits() -> bool:
    """Whether the session has another run pending. Streamlit itself never interrupts a fragment's run."""
    context = get_script_run_ctx()
    requests = context.script_requests if context else None
    return requests is not None and requests._state != ScriptRequestType.CONTINUE


def change_address_silently(texts: Mapping[str, str]) -> None:
    """Set parameters of the session's URL by name, without a message to the browser."""
    with _address() as address:
        for name, text in texts.items():
            address.set_with_no_forward_msg(name, text)


def remove_from_address_silently(names: Collection[str]) -> None:
    """Remove parameters that are not bound to a widget in this run, without a message to the browser."""
    with _address() as address:
        for name in names:
            if not address.is_bound(name):
                address.discard_param_no_forward_msg(name)


def names_of_widgets(names: Collection[str]) -> set[str]:
    """Return the parameters that are bound to a widget."""
    with _address() as address:
        return {name for name in names if address.is_bound(name)}


@contextmanager
def _address() -> Iterator[QueryParams]:
    context = get_script_run_ctx()
    assert context is not None
    with context.session_state.query_params() as address:
        yield address


def media_files() -> MediaFileManager:
    """Return the server's store of files for download."""
    return get_instance().media_file_mgr


def put_file(
    manager: MediaFileManager, content: bytes, mime: str, place: str, name: str | None = None
) -> None:
    """Put a file into the store without a session that owns the file.

    Args:
        manager: The store.
        content: Bytes of the file.
        mime: MIME type.
        place: Key in the store; an existing file with this key is replaced.
        name: File name of the download.
    """
    thread = threading.get_ident()
    _threads_putting_files.add(thread)  # suppresses a warning that this thread has no session
    try:
        manager.add(content, mime, place, name, is_for_static_download=True)
    finally:
        _threads_putting_files.discard(thread)


def allow_caches_before_server() -> None:
    """Suppress Streamlit's warnings about cached functions that are defined before the server runs.

    The server's routes import the caches when the server starts. This is harmless, because the caches look up
    the running server on each call.
    """
    logger = get_logger(CACHE_LOGGER)
    if _names_a_runtime not in logger.filters:
        logger.addFilter(_names_a_runtime)


def _names_a_runtime(record: logging.LogRecord) -> bool:
    return NO_RUNTIME not in record.getMessage()


get_logger(CONTEXT_LOGGER).addFilter(lambda record: record.thread not in _threads_putting_files)
