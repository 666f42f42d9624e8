"""Picture formats: every accepted format opens; large photos are decoded small; pages are named."""

import io

import numpy as np
import pytest
from drawing import draw_digit, encoded
from PIL import Image

from runtime import InkError, read_digit
from runtime.ink.formats import format_of
from runtime.ink.picture import open_picture

SEVEN = draw_digit(7)


def test_an_avif_is_read() -> None:
    file = io.BytesIO()
    SEVEN.convert("RGB").save(file, "AVIF")
    assert np.abs(read_digit(file.getvalue()) - read_digit(SEVEN)).mean() < 0.02


@pytest.mark.parametrize("brands", [b"heic", b"mif1", b"msf1heix"])
def test_a_heic_is_recognised_by_its_brands(brands: bytes) -> None:
    header = (16 + len(brands)).to_bytes(4, "big") + b"ftyp" + brands[:4] + bytes(4) + brands
    found = format_of(header)
    assert found is not None
    assert found.decoder.__name__ == "HeifImageFile"
    with pytest.raises(InkError, match="the picture is damaged"):
        read_digit(header)


def test_an_avif_that_also_names_its_container_is_an_avif() -> None:
    found = format_of((24).to_bytes(4, "big") + b"ftypmif1" + bytes(4) + b"mif1avif")
    assert found is not None
    assert found.decoder.__name__ == "AvifImageFile"


def test_a_photo_of_48_megapixels_is_read() -> None:
    photo = SEVEN.convert("RGB").resize((6000, 8000))
    content = encoded(photo, "JPEG", quality=80)
    _, picture = open_picture(content)
    assert picture.shape == (1024, 768)
    assert np.abs(read_digit(content) - read_digit(SEVEN)).mean() < 0.05


def test_a_picture_of_several_pages_says_which_is_read() -> None:
    file = io.BytesIO()
    SEVEN.save(file, "TIFF", save_all=True, append_images=[draw_digit(3)])
    name, _ = open_picture(file.getvalue())
    assert name == "the picture (page 1 of 2)"
    assert np.array_equal(read_digit(file.getvalue()), read_digit(SEVEN))
    blank = io.BytesIO()
    Image.new("L", (90, 90), 255).save(blank, "GIF", save_all=True, append_images=[SEVEN.resize((90, 90))])
    with pytest.raises(InkError, match=r"\(page 1 of 2\) contains no ink"):
        read_digit(blank.getvalue())
