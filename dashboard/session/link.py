"""What a link may say: checked before any widget takes it; what makes no sense is said and dropped."""

import dataclasses
import itertools
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st

from dashboard import resources
from dashboard.morph import sequence_controls, settings, sources
from dashboard.pages import compare, latent_map
from dashboard.session import code_text, parameters, route
from runtime import ALIGNMENTS, DEFAULT_MODEL, EASINGS, PATH_KINDS, LatentDigitsError, ModelError, MorphError
from runtime.ends.typed import MAX_SEED
from runtime.video import MAX_FPS, MAX_HEIGHT, MIN_FPS, MIN_FRAME_COUNT, MIN_HEIGHT

_DROPPED = "link_dropped"  # those of them that are still to be talked about
_OVERRULED = "link_overruled"  # sentences that are still to be said
MAX_ROW = 9_999_999  # of any table

_NUMBERS = {
    parameters.FRAME_COUNT: (MIN_FRAME_COUNT, parameters.MAX_PAGE_FRAME_COUNT),
    parameters.HOLD: (0, parameters.MAX_PAGE_FRAME_COUNT),
    parameters.FPS: (MIN_FPS, MAX_FPS),
    parameters.HEIGHT: (MIN_HEIGHT, MAX_HEIGHT),
    parameters.COMPARE_DIGIT: (0, 9),
    parameters.COMPARE_END: (0, 9),
    **{parameters.end_key(end, parameters.SEED): (0, MAX_SEED) for end in parameters.ENDS},
}
_ROWS = (
    parameters.POINT,
    parameters.COMPARE_ROW,
    *(parameters.end_key(end, parameters.ROW) for end in parameters.ENDS),
)
_CODES = [parameters.end_key(end, parameters.END_CODE) for end in parameters.ENDS]
_OF_SOURCE = {  # what an end has that is from there
    "number": (parameters.NUMBER, parameters.TYPED_STYLE, parameters.SEED),
    "code": (parameters.END_CODE,),
    "map": (parameters.ROW,),
}
_AMOUNTS = {parameters.LEG_FRAMES: MIN_FRAME_COUNT, parameters.RESTS: 0}  # the least of each
_SWITCHES = (
    parameters.EVEN,
    parameters.TRUE_ENDS,
    parameters.REAL_PIXELS,
    parameters.MANIFOLD,
    parameters.THROUGH,
)
_CHOICES: dict[str, Mapping[Any, str]] = {
    parameters.PATH: {kind: kind for kind in PATH_KINDS},
    parameters.COMPARE_PATH: {kind: kind for kind in PATH_KINDS},
    parameters.COLOURS: settings.COLOURS,
    parameters.CYCLE: sequence_controls.CYCLE_NAMES,
    parameters.EASING: {easing: easing for easing in EASINGS},
    parameters.ALIGN: {alignment: alignment for alignment in ALIGNMENTS},
    parameters.COMPARE_SOURCE: compare.SOURCES,
    parameters.VIEW: latent_map.VIEWS,
    parameters.STOPS_STYLE: sources.TYPED_STYLES,
    **{parameters.end_key(end, parameters.SOURCE): sources.SOURCES for end in parameters.ENDS},
    **{parameters.end_key(end, parameters.TYPED_STYLE): sources.TYPED_STYLES for end in parameters.ENDS},
}


@dataclasses.dataclass(frozen=True, slots=True)
class _Rule:
    """What a parameter must be, in words and as a test of its text, and what the page calls its values."""

    wanted: str
    fits: Callable[[str], bool]
    names: Mapping[Any, str] = dataclasses.field(default_factory=dict)


_SHARE = _Rule(
    "a number from 0 to 1",
    lambda text: re.fullmatch(r"0(\.[0-9]{1,6})?|1(\.0*)?", text, re.ASCII) is not None,
)


def drop_nonsense(models: Collection[str], page: st.Page) -> None:
    """At a session's first run, take out of the address what no widget could hold, and run ``page`` again.

    A widget that is given such a value drops it without a word, or, where it is infinite, fails.
    """
    if parameters.OPENED_WITH in st.session_state:
        return
    said = st.session_state[parameters.OPENED_WITH] = _said()
    model = said.get(parameters.MODEL, "")
    if model not in models:
        model = DEFAULT_MODEL if DEFAULT_MODEL in models else next(iter(models))
    rules = {name: _rule(name, models, model) for name in said}
    dropped = {name: (said[name], rule) for name, rule in rules.items() if rule and not rule.fits(said[name])}
    kept = {name: st.query_params.get_all(name) for name in said if name not in dropped}
    meant = kept | _meant(kept)
    for name in _overruled(meant):
        del meant[name]
    if dropped or meant != kept:
        st.session_state[_DROPPED] = dropped
        st.session_state[_OVERRULED] = _contradictions(kept, said)
        st.switch_page(page, query_params=meant)  # what a widget takes is fixed when a run begins


def _meant(said: Collection[str]) -> dict[str, list[str]]:
    """What is meant by a link with a code or a row of an end that does not say where the end is from.

    One that says a number, too, means the number: "Type it" is the default, which no address keeps. Of a code
    and a row the code is meant.
    """
    meant: dict[str, list[str]] = {}
    for end in parameters.ENDS:
        if {parameters.end_key(end, name) for name in (parameters.SOURCE, parameters.NUMBER)} & set(said):
            continue
        source = next((each for each in ("code", "map") if _says(said, end, each)), None)
        if source:
            meant[parameters.end_key(end, parameters.SOURCE)] = [sources.SOURCES[source]]
    return meant


def _overruled(said: Mapping[str, list[str]]) -> list[str]:
    """What a link says of ends that are from elsewhere."""
    names = []
    for end in parameters.ENDS:
        (here,) = said.get(parameters.end_key(end, parameters.SOURCE), [sources.SOURCES["number"]])
        for source in _OF_SOURCE:
            if sources.SOURCES[source] != here:
                names += _says(said, end, source)
    return names


def _contradictions(said: Collection[str], texts: Mapping[str, str]) -> list[str]:
    """A sentence for each end with a code and a row, of which nothing says which is meant."""
    meant = _meant(said)
    return [
        f"The address says {_shown(row, texts[row])} beside {code}: the code is used."
        for end in parameters.ENDS
        if parameters.end_key(end, parameters.SOURCE) in meant
        for code, row in itertools.product(_says(said, end, "code"), _says(said, end, "map"))
    ]


def _says(said: Collection[str], end: str, source: str) -> list[str]:
    """The names in a link of what an end has that is from there."""
    return [name for name in (parameters.end_key(end, each) for each in _OF_SOURCE[source]) if name in said]


def refuse_numbers() -> None:
    """Refuse a number that no field can hold, in an address that the browser's way back has brought.

    By then the address belongs to the widgets, and nothing can be taken out of it.

    Raises:
        LatentDigitsError: There is one.
    """
    for name, text in _said().items():
        numbers = name in _NUMBERS or name in _ROWS
        if (numbers and not _whole(0, MAX_ROW).fits(text)) or (
            name == parameters.STAGGER and not _SHARE.fits(text)
        ):
            raise LatentDigitsError(
                f"the address says {_shown(name, text)}, which is no number; reload the page"
            )


def _said() -> dict[str, str]:
    return {name: " & ".join(st.query_params.get_all(name)) for name in st.query_params}


def _shown(name: str, text: str) -> str:
    """A parameter as a sentence may quote it: short, and without any mark-up."""
    plain = re.sub(r"[^\w .,&=-]", "?", text or "nothing")
    return f"{name}={plain[:20]}"


def say_dropped() -> None:
    """Say what was taken out of the address, and what the page uses instead."""
    for name, (text, rule) in st.session_state.pop(_DROPPED, {}).items():
        instead = "it is left out"
        if name in st.session_state:
            value = st.session_state[name]
            instead = f"{rule.names.get(value, value)} is used instead"
        st.toast(
            f"The address says {_shown(name, text)}, which is not {rule.wanted}: {instead}.",
            icon=":material/link_off:",
            duration="long",
        )
    for sentence in st.session_state.pop(_OVERRULED, []):
        st.toast(sentence, icon=":material/link_off:", duration="long")


def _rule(name: str, models: Collection[str], model: str) -> _Rule | None:
    """The rule of a parameter, None where it has none here, when ``model`` is the one that is chosen."""
    if name == parameters.MODEL:
        return _one_of({each: each for each in models})
    if name == parameters.COMPARE_WITH:
        return _one_of({each: each for each in models if each != model})
    if name in _CHOICES:
        return _one_of(_CHOICES[name])
    if name in _SWITCHES:
        return _Rule(
            "true or false", lambda text: text.lower() in ("true", "false"), {True: "on", False: "off"}
        )
    if name == parameters.STAGGER:
        return _SHARE
    if name in _NUMBERS:
        return _whole(*_NUMBERS[name])
    if name == parameters.WAYPOINTS:
        return _stops(model)
    if name in _CODES:
        return _code(model)
    if name in _AMOUNTS:
        return _amounts(_AMOUNTS[name])
    key, _, owner = name.partition("_")
    if key in (parameters.ACROSS, parameters.UP) and owner in models:
        return _dimension(owner)
    return _whole(0, _row_count(model) - 1) if name in _ROWS else None


def _one_of(names: Mapping[str, str]) -> _Rule:
    return _Rule(f"one of {', '.join(names.values())}", lambda text: text in names.values(), dict(names))


def _whole(low: int, high: int) -> _Rule:
    def fits(text: str) -> bool:
        return bool(re.fullmatch(r"[0-9]{1,7}(\.0*)?", text, re.ASCII)) and low <= float(text) <= high

    return _Rule(f"a whole number from {low:,} to {high:,}", fits)


def _stops(model: str) -> _Rule:
    row_count, code = _row_count(model), _code(model)

    def fits(text: str) -> bool:
        try:
            rows, codes = route.rows_of(text), map(route.packed_code, route.codes_of(text))
        except MorphError:
            return False
        return all(row < row_count for row in rows) and all(map(code.fits, codes))

    return _Rule(f"a list of stops such as 5_row512 or 1_..._8, in which z= begins {code.wanted}", fits)


def _code(model: str) -> _Rule:
    try:
        latent_dim = resources.vae(model).latent_dim
    except ModelError:
        latent_dim = 0  # the page says what is wrong with it
    return _Rule(
        f"a code of {latent_dim} numbers within ±{code_text.MAX_CODE:g}",
        lambda text: code_text.unpack_code(text, latent_dim) is not None,
    )


def _amounts(least: int) -> _Rule:
    most = parameters.MAX_PAGE_FRAME_COUNT

    def fits(text: str) -> bool:
        try:
            return all(least <= frames <= most for frames in route.amounts_of(text).values())
        except MorphError:
            return False

    return _Rule(f"frames from {least} to {most:,} by number, such as 2-30_4-15", fits)


def _dimension(model: str) -> _Rule:
    try:
        names = [str(number) for number in range(resources.vae(model).latent_dim)]
    except ModelError:
        names = ["0"]  # the page says what is wrong with it
    return _Rule(f"a dimension of {model}, 0 to {names[-1]}", lambda text: text in names)


def _row_count(model: str) -> int:
    try:
        return len(resources.vae(model).latents)
    except ModelError:
        return 1  # the page says what is wrong with it
