"""Time limit of every wait in the tests. A passing test waits far less."""

import time
from collections.abc import Callable

PATIENCE = 240  # seconds; generous, for a machine that is busy with other work
PATIENCE_MS = 1000 * PATIENCE


def wait_until(is_so: Callable[[], object], pause: Callable[[], object] = lambda: time.sleep(0.01)) -> None:
    """Call ``is_so`` until it returns something true, with a ``pause`` after each call.

    Raises:
        TimeoutError: The condition did not become true in time.
    """
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"the condition did not become true within {PATIENCE} s")
        pause()
