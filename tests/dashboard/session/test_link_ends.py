"""Links that name an end's code or row, and not where the end is from."""

import pytest
from pages import app

from dashboard.session import parameters
from dashboard.session.codes import Code
from dashboard.session.film import End
from runtime import load_vae


@pytest.mark.parametrize("end", parameters.ENDS)
def test_a_code_or_a_row_says_where_its_end_is_from(end: str) -> None:
    code = Code.of("mlp20", load_vae("mlp20").preset(7))
    packed = code.packed(load_vae("mlp20"))
    for name, text, source, meant in (
        ("code", packed, "A code", End("code", code=code)),
        ("row", "512", "From the map", End("map", row=512)),
    ):
        at = app(**{"model": "mlp20", f"{end}_{name}": text, "frames": "5"})
        assert getattr(at.session_state["current_film"], end) == meant
        assert at.query_params[f"{end}_from"] in (source, [source])
        assert at.query_params[f"{end}_{name}"] in (text, [text])
        assert at.query_params["frames"] in ("5", ["5"])
        assert not at.toast
        assert not at.error


@pytest.mark.parametrize("end", parameters.ENDS)
def test_what_the_link_says_of_an_end_holds_and_what_it_overrules_goes(end: str) -> None:
    packed = Code.of("mlp20", load_vae("mlp20").preset(7)).packed(load_vae("mlp20"))
    every = {"number": "9", "style": "Random", "seed": "4", "code": packed, "row": "5"}
    names = {f"{end}_{name}": text for name, text in every.items()}
    for source, meant, stays in (
        ("From the map", End("map", row=5), {"row"}),
        ("A code", None, {"code"}),
        ("Draw", None, set()),
    ):
        at = app(**{"model": "mlp20", f"{end}_from": source, **names})
        assert {name for name in every if f"{end}_{name}" in at.query_params} == stays
        assert at.selectbox(key=f"{end}_from").value == {"A code": "code", "Draw": "draw"}.get(source, "map")
        assert meant is None or getattr(at.session_state["current_film"], end) == meant
        assert not at.toast
        assert not at.error


@pytest.mark.parametrize("end", parameters.ENDS)
def test_of_a_code_and_a_row_the_code_counts_and_that_is_said(end: str) -> None:
    packed = Code.of("mlp20", load_vae("mlp20").preset(7)).packed(load_vae("mlp20"))
    at = app(**{"model": "mlp20", f"{end}_code": packed, f"{end}_row": "5"})
    assert getattr(at.session_state["current_film"], end).source == "code"
    (toast,) = at.toast
    assert toast.value == f"The link sets both {end}_code and {end}_row=5; the page uses the code."
    assert f"{end}_row" not in at.query_params
    assert not at.run().toast


def test_a_number_that_the_link_says_is_meant_beside_a_row() -> None:
    at = app(model="mlp20", end_row="3", end_number="9")  # what is left of end_from=Type it, the default
    assert at.session_state["current_film"].end == End("number", "9")
    assert "end_row" not in at.query_params
    assert not at.toast
    assert not at.error


def test_a_code_of_another_model_is_said_and_the_number_holds() -> None:
    at = app(model="mlp20", start_code="1_2")
    (toast,) = at.toast
    assert (
        "The link sets start_code=1_2, but the value must be a code of 20 numbers within ±20" in toast.value
    )
    assert at.session_state["current_film"].start == End("number", "32")
