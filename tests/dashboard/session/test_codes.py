"""Codes as ends of a morph: what a text may say, what another model makes of one, and the link to it."""

import json

import code_texts
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from pages import app, has_film, run, start_codes
from streamlit.testing.v1 import AppTest

from dashboard.session import code_text
from dashboard.session.codes import Code, read_code
from runtime import MorphError, Vae, load_vae


@pytest.fixture(scope="module")
def vae() -> Vae:
    return load_vae("res16")


@pytest.fixture(scope="module")
def z(vae: Vae) -> np.ndarray:
    """A code that no model has ready, as a link keeps it."""
    return code_text.rounded(0.5 * (vae.preset(4) + vae.preset(9)))


def field(at: AppTest) -> str:
    return str(at.text_input(key="start_code_text").value)


def said(at: AppTest, name: str) -> str:
    """A parameter of the address."""
    value = at.query_params[name]
    return value if isinstance(value, str) else value[0]


def texts(model: str, values: list[float]) -> list[str]:
    commas = [str(value).replace(".", ",") for value in values]
    return [
        json.dumps({"model": model, "z": values}),
        json.dumps([values]),
        f'z = [{", ".join(map(str, values))}]\nimage = load_vae("{model}").decode(z)[0]',
        f"http://here/explore?model={model}&z={code_text.pack_code(values)}",
        code_text.pack_code(values),
        " ".join(map(str, values)).replace("-", "−"),
        "; ".join(commas),
        "\t".join(commas),
    ]


def test_every_text_that_explore_takes_is_read(vae: Vae, z: np.ndarray) -> None:
    for text in texts(vae.name, [round(float(value), 2) for value in z]):
        np.testing.assert_array_equal(read_code(vae, text).z(vae), z)


@pytest.mark.parametrize("text", code_texts.TAKEN)
def test_a_text_is_read_as_explore_reads_it(text: str) -> None:
    z = read_code(code_texts.VAE, text).z(code_texts.VAE)
    np.testing.assert_array_equal(z, np.array(code_texts.TAKEN[text], np.float32))


@pytest.mark.parametrize("text", code_texts.REFUSED)
def test_a_text_is_refused_as_explore_refuses_it(text: str) -> None:
    with pytest.raises(MorphError) as error:
        read_code(code_texts.VAE, text)
    assert str(error.value) == code_texts.REFUSED[text]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[1, 2, 3]", "has 16 numbers; this text has 3."),
        ("<script>alert(1)</script>", "this text has 1."),
        (json.dumps([0] * 15 + [1e9]), "Number 16 of the code is 1000000000; enter numbers from −20 to 20"),
        (json.dumps([0] * 15 + [True]), "Number 16 of the code is true"),
        (json.dumps([0] * 15 + [10**400]), "Number 16 of the code is Infinity"),
        (", ".join(["NaN"] * 16), "Number 1 of the code is 'NaN'"),
        (", ".join(["1.2.3"] * 16), "Number 1 of the code is '1.2.3'"),
        (",".join(["0,5"] * 16), "this text has 32. If you use decimal commas, separate"),
        (json.dumps({"model": "mlp20", "z": [0] * 20}), "'mlp20'; choose that model or use a code for res16"),
        ('{"z": 5}', "A code of res16 has 16 numbers"),
        ("[" * 5000, "A code of res16 has 16 numbers"),
    ],
)
def test_what_is_no_code_is_one_sentence(vae: Vae, text: str, sentence: str) -> None:
    with pytest.raises(MorphError) as error:
        read_code(vae, text)
    assert sentence in str(error.value)


@given(some.text(max_size=60) | some.lists(some.floats(), min_size=16, max_size=16).map(str))
def test_any_text_is_a_code_or_one_sentence(text: str) -> None:
    vae = load_vae("res16")
    try:
        code = read_code(vae, text)
    except MorphError:
        return
    assert len(code.values) == vae.latent_dim
    assert max(map(abs, code.values)) <= code_text.MAX_LINK_CODE


def test_another_model_draws_the_same_digit(vae: Vae, z: np.ndarray) -> None:
    code, other = Code.of(vae.name, z), load_vae("mlp20")
    there = code.z(other)
    assert there.shape == (20,)
    np.testing.assert_array_equal(there, code_text.rounded(there))
    wanted, drawn = vae.decode(z), other.decode(there)
    others = other.decode(np.stack([other.preset(digit) for digit in range(10)]))
    assert np.square(drawn - wanted).mean() < 0.3 * np.square(others - wanted).mean(axis=(1, 2)).min()
    np.testing.assert_array_equal(code.z(vae), z)


def test_a_link_to_a_code_is_a_film_and_its_link_the_same(vae: Vae, z: np.ndarray) -> None:
    packed = code_text.pack_code(z.tolist())
    at = app(start_from="A code", start_code=packed, end_number="7")
    assert has_film(at)
    assert not at.error
    assert not at.toast
    np.testing.assert_array_equal(start_codes(at), z[None])
    assert said(at, "start_code") == packed
    assert field(at) == packed.replace("_", ", ")
    assert any(">start: " in html.proto.body for html in at.get("html"))


def test_a_plus_in_a_link_is_a_space_and_a_plus_again() -> None:
    at = app(model="plane2", start_from="A code", start_code=" 1_ 0.5", end_number="7")
    assert not at.error
    assert not at.toast
    assert start_codes(at).tolist() == [[1, 0.5]]
    assert said(at, "start_code") == "1_0.5"


def test_a_pasted_code_is_taken_and_a_bad_one_keeps_its_words(vae: Vae, z: np.ndarray) -> None:
    at = app(start_from="A code")
    assert "code of the start, or choose it on Explore or on the latent map" in at.info[0].value
    assert "Links cannot contain" not in at.info[0].value
    (text, *_) = texts(vae.name, [round(float(value), 2) for value in z])
    run(at.text_input(key="start_code_text").set_value(text))
    assert has_film(at)
    np.testing.assert_array_equal(start_codes(at), z[None])
    assert field(at) == code_text.pack_code(z.tolist()).replace("_", ", ")
    run(at.text_input(key="start_code_text").set_value("1, 2"))
    assert at.error[0].value == "A code of res16 has 16 numbers; this text has 2."
    assert field(at) == "1, 2"
    assert not has_film(at)
    assert "start_code" not in at.query_params
    run(at.text_input(key="start_code_text").set_value(text))
    assert not at.error
    run(at.text_input(key="start_code_text").set_value(""))
    assert "Paste the code of the start" in at.info[0].value


def test_a_code_comes_back_with_its_model_and_with_its_source(vae: Vae, z: np.ndarray) -> None:
    at = app(start_from="A code", start_code=code_text.pack_code(z.tolist()), end_number="7")
    run(at.button_group(key="model").set_value("mlp20"))
    assert not at.error
    assert has_film(at)
    there = Code.of(vae.name, z).z(load_vae("mlp20"))
    np.testing.assert_array_equal(start_codes(at), there[None])
    link = said(at, "start_code")
    assert link == code_text.pack_code(there.tolist())
    assert any("Choose res16 to get the original code back" in text.value for text in at.caption)
    fresh = app(model="mlp20", start_from="A code", start_code=link, end_number="7")
    np.testing.assert_array_equal(start_codes(fresh), there[None])  # the link shows what was shown
    run(at.selectbox(key="start_from").set_value("number"))
    assert "start_code" not in at.query_params
    run(at.selectbox(key="start_from").set_value("code"))
    run(at.button_group(key="model").set_value("res16"))
    np.testing.assert_array_equal(start_codes(at), z[None])


def test_a_text_that_is_no_code_here_may_be_one_of_another_model() -> None:
    at = app(start_from="A code")
    run(at.text_input(key="start_code_text").set_value("1; 2"))
    assert at.error
    run(at.button_group(key="model").set_value("plane2"))
    assert not at.error
    np.testing.assert_array_equal(start_codes(at), [[1, 2]])


@pytest.mark.parametrize(
    "value",
    ["1_2_3", "nan", "_".join(["nan"] * 16), "_".join(["1e9"] * 16), "_".join(["21"] * 16), "<b>x</b>", ""],
)
@pytest.mark.parametrize("end", ["start", "end"])
def test_a_link_with_no_code_is_one_sentence(end: str, value: str) -> None:
    at = app(**{f"{end}_from": "A code", f"{end}_code": value, "frames": "9"})
    (toast,) = at.toast
    assert toast.value.startswith(f"The link sets {end}_code=")
    assert toast.value.endswith("the value must be a code of 16 numbers within ±20; the page ignores it.")
    assert f"Paste the code of the {end}" in at.info[0].value
    assert at.number_input(key="frames").value == 9
    assert f"{end}_code" not in at.query_params


def test_a_number_takes_the_hand_of_a_code(z: np.ndarray) -> None:
    packed = code_text.pack_code(z.tolist())
    at = app(start_from="A code", start_code=packed, end_number="7", end_style="Same hand")
    assert not at.error
    assert has_film(at)
