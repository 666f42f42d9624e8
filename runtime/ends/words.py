"""Words that name a picture ("photo.jpg"), a row of its digits ("photo.jpg#2") or joined ends ("3.png+7")."""

import re
from collections.abc import Callable
from pathlib import Path

CODE_SIGN = "z="  # prefix before a code's numbers, as in the page's links

_ROW = re.compile(r"(.+)#([1-9]\d?)")


def is_file(name: str) -> bool:
    """Whether a word names an existing file."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # the name is too long or invalid for this file system
        return False


def picture_and_row(word: str) -> tuple[str, int | None] | None:
    """Return the path to the picture that a word names, and the row of its digits; None for other words."""
    if is_file(word):
        return word, None
    match = _ROW.fullmatch(word)
    return (match[1], int(match[2])) if match and is_file(match[1]) else None


def joined_words(word: str) -> list[str]:
    """Return the parts of a word such as "3.png+7"; a code or the name of a file stays whole."""
    return [word] if word.startswith(CODE_SIGN) or is_file(word) else word.split("+")


def map_words(word: str, change: Callable[[str], str]) -> str:
    """Apply ``change`` to each part of a word such as "3.png+7"."""
    return "+".join(map(change, joined_words(word)))
