"""Pictures as numbers: any numeric type and range, .npy files, rows of pixels in a CSV file."""

import io
from typing import Any

import numpy as np
import pytest
from drawing import draw_digit

from runtime import InkError, read_digit

SEVEN = read_digit(draw_digit(7))


def npy(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def csv(*rows: Any, header: str = "") -> bytes:
    lines = [",".join(str(int(value)) for value in np.ravel(row)) for row in rows]
    return (header + "\n".join(lines)).encode()


PIXELS = np.round(SEVEN * 255)
HEADER = "label," + ",".join(f"pixel{number}" for number in range(784)) + "\n"


@pytest.mark.parametrize(
    "array",
    [
        PIXELS.astype(np.uint8),
        PIXELS.astype(np.int64),
        PIXELS.astype(np.int16),
        PIXELS,
        (PIXELS * 257).astype(np.int32),
        (SEVEN > 0.5).astype(np.int64),
        SEVEN * 2 - 1,
        SEVEN.astype(np.float16),
        SEVEN * 1000 - 400,
        SEVEN[None],
        SEVEN[..., None],
        SEVEN.ravel(),
    ],
    ids=[
        "uint8",
        "int64",
        "int16",
        "0 to 255",
        "16 bits",
        "0 and 1",
        "-1 to 1",
        "half",
        "any",
        "(1, …)",
        "(…, 1)",
        "784",
    ],
)
def test_an_array_of_any_type_and_range_is_the_same_digit(array: Any) -> None:
    for source in (array, npy(array)):
        assert np.abs(read_digit(source) - SEVEN).mean() < 0.03


@pytest.mark.parametrize(
    "content",
    [
        csv(np.concatenate([[7], PIXELS.ravel()]), header=HEADER),
        csv(np.concatenate([[7], PIXELS.ravel()])),
        csv(PIXELS.ravel()),
        csv(*PIXELS),
        csv(np.concatenate([[7], PIXELS.ravel()]), np.zeros(785), header=HEADER),
        b"\xef\xbb\xbf" + csv(PIXELS.ravel()).replace(b",", b";"),
    ],
    ids=["Kaggle", "without header", "without label", "28 rows", "first of several", "semicolons"],
)
def test_a_row_of_pixels_is_a_digit(content: bytes) -> None:
    assert np.abs(read_digit(content) - SEVEN).mean() < 0.03


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"1,2,3\n4,5,6\n", "has 2 rows of 3 numbers; give a row of 784 pixels"),
        (npy(SEVEN)[:900], "is not a complete .npy file"),
        (npy(np.array([{}], object)), "is not a complete .npy file"),
        (npy(np.zeros((28, 28), complex)), "has dtype complex128; give real numbers"),
        (npy(np.full((28, 28), np.inf)), "contains a NaN or infinite value"),
        (npy(np.zeros(5)), "has shape (5,); give (height, width)"),
        (b"start,end\n7,41\n", "has 1 rows of 2 numbers"),
        (b"seven", "is not a PNG, JPEG, HEIC, AVIF"),
    ],
)
def test_other_numbers_are_refused_in_one_sentence(content: bytes, message: str) -> None:
    with pytest.raises(InkError) as caught:
        read_digit(content)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
