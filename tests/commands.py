"""Run the command line in tests."""

import subprocess
import sys
import zipfile
from pathlib import Path

from click.testing import CliRunner, Result

from runtime.__main__ import main

ROOT = Path(__file__).parents[1]


def run(*arguments: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def refuse(*arguments: str | Path) -> str:
    """Run a command that must be refused; return the error message."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert lines[-1].startswith("Error: ")
    assert "Traceback" not in result.stderr
    return lines[-1]


def shell(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a separate process."""
    command = [sys.executable, "-m", "runtime", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def frames_of(film: Path) -> list[bytes]:
    """Return the pictures in a ZIP of frames, as PNG bytes."""
    with zipfile.ZipFile(film) as archive:
        return [archive.read(name) for name in archive.namelist() if name.endswith(".png")]
