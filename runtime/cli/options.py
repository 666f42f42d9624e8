"""The options of commands, made from the table of settings."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from runtime.errors import MorphError
from runtime.morph.settings import SETTINGS, Place, Setting, settings_of, whole_numbers

Command = TypeVar("Command", bound=Callable[..., Any])

_OFF = {"even": "--no-even", "loop": "--once"}  # the options that turn a setting off


class _Numbers(click.ParamType[tuple[int, ...]]):
    """Whole numbers with commas between them."""

    name = "numbers"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        try:
            return whole_numbers(str(value))
        except MorphError as error:
            self.fail(str(error), param, ctx)


def setting_option(name: str) -> Callable[[Command], Command]:
    """The option of one setting; ranges are checked where its value is used."""
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


def setting_options(*places: Place) -> Callable[[Command], Command]:
    """The options of all settings of these places, in the order of the table."""

    def decorate(command: Command) -> Command:
        for setting in reversed(settings_of(*places)):  # click lists the outermost decorator first
            command = setting_option(setting.name)(command)
        return command

    return decorate


def by_setting(values: Mapping[str, Any]) -> dict[str, Any]:
    """A command's values of settings, by the settings' names instead of their names in Python."""
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
