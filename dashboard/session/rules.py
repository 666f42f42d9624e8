"""Rules for parameters of an address: what fits, in words and as a test of a text."""

import dataclasses
import re
from collections.abc import Callable, Collection, Iterable

from dashboard import resources
from dashboard.session import code_text, route
from runtime import ModelError, MorphError

MAX_ROW = 9_999_999  # of any table


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """What the text of a parameter must be.

    Attributes:
        wanted: In words, as they follow "is not".
        fits: As a test.
    """

    wanted: str
    fits: Callable[[str], bool]


@dataclasses.dataclass(frozen=True, slots=True)
class Models:
    """The models that a rule may depend on.

    Attributes:
        names: Those that there are.
        name: The one that the parameter is about.
    """

    names: Collection[str] = ()
    name: str = ""

    @property
    def latent_dim(self) -> int:
        """The numbers of a code; 0 for a damaged model, which the page reports."""
        try:
            return resources.vae(self.name).latent_dim
        except ModelError:
            return 0

    @property
    def row_count(self) -> int:
        """The rows of the table of codes; 1 for a damaged model, which the page reports."""
        try:
            return len(resources.vae(self.name).latents)
        except ModelError:
            return 1


RuleOf = Callable[[Models], Rule]
"""A rule, given the models that there are."""


def always(rule: Rule) -> RuleOf:
    """A rule that depends on no model."""
    return lambda _: rule


def one_of(texts: Iterable[str]) -> Rule:
    """One of a few texts."""
    taken = [*texts]
    return Rule(f"one of {', '.join(taken)}", lambda text: text in taken)


def whole(low: int, high: int) -> Rule:
    """A whole number within a range."""

    def fits(text: str) -> bool:
        return bool(re.fullmatch(r"[0-9]{1,7}(\.0*)?", text, re.ASCII)) and low <= float(text) <= high

    return Rule(f"a whole number from {low:,} to {high:,}", fits)


def matching(pattern: str, wanted: str) -> Rule:
    """A text of a pattern."""
    return Rule(wanted, lambda text: re.fullmatch(pattern, text, re.ASCII) is not None)


SWITCH = Rule("true or false", lambda text: text.lower() in ("true", "false"))
SHARE = matching(r"0(\.[0-9]{1,6})?|1(\.0*)?", "a number from 0 to 1")
ANY_WHOLE = whole(0, MAX_ROW)
NUMBER = matching(r"[0-9]{1,8}", "a number of 1 to 8 digits")


def amounts(least: int, most: int) -> Rule:
    """Frames of single legs or rests, by their numbers."""

    def fits(text: str) -> bool:
        try:
            return all(least <= frames <= most for frames in route.amounts_of(text).values())
        except MorphError:
            return False

    return Rule(f"frames from {least} to {most:,} by number, such as 2-30_4-15", fits)


def a_model(models: Models) -> Rule:
    """One of the models."""
    return one_of(models.names)


def another_model(models: Models) -> Rule:
    """One of the other models."""
    return one_of(name for name in models.names if name != models.name)


def row(models: Models) -> Rule:
    """A row of the model's table of codes."""
    return whole(0, models.row_count - 1)


def dimension(models: Models) -> Rule:
    """A dimension of the model's latent space."""
    last = max(1, models.latent_dim) - 1
    numbers = [str(number) for number in range(last + 1)]
    return Rule(f"a dimension of {models.name}, 0 to {last}", lambda text: text in numbers)


def code(models: Models) -> Rule:
    """A code of the model."""
    latent_dim = models.latent_dim
    return Rule(
        f"a code of {latent_dim} numbers within ±{code_text.MAX_LINK_CODE:g}",
        lambda text: code_text.unpack_code(text, latent_dim) is not None,
    )


def stops(models: Models) -> Rule:
    """Stops of a film: numbers, rows and codes of the model."""
    row_count, of_code = models.row_count, code(models)

    def fits(text: str) -> bool:
        try:
            rows, codes = route.rows_of(text), map(route.packed_code, route.codes_of(text))
        except MorphError:
            return False
        return all(row < row_count for row in rows) and all(map(of_code.fits, codes))

    return Rule(f"a list of stops such as 5_row512 or 1_..._8, in which z= begins {of_code.wanted}", fits)
