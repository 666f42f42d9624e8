"""Skip tests whose data or tools are missing; ``.ci/run`` makes them fail."""

import os
from typing import NoReturn

import pytest

NO_SKIPS = "LATENT_DIGITS_NO_SKIPS"


def skips_are_failures() -> bool:
    """Return whether missing data or tools are failures, as in ``.ci/run``."""
    return bool(os.environ.get(NO_SKIPS))


def lack(reason: str) -> NoReturn:
    """Skip or fail a test whose data or tools are missing."""
    if skips_are_failures():
        pytest.fail(f"{reason}; {NO_SKIPS} is set, so this is a failure")
    pytest.skip(reason)
