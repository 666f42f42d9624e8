"""Codes in links."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.session import code_text


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=64))
def test_a_packed_code_comes_back(code: list[float]) -> None:
    unpacked = code_text.unpack_code(code_text.pack_code(code), len(code))
    assert unpacked is not None
    np.testing.assert_allclose(unpacked, code, atol=0.0051)


@given(st.text(max_size=40))
def test_any_other_text_is_dropped_or_finite(text: str) -> None:
    code = code_text.unpack_code(text, 2)
    assert code is None or (code.shape == (2,) and np.abs(code).max() <= code_text.MAX_LINK_CODE)


@pytest.mark.parametrize(
    "text", ["+1_.5", "1._5e-1", "01_0.5000001", "1_+0.5", "10E-1_0.5", "1_ 0.5", "1 _0.5 "]
)
def test_a_code_is_read_however_its_numbers_are_written(text: str) -> None:
    for signed, first in ((text, 1), (f"−{text.removeprefix('+')}", -1)):
        code = code_text.unpack_code(signed, 2)
        assert code is not None
        assert code.tolist() == [first, 0.5]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1_2_3",
        "nan_1",
        "1e9_0",
        "1__2",
        "١_٢",
        "1e999_0",
        "._1",
        "1 1_2",
        "1_\t2",
        "− 1_2",
        "1_ ",
        "--1_2",
        "1e_2",
        "inf_0",
        "20.1_0",
        "0_-21",
        "1_2\n",
    ],
)
def test_senseless_codes(text: str) -> None:
    assert code_text.unpack_code(text, 2) is None


@example([-0.001])
@given(st.lists(st.floats(-25, 25), min_size=1, max_size=64))
def test_what_is_rounded_is_what_its_link_gives(values: list[float]) -> None:
    code = code_text.rounded(values)
    linked = code_text.unpack_code(code_text.pack_code(code.tolist()), len(code))
    assert linked is not None
    assert linked.tobytes() == code.tobytes()  # of zeros the sign too
