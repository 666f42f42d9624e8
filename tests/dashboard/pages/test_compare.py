"""Compare: two models on the same digit."""

from itertools import combinations

import numpy as np
import pytest
from drawing import png
from pages import html_of, page, run

from dashboard.pages import compare
from runtime import list_models, load_reader, load_vae


@pytest.mark.parametrize("source", ["Typical digit", "From the map"])
def test_two_models_draw_the_same_digit(source: str) -> None:
    at = page("compare", of=source, digit="7", into="2")
    assert not at.error
    pictures = html_of(at)
    other = at.selectbox(key="with").value
    for name in ("mlp20", other):
        assert any(f"Reconstruction by {name}" in html for html in pictures)
        assert any(f"path of {name}" in html for html in pictures)
    errors = [text.value for text in at.caption if "error 0." in text.value]
    assert len(errors) == (2 if source == "Typical digit" else 0)


@pytest.mark.parametrize(("first", "second"), list(combinations(list_models(), 2)))
def test_compare_opens_with_digits_that_both_models_draw_right(first: str, second: str) -> None:
    at = page("compare")
    digits = [int(at.selectbox(key=key).value or 0) for key in ("digit", "into")]
    models = (load_vae(first), load_vae(second))
    artist = compare.better(models)
    assert artist.card.metrics["mse"].value == min(vae.card.metrics["mse"].value for vae in models)
    images = np.stack([compare.typical(artist, digit) for digit in digits])
    for vae in models:
        assert load_reader().read(vae.reconstruct(images)).argmax(1).tolist() == digits


def test_an_upload_is_compared() -> None:
    picture = png("5")
    at = page("compare", of="Your picture")
    assert "Upload a digit" in at.info[0].value
    at.file_uploader[0].upload("5.png", picture, "image/png")
    run(at)
    assert not at.info
    assert sum("error 0." in text.value for text in at.caption) == 2
