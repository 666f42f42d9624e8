"""Tests of the table of settings: complete for Motion, Look and the options, and able to read cells."""

import dataclasses
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime import LatentDigitsError, MorphError
from runtime.cli.morph import morph
from runtime.cli.options import by_setting
from runtime.morph.motion import Motion
from runtime.morph.settings import NO, SETTINGS, YES, FilmSettings, Setting, settings_of
from runtime.video import Look

TERMINAL_ONLY = {"out", "count", "recipe_path", "save_path"}


@pytest.mark.parametrize(("place", "owner"), [("motion", Motion()), ("look", Look())])
def test_every_field_is_a_setting_with_the_same_default(place: Any, owner: Motion | Look) -> None:
    defaults = {setting.field: setting.default for setting in settings_of(place)}
    assert defaults == dataclasses.asdict(owner)


def test_film_settings_hold_every_setting() -> None:
    settings = dataclasses.asdict(FilmSettings())
    nested = settings.pop("motion") | settings.pop("look")
    assert settings | nested == {setting.field: setting.default for setting in SETTINGS.values()}


def test_every_option_of_morph_is_a_setting_or_belongs_to_the_terminal() -> None:
    options = {option.name: option for option in morph.params if isinstance(option, click.Option)}
    settings = {setting.field: setting for setting in SETTINGS.values()}
    assert options.keys() - settings.keys() == TERMINAL_ONLY
    assert settings.keys() <= options.keys()
    given = morph.make_context("morph", ["7", "41", "--out=film.mp4"]).params
    assert FilmSettings().changed(by_setting(given)) == FilmSettings()
    for name, setting in settings.items():
        option = options[name]
        assert option.opts == [f"--{setting.name}"]
        assert (option.help or "").startswith(setting.help)
        if setting.choices:
            assert isinstance(option.type, click.Choice)
            assert tuple(option.type.choices) == setting.choices


def cell(setting: Setting, value: Any) -> str:
    """Return the text of a value in a table cell."""
    if setting.kind == "numbers":
        return ",".join(map(str, value))
    if setting.kind == "switch":
        return YES[0] if value else NO[0]
    return str(value)


def values(setting: Setting) -> st.SearchStrategy[Any]:
    """Draw values within the setting's range."""
    whole = st.integers(setting.low, setting.high)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "numbers": st.lists(whole, min_size=1, max_size=4).map(tuple),
        "number": st.floats(setting.low, setting.high),
        "integer": whole if setting.name != "height" else whole.map(lambda height: height - height % 2),
        "choice": st.sampled_from(setting.choices or ("",)),
        "switch": st.booleans(),
        "text": st.from_regex(r"[\w/.-]+", fullmatch=True),
    }
    return kinds[setting.kind]


@pytest.mark.parametrize("name", SETTINGS)
@given(data=st.data())
def test_a_cell_gives_back_what_was_written(name: str, data: st.DataObject) -> None:
    setting = SETTINGS[name]
    value = data.draw(values(setting))
    spaces = data.draw(st.sampled_from(["", " ", "\t"]))
    assert setting.parse(spaces + cell(setting, value) + spaces) == value
    changed = dataclasses.asdict(FilmSettings().changed({name: value}))
    assert {**changed, **changed["motion"], **changed["look"]}[setting.field] == value


@pytest.mark.parametrize("name", SETTINGS)
@given(text=st.text(max_size=80))
def test_any_cell_is_a_value_or_one_sentence(name: str, text: str) -> None:
    try:
        FilmSettings().changed({name: SETTINGS[name].parse(text)})
    except LatentDigitsError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 (that nothing else is raised is the test)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "frames",
            "9,x",
            "frames: '9,x' is not a whole number; enter one or more whole numbers, separated by commas",
        ),
        ("path", "round", "path: 'round' is unknown; choose one of geodesic, linear, slerp"),
        ("even", "maybe", "even is 'maybe'; enter yes or no"),
        ("fps", "fast", "fps: 'fast' is not valid; enter a number from 1 to 120"),
        ("seed", "1.5", "seed: '1.5' is not valid; enter a whole number from 0 to 9,999,999"),
        ("seed", "x" * 500, f"seed: '{'x' * 59}… is not valid; enter a whole number from 0 to 9,999,999"),
    ],
)
def test_what_a_cell_cannot_mean_is_one_sentence(name: str, text: str, sentence: str) -> None:
    with pytest.raises(MorphError) as refused:
        SETTINGS[name].parse(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("seed", 10_000_000, "seed is 10000000; enter a whole number from 0 to 9,999,999"),
        ("start-digits", 0, "start-digits is 0; enter a whole number from 1 to 8"),
        ("end-digits", 9, "end-digits is 9; enter a whole number from 1 to 8"),
        ("frames", (60, 1), "the number of frames is 1;"),
        ("stagger", 2.0, "stagger is 2.0; enter a number from 0"),
        ("height", 29, "height is 29, but video needs an even height"),
        ("hand-of", "foo", "hand-of is 'foo'; choose one of start, end"),
        ("cycle", "x", "cycle is 'x'; choose one of once, loop, ping-pong"),
        ("frames", (), "frames is \\(\\); enter at least one whole number"),
        ("path", ["x"], "no path \\['x'\\]; available: geodesic, linear, slerp"),
        ("align", "x", "unknown alignment 'x'; choose one of right, centre, left"),
        ("hand_of", "start", "unknown setting 'hand_of'; choose one of model, frames"),
    ],
)
def test_what_is_out_of_range_is_refused(name: str, value: object, sentence: str) -> None:
    with pytest.raises(LatentDigitsError, match=sentence):
        FilmSettings().changed({name: value})


@pytest.mark.parametrize("prefix", ["--", "its "])
def test_an_error_names_the_option_or_the_column(prefix: str) -> None:
    with pytest.raises(MorphError, match=f"^{prefix}seed is -1; enter a whole number"):
        FilmSettings().changed({"seed": -1}, prefix=prefix)


@pytest.mark.parametrize("wrong", [{"hand_of": "foo"}, {"cycle": "x"}, {"hold": ()}, {"start_digits": 9}])
def test_settings_check_themselves(wrong: dict[str, Any]) -> None:
    with pytest.raises(MorphError):
        FilmSettings(**wrong)
