"""Run the dashboard in a separate process, started as by ``make run``."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from patience import PATIENCE, wait_until

ROOT = Path(__file__).parent.parent
START = [sys.executable, "-m", "dashboard", "run"]


@contextmanager
def serve(
    command: list[str] = START, port_option: str = "--port", cwd: Path = ROOT, **environment: str
) -> Iterator[str]:
    """Start a dashboard on a free port and yield its address.

    Raises:
        RuntimeError: The dashboard does not start, or its log contains a traceback.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.NamedTemporaryFile() as log:
        process = subprocess.Popen(
            [*command, port_option, str(port)],
            cwd=cwd,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=os.environ | environment,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/_stcore/health", process, Path(log.name))
            yield address
        finally:
            process.terminate()
            process.wait(PATIENCE)
        output = Path(log.name).read_text()
        if "Traceback" in output:
            raise RuntimeError(output)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    def answers() -> bool:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE):
                return True
        except OSError:
            return False

    wait_until(lambda: process.poll() is not None or answers(), lambda: time.sleep(0.1))
    if process.poll() is not None:
        raise RuntimeError(f"the dashboard did not start: {log.read_text()}")
