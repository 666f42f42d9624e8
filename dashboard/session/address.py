"""The address of a page: what a page writes there itself, beside what Streamlit writes for its widgets.

The browser's way back meets addresses that nobody has seen. Where a link leads from page to page, Streamlit
takes all that is a page's own out of the address, turns to the other page, and says what is that one's own.
Each is a step of the history, the last two in either order. So an address with nothing of its page's own may
be one between two pages. A reload begins a session that has seen none of this: there it shows the defaults.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import streamlit as st

from dashboard import streamlit_internals
from dashboard.session import parameters
from dashboard.streamlit_internals import went_in_history

_KEY = "pages_seen"


@dataclasses.dataclass
class _Seen:
    """What a session has seen of the addresses of its pages, each by its name.

    Attributes:
        page: The last.
        said: By page and model, the texts that the address had last, without the model.
        names: What each page has ever said.
        put: The names that the page itself has given a text in this run.
        passed: Pages with an address in the history that says nothing, where the page had something to say.
    """

    page: str
    said: dict[tuple[str, str | None], dict[str, str]] = dataclasses.field(default_factory=dict)
    names: dict[str, set[str]] = dataclasses.field(default_factory=dict)
    put: set[str] = dataclasses.field(default_factory=set)
    passed: set[str] = dataclasses.field(default_factory=set)


@contextmanager
def on(page: st.Page, default_model: str) -> Iterator[None]:
    """Around all that a page does: take an address between two pages for a link to this one.

    So the page shows what it has kept, of the model that the address names.
    """
    here = page.url_path
    seen: _Seen = st.session_state.setdefault(_KEY, _Seen(here))
    before, seen.page = seen.page, here
    by_history = went_in_history()
    by_link = before != here and not by_history
    if by_history:
        _drop_others(seen)
        if not _own() and (before != here or here in seen.passed):
            st.session_state[parameters.MODEL] = st.query_params.get(parameters.MODEL, default_model)
            st.rerun()
    foresaid: set[str] = set()
    if by_link:
        if any(texts for (name, _), texts in seen.said.items() if name == before):
            seen.passed.add(before)
        foresaid = _foresay(seen.said.get((here, st.session_state.get(parameters.MODEL)), {}))
    seen.put.clear()
    yield
    streamlit_internals.remove_from_address_silently(foresaid - seen.put)
    remember()
    if by_link and _own():
        say_again()
        seen.passed.add(here)


def remember() -> None:
    """When a page has run, or the part of it that runs alone: keep what its address says."""
    if _KEY in st.session_state:
        seen: _Seen = st.session_state[_KEY]
        said = _own()
        seen.names.setdefault(seen.page, set()).update(said)
        said.pop(parameters.CODE, None)  # Explore's browser part says it itself
        seen.said[seen.page, st.session_state.get(parameters.MODEL)] = said


def note_browser_text(name: str, text: str) -> None:
    """Take note of the text that the browser itself has given a parameter.

    The browser gets no message: it may be on its way to another page, whose address the message would change.
    """
    streamlit_internals.change_address_silently({name: text})


def _drop_others(seen: _Seen) -> None:
    """Take out of the address what other pages alone have ever said."""
    others = set().union(*(names for page, names in seen.names.items() if page != seen.page))
    foreign = others.difference(seen.names.get(seen.page, ())).intersection(st.query_params)
    for name in foreign - streamlit_internals.names_of_widgets(foreign):
        del st.query_params[name]


def _foresay(texts: Mapping[str, str]) -> set[str]:
    """Let the page's widgets find said what each would tell the browser in a step of history; the names."""
    streamlit_internals.change_address_silently(texts)
    for name in texts:
        if name in st.session_state:
            # A widget whose value is in the address already takes it for one that the browser shows, too, and
            # does not send it, unless it is set in this run.
            st.session_state[name] = st.session_state[name]
    return set(texts)


def _own() -> dict[str, str]:
    """What the address says beside the model."""
    return {name: text for name, text in st.query_params.items() if name != parameters.MODEL}


def put(texts: Mapping[str, str]) -> None:
    """Make the address say each text by its name; "" takes the name out."""
    for name in [name for name, text in texts.items() if not text and name in st.query_params]:
        del st.query_params[name]
    said = {name: text for name, text in texts.items() if text}
    if any(st.query_params.get(name) != text for name, text in said.items()):
        st.query_params.update(said)  # at once: each message to the browser is a step of its history
    if _KEY in st.session_state:
        st.session_state[_KEY].put.update(said)


def say_again() -> None:
    """Tell the browser all of the address, also what it should know.

    A run takes the address to be what the browser had when it asked. What an earlier run has said since may
    still be on its way then, and would stay.
    """
    st.query_params.update({})
