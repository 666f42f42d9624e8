"""The browser parts' JavaScript: each file is type-checked, exceptions have reasons, and its tests pass."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from nodejs import find_node

ROOT = Path(__file__).parents[3]
COMPONENTS = ROOT / "dashboard" / "components"
TESTS = ROOT / "tests" / "javascript"
FILES = sorted(
    path
    for folder in (COMPONENTS, TESTS)
    for path in folder.rglob("*.js")
    if "node_modules" not in path.parts
)

_DIRECTIVE = re.compile(r"@ts-(?:ignore|nocheck|expect-error)(.*)")
_ANY = re.compile(r"@\w+\s+\{.*\bany\b[^}]*\}+(.*)")
MIN_REASON = 3  # words


def find_unexplained(text: str) -> Iterator[str]:
    """Lines that switch the type checker off, or say ``any``, without a reason in the same line."""
    for line in text.splitlines():
        switched_off = _DIRECTIVE.search(line) or _ANY.search(line)
        if switched_off and len(re.findall(r"[A-Za-z]{2,}", switched_off[1])) < MIN_REASON:
            yield line.strip()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_is_type_checked(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == "// @ts-check", "the first line is not // @ts-check"
    assert not list(find_unexplained(text)), "give the reason in the same line"


@pytest.mark.parametrize(
    ("line", "unexplained"),
    [
        ("// @ts-ignore", True),
        ("// @ts-nocheck", True),
        ("// @ts-expect-error: later", True),
        ("// @ts-expect-error: Chromium alone has this event", False),
        ("const a = /** @type {any} */ (b);", True),
        ("/** @type {Map<string, any>} */", True),
        ("/** @param {{a: any, b: number}} value */", True),
        ("/** @type {any} Streamlit does not give a type. */", False),
        ("/** @param {string} any Any of the names. */", False),
        ("// any value is fine", False),
    ],
)
def test_an_exception_needs_a_reason(line: str, unexplained: bool) -> None:
    assert bool(list(find_unexplained(line))) == unexplained


def test_the_javascript_tests_pass() -> None:
    assert list(TESTS.glob("*.test.js"))
    ran = subprocess.run(
        [find_node(), "--test", "--test-reporter=tap", str(TESTS / "*.test.js")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    passed = re.search(r"^# pass (\d+)$", ran.stdout, re.MULTILINE)
    assert passed
    assert int(passed[1]) > 0
