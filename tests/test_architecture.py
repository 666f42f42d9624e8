"""The packages follow the rules in ``architecture``, and each rule detects a planted violation."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import architecture
import pytest
from architecture import LAYERS, Sources

ROOT = Path(__file__).parents[1]
PRIVATE_STREAMLIT = r"streamlit\."  # public names come from ``import streamlit as st``
SEAM = "dashboard.streamlit_internals"
# Description → the rule, the files of a source tree that violates it, and the expected report.
Rule = Callable[[Sources], list[str]]
RULES: dict[str, tuple[Rule, dict[str, str], str]] = {
    "no circle of files": (
        architecture.cycles_of_files,
        {"runtime/path/a.py": "from runtime.path import b", "runtime/path/b.py": "import runtime.path.a"},
        "runtime.path.a ↔ runtime.path.b",
    ),
    "no circle of files through an import for types": (
        architecture.cycles_of_files,
        {
            "runtime/path/a.py": "def f():\n    from runtime.path.b import g",
            "runtime/path/b.py": "if TYPE_CHECKING:\n    from runtime.path.a import f",
        },
        "runtime.path.a ↔ runtime.path.b",
    ),
    "no circle of folders": (
        architecture.cycles_of_folders,
        {
            "runtime/path/a.py": "from runtime.model import b",
            "runtime/model/b.py": "",
            "runtime/model/c.py": "from runtime.path.d import e",
            "runtime/path/d.py": "",
        },
        "runtime.model ↔ runtime.path",
    ),
    "no circle of folders in the browser's scripts": (
        architecture.cycles_of_script_folders,
        {
            "dashboard/components/map/map.js": 'import { draw } from "./pen/pen.js";\n',
            "dashboard/components/map/pen/pen.js": 'import {\n    size,\n} from "../size.js";\n',
            "dashboard/components/map/size.js": "",
        },
        "dashboard/components/map ↔ dashboard/components/map/pen",
    ),
    "imports lead downwards": (
        lambda sources: architecture.upward_imports(sources, LAYERS),
        {"runtime/path/a.py": "from runtime.model.vae import Vae", "runtime/model/vae.py": ""},
        "runtime.path.a imports runtime.model.vae, which does not stand below it",
    ),
    "every part has a layer": (
        lambda sources: architecture.upward_imports(sources, LAYERS),
        {"dashboard/drawer/a.py": ""},
        "dashboard.drawer.a is in no layer of dashboard",
    ),
    "draw knows no Streamlit": (
        lambda sources: architecture.forbidden_imports(sources, r"dashboard\.draw\b", r"streamlit\b"),
        {"dashboard/draw/a.py": "import streamlit as st"},
        "dashboard.draw.a imports streamlit",
    ),
    "click stays in the command line": (
        lambda sources: architecture.forbidden_imports(
            sources, r"runtime\b(?!\.cli\b|\.__main__$)", r"click\b"
        ),
        {"runtime/morph/batch.py": "from click import Option", "runtime/cli/a.py": "import click"},
        "runtime.morph.batch imports click.Option",
    ),
    "the dashboard knows no command line": (
        lambda sources: architecture.forbidden_imports(
            sources, r"dashboard\b(?!\.__main__$)", r"(click|runtime\.(cli|__main__))\b"
        ),
        {"dashboard/morph/a.py": "from runtime.cli.batch import batch"},
        "dashboard.morph.a imports runtime.cli.batch.batch",
    ),
    "no page imports another": (
        architecture.imports_of_other_pages,
        {
            "dashboard/pages/explore.py": "from dashboard.pages import compare",
            "dashboard/pages/compare.py": "",
        },
        "dashboard.pages.explore imports dashboard.pages.compare",
    ),
    "a link knows no page and no control": (
        lambda sources: architecture.forbidden_imports(
            sources, r"dashboard\.session\.link$", r"dashboard\.(pages|morph|map|components|choices)\b"
        ),
        {"dashboard/session/link.py": "from dashboard.morph.sources import SOURCES"},
        "dashboard.session.link imports dashboard.morph.sources.SOURCES",
    ),
    "Streamlit's private API has one door": (
        lambda sources: architecture.forbidden_imports(
            sources, r"dashboard\b", PRIVATE_STREAMLIT, allowed=[SEAM]
        ),
        {
            "dashboard/session/a.py": "from streamlit.runtime.state import SessionState",
            "dashboard/streamlit_internals.py": "from streamlit.runtime import get_instance",
        },
        "dashboard.session.a imports streamlit.runtime.state.SessionState",
    ),
    "at most 12 modules to a folder": (
        architecture.crowded_folders,
        {f"dashboard/components/map/m{number}.{'py' if number % 2 else 'js'}": "" for number in range(13)},
        "dashboard/components/map has 13 modules",
    ),
    "at most 350 lines to a module": (
        lambda sources: architecture.long_modules(sources.root, sources.paths.values()),
        {"runtime/path/a.py": "x = 1\n" * 351},
        "runtime/path/a.py has 351 lines",
    ),
    "no drawer for odds and ends": (
        architecture.drawers_for_odds_and_ends,
        {"runtime/path/helpers.py": ""},
        "runtime.path.helpers",
    ),
}


@pytest.fixture(scope="module")
def project() -> Sources:
    return Sources(ROOT, LAYERS)


@pytest.mark.parametrize("rule", [rule for rule, _, _ in RULES.values()], ids=RULES)
def test_the_project_keeps_the_rule(project: Sources, rule: Rule) -> None:
    assert len(project.paths) > 90
    assert rule(project) == []


@pytest.mark.parametrize(("rule", "files", "said"), RULES.values(), ids=RULES)
def test_the_rule_finds_a_planted_offence(
    tmp_path: Path, rule: Rule, files: dict[str, str], said: str
) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert rule(Sources(tmp_path, LAYERS)) == [said]


def test_no_file_of_the_project_is_too_long() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "*.py", "*.js"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    paths = [ROOT / name for name in listed if (ROOT / name).is_file() and not name.startswith("tests/")]
    assert {path.suffix for path in paths} == {".py", ".js"}
    assert architecture.long_modules(ROOT, paths) == []
