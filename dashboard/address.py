"""The address of a page: what a page writes there itself, beside what Streamlit writes for its widgets.

The browser's way back meets addresses that nobody has seen. Where a link leads from page to page, Streamlit
first takes all that is a page's own out of the address, then turns to the other page, whose own follows later:
each of the three is a step of the history. A bare address between two pages so says nothing of either.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import state

_KEY = "pages_seen"


@dataclasses.dataclass
class _Seen:
    """Names of pages: the last, and those that a link has reached with something to say in the address."""

    last: str
    reached: set[str] = dataclasses.field(default_factory=set)


@contextmanager
def on(page: st.Page, default_model: str) -> Iterator[None]:
    """Around all that a page does: take a bare address between two pages for a link to this one.

    So the page shows what it has kept, of the model that the address names.
    """
    here = page.url_path
    seen: _Seen = st.session_state.setdefault(_KEY, _Seen(here))
    came, seen.last = seen.last != here, here
    if went_in_history() and _is_bare() and (came or here in seen.reached):
        st.session_state[state.MODEL] = st.query_params.get(state.MODEL, default_model)
        st.rerun()
    yield
    if came and not went_in_history() and not _is_bare():
        seen.reached.add(here)


def _is_bare() -> bool:
    return not set(st.query_params) - {state.MODEL}


def put(texts: Mapping[str, str]) -> None:
    """Make the address say each text by its name; "" takes the name out."""
    for name, text in texts.items():
        if text:
            st.query_params[name] = text
        elif name in st.query_params:
            del st.query_params[name]


def say_again() -> None:
    """Tell the browser all of the address, also what it should know.

    A run takes the address to be what the browser had when it asked. What an earlier run has said since may
    still be on its way then, and would stay.
    """
    st.query_params.update({})


def went_in_history() -> bool:
    """Whether the browser's way back or forward has brought the address.

    At any other run the session knows better than the address, which may be behind it or another page's.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
