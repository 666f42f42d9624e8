"""Helpers of all commands: errors of one sentence, and reading pictures without library warnings."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from runtime.ends.anchor import Anchor, anchor
from runtime.model.vae import Vae

HELP: dict[str, Any] = {"help_option_names": ["-h", "--help"]}

_LONGEST_WORD = 255


class Refused(click.ClickException):
    """An error that the user can fix: one sentence, exit status 2."""

    exit_code = 2


def cut_words(message: str) -> str:
    """Shorten words that are longer than any file name, in the middle."""
    return re.sub(rf"\S{{{_LONGEST_WORD + 1},}}", lambda word: f"{word[0][:60]}…{word[0][-20:]}", message)


@contextmanager
def hushed() -> Iterator[None]:
    """Silence libtiff's warnings about damaged pictures, which it writes straight to file descriptor 2."""
    sys.stderr.flush()
    terminal = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 (os.devnull is a name, not a path)
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)


def read_end_quietly(
    vae: Vae, source: str | Anchor, *, digit_count: int | None, seed: int | None, draw: int
) -> Anchor:
    """Read one end of a film without library warnings."""
    with hushed():
        return anchor(vae, source, digit_count=digit_count, seed=seed, draw=draw)
