"""The Morph page: two ends, and the film between them."""

from pathlib import Path

import pytest
from pages import app, has_film, run

from dashboard.morph.downloads import FORMAT, describe_format
from runtime import FORMATS


def test_first_screen_has_a_film_and_every_download() -> None:
    at = app()
    assert has_film(at)
    formats = at.selectbox(key=FORMAT)
    assert formats.options == [describe_format(ending) for ending in FORMATS]
    for ending, film_format in FORMATS.items():
        run(formats.set_value(ending))
        (button,) = at.get("download_button")
        assert button.proto.label == f"Download {film_format.label}"
    assert not at.error


@pytest.mark.parametrize("model", ["mlp20", "conv6"])
def test_link_sets_model_and_morph(model: str) -> None:
    at = app(model=model, start_number="7", end_number="2", frames="11", fps="12", path="slerp", even="false")
    assert at.session_state["model"] == model
    assert (at.text_input(key="start_number").value, at.number_input(key="frames").value) == ("7", 11)
    assert not at.toggle(key="even").value
    assert has_film(at)


def test_link_sets_the_timing() -> None:
    at = app(start_number="7", easing="ease-in", stagger="0.5", align="left")
    (easing, align) = (at.button_group(key=key).value for key in ("easing", "align"))
    assert (easing, at.slider(key="stagger").value, align) == ("ease-in", 0.5, "left")
    assert has_film(at)


@pytest.mark.parametrize(
    ("start", "words"),
    [("123456789", "cannot use '123456789' as a number"), ("a7", "cannot use 'a7' as a number")],
)
def test_unusable_number_is_one_sentence(start: str, words: str) -> None:
    at = app()
    run(at.text_input(key="start_number").set_value(start))
    (error,) = at.error
    assert words in error.value
    assert not has_film(at)  # the film before it is gone
    run(at.text_input(key="start_number").set_value("10"))
    assert not at.error


@pytest.mark.parametrize(("start", "end"), [("7", "41"), ("100", "99")])
def test_any_number_becomes_any_other(start: str, end: str) -> None:
    at = app(start_number=start, end_number=end)
    assert not at.error
    assert has_film(at)


def test_model_without_folder_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_DIGITS_MODELS", str(tmp_path))
    at = app()
    assert "has no models;" in at.error[0].value
