"""What happens to a test whose data or tools are missing: it is skipped, or it fails under ``.ci/run``."""

import os
from typing import NoReturn

import pytest

NO_SKIPS = "LATENT_DIGITS_NO_SKIPS"


def skips_are_failures() -> bool:
    """Whether missing data and tools are failures: ``.ci/run`` says so."""
    return bool(os.environ.get(NO_SKIPS))


def lack(reason: str) -> NoReturn:
    """End a test whose data or tools are missing."""
    if skips_are_failures():
        pytest.fail(f"{reason}; {NO_SKIPS} is set, so this is a failure")
    pytest.skip(reason)
