"""The texts that a part is made of."""

from pathlib import Path


def joined(folder: Path, *names: str) -> str:
    """The files ``names`` of a part's folder as one text: a part is one module and one style sheet."""
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
