"""What the commands share: which model, how to refuse, a quiet terminal, files that appear whole."""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from runtime.model.catalog import DEFAULT_MODEL

HELP: dict[str, Any] = {"help_option_names": ["-h", "--help"]}
MODEL = click.option(
    "--model", default=DEFAULT_MODEL, show_default=True, help="A shipped model or a model folder"
)


_LONGEST_WORD = 255


class Refused(click.ClickException):
    """What the user can mend: one sentence and exit status 2."""

    exit_code = 2


def cut_words(message: str) -> str:
    """A message without the middle of what is longer than any file's name: nobody reads on past it."""
    return re.sub(rf"\S{{{_LONGEST_WORD + 1},}}", lambda word: f"{word[0][:60]}…{word[0][-20:]}", message)


@contextmanager
def hushed() -> Iterator[None]:
    """Keep libtiff's remarks on a damaged picture, which it writes to file descriptor 2, off the terminal."""
    sys.stderr.flush()
    terminal = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (os.devnull is a name, not a path)
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)


@contextmanager
def aside(out: Path, option: str = "--out") -> Iterator[Path]:
    """A path beside ``out``: what is made there becomes ``out`` if all goes well, and vanishes if not."""
    try:
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=out.parent) as folder:
            unfinished = Path(folder, "unfinished")
            yield unfinished
            unfinished.replace(out)
    except OSError as error:
        raise Refused(f"cannot write '{out}' ({error.strerror or error}); name another {option}") from error
