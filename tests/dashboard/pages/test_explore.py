"""Explore: where its code comes from."""

import numpy as np
import pytest
from drawing import png
from pages import page, run
from streamlit.testing.v1 import AppTest

from dashboard.session import code_text, own_digit, slider_code
from runtime import load_vae


def explored(at: AppTest, model: str = "mlp20") -> np.ndarray:
    code: np.ndarray = at.session_state[slider_code.code_key(model)]
    return code


def test_explore_opens_with_a_typical_three() -> None:
    at = page("explore")
    np.testing.assert_allclose(explored(at), load_vae("mlp20").preset(3), atol=0.0051)
    assert not at.warning


def test_explore_takes_its_code_from_the_link() -> None:
    code = [round(0.1 * number - 0.9, 2) for number in range(20)]
    at = page("explore", z=code_text.pack_code(code))
    np.testing.assert_allclose(explored(at), code, atol=1e-6)
    assert not at.warning


def test_a_plus_in_a_link_is_a_space_and_a_plus_again() -> None:
    at = page("explore", z=" 1_-1_ 0.5" + 17 * "_0")
    assert explored(at)[:3].tolist() == [1, -1, 0.5]
    assert not at.warning


@pytest.mark.parametrize(
    "z",
    ["1_2_3", "", "<script>alert(1)</script>", "_".join(["nan"] * 20), "_".join(["1e9"] * 20), "9" * 5000],
)
def test_link_without_a_code_is_a_typical_three_and_one_sentence(z: str) -> None:
    at = page("explore", z=z)
    np.testing.assert_allclose(explored(at), load_vae("mlp20").preset(3), atol=0.0051)
    (warning,) = at.warning
    assert "not contain a code of mlp20 (20 numbers" in warning.value
    assert "script" not in warning.value


def test_explore_reads_the_link_once() -> None:
    at = page("explore", z="1_2_3")
    at.session_state["model"] = "conv6"
    assert not run(at).warning


def test_own_digit_goes_onto_the_sliders_with_its_posterior() -> None:
    vae = load_vae("mlp20")
    picture = png("7")
    at = page("explore")
    at.file_uploader[0].upload("7.png", picture, "image/png")
    run(at)
    assert not at.error
    mu, logvar = vae.encode(at.session_state[own_digit.KEY])
    np.testing.assert_allclose(explored(at), mu[0], atol=0.0051)
    np.testing.assert_array_equal(
        at.session_state[slider_code.posterior_key("mlp20")][1], np.exp(logvar[0] / 2)
    )
    own = explored(at)
    at.session_state[slider_code.code_key("mlp20")] = np.zeros(20, np.float32)
    run(run(at).button(key="own_again").click())
    np.testing.assert_array_equal(explored(at), own)


def test_own_digit_that_cannot_be_read_is_one_sentence() -> None:
    at = page("explore")
    at.file_uploader[0].upload("seven.png", b"no picture", "image/png")
    (error,) = run(at).error
    assert error.value.startswith("'seven.png'")
