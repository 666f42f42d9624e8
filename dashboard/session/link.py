"""What a link may say, checked before any widget reads it. The page reports nonsense, and drops it."""

import dataclasses
import itertools
import re
from collections.abc import Collection, Mapping
from typing import Any

import streamlit as st

from dashboard.session import parameters
from dashboard.session.rules import Models
from runtime import DEFAULT_MODEL, LatentDigitsError

_OPENED_WITH = "opened_with"  # the names and texts of the link that opened the session
_DROPPED = "link_dropped"  # by name, until they are reported
_OVERRULED = "link_overruled"  # sentences, until they are shown


@dataclasses.dataclass(frozen=True, slots=True)
class _Dropped:
    """A text that was taken out of the address, what it should be, and what the values are called."""

    text: str
    wanted: str
    labels: Mapping[Any, str]


def opened_with(name: str) -> str:
    """What the link that opened the page said of a parameter; "" where it said nothing."""
    opened: dict[str, str] = st.session_state.get(_OPENED_WITH, {})
    return opened.get(name, "")


def drop_nonsense(models: Collection[str], page: st.Page) -> None:
    """At a session's first run, remove from the address what no widget could hold, and run ``page`` again.

    A widget would drop such a value silently, or fail where the value is infinite.
    """
    if _OPENED_WITH in st.session_state:
        return
    said = st.session_state[_OPENED_WITH] = _said()
    model = said.get(parameters.MODEL.name, "")
    if model not in models:
        model = DEFAULT_MODEL if DEFAULT_MODEL in models else next(iter(models))
    dropped = {name: drop for name, text in said.items() if (drop := _drop(name, text, models, model))}
    kept = {name: st.query_params.get_all(name) for name in said if name not in dropped}
    meant = kept | _meant(kept)
    for name in _overruled(meant):
        del meant[name]
    if dropped or meant != kept:
        st.session_state[_DROPPED] = dropped
        st.session_state[_OVERRULED] = _contradictions(kept, said)
        st.switch_page(page, query_params=meant)  # what a widget takes is fixed when a run begins


def _drop(name: str, text: str, models: Collection[str], model: str) -> _Dropped | None:
    """What to report of a parameter; None where its text fits, or where its page checks it."""
    parameter = parameters.find(name, models)
    if parameter is None or parameter.page_checks:
        return None
    rule = parameter.rule(Models(models, parameter.model or model))
    return None if rule.fits(text) else _Dropped(text, rule.wanted, parameter.labels)


def _meant(said: Collection[str]) -> dict[str, list[str]]:
    """The sources of the ends for which a link has a code or a row and does not name the source.

    A link that also has a number means the number: "Type it" is the default, which no address holds. A code
    wins over a row.
    """
    meant: dict[str, list[str]] = {}
    for end in map(parameters.of_end, parameters.ENDS):
        if {end.source.name, end.number.name} & set(said):
            continue
        source = next((each for each in ("code", "map") if _says(said, end, each)), None)
        if source:
            meant[end.source.name] = [end.source.labels[source]]
    return meant


def _overruled(said: Mapping[str, list[str]]) -> list[str]:
    """The names of parameters that belong to another source than the end has."""
    names = []
    for end in map(parameters.of_end, parameters.ENDS):
        (here,) = said.get(end.source.name, [end.source.labels[end.source.default]])
        for source in end.by_source:
            if end.source.labels[source] != here:
                names += _says(said, end, source)
    return names


def _contradictions(said: Collection[str], texts: Mapping[str, str]) -> list[str]:
    """A sentence for each end that has a code and a row, where the link does not name the source."""
    meant = _meant(said)
    return [
        f"The address says {_shown(row, texts[row])} beside {code}: the code is used."
        for end in map(parameters.of_end, parameters.ENDS)
        if end.source.name in meant
        for code, row in itertools.product(_says(said, end, "code"), _says(said, end, "map"))
    ]


def _says(said: Collection[str], end: parameters.EndParameters, source: str) -> list[str]:
    """The names in a link of the parameters of an end that belong to a source."""
    return [parameter.name for parameter in end.by_source[source] if parameter.name in said]


def refuse_numbers() -> None:
    """Refuse a number that no field can hold, in an address that the Back button has brought.

    By then the address belongs to the widgets, and no parameter can be removed from it.

    Raises:
        LatentDigitsError: The address has such a number.
    """
    for name, text in _said().items():
        parameter = parameters.find(name, models=())
        if parameter and parameter.field and not parameter.field.fits(text):
            raise LatentDigitsError(
                f"the address says {_shown(name, text)}, which is no number; reload the page"
            )


def _said() -> dict[str, str]:
    return {name: " & ".join(st.query_params.get_all(name)) for name in st.query_params}


def _shown(name: str, text: str) -> str:
    """A parameter as a sentence may quote it: short, and without markup."""
    plain = re.sub(r"[^\w .,&=-]", "?", text or "nothing")
    return f"{name}={plain[:20]}"


def say_dropped() -> None:
    """Report what was removed from the address, and what the page uses instead."""
    dropped: dict[str, _Dropped] = st.session_state.pop(_DROPPED, {})
    for name, drop in dropped.items():
        instead = "it is left out"
        if name in st.session_state:
            value = st.session_state[name]
            instead = f"{drop.labels.get(value, value)} is used instead"
        st.toast(
            f"The address says {_shown(name, drop.text)}, which is not {drop.wanted}: {instead}.",
            icon=":material/link_off:",
            duration="long",
        )
    for sentence in st.session_state.pop(_OVERRULED, []):
        st.toast(sentence, icon=":material/link_off:", duration="long")
