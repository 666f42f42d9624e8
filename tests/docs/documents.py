"""The documents, and the blocks of code in them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(document: Path) -> str:
    """A document's path within the repository."""
    return document.relative_to(ROOT).as_posix()


def text_of(*documents: Path) -> str:
    return "\n".join(document.read_text(encoding="utf-8") for document in documents)


def blocks(language: str, *documents: Path) -> list[str]:
    """The fenced blocks of a language, without their indentation."""
    pattern = rf"^( *)```{language}\n(.*?)^ *```$"
    found = re.findall(pattern, text_of(*documents), re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in found]
