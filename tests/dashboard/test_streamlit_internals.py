"""Streamlit has what the dashboard uses of its private API; a failure names what is missing and its user."""

import inspect
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.state.query_params import QueryParams
from streamlit.testing.v1 import AppTest

from dashboard import streamlit_internals

ROOT = Path(__file__).parents[2]

# What is leant on: the module, the dotted name in it, its arguments where it is called, and who uses it.
CONTEXT = "streamlit.runtime.scriptrunner"
QUERY = "streamlit.runtime.state.query_params"
REQUESTS = "streamlit.runtime.scriptrunner_utils.script_requests"
LEANT_ON: list[tuple[str, str, tuple[str, ...], str]] = [
    (
        CONTEXT,
        "get_script_run_ctx",
        (),
        "went_in_history, other_run_waits and _address",
    ),
    (CONTEXT, "ScriptRunContext.is_history_navigation", (), "went_in_history"),
    (CONTEXT, "ScriptRunContext.script_requests", (), "other_run_waits"),
    (CONTEXT, "ScriptRunContext.session_state", (), "_address"),
    (REQUESTS, "ScriptRequestType.CONTINUE", (), "other_run_waits"),
    ("streamlit.runtime.state", "SafeSessionState.query_params", (), "_address"),
    (QUERY, "QueryParams.set_with_no_forward_msg", ("key", "val"), "change_address_silently"),
    (QUERY, "QueryParams.discard_param_no_forward_msg", ("param_key",), "remove_from_address_silently"),
    (QUERY, "QueryParams.is_bound", ("param_key",), "remove_from_address_silently and names_of_widgets"),
    ("streamlit.runtime", "get_instance", (), "media_files"),
    ("streamlit.runtime", "Runtime.media_file_mgr", (), "media_files"),
    (
        "streamlit.runtime.media_file_manager",
        "MediaFileManager.add",
        ("path_or_data", "mimetype", "coordinates", "file_name", "is_for_static_download"),
        "put_file",
    ),
    ("streamlit.delta_generator", "DeltaGenerator", (), "the types of notices.py and sequence_controls.py"),
    ("streamlit.logger", "get_logger", ("name",), "the filters of Streamlit's warnings"),
]


@pytest.mark.parametrize(("module", "name", "arguments", "user"), LEANT_ON, ids=[it[1] for it in LEANT_ON])
def test_streamlit_has_what_the_dashboard_leans_on(
    module: str, name: str, arguments: tuple[str, ...], user: str
) -> None:
    where = f"streamlit {version('streamlit')}; dashboard/streamlit_internals.py uses it in {user}"
    found: object = import_module(module)
    for part in name.split("."):
        fields = getattr(found, "__dataclass_fields__", {}) | getattr(found, "__annotations__", {})
        there = hasattr(found, part) or part in fields or _sets(found, part)
        assert there, f"{module} has no {name} in {where}."
        found = getattr(found, part, None)
    if arguments:
        assert callable(found)
        taken = inspect.signature(found).parameters
        missing = [argument for argument in arguments if argument not in taken]
        assert not missing, f"{module}.{name} takes no {', '.join(missing)} in {where}."


def _sets(found: object, name: str) -> bool:
    """Whether a class gives its objects the attribute."""
    return inspect.isclass(found) and f"self.{name} = " in inspect.getsource(found)


@pytest.mark.parametrize(
    ("module", "name", "arguments", "said"),
    [
        ("streamlit.runtime", "Runtime.nowhere", (), "streamlit.runtime has no Runtime.nowhere in streamlit"),
        (CONTEXT, "ScriptRunContext.nowhere", (), f"{CONTEXT} has no ScriptRunContext.nowhere in streamlit"),
        (QUERY, "QueryParams.is_bound", ("nothing",), f"{QUERY}.QueryParams.is_bound takes no nothing in"),
        ("streamlit.logger", "nowhere", (), "streamlit.logger has no nowhere in streamlit"),
    ],
)
def test_what_is_missing_is_named(module: str, name: str, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(AssertionError, match=re.escape(said) + ".* uses it in the page"):
        test_streamlit_has_what_the_dashboard_leans_on(module, name, arguments, "the page")


def test_a_waiting_run_is_a_state_of_the_requests() -> None:
    assert hasattr(ScriptRequests(), "_state"), (
        "ScriptRequests has no _state any more; dashboard/streamlit_internals.py uses it in other_run_waits."
    )


def test_the_installed_streamlit_is_within_the_pin() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    (pin,) = (line for line in lines if line.startswith("streamlit"))
    low, high = re.findall(r"(\d+)\.(\d+)", pin)
    installed = version("streamlit").split(".")[:2]
    assert tuple(map(int, low)) <= tuple(map(int, installed)) < tuple(map(int, high)), (
        f"streamlit {version('streamlit')} is installed, and requirements.txt asks for {pin}; test "
        "dashboard/streamlit_internals.py with the installed one, then move the pin."
    )


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that runs tell the browser."""
    told: list[str] = []
    send = QueryParams._send_query_param_msg

    def noted(address: QueryParams) -> None:
        told.append(str(address))
        send(address)

    monkeypatch.setattr(QueryParams, "_send_query_param_msg", noted)
    return told


def run(script: Callable[[], None], **query: str) -> AppTest:
    at = AppTest.from_function(script)
    at.query_params.update(query)
    at.run()
    assert not at.exception, at.exception
    return at


def test_an_address_changes_without_a_word_to_the_browser(messages: list[str]) -> None:
    def script() -> None:
        import streamlit as st

        from dashboard import streamlit_internals

        st.text_input("Name", key="name", bind="query-params")
        streamlit_internals.change_address_silently({"z": "1_2", "name": "Ann"})
        streamlit_internals.remove_from_address_silently(["other", "name"])
        st.session_state["seen"] = dict(st.query_params)
        st.session_state["widgets"] = streamlit_internals.names_of_widgets(["z", "name", "nowhere"])

    at = run(script, other="there")
    assert at.session_state["seen"] == {"z": "1_2", "name": "Ann"}
    assert at.session_state["widgets"] == {"name"}
    assert messages == []


def test_a_run_that_nobody_brought_by_back_is_none_in_history() -> None:
    def script() -> None:
        import streamlit as st

        from dashboard import streamlit_internals

        st.session_state["history"] = streamlit_internals.went_in_history()
        st.session_state["waits"] = streamlit_internals.other_run_waits()

    state = run(script).session_state
    assert (state["history"], state["waits"]) == (False, False)
    assert not streamlit_internals.went_in_history()  # outside of a run
    assert not streamlit_internals.other_run_waits()


@pytest.fixture
def warnings() -> Iterator[list[str]]:
    """What Streamlit's logger of contexts says."""
    heard: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    logger, listener = logging.getLogger(streamlit_internals.CONTEXT_LOGGER), Listener()
    logger.addHandler(listener)
    yield heard
    logger.removeHandler(listener)


def test_a_file_is_put_without_a_session_and_without_a_warning(warnings: list[str]) -> None:
    manager = MediaFileManager(MemoryMediaFileStorage("/media"))
    streamlit_internals.put_file(manager, b"film", "video/mp4", "place", "film.mp4")
    assert warnings == []
    manager.add(b"film", "video/mp4", "another place")
    assert warnings, "Streamlit no longer warns; put_file needs no filter."


@pytest.mark.slow
def test_caches_that_are_defined_before_the_server_runs_cause_no_warning() -> None:
    program = "import dashboard.server.live, dashboard.server.map_files"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    program = "import streamlit as st\n@st.cache_data\ndef f(): pass"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert streamlit_internals.NO_RUNTIME in done.stderr, "Streamlit no longer warns of early caches."
