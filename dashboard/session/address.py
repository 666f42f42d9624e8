"""The URL parameters that a page writes itself, and their entries in the browser's history.

Streamlit writes the parameters of its widgets. When the user opens another page, Streamlit removes the
parameters of the old page, opens the new page, and adds the parameters of the new page. Each of the three
makes an entry in the browser's history, the last two in either order. A URL without parameters may therefore
be an intermediate entry between two pages. A reload starts a new session, which does not know about such
entries and shows the defaults.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import streamlit as st

from dashboard import streamlit_internals
from dashboard.session.parameters import CODE, MODEL
from dashboard.streamlit_internals import went_in_history

_KEY = "pages_seen"


@dataclasses.dataclass
class _Seen:
    """The URLs that a session has seen. Pages are identified by their paths.

    Attributes:
        page: The page shown last.
        texts: The last parameters of each page and model, by name, without the model.
        names: All parameters that each page's URL has ever had.
        put: The parameters that the page itself has set in this run.
        passed: Pages that have parameters, but also a history entry without any.
    """

    page: str
    texts: dict[tuple[str, str | None], dict[str, str]] = dataclasses.field(default_factory=dict)
    names: dict[str, set[str]] = dataclasses.field(default_factory=dict)
    put: set[str] = dataclasses.field(default_factory=set)
    passed: set[str] = dataclasses.field(default_factory=set)


@contextmanager
def follow_page(page: st.Page, default_model: str) -> Iterator[None]:
    """Maintain the URL of ``page`` while the page runs.

    If Back or Forward leads to an intermediate entry between two pages, the page keeps its last state, with
    the model that the URL names.
    """
    here = page.url_path
    seen: _Seen = st.session_state.setdefault(_KEY, _Seen(here))
    before, seen.page = seen.page, here
    by_history = went_in_history()
    by_link = before != here and not by_history
    if by_history:
        _drop_foreign_texts(seen)
        if not _own_texts() and (before != here or here in seen.passed):
            st.session_state[MODEL.name] = st.query_params.get(MODEL.name, default_model)
            st.rerun()
    prepared: set[str] = set()
    if by_link:
        if any(texts for (name, _), texts in seen.texts.items() if name == before):
            seen.passed.add(before)
        prepared = _prepare_texts(seen.texts.get((here, st.session_state.get(MODEL.name)), {}))
    seen.put.clear()
    yield
    streamlit_internals.remove_from_address_silently(prepared - seen.put)
    remember_texts()
    if by_link and _own_texts():
        resend_texts()
        seen.passed.add(here)


def remember_texts() -> None:
    """Remember the parameters of the URL after a run of a page or fragment."""
    if _KEY in st.session_state:
        seen: _Seen = st.session_state[_KEY]
        texts = _own_texts()
        seen.names.setdefault(seen.page, set()).update(texts)
        texts.pop(CODE.name, None)  # written by Explore's browser component
        seen.texts[seen.page, st.session_state.get(MODEL.name)] = texts


def note_browser_text(name: str, text: str) -> None:
    """Note the text of a parameter that the browser itself has set.

    This sends no message: the browser may be opening another page, whose URL the message would change.
    """
    streamlit_internals.change_address_silently({name: text})


def put_texts(texts: Mapping[str, str]) -> None:
    """Set parameters of the URL by name; "" removes a parameter."""
    for name in [name for name, text in texts.items() if not text and name in st.query_params]:
        del st.query_params[name]
    given = {name: text for name, text in texts.items() if text}
    if any(st.query_params.get(name) != text for name, text in given.items()):
        st.query_params.update(given)  # one message, because each message makes a history entry
    if _KEY in st.session_state:
        st.session_state[_KEY].put.update(given)


def resend_texts() -> None:
    """Send the browser the whole URL, even if it has not changed.

    A run assumes the URL that the browser had when it requested the run. A message of an earlier run may
    still be pending at that time, and would override the URL.
    """
    st.query_params.update({})


def _drop_foreign_texts(seen: _Seen) -> None:
    """Remove the parameters that belong only to other pages."""
    others = set().union(*(names for page, names in seen.names.items() if page != seen.page))
    foreign = others.difference(seen.names.get(seen.page, ())).intersection(st.query_params)
    for name in foreign - streamlit_internals.names_of_widgets(foreign):
        del st.query_params[name]


def _prepare_texts(texts: Mapping[str, str]) -> set[str]:
    """Put the widgets' texts into the URL; otherwise each widget would add its own history entry.

    Returns:
        Names of the parameters.
    """
    streamlit_internals.change_address_silently(texts)
    for name in texts:
        if name in st.session_state:
            # A widget that finds its value in the URL assumes that the browser shows this value, and sends
            # the value only if it is set in this run.
            st.session_state[name] = st.session_state[name]
    return set(texts)


def _own_texts() -> dict[str, str]:
    """Return the parameters of the URL except the model."""
    return {name: text for name, text in st.query_params.items() if name != MODEL.name}
