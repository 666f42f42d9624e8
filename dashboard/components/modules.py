"""The texts that a browser part is made of: its style sheet, and its ES modules joined into one.

Streamlit takes a part's script as one text. The modules stay files that a browser, a type checker and a test
can load as they are. Joined, each imported module becomes a function that returns its exports, in the order
of the imports, so two modules may use the same private name. Whole-line comments and indentation stay behind:
types and layout would make up a third of what a page sends.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"(\.{1,2}/[^"]+)";[ \t]*\n', re.MULTILINE)
_EXPORT = re.compile(r"^export\s+(?=(?:async\s+)?(?:function\*?|class|const)\s+(\w+))", re.MULTILINE)
_DEFAULT = re.compile(r"^export\s+default\b", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.MULTILINE)
_INDENT = re.compile(r"\n[ \t\n]+")
_TEMPLATE = re.compile(r"(`[^`]*`)")


class ModuleError(Exception):
    """A module of ours that cannot be joined: an import that leads nowhere, a circle, or another syntax."""


def join_texts(folder: Path, *names: str) -> str:
    """The files ``names`` of a part's folder as one text."""
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def join_modules(entry: Path) -> str:
    """The module at ``entry`` and all that it imports, as the text of one module with its default export.

    Raises:
        ModuleError: A module cannot be joined.
    """
    order: dict[Path, _Module] = {}
    _add_in_order(entry.resolve(), order, [])
    names = {path: f"module_{number}" for number, path in enumerate(order)}
    *imported, last = order.values()
    return "".join([*(module.as_function(names) for module in imported), last.as_entry(names)])


@dataclass(frozen=True)
class _Module:
    """A module's file and its shortened text."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> "_Module":
        return cls(path, _shortened(path.read_text(encoding="utf-8"), path.name))

    @cached_property
    def imports(self) -> list[tuple[list[str], Path]]:
        """The names that it imports, and the module that each list comes from."""
        found = [
            ([name.strip() for name in names.split(",") if name.strip()], place)
            for names, place in _IMPORT.findall(self.text)
        ]
        for _, place in found:
            if not (self.path.parent / place).is_file():
                raise ModuleError(f"{self.path.name} imports '{place}', which does not exist")
        return [(names, (self.path.parent / place).resolve()) for names, place in found]

    @cached_property
    def exports(self) -> list[str]:
        return _EXPORT.findall(self.text)

    def check_imports(self, modules: dict[Path, "_Module"]) -> None:
        for names, path in self.imports:
            for name in names:
                if name.split(" as ")[0] not in modules[path].exports:
                    raise ModuleError(
                        f"{self.path.name} imports {name} from {path.name}, which does not export it"
                    )

    def as_function(self, names: dict[Path, str]) -> str:
        """The module as a function that is called at once and returns what the module exports."""
        body = self._body(names, _EXPORT)
        exports = ", ".join(self.exports)
        return (
            f"const {names[self.path]} = (() => {{ // {self.path.name}\n"
            f"{body}return {{ {exports} }};\n}})();\n"
        )

    def as_entry(self, names: dict[Path, str]) -> str:
        """The module with its default export; what it imports stands before it."""
        if len(_DEFAULT.findall(self.text)) != 1:
            raise ModuleError(f"{self.path.name} needs one 'export default', which Streamlit calls")
        self._body(names, _DEFAULT)
        return self._with_imports(names)

    def _body(self, names: dict[Path, str], exports: re.Pattern[str]) -> str:
        body = exports.sub("", self._with_imports(names))
        if other := _OTHER.search(body):
            raise ModuleError(
                f"{self.path.name} has '{other[0]}'; write import {{ … }} from \"./….js\"; or "
                "export before a function, a class or a const"
            )
        return body

    def _with_imports(self, names: dict[Path, str]) -> str:
        taken = [
            f"const {{ {', '.join(wanted).replace(' as ', ': ')} }} = {names[path]};\n"
            for wanted, path in self.imports
        ]
        return "".join(taken) + _IMPORT.sub("", self.text)


def _add_in_order(path: Path, order: dict[Path, _Module], way: list[Path]) -> None:
    """Append to ``order`` what ``path`` imports, then ``path``; ``way`` leads to it."""
    if path in way:
        circle = " → ".join(each.name for each in [*way[way.index(path) :], path])
        raise ModuleError(f"modules import each other in a circle: {circle}")
    if path in order:
        return
    module = _Module.read(path)
    for _, imported in module.imports:
        _add_in_order(imported, order, [*way, path])
    module.check_imports(order)
    order[path] = module


def _shortened(text: str, name: str) -> str:
    """A module's text without whole-line comments and indentation; template literals stay as they are.

    A literal is what lies between two backticks, so a template within another must keep to one line.
    """
    for comment in _COMMENT.finditer(text):
        if text.count("`", 0, comment.start()) % 2:
            raise ModuleError(f"{name} has '{comment[0].strip()}' in a template; start that line otherwise")
    code, *others = _TEMPLATE.split(_COMMENT.sub("", text).lstrip("\n"))
    parts = [_INDENT.sub("\n", code)]
    for template, code in zip(others[::2], others[1::2], strict=True):
        if template.rfind("${") > template.rfind("}") and "\n" in code:
            raise ModuleError(f"{name} has a template of several lines in another; give the inner one a name")
        parts += [template, _INDENT.sub("\n", code)]
    if "`" in parts[-1]:
        raise ModuleError(f"{name} has an odd number of backticks; write `…` in comments")
    return "".join(parts)
