"""Rules for URL parameters: a test for valid texts, and its description for messages."""

import dataclasses
import re
from collections.abc import Callable, Collection, Iterable

from dashboard import resources
from dashboard.session import code_text, route
from runtime import ModelError, MorphError

MAX_ROW = 9_999_999  # limit for the tables of all models


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """The valid texts of a parameter.

    Attributes:
        wanted: Their description, which can follow "must be".
        fits: Whether a text is valid.
    """

    wanted: str
    fits: Callable[[str], bool]


@dataclasses.dataclass(frozen=True, slots=True)
class Models:
    """The models that a rule may depend on.

    Attributes:
        names: All models.
        name: The model that the parameter refers to.
    """

    names: Collection[str] = ()
    name: str = ""

    @property
    def latent_dim(self) -> int:
        """Dimensions of a code; 0 if the model is damaged, which the page reports."""
        try:
            return resources.vae(self.name).latent_dim
        except ModelError:
            return 0

    @property
    def row_count(self) -> int:
        """Rows of the table of codes; 1 if the model is damaged, which the page reports."""
        try:
            return len(resources.vae(self.name).latents)
        except ModelError:
            return 1


RuleOf = Callable[[Models], Rule]
"""A function that makes a rule from the models."""


def always(rule: Rule) -> RuleOf:
    """Make a rule that does not depend on the models."""
    return lambda _: rule


def one_of(texts: Iterable[str]) -> Rule:
    """Accept one of a few texts."""
    choices = [*texts]
    return Rule(f"one of {', '.join(choices)}", lambda text: text in choices)


def whole(low: int, high: int) -> Rule:
    """Accept whole numbers from ``low`` to ``high``."""

    def fits(text: str) -> bool:
        return bool(re.fullmatch(r"[0-9]{1,7}(\.0*)?", text, re.ASCII)) and low <= float(text) <= high

    return Rule(f"a whole number from {low:,} to {high:,}", fits)


def matching(pattern: str, wanted: str) -> Rule:
    """Accept texts that match a pattern."""
    return Rule(wanted, lambda text: re.fullmatch(pattern, text, re.ASCII) is not None)


SWITCH = Rule("true or false", lambda text: text.lower() in ("true", "false"))
SHARE = matching(r"0(\.[0-9]{1,6})?|1(\.0*)?", "a number from 0 to 1")
ANY_WHOLE = whole(0, MAX_ROW)
NUMBER = matching(r"[0-9]{1,8}", "a number of 1 to 8 digits")


def amounts(least: int, most: int) -> Rule:
    """Accept frames of single legs or holds, each from ``least`` to ``most``."""

    def fits(text: str) -> bool:
        try:
            return all(least <= frames <= most for frames in route.amounts_of(text).values())
        except MorphError:
            return False

    return Rule(f"a list of legs or stops with {least} to {most:,} frames, such as 2-30_4-15", fits)


def a_model(models: Models) -> Rule:
    """Accept the name of a model."""
    return one_of(models.names)


def another_model(models: Models) -> Rule:
    """Accept the name of another model."""
    return one_of(name for name in models.names if name != models.name)


def row(models: Models) -> Rule:
    """Accept a row of the model's table of codes."""
    return whole(0, models.row_count - 1)


def dimension(models: Models) -> Rule:
    """Accept a dimension of the model's latent space."""
    last = max(1, models.latent_dim) - 1
    numbers = [str(number) for number in range(last + 1)]
    return Rule(f"a dimension of {models.name}, 0 to {last}", lambda text: text in numbers)


def code(models: Models) -> Rule:
    """Accept a code of the model."""
    latent_dim = models.latent_dim
    return Rule(
        f"a code of {latent_dim} numbers within ±{code_text.MAX_LINK_CODE:g}",
        lambda text: code_text.unpack_code(text, latent_dim) is not None,
    )


def stops(models: Models) -> Rule:
    """Accept a list of stops: numbers, rows and codes of the model."""
    row_count, of_code = models.row_count, code(models)

    def fits(text: str) -> bool:
        try:
            rows, codes = route.rows_of(text), map(route.packed_code, route.codes_of(text))
        except MorphError:
            return False
        return all(row < row_count for row in rows) and all(map(of_code.fits, codes))

    return Rule(f"a list of stops such as 5_row512 or 1_..._8, where z= starts {of_code.wanted}", fits)
