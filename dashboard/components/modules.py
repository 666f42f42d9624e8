"""Join a browser component's style sheets into one text, and its ES modules into one script.

Streamlit takes a component's script as one text, but browsers, type checkers and tests can load the separate
module files directly. When joined, each imported module becomes a function that returns its exports, in
import order, so two modules may use the same private name. Whole-line comments and indentation are removed:
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
    """A module cannot be joined: an import is missing or circular, or the syntax is not supported."""


def join_texts(folder: Path, *names: str) -> str:
    """Return the files ``names`` of a component's folder as one text."""
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def join_modules(entry: Path) -> str:
    """Return the text of one module with a default export: the module at ``entry`` and everything it imports.

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
    """A module's path and its shortened text."""

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> "_Module":
        return cls(path, _shortened(path.read_text(encoding="utf-8"), path.name))

    @cached_property
    def imports(self) -> list[tuple[list[str], Path]]:
        """The imported names, and the path of the module that each list comes from."""
        found = [
            ([name.strip() for name in names.split(",") if name.strip()], source)
            for names, source in _IMPORT.findall(self.text)
        ]
        for _, source in found:
            if not (self.path.parent / source).is_file():
                raise ModuleError(f"{self.path.name} imports '{source}', which does not exist")
        return [(names, (self.path.parent / source).resolve()) for names, source in found]

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
        """Return the module as an immediately invoked function that returns the exports."""
        body = self._body(names, _EXPORT)
        exports = ", ".join(self.exports)
        return (
            f"const {names[self.path]} = (() => {{ // {self.path.name}\n"
            f"{body}return {{ {exports} }};\n}})();\n"
        )

    def as_entry(self, names: dict[Path, str]) -> str:
        """Return the module with its default export; the imported modules must precede it."""
        if len(_DEFAULT.findall(self.text)) != 1:
            raise ModuleError(f"{self.path.name} must have one 'export default', which Streamlit calls")
        self._body(names, _DEFAULT)
        return self._with_imports(names)

    def _body(self, names: dict[Path, str], exports: re.Pattern[str]) -> str:
        body = exports.sub("", self._with_imports(names))
        if other := _OTHER.search(body):
            raise ModuleError(
                f"{self.path.name} has '{other[0]}', which cannot be joined; write "
                'import { … } from "./….js", or export a function, a class or a const'
            )
        return body

    def _with_imports(self, names: dict[Path, str]) -> str:
        bindings = [
            f"const {{ {', '.join(wanted).replace(' as ', ': ')} }} = {names[path]};\n"
            for wanted, path in self.imports
        ]
        return "".join(bindings) + _IMPORT.sub("", self.text)


def _add_in_order(path: Path, order: dict[Path, _Module], importers: list[Path]) -> None:
    """Append the imports of ``path``, then ``path``, to ``order``; ``importers`` is the chain above it."""
    if path in importers:
        circle = " → ".join(each.name for each in [*importers[importers.index(path) :], path])
        raise ModuleError(f"circular import: {circle}")
    if path in order:
        return
    module = _Module.read(path)
    for _, imported in module.imports:
        _add_in_order(imported, order, [*importers, path])
    module.check_imports(order)
    order[path] = module


def _shortened(text: str, name: str) -> str:
    """Remove whole-line comments and indentation from a module's text, except in template literals.

    Text between two backticks counts as a literal, so a template nested in another must fit on one line.
    """
    for comment in _COMMENT.finditer(text):
        if text.count("`", 0, comment.start()) % 2:
            raise ModuleError(
                f"{name} has '{comment[0].strip()}' in a template literal, which looks like a comment; "
                "start that line differently"
            )
    code, *others = _TEMPLATE.split(_COMMENT.sub("", text).lstrip("\n"))
    parts = [_INDENT.sub("\n", code)]
    for template, code in zip(others[::2], others[1::2], strict=True):
        if template.rfind("${") > template.rfind("}") and "\n" in code:
            raise ModuleError(
                f"{name} has a multi-line template literal inside another; assign the inner one to a const"
            )
        parts += [template, _INDENT.sub("\n", code)]
    if "`" in parts[-1]:
        raise ModuleError(f"{name} has an odd number of backticks; use them in pairs, in comments too")
    return "".join(parts)
