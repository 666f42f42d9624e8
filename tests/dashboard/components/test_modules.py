"""ES modules joined into one: each keeps its own names; an error names the module and the line."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from check_javascript import find_program

from dashboard.components.modules import ModuleError, join_modules

NODE = find_program("node")
COMPONENTS = Path(__file__).parents[3] / "dashboard" / "components"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes modules by name and returns the path of the last."""

    def write(**texts: str) -> Path:
        for name, text in texts.items():
            (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")
        return tmp_path / f"{name}.js"

    return write


def said_by(text: str, folder: Path) -> object:
    """What the default export of a module returns."""
    module = folder / "joined.mjs"
    module.write_text(text, encoding="utf-8")
    program = f"import act from {json.dumps(module.as_uri())}; console.log(JSON.stringify(act()));"
    ran = subprocess.run(
        [NODE, "--input-type=module", "-e", program],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(ran.stdout)


def test_two_modules_may_use_the_same_private_name(write: Write, tmp_path: Path) -> None:
    entry = write(
        one="const SIZE = 1;\nexport const one = () => SIZE;\nexport class Box {\n    side = SIZE;\n}\n",
        two='import { one as first } from "./one.js";\nconst SIZE = 2;\n'
        "export function two() {\n    return [first(), SIZE];\n}\n",
        entry='import { Box, one } from "./one.js";\nimport {\n    two,\n} from "./two.js";\n'
        "const SIZE = 3;\n"
        "export default function () {\n    return [one(), ...two(), SIZE, new Box().side];\n}\n",
    )
    joined = join_modules(entry)
    assert said_by(joined, tmp_path) == [1, 1, 2, 3, 1]
    assert joined.count("const SIZE = 1") == 1  # imported twice, there once


def test_whole_line_comments_and_indentation_stay_behind(write: Write, tmp_path: Path) -> None:
    entry = write(
        entry="// @ts-check\n\n/**\n * Types.\n * @param {string} a `b`\n */\n"
        "const web = `http://x`; // why\n\n"
        "export default function () {\n    // here\n    /* and here */\n"
        "    return (\n        web + ` /* in ${1 ? `  a` : 2}\n    <p>` +\n        web\n    );\n}\n",
    )
    joined = join_modules(entry)
    assert joined == (
        "const web = `http://x`; // why\n"
        "export default function () {\nreturn (\nweb + ` /* in ${1 ? `  a` : 2}\n    <p>` +\nweb\n);\n}\n"
    )
    assert said_by(joined, tmp_path) == "http://x /* in   a\n    <p>http://x"


ENTRY = "export default function () {}\n"


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (
            {"entry": 'import { a } from "./gone.js";\n' + ENTRY},
            r"entry.js imports './gone.js', which does not",
        ),
        (
            {"one": "const a = 1;\n", "entry": 'import { a } from "./one.js";\n' + ENTRY},
            "entry.js imports a from one.js, which does not export it",
        ),
        (
            {
                "one": 'import { b } from "./two.js";\nexport const a = 1;\n',
                "two": 'import { a } from "./one.js";\nexport const b = 1;\n',
                "entry": 'import { a } from "./one.js";\n' + ENTRY,
            },
            "circular import: one.js → two.js → one.js",
        ),
        ({"entry": 'import one from "./one.js";\n' + ENTRY}, "entry.js has 'import one from"),
        ({"entry": 'import "./one.js";\n' + ENTRY}, 'entry.js has \'import "./one.js"'),
        ({"entry": 'import { a } from "three";\n' + ENTRY}, 'entry.js has \'import { a } from "three"'),
        ({"entry": 'import { a } from "./one.js"\n' + ENTRY}, 'entry.js has .import { a } from "./one.js"'),
        (
            {
                "one": "export let a = 1;\n",
                "entry": 'import { a } from "./one.js";\n' + ENTRY,
            },
            "entry.js imports a from one.js, which does not export it",
        ),
        (
            {
                "one": "export const a = 1;\nexport let b = 1;\n",
                "entry": 'import { a } from "./one.js";\n' + ENTRY,
            },
            "one.js has 'export let b = 1;'",
        ),
        (
            {"entry": "const page = `\n// not a comment\n`;\n" + ENTRY},
            "entry.js has '// not a comment' in a template literal",
        ),
        (
            {"entry": "const page = `${1 ? `\n  a` : 2}`;\n" + ENTRY},
            "entry.js has a multi-line template literal inside another",
        ),
        ({"entry": "const tick = 1; // `\n" + ENTRY}, "entry.js has an odd number of backticks"),
        ({"entry": ENTRY + ENTRY}, "entry.js must have one 'export default'"),
        ({"entry": "const a = 1;\n"}, "entry.js must have one 'export default'"),
        (
            {
                "one": 'export * from "./two.js";\nexport const a = 1;\n',
                "two": "",
                "entry": 'import { a } from "./one.js";\n' + ENTRY,
            },
            r"one.js has 'export \*",
        ),
    ],
)
def test_what_cannot_be_joined_is_refused(write: Write, texts: dict[str, str], said: str) -> None:
    with pytest.raises(ModuleError, match=said):
        join_modules(write(**texts))


def test_every_part_is_one_module(tmp_path: Path) -> None:
    """The default export survives, and a JavaScript engine reads the text."""
    entries = [
        path
        for path in sorted(COMPONENTS.rglob("*.js"))
        if "node_modules" not in path.parts and "\nexport default" in path.read_text(encoding="utf-8")
    ]
    assert len(entries) == 9
    for entry in entries:
        module = tmp_path / "joined.mjs"
        module.write_text(join_modules(entry), encoding="utf-8")
        ran = subprocess.run([NODE, "--check", module], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, f"{entry.name}: {ran.stderr}"
