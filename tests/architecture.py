"""Rules for the structure of the packages: each function lists the violations in a source tree."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

MAX_MODULES = 12  # per folder, without __init__.py
MAX_LINES = 350  # per module
SCRIPT_IMPORT = re.compile(r'^import\s*\{[^}]*\}\s*from\s*"(\.[^"]+)"', re.MULTILINE)
ODDS_AND_ENDS = {"utils", "util", "common", "helpers", "core", "misc"}

# From the top down: a folder or module imports only from lower levels, or from itself.
# The entries of one set are on the same level and do not import each other.
LAYERS: Mapping[str, list[set[str]]] = {
    "runtime": [
        {"__main__"},
        {"cli"},
        {"__init__"},
        {"batch"},
        {"morph"},
        {"ends"},
        {"ink"},
        {"model", "video"},
        {"path"},
        {"measure"},
        {"npz", "arrays", "unfinished"},
        {"errors", "version"},
    ],
    "dashboard": [
        {"__main__"},
        {"pages"},
        {"morph", "map"},
        {"components", "choices"},
        {"session"},
        {"server", "notices"},
        {"resources"},
        {"draw", "streamlit_internals", "style"},
        {"__init__"},
    ],
}


class Sources:
    """The modules of a source tree and their imports, at any level of a module.

    Attributes:
        root: The folder that contains the packages.
        paths: Dotted name of each Python module → its file.
        scripts: Files of the JavaScript modules.
    """

    def __init__(self, root: Path, packages: Iterable[str]) -> None:
        self.root = root
        self.paths = {
            dotted(path.relative_to(root)): path
            for package in packages
            for path in sorted((root / package).rglob("*.py"))
            if "node_modules" not in path.parts
        }
        self.scripts = [
            path
            for package in packages
            for path in sorted((root / package).rglob("*.js"))
            if "node_modules" not in path.parts
        ]

    def imports(self, module: str) -> Iterator[str]:
        """Yield the dotted names that a module imports, from this tree or elsewhere."""
        yield from imported_names(self.paths[module])

    def inner_imports(self, module: str) -> set[str]:
        """Return the modules of this tree that a module imports; a package means its ``__init__``."""
        found = set()
        for name in self.imports(module):
            while name and name not in self.paths:
                name = name.rpartition(".")[0]
            if name and name != module:
                found.add(name)
        return found


def dotted(path: Path) -> str:
    """Return the dotted name of a module's file."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_names(path: Path) -> Iterator[str]:
    """Yield the dotted names that a file imports, at any level."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def cycles_of_files(sources: Sources) -> list[str]:
    """List the import cycles among modules."""
    return _circles({module: sources.inner_imports(module) for module in sources.paths})


def cycles_of_folders(sources: Sources) -> list[str]:
    """List the import cycles among folders; a module directly in a package counts as its own folder."""
    arrows: dict[str, set[str]] = {}
    for module in sources.paths:
        own = _folder(sources, module)
        others = {_folder(sources, other) for other in sources.inner_imports(module)}
        arrows.setdefault(own, set()).update(others - {own})
    return _circles(arrows)


def cycles_of_script_folders(sources: Sources) -> list[str]:
    """List the import cycles among folders of JavaScript modules."""
    arrows: dict[str, set[str]] = {}
    for path in sources.scripts:
        own = path.parent.relative_to(sources.root)
        for place in SCRIPT_IMPORT.findall(path.read_text(encoding="utf-8")):
            other = (path.parent / place).resolve().parent.relative_to(sources.root.resolve())
            if other != own:
                arrows.setdefault(str(own), set()).add(str(other))
    return _circles(arrows)


def upward_imports(sources: Sources, layers: Mapping[str, list[set[str]]]) -> list[str]:
    """List the imports within a package that do not go to a lower layer, and modules that have no layer."""
    found = []
    for module in sources.paths:
        package, _, rest = module.partition(".")
        level = {part: number for number, parts in enumerate(layers[package]) for part in parts}
        own = rest.split(".")[0] or "__init__"
        if own not in level:
            found.append(f"{module} is in no layer of {package}")
            continue
        for other in sorted(sources.inner_imports(module)):
            if other.partition(".")[0] != package:
                continue
            part = other.partition(".")[2].split(".")[0] or "__init__"
            if part != own and level.get(part, -1) <= level[own]:
                found.append(f"{module} imports {other}, which does not stand below it")
    return found


def forbidden_imports(
    sources: Sources, within: str, forbidden: str, allowed: Iterable[str] = ()
) -> list[str]:
    """List the imports that match ``forbidden`` in modules that match ``within`` and are not ``allowed``."""
    return [
        f"{module} imports {name}"
        for module in sources.paths
        if re.match(within, module) and module not in set(allowed)
        for name in sources.imports(module)
        if re.match(forbidden, name)
    ]


def imports_of_other_pages(sources: Sources) -> list[str]:
    """List the pages that import another page."""
    pages = re.compile(r"dashboard\.pages\.\w+")
    return [
        f"{module} imports {other}"
        for module in sources.paths
        if (own := pages.match(module))
        for other in sources.inner_imports(module)
        if (page := pages.match(other)) and page[0] != own[0]
    ]


def crowded_folders(sources: Sources) -> list[str]:
    """List the folders with more than 12 modules, Python and JavaScript together."""
    folders: dict[Path, int] = {}
    for path in (*sources.paths.values(), *sources.scripts):
        folders[path.parent] = folders.get(path.parent, 0) + (path.name != "__init__.py")
    return [
        f"{folder.relative_to(sources.root)} has {count} modules"
        for folder, count in folders.items()
        if count > MAX_MODULES
    ]


def long_modules(root: Path, paths: Iterable[Path]) -> list[str]:
    """List the files with more than 350 lines."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return [
        f"{path.relative_to(root)} has {lines} lines" for path, lines in lengths.items() if lines > MAX_LINES
    ]


def drawers_for_odds_and_ends(sources: Sources) -> list[str]:
    """List the modules and folders with a meaningless name, such as ``utils``."""
    return [module for module in sources.paths if not ODDS_AND_ENDS.isdisjoint(module.split("."))]


def _folder(sources: Sources, module: str) -> str:
    """Return a module's folder; an ``__init__`` or a module directly in a package is its own folder."""
    path = sources.paths[module]
    stands_alone = path.name == "__init__.py" or path.parent.parent == sources.root
    return module if stands_alone else module.rpartition(".")[0]


def _circles(arrows: Mapping[str, set[str]]) -> list[str]:
    """Return the strongly connected components of more than one node (Tarjan 1972), one line each."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[str] = []

    def visit(node: str) -> None:
        order[node] = lowest[node] = len(order)
        stack.append(node)
        for other in sorted(arrows.get(node, ())):
            if other not in order:
                visit(other)
                lowest[node] = min(lowest[node], lowest[other])
            elif other in stack:
                lowest[node] = min(lowest[node], order[other])
        if lowest[node] == order[node]:
            part = [stack.pop()]
            while part[-1] != node:
                part.append(stack.pop())
            if len(part) > 1:
                found.append(" ↔ ".join(sorted(part)))

    for node in sorted(arrows):
        if node not in order:
            visit(node)
    return found
