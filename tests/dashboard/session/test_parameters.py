"""The table of parameters agrees with the widgets of the pages."""

from typing import Any

import pytest
from pages import app, page
from streamlit.runtime.state.query_params import QueryParams

from dashboard.session import parameters
from dashboard.session.parameters import Parameter
from dashboard.session.rules import Models
from runtime import DEFAULT_MODEL, list_models

TITLES = {"morph": "Morph", "explore": "Explore", "latent_map": "Latent map", "compare": "Compare"}
MAP, ROW = "From the map", "of_row"
# Addresses that together show every control that is bound to the address
STATES: list[tuple[str, dict[str, str]]] = [
    ("morph", {}),
    ("morph", {"start_style": "Random", "end_style": "Random"}),
    ("morph", {"start_from": MAP, "end_from": MAP}),
    ("morph", {"start_from": "Draw"}),
    ("explore", {}),
    ("latent_map", {}),
    ("latent_map", {"view": "Two dimensions"}),
    ("compare", {}),
    ("compare", {"of": MAP}),
]
# What the pages write into the address themselves, without a widget of that name
WRITTEN = (
    *("start_code", "end_code", "via", "leg_frames", "rests"),
    "z",
    *("place", "at", "hide", "area"),
)
TABLE = [parameter for page in parameters.BY_PAGE.values() for parameter in page]


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of the widgets that a page binds to the address."""
    names: set[str] = set()
    bind = QueryParams.bind_widget

    def noted(address: QueryParams, param_key: str, *more: Any, **named: Any) -> None:
        names.add(param_key)
        bind(address, param_key, *more, **named)

    monkeypatch.setattr(QueryParams, "bind_widget", noted)
    return names


@pytest.mark.parametrize(("name", "query"), STATES)
def test_every_bound_widget_is_in_the_table_and_shows_its_default(
    bound: set[str], name: str, query: dict[str, str]
) -> None:
    at = page(name, **query)
    own = {parameter.name for parameter in parameters.BY_PAGE[TITLES[name]]}
    for key in bound:
        found = parameters.find(key, list_models())
        assert found is not None, f"{key} is in no table"
        assert key in own or found.model, f"{key} belongs to another page"
        if key not in query and found.default is not None:
            assert at.session_state[key] == found.default, key


def test_every_parameter_has_a_widget_or_is_written_by_its_page(bound: set[str]) -> None:
    app()
    for name, query in STATES:
        page(name, **query)
    assert {parameter.name for parameter in TABLE} == {
        *(name for name in bound if not name.startswith(("x_", "y_"))),
        *WRITTEN,
    }


def test_the_model_of_a_bare_address_is_the_runtimes_default(bound: set[str]) -> None:
    assert app().session_state[parameters.MODEL.name] == DEFAULT_MODEL
    assert parameters.MODEL.name in bound


@pytest.mark.parametrize("parameter", TABLE, ids=[parameter.name for parameter in TABLE])
def test_a_default_fits_its_own_rule(parameter: Parameter[Any]) -> None:
    if parameter.default in (None, ""):
        return
    texts = parameter.labels if not isinstance(parameter.default, bool) else {}
    text = texts.get(parameter.default, str(parameter.default))
    rule = parameter.rule(Models(list_models(), DEFAULT_MODEL))
    assert rule.fits(text), f"{text} is not {rule.wanted}"
    assert parameter.field is None or parameter.field.fits(text)


def test_a_name_is_that_of_one_parameter() -> None:
    assert len({parameter.name for parameter in TABLE}) == len(TABLE)
    assert parameters.find("nowhere", list_models()) is None
    assert parameters.find("x_nowhere", list_models()) is None


@pytest.mark.parametrize("end", parameters.ENDS)
def test_each_end_has_parameters_of_its_own(end: str) -> None:
    own = parameters.of_end(end)
    assert all(parameter.name.startswith(f"{end}_") for parameter in own.all)
    assert set(own.by_source) <= set(own.source.labels)
    assert {it.name for group in own.by_source.values() for it in group} == {
        it.name for it in own.all if it is not own.source
    }
