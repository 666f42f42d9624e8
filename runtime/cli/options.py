"""Command-line options for the settings in ``runtime.morph.settings``."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from runtime.errors import MorphError
from runtime.morph.settings import SETTINGS, Group, Setting, settings_of, whole_numbers

Command = TypeVar("Command", bound=Callable[..., Any])

_OFF = {"even": "--no-even", "loop": "--once"}  # options that turn a setting off


class _Numbers(click.ParamType[tuple[int, ...]]):
    """Whole numbers separated by commas."""

    name = "numbers"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        try:
            return whole_numbers(str(value))
        except MorphError as error:
            self.fail(str(error), param, ctx)


def setting_option(name: str) -> Callable[[Command], Command]:
    """Return the option of one setting; ``FilmSettings`` checks ranges later."""
    setting = SETTINGS[name]
    names = "/".join(filter(None, (f"--{name}", _OFF.get(name))))
    text = f"{setting.help}  [default: {setting.unset}]" if setting.unset else setting.help
    if setting.kind == "switch":
        return click.option(
            names, is_flag=True, default=setting.default, show_default=name in _OFF, help=text
        )
    default = setting.default
    if setting.kind == "numbers":
        default = ",".join(map(str, default))
    return click.option(names, type=_type_of(setting), default=default, show_default=True, help=text)


def setting_options(*groups: Group) -> Callable[[Command], Command]:
    """Return the options of all settings in these groups, in the order of the table."""

    def decorate(command: Command) -> Command:
        for setting in reversed(settings_of(*groups)):  # click lists the outermost decorator first
            command = setting_option(setting.name)(command)
        return command

    return decorate


def by_setting(values: Mapping[str, Any]) -> dict[str, Any]:
    """Rename a command's parameters to the settings' names: "hand_of" → "hand-of"."""
    return {setting.name: values[setting.field] for setting in SETTINGS.values() if setting.field in values}


def _type_of(setting: Setting) -> click.ParamType[Any]:
    if setting.kind == "choice":
        return click.Choice(setting.choices)
    types: dict[str, click.ParamType[Any]] = {
        "numbers": _Numbers(),
        "number": click.FLOAT,
        "integer": click.INT,
        "text": click.STRING,
    }
    return types[setting.kind]
