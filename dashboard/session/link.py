"""Checks a link before any widget reads it. The page reports and ignores invalid parameters."""

import dataclasses
import itertools
import re
from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st

from dashboard.session import parameters
from dashboard.session.rules import Models
from runtime import DEFAULT_MODEL, LatentDigitsError

_OPENED_WITH = "opened_with"  # parameters of the link that opened the session
_DROPPED = "link_dropped"  # by name, until they are reported
_OVERRULED = "link_overruled"  # messages, until they are shown


@dataclasses.dataclass(frozen=True, slots=True)
class _Dropped:
    """A parameter removed from the URL: its text, the accepted values, and labels of values."""

    text: str
    wanted: str
    labels: Mapping[Any, str]


def opened_with(name: str) -> str:
    """Return a parameter's text in the link that opened the session; "" if the link did not have it."""
    opened: dict[str, str] = st.session_state.get(_OPENED_WITH, {})
    return opened.get(name, "")


def drop_nonsense(models: Collection[str], page: st.Page) -> None:
    """In a session's first run, remove invalid parameters from the URL and rerun ``page``.

    A widget would ignore an invalid value silently, or fail on an infinite one.
    """
    if _OPENED_WITH in st.session_state:
        return
    query = st.session_state[_OPENED_WITH] = _query()
    model = query.get(parameters.MODEL.name, "")
    if model not in models:
        model = DEFAULT_MODEL if DEFAULT_MODEL in models else next(iter(models))
    dropped = {name: drop for name, text in query.items() if (drop := _drop(name, text, models, model))}
    valid = {name: st.query_params.get_all(name) for name in query if name not in dropped}
    meant = valid | _implied(valid)
    for name in _overruled(meant):
        del meant[name]
    if dropped or meant != valid:
        st.session_state[_DROPPED] = dropped
        st.session_state[_OVERRULED] = _contradictions(valid, query)
        st.switch_page(page, query_params=meant)  # a run fixes its widgets' parameters when it begins


def _drop(name: str, text: str, models: Collection[str], model: str) -> _Dropped | None:
    """Return what to report about a parameter; None if its text is valid, or if its page checks it."""
    parameter = parameters.find(name, models)
    if parameter is None or parameter.page_checks:
        return None
    rule = parameter.rule(Models(models, parameter.model or model))
    return None if rule.fits(text) else _Dropped(text, rule.wanted, parameter.labels)


def _implied(query: Collection[str]) -> dict[str, list[str]]:
    """Return the sources of ends for which a link has a code or a row but no source.

    A link that also has a number means the number, because links omit "Type it", the default source. A code
    has priority over a row.
    """
    implied: dict[str, list[str]] = {}
    for end in map(parameters.of_end, parameters.ENDS):
        if {end.source.name, end.number.name} & set(query):
            continue
        source = next((each for each in ("code", "map") if _names(query, end, each)), None)
        if source:
            implied[end.source.name] = [end.source.labels[source]]
    return implied


def _overruled(query: Mapping[str, list[str]]) -> list[str]:
    """Return the names of parameters that belong to another source than the end's."""
    names = []
    for end in map(parameters.of_end, parameters.ENDS):
        (here,) = query.get(end.source.name, [end.source.labels[end.source.default]])
        for source in end.by_source:
            if end.source.labels[source] != here:
                names += _names(query, end, source)
    return names


def _contradictions(query: Collection[str], texts: Mapping[str, str]) -> list[str]:
    """Return a message for each end for which the link has a code and a row but no source."""
    implied = _implied(query)
    return [
        f"The link sets both {code} and {_quoted(row, texts[row])}; the page uses the code."
        for end in map(parameters.of_end, parameters.ENDS)
        if end.source.name in implied
        for code, row in itertools.product(_names(query, end, "code"), _names(query, end, "map"))
    ]


def _names(query: Collection[str], end: parameters.EndParameters, source: str) -> list[str]:
    """Return the names of a link's parameters that belong to one source of an end."""
    return [parameter.name for parameter in end.by_source[source] if parameter.name in query]


def refuse_numbers() -> None:
    """Reject numbers that a field cannot hold, in a URL that the Back button has restored.

    By then the parameters belong to the widgets, so they cannot be removed from the URL.

    Raises:
        LatentDigitsError: The URL has such a number.
    """
    for name, text in _query().items():
        parameter = parameters.find(name, models=())
        if parameter and parameter.field and not parameter.field.fits(text):
            raise LatentDigitsError(
                f"the link sets {_quoted(name, text)}, but the value must be a number; reload the page"
            )


def _query() -> dict[str, str]:
    return {name: " & ".join(st.query_params.get_all(name)) for name in st.query_params}


def _quoted(name: str, text: str) -> str:
    """Quote a parameter in a message, shortened and without markup."""
    plain = re.sub(r"[^\w .,&=-]", "?", text or "nothing")
    return f"{name}={plain[:20]}"


def say_dropped() -> None:
    """Report the parameters removed from the URL, and what the page uses instead."""
    dropped: dict[str, _Dropped] = st.session_state.pop(_DROPPED, {})
    for name, drop in dropped.items():
        instead = "the page ignores it"
        if name in st.session_state:
            value = st.session_state[name]
            instead = f"the page uses {drop.labels.get(value, value)}"
        st.toast(
            f"The link sets {_quoted(name, drop.text)}, but the value must be {drop.wanted}; {instead}.",
            icon=":material/link_off:",
            duration="long",
        )
    for sentence in st.session_state.pop(_OVERRULED, []):
        st.toast(sentence, icon=":material/link_off:", duration="long")
