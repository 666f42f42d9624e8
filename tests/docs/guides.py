"""The steps of a how-to guide: files to write, changes to make, commands to run."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

_BLOCK = re.compile(
    r"(?:^ *`(?P<file>[\w./-]+)`:\n\n)?^(?P<indent> *)```(?P<language>\w+)\n(?P<text>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)


def commands(guide: Path) -> list[str]:
    """Every command of a guide, in order."""
    blocks = (textwrap.dedent(text) for _, language, text in _blocks(guide) if language == "sh")
    return [line for block in blocks for line in block.splitlines()]


def follow(guide: Path, project: Path) -> None:
    """Write the files and make the changes of a guide in a copy of the project."""
    file = ""
    for name, language, text in _blocks(guide):
        file = name or file
        path = project / file
        if language == "python":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        elif language == "diff":
            old, new = _sides(text)
            source = path.read_text(encoding="utf-8")
            assert source.count(old) == 1, (
                f"{guide.name} changes lines that {file} does not have once:\n{old}"
            )
            path.write_text(source.replace(old, new), encoding="utf-8")


def _blocks(guide: Path) -> Iterator[tuple[str, str, str]]:
    for block in _BLOCK.finditer(guide.read_text(encoding="utf-8")):
        indent = len(block["indent"])
        lines = [line[indent:] for line in block["text"].splitlines(keepends=True)]
        yield block["file"] or "", block["language"], "".join(line or "\n" for line in lines)


def _sides(diff: str) -> tuple[str, str]:
    """The lines of a file before and after a change; a line begins with " ", "-" or "+"."""
    lines = [line if line.strip() else " \n" for line in diff.splitlines(keepends=True)]
    old = "".join(line[1:] for line in lines if line[0] in " -")
    new = "".join(line[1:] for line in lines if line[0] in " +")
    return old, new
