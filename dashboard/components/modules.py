"""The texts that a browser part is made of: its style sheet, and its ES modules joined into one.

Streamlit takes a part's script as one text. The modules stay files that a browser, a type checker and a test
can load as they are; here each becomes a function that returns its exports, in the order of the imports. So
two modules may use the same private name.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"(\.{1,2}/[^"]+)";?[ \t]*\n', re.MULTILINE)
_DECLARED = re.compile(r"^export\s+(?=(?:async\s+)?(?:function\*?|class|const|let)\s+(\w+))", re.MULTILINE)
_LISTED = re.compile(r"^export\s*\{([^}]*)\};?[ \t]*\n", re.MULTILINE)
_DEFAULT = re.compile(r"^export\s+default\b", re.MULTILINE)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


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
    order: list[Path] = []
    _add_in_order(entry.resolve(), order, [])
    names = {path: f"module_{number}" for number, path in enumerate(order)}
    texts = [_as_function(path, names) for path in order[:-1]]
    return "\n".join([*texts, _with_imports(order[-1], names)])


def _add_in_order(path: Path, order: list[Path], way: list[Path]) -> None:
    """Append to ``order`` what ``path`` imports, then ``path``; ``way`` leads to it."""
    if path in way:
        circle = " → ".join(each.name for each in [*way[way.index(path) :], path])
        raise ModuleError(f"modules import each other in a circle: {circle}")
    if path in order:
        return
    for _, imported in _imports(path):
        _add_in_order(imported, order, [*way, path])
    order.append(path)


def _imports(path: Path) -> Iterator[tuple[list[str], Path]]:
    """The names that a module imports, and the module that each list comes from."""
    for names, place in _IMPORT.findall(_read(path)):
        imported = (path.parent / place).resolve()
        if not imported.is_file():
            raise ModuleError(f"{path.name} imports '{place}', which does not exist")
        wanted = [name.strip() for name in names.split(",") if name.strip()]
        there = _exports(imported)
        for name in wanted:
            if name.split(" as ")[0] not in there:
                raise ModuleError(
                    f"{path.name} imports {name} from {imported.name}, which does not export it"
                )
        yield wanted, imported


def _exports(path: Path) -> list[str]:
    """The names that a module exports, without its default."""
    text = _read(path)
    listed = [name.strip() for names in _LISTED.findall(text) for name in names.split(",") if name.strip()]
    return [*_DECLARED.findall(text), *listed]


def _as_function(path: Path, names: dict[Path, str]) -> str:
    """A module as a function that is called at once and returns what the module exports."""
    body = _LISTED.sub("", _DECLARED.sub("", _with_imports(path, names)))
    _check_nothing_left(path, body)
    return f"const {names[path]} = (() => {{\n{body}\nreturn {{ {', '.join(_exports(path))} }};\n}})();"


def _with_imports(path: Path, names: dict[Path, str]) -> str:
    """A module's text with its imports taken from the functions' results."""
    text = _IMPORT.sub("", _read(path))
    if path is list(names)[-1]:
        if len(_DEFAULT.findall(text)) != 1:
            raise ModuleError(f"{path.name} needs one 'export default', which Streamlit calls")
        _check_nothing_left(path, _DEFAULT.sub("", text))
    taken = [
        f"const {{ {', '.join(wanted).replace(' as ', ': ')} }} = {names[imported]};\n"
        for wanted, imported in _imports(path)
    ]
    return "".join(taken) + text


def _check_nothing_left(path: Path, text: str) -> None:
    if left := _LEFT_OVER.search(text):
        raise ModuleError(
            f"{path.name} has '{left[0]}'; write import {{ … }} from \"./….js\" or a named export"
        )


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
