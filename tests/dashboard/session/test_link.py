"""Links: what makes no sense is said and dropped, and the rest of the link holds."""

import pytest
from pages import app, has_film, run

from dashboard import notices
from runtime import DEFAULT_MODEL


def test_senseless_link_is_dropped() -> None:
    at = app(model="vae3d", frames="1000000", fps="-1", path="spiral", start_from="nowhere")
    assert at.session_state["model"] == DEFAULT_MODEL
    assert at.number_input(key="frames").value == 60
    assert has_film(at)


@pytest.mark.parametrize(
    ("name", "value", "wanted", "instead"),
    [
        *[
            ("frames", value, "a whole number from 2 to 2,000", "60")
            for value in ("inf", "nan", "9" * 5000, "1.5")
        ],
        ("frames", "99999", "a whole number from 2 to 2,000", "60"),
        ("fps", "0", "a whole number from 1 to 120", "30"),
        ("height", "-1e999", "a whole number from 28 to 1,080", "448"),
        ("path", "nope", "one of geodesic, linear, slerp", "geodesic"),
        ("path", "", "one of geodesic, linear, slerp", "geodesic"),
        ("colours", "nope", "one of White on black, Black on white", "White on black"),
        ("stagger", "inf", "a number from 0 to 1", "0.0"),
        ("stagger", "1.5", "a number from 0 to 1", "0.0"),
        ("easing", "nope", "one of linear, ease-in", "linear"),
        ("align", "nope", "one of right, centre, left", "right"),
        ("even", "perhaps", "true or false", "on"),
        ("start_from", "nope", "one of Type it, Draw", "Type it"),
        ("start_style", "nope", "one of Typical, Random, Same hand", "Typical"),
        ("model", "nope", "one of res16, conv6", DEFAULT_MODEL),
    ],
)
def test_nonsense_in_a_link_is_said_and_dropped(name: str, value: str, wanted: str, instead: str) -> None:
    at = app(**{name: value, "end_number": "7"})
    (toast,) = at.toast
    assert f"The link sets {name}={value[:20] or 'nothing'}, but the value must be {wanted}" in toast.value
    assert toast.value.endswith(f"; the page uses {instead}.")
    assert name not in at.query_params
    assert at.button_group(key="model").value == DEFAULT_MODEL
    assert at.text_input(key="end_number").value == "7"  # the rest of the link holds
    assert has_film(at)
    assert not at.error
    assert not run(at).toast


@pytest.mark.parametrize(("end", "value"), [("start", "abc"), ("end", "inf"), ("end", "70000")])
def test_a_row_that_is_none_is_the_first(end: str, value: str) -> None:
    at = app(**{f"{end}_from": "From the map", f"{end}_row": value})
    (toast,) = at.toast
    first = {"start": 0, "end": 1}[end]
    assert toast.value.endswith(f"a whole number from 0 to 69,999; the page uses {first}.")
    assert at.number_input(key=f"{end}_row").value == first
    assert has_film(at)


@pytest.mark.parametrize("value", ["-1", "10000000", "inf"])
def test_a_seed_that_is_none_is_the_first(value: str) -> None:
    at = app(end_style="Random", end_seed=value)
    (toast,) = at.toast
    assert toast.value.endswith("a whole number from 0 to 9,999,999; the page uses 0.")
    assert at.number_input(key="end_seed").value == 0
    assert has_film(at)


def test_several_nonsenses_are_a_sentence_each() -> None:
    at = app(frames="inf", fps="0", view="top", **{"with": "<b>*nope*</b>", "of_row": "inf", "point": "nan"})
    said = sorted(toast.value for toast in at.toast)
    assert [sentence.split("=")[0].rpartition(" ")[2] for sentence in said] == [
        "fps",
        "frames",
        "of_row",
        "point",
        "view",
        "with",
    ]
    assert said[-2].endswith(
        "view=top, but the value must be one of UMAP, PCA, Two dimensions; the page ignores it."
    )
    assert said[-1].startswith("The link sets with=?b??nope???b?, but the value must be one of")
    assert said[-1].endswith("the page ignores it.")
    assert has_film(at)


@pytest.mark.parametrize(
    ("name", "value", "most"),
    [("x_conv6", "6", 5), ("y_mlp20", "-1", 19), ("x_plane2", "nan", 1), ("y_res16", "", 15)],
)
def test_an_axis_that_the_model_lacks_is_said_and_dropped(name: str, value: str, most: int) -> None:
    at = app(**{name: value})
    (toast,) = at.toast
    model = name.partition("_")[2]
    told = notices.plain(
        f"The link sets {name}={value or 'nothing'}, but the value must be a dimension of {model}"
    )
    assert toast.value.replace("\\", "") == f"{told}, 0 to {most}; the page ignores it.".replace("\\", "")
    assert name not in at.query_params
    assert not app(**{name: str(most)}).toast


def test_a_model_in_the_link_decides_with_what_it_may_be_compared() -> None:
    (toast,) = app(**{"model": "mlp20", "with": "mlp20"}).toast
    assert "with=mlp20, but the value must be one of res16, conv6" in toast.value
    assert not app(**{"model": "mlp20", "with": DEFAULT_MODEL}).toast


EMPTY = [
    "easing",
    "stagger",
    "align",
    "model",
    "path",
    "colours",
    "start_from",
    "start_number",
    "start_style",
    "start_seed",
    "frames",
    "fps",
    "even",
    "height",
    "pixels",
]


@pytest.mark.parametrize("parameter", EMPTY)
def test_empty_parameter_does_not_break_the_page(parameter: str) -> None:
    at = app(**{parameter: ""})
    assert all("None" not in error.value for error in at.error)
