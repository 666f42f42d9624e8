"""All URL parameters, in one table that the widgets of the pages and ``session/link.py`` use.

A widget bound to a parameter has the parameter's name as its key in the session.
"""

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Generic, TypeVar

from dashboard.draw.map_view import ViewKind
from dashboard.session import rules
from dashboard.session.route import MAX_PAGE_FRAME_COUNT
from dashboard.session.rules import Rule, RuleOf, always
from runtime import (
    ALIGNMENTS,
    CYCLES,
    EASINGS,
    PATH_KINDS,
    Alignment,
    Cycle,
    Easing,
    PathKind,
    TypedStyle,
)
from runtime.morph.settings import SETTINGS
from runtime.video import Paper

Value = TypeVar("Value")

_SEED, _FRAMES, _HOLD = SETTINGS["seed"], SETTINGS["frames"], SETTINGS["hold"]
_FPS, _HEIGHT, _STAGGER = SETTINGS["fps"], SETTINGS["height"], SETTINGS["stagger"]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Parameter(Generic[Value]):
    """One URL parameter.

    Attributes:
        name: Name in the URL, and key in the session.
        default: Value if the URL does not have the parameter.
        rule: The accepted texts.
        labels: Label of each value of a choice, on the page and in the URL; for a switch, in messages.
        low: Lowest value of a number.
        high: Highest value of a number; 0 if it depends on the model.
        field: The texts that a number field accepts; any other text would break the page.
        page_checks: Whether the page reports invalid texts itself; otherwise ``link`` does.
        model: The model that the parameter refers to; "" for the chosen model.
    """

    name: str
    default: Value
    rule: RuleOf
    _: dataclasses.KW_ONLY
    labels: Mapping[Any, str] = dataclasses.field(default_factory=dict)
    low: int = 0
    high: int = 0
    field: Rule | None = None
    page_checks: bool = False
    model: str = ""


def _choice(name: str, default: Value, labels: Mapping[Value, str]) -> Parameter[Value]:
    return Parameter(name, default, always(rules.one_of(labels.values())), labels=labels)


def _named(texts: Iterable[Value]) -> dict[Value, str]:
    """Return labels identical to the values."""
    return {text: str(text) for text in texts}


def _switch(name: str, default: bool) -> Parameter[bool]:
    return Parameter(name, default, always(rules.SWITCH), labels={True: "on", False: "off"})


def _whole(name: str, default: int, low: int, high: int) -> Parameter[int]:
    rule = always(rules.whole(low, high))
    return Parameter(name, default, rule, low=low, high=high, field=rules.ANY_WHOLE)


def _row(name: str, default: int) -> Parameter[int]:
    return Parameter(name, default, rules.row, field=rules.ANY_WHOLE)


def _text(name: str, rule: RuleOf, *, default: str = "", page_checks: bool = False) -> Parameter[str]:
    return Parameter(name, default, rule, page_checks=page_checks)


# Every page

# Default: the runtime's default model, else the first model.
MODEL: Parameter[str | None] = Parameter("model", None, rules.a_model)

# Morph: its ends

ENDS = ("start", "end")
TYPED_STYLES: Mapping[TypedStyle, str] = {"typical": "Typical", "random": "Random", "hand": "Same hand"}
SOURCES = {
    "number": "Type it",
    "draw": "Draw",
    "picture": "Upload",
    "photo": "Photo",
    "paste": "Paste",
    "map": "From the map",
    "code": "A code",
}


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class EndParameters:
    """The parameters of one end of a film.

    Attributes:
        source: The source, a key of ``SOURCES``.
        number: The typed digits.
        style: Handwriting of typed digits.
        seed: Seed of random digits.
        row: A row of the map.
        code: A latent code.
    """

    source: Parameter[str]
    number: Parameter[str]
    style: Parameter[TypedStyle]
    seed: Parameter[int]
    row: Parameter[int]
    code: Parameter[str]

    @property
    def by_source(self) -> Mapping[str, tuple[Parameter[Any], ...]]:
        """The parameters that apply to one source only, by source."""
        return {"number": (self.number, self.style, self.seed), "code": (self.code,), "map": (self.row,)}

    @property
    def all(self) -> tuple[Parameter[Any], ...]:
        """All parameters of the end."""
        return self.source, self.number, self.style, self.seed, self.row, self.code


def _end(end: str, number: str, row: int) -> EndParameters:
    return EndParameters(
        source=_choice(f"{end}_from", "number", SOURCES),
        number=_text(f"{end}_number", always(rules.NUMBER), default=number, page_checks=True),
        style=_choice(f"{end}_style", "typical", TYPED_STYLES),
        seed=_whole(f"{end}_seed", 0, _SEED.low, _SEED.high),
        row=_row(f"{end}_row", row),
        code=_text(f"{end}_code", rules.code),
    )


_OF_ENDS = {"start": _end("start", "32", 0), "end": _end("end", "41", 1)}


def of_end(end: str) -> EndParameters:
    """Return the parameters of "start" or "end"."""
    return _OF_ENDS[end]


# Morph: its route and its film

WAYPOINTS = _text("via", rules.stops)
STOPS_STYLE: Parameter[TypedStyle] = _choice("via_style", "typical", TYPED_STYLES)
LEG_FRAMES = _text("leg_frames", always(rules.amounts(_FRAMES.low, MAX_PAGE_FRAME_COUNT)))
RESTS = _text("rests", always(rules.amounts(_HOLD.low, MAX_PAGE_FRAME_COUNT)))
HOLD = _whole("hold", _HOLD.default[0], _HOLD.low, MAX_PAGE_FRAME_COUNT)
_AFTER_THE_END = ("Stop", "Go on to the start", "Go back the same way")
CYCLE: Parameter[Cycle] = _choice("cycle", CYCLES[0], dict(zip(CYCLES, _AFTER_THE_END, strict=True)))
FRAME_COUNT = _whole("frames", _FRAMES.default[0], _FRAMES.low, MAX_PAGE_FRAME_COUNT)
FPS = _whole("fps", int(_FPS.default), _FPS.low, _FPS.high)
PATH: Parameter[PathKind] = _choice("path", SETTINGS["path"].default, _named(PATH_KINDS))
EVEN = _switch("even", SETTINGS["even"].default)
TRUE_ENDS = _switch("true_ends", SETTINGS["true-ends"].default)
EASING: Parameter[Easing] = _choice("easing", SETTINGS["easing"].default, _named(EASINGS))
STAGGER = Parameter(
    "stagger", _STAGGER.default, always(rules.SHARE), low=_STAGGER.low, high=_STAGGER.high, field=rules.SHARE
)
ALIGN: Parameter[Alignment] = _choice("align", SETTINGS["align"].default, _named(ALIGNMENTS))
_PAPERS: dict[Paper, str] = {"dark": "White on black", "light": "Black on white"}
COLOURS: Parameter[Paper] = _choice("colours", SETTINGS["paper"].default, _PAPERS)
HEIGHT = _whole("height", _HEIGHT.default, _HEIGHT.low, _HEIGHT.high)
REAL_PIXELS = _switch("pixels", SETTINGS["pixels"].default)

# Explore

CODE = _text("z", rules.code, page_checks=True)

# Latent map

_VIEWS: dict[ViewKind, str] = {"umap": "UMAP", "pca": "PCA", "dimensions": "Two dimensions"}
VIEW: Parameter[ViewKind] = _choice("view", "umap", _VIEWS)  # default with two dimensions: "dimensions"
POINT = _row("point", 0)
MANIFOLD = _switch("manifold", default=False)  # default with two dimensions: on
THROUGH = _switch("through", default=False)
_COORDINATE = r"-?[0-9]{1,4}(?:\.[0-9]{1,6})?"
PLACE = _text(
    "place",
    always(rules.matching(rf"{_COORDINATE}_{_COORDINATE}", "a position such as 1.5_-0.25")),
    page_checks=True,
)
CAMERA = _text(
    "at",
    always(
        rules.matching(
            rf"{_COORDINATE}_{_COORDINATE}_[0-9]{{1,3}}(?:\.[0-9]{{1,6}})?", "a view such as 1.5_-0.25_4"
        )
    ),
    page_checks=True,
)
HIDDEN = _text("hide", always(rules.matching(r"[0-9]{1,9}", "digits to hide, such as 358")), page_checks=True)
SELECTION = _text(
    "area",
    always(rules.matching(r"[0-9]{1,5}(?:_[0-9]{1,5}){5,99}", "the corners of a selection")),
    page_checks=True,
)
_AXES = ("x", "y")


def axis(direction: str, model: str) -> Parameter[int | None]:
    """Return the parameter of the dimension on the "x" or "y" axis of a model's map."""
    return Parameter(f"{direction}_{model}", None, rules.dimension, model=model)


# Compare

# Default: the first of the other models.
COMPARE_WITH: Parameter[str | None] = Parameter("with", None, rules.another_model)
_DIGITS = {"typical": "Typical digit", "row": "From the map", "picture": "Your picture"}
COMPARE_SOURCE = _choice("of", "typical", _DIGITS)
COMPARE_DIGIT = _whole("digit", 7, 0, 9)
COMPARE_ROW = _row("of_row", 0)
COMPARE_END = _whole("into", 8, 0, 9)
COMPARE_PATH: Parameter[PathKind] = _choice("by", PATH_KINDS[0], _named(PATH_KINDS))

BY_PAGE: Mapping[str, tuple[Parameter[Any], ...]] = {
    "": (MODEL,),
    "Morph": (
        *(parameter for end in ENDS for parameter in of_end(end).all),
        *(WAYPOINTS, STOPS_STYLE, LEG_FRAMES, RESTS, HOLD, CYCLE),
        *(FRAME_COUNT, FPS, PATH, EVEN, TRUE_ENDS, EASING, STAGGER, ALIGN, COLOURS, HEIGHT, REAL_PIXELS),
    ),
    "Explore": (CODE,),
    # and two axes per model
    "Latent map": (VIEW, POINT, MANIFOLD, THROUGH, PLACE, CAMERA, HIDDEN, SELECTION),
    "Compare": (COMPARE_WITH, COMPARE_SOURCE, COMPARE_DIGIT, COMPARE_ROW, COMPARE_END, COMPARE_PATH),
}
"""Parameters by page title; "" for all pages."""

_TABLE = {parameter.name: parameter for page in BY_PAGE.values() for parameter in page}


def find(name: str, models: Collection[str]) -> Parameter[Any] | None:
    """Return the parameter with this name; None if there is none."""
    direction, _, model = name.partition("_")
    if direction in _AXES and model in models:
        return axis(direction, model)
    return _TABLE.get(name)
