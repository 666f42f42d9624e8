"""All that the dashboard uses of Streamlit's private API, each use behind one function.

``requirements.txt`` pins the minor release of Streamlit that this module was tested with, and
``tests/dashboard/test_streamlit_internals.py`` checks each name that the module leans on.
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

# Loggers of Streamlit, whose warnings the dashboard's own use of Streamlit causes
CACHE_LOGGER = "streamlit.runtime.caching.cache_data_api"
CONTEXT_LOGGER = "streamlit.runtime.scriptrunner_utils.script_run_context"
NO_RUNTIME = "No runtime found"

_threads_putting_files: set[int] = set()


def went_in_history() -> bool:
    """Whether the browser's Back or Forward button has brought the address of this run.

    In any other run the session knows better than the address, which may be out of date or another page's.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def other_run_waits() -> bool:
    """Whether the session has another run to make. Streamlit lets no run of a fragment end another."""
    context = get_script_run_ctx()
    requests = context.script_requests if context else None
    return requests is not None and requests._state != ScriptRequestType.CONTINUE


def change_address_silently(texts: Mapping[str, str]) -> None:
    """Set parameters of the session's address by name, without a message to the browser."""
    with _address() as address:
        for name, text in texts.items():
            address.set_with_no_forward_msg(name, text)


def remove_from_address_silently(names: Collection[str]) -> None:
    """Remove the parameters that belong to no widget of this run, without a message to the browser."""
    with _address() as address:
        for name in names:
            if not address.is_bound(name):
                address.discard_param_no_forward_msg(name)


def names_of_widgets(names: Collection[str]) -> set[str]:
    """Those of the parameters that belong to a widget."""
    with _address() as address:
        return {name for name in names if address.is_bound(name)}


@contextmanager
def _address() -> Iterator[QueryParams]:
    context = get_script_run_ctx()
    assert context is not None
    with context.session_state.query_params() as address:
        yield address


def media_files() -> MediaFileManager:
    """The server's store of files that browsers download."""
    return get_instance().media_file_mgr


def put_file(
    manager: MediaFileManager, content: bytes, mime: str, place: str, name: str | None = None
) -> None:
    """Put a file into a place of the store that belongs to no session.

    Args:
        manager: The store.
        content: The file.
        mime: Its type.
        place: The place; another file there goes.
        name: What the browser calls the download.
    """
    thread = threading.get_ident()
    _threads_putting_files.add(thread)  # Streamlit would warn each time that no session runs in this thread
    try:
        manager.add(content, mime, place, name, is_for_static_download=True)
    finally:
        _threads_putting_files.discard(thread)


def allow_caches_before_server() -> None:
    """Keep Streamlit from warning of each cached function that is defined before the server runs.

    The server's routes import the caches when the server starts. The caches look for the running server with
    each call, so that an early definition does no harm.
    """
    logger = get_logger(CACHE_LOGGER)
    if _names_a_runtime not in logger.filters:
        logger.addFilter(_names_a_runtime)


def _names_a_runtime(record: logging.LogRecord) -> bool:
    return NO_RUNTIME not in record.getMessage()


get_logger(CONTEXT_LOGGER).addFilter(lambda record: record.thread not in _threads_putting_files)
