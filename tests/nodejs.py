"""Node.js for the tests of the browser parts."""

import shutil
import sys
from pathlib import Path

import pytest


def find_node() -> str:
    """Return the path of the virtual environment's Node.js, or else the system's; fail without one."""
    own = Path(sys.executable).with_name("node")
    found = str(own) if own.is_file() else shutil.which("node")
    if not found:
        pytest.fail(
            "Node.js is missing, so the JavaScript cannot be tested: install Node.js 22 or later.",
            pytrace=False,
        )
    return found
