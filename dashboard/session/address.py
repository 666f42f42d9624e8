"""The address of a page: the parameters that the page itself writes, and the browser's history of them.

Streamlit writes the parameters of its widgets. When a link leads to another page, Streamlit removes the
parameters of the old page, opens the new page, and adds that page's parameters. Each of the three is a step
of the browser's history; the last two come in either order. An address without parameters may therefore be
a step between two pages. A reload starts a session that has seen no such step, and shows the defaults.
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
    """What a session has seen of the addresses of its pages, which are named by their paths.

    Attributes:
        page: The page that was shown last.
        texts: For each page and model, the texts that the address had last, by parameter, without the model.
        names: For each page, every parameter that its address has ever had.
        put: The parameters to which the page itself has given a text in this run.
        passed: Pages with an address in the history that has no parameters, although the page had some.
    """

    page: str
    texts: dict[tuple[str, str | None], dict[str, str]] = dataclasses.field(default_factory=dict)
    names: dict[str, set[str]] = dataclasses.field(default_factory=dict)
    put: set[str] = dataclasses.field(default_factory=set)
    passed: set[str] = dataclasses.field(default_factory=set)


@contextmanager
def follow_page(page: st.Page, default_model: str) -> Iterator[None]:
    """Keep the address of ``page`` while the page runs.

    Where Back or Forward has brought an address between two pages, the page shows what it showed last, with
    the model that the address names.
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
    """Remember what the address says, after a run of a page or of a fragment."""
    if _KEY in st.session_state:
        seen: _Seen = st.session_state[_KEY]
        texts = _own_texts()
        seen.names.setdefault(seen.page, set()).update(texts)
        texts.pop(CODE.name, None)  # Explore's browser part writes it
        seen.texts[seen.page, st.session_state.get(MODEL.name)] = texts


def note_browser_text(name: str, text: str) -> None:
    """Note the text that the browser itself has given a parameter.

    The browser gets no message: it may be on its way to another page, whose address the message would change.
    """
    streamlit_internals.change_address_silently({name: text})


def put_texts(texts: Mapping[str, str]) -> None:
    """Give parameters their texts by name; "" removes a parameter from the address."""
    for name in [name for name, text in texts.items() if not text and name in st.query_params]:
        del st.query_params[name]
    given = {name: text for name, text in texts.items() if text}
    if any(st.query_params.get(name) != text for name, text in given.items()):
        st.query_params.update(given)  # in one message: each message is a step of the browser's history
    if _KEY in st.session_state:
        st.session_state[_KEY].put.update(given)


def resend_texts() -> None:
    """Send the browser the whole address, even where it has not changed.

    A run takes the address to be what the browser had when it asked for the run. A message of an earlier run
    may still be on its way then, and would win.
    """
    st.query_params.update({})


def _drop_foreign_texts(seen: _Seen) -> None:
    """Remove the parameters that only other pages have ever had."""
    others = set().union(*(names for page, names in seen.names.items() if page != seen.page))
    foreign = others.difference(seen.names.get(seen.page, ())).intersection(st.query_params)
    for name in foreign - streamlit_internals.names_of_widgets(foreign):
        del st.query_params[name]


def _prepare_texts(texts: Mapping[str, str]) -> set[str]:
    """Put the widgets' texts into the address, which each widget would put there in a step of history.

    Returns:
        The names of the parameters.
    """
    streamlit_internals.change_address_silently(texts)
    for name in texts:
        if name in st.session_state:
            # A widget that finds its value in the address takes the browser to show that value, and does not
            # send it, unless the value is set in this run.
            st.session_state[name] = st.session_state[name]
    return set(texts)


def _own_texts() -> dict[str, str]:
    """What the address says beside the model."""
    return {name: text for name, text in st.query_params.items() if name != MODEL.name}
