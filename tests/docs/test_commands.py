"""Every command in a document runs or parses: console sessions, shell lines, commands in the text."""

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from docs.documents import DOCUMENTS, README, ROOT, blocks, name_of, text_of
from docs.guides import commands as guide_commands
from drawing import draw_digit

import dashboard.__main__

COMMAND_LINE = ROOT / "docs" / "command-line.md"
TRAINING = ROOT / "docs" / "training.md"
# Where each program is; imported by the test that needs it, because some import PyTorch.
PROGRAMS = {
    "latent-digits": "dashboard.__main__",
    "python -m runtime": "runtime.__main__",
    "python -m train": "train.__main__",
    "python -m train.reader": "train.reader.__main__",
    "python -m train.segmenter": "train.segmenter.__main__",
    "python -m export": "export.__main__",
    "python -m export.reader": "export.reader",
    "python -m export.segmenter": "export.segmenter",
}
# Lines that install or open something; tests/browser/test_package.py installs the wheel as they do.
INSTALLS = {
    "py -3.12 -m venv .venv",
    "python3 -m venv .venv",
    "pip install . -c constraints.txt",
    "pip install jupyterlab matplotlib",
    "jupyter lab docs/tour.ipynb",
    "pipx install .",
    "uv tool install .",
    "pip install .",
    "pip install -e '.[dev]'",
    "pip install '.[train]' -c constraints.txt",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the pictures and the table of pairs that the documents name."""
    draw_digit(7).save(tmp_path / "seven.jpg")
    draw_digit(2).save(tmp_path / "two.png")
    (tmp_path / "pairs.csv").write_text("".join(blocks("csv", COMMAND_LINE)))
    return tmp_path


def environment() -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if name != "LATENT_DIGITS_MODELS"}
    return env | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}


def masked(text: str) -> str:
    """Text without what another encoder, machine or day changes."""
    return re.sub(r"[\d,]+ kB", "# kB", text).rstrip()


def session(document: Path) -> list[tuple[str, str]]:
    """The commands of a document's console blocks, each with the output that the document shows."""
    return [
        (command, output)
        for block in blocks("console", document)
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("document", [README, COMMAND_LINE], ids=name_of)
def test_commands_print_what_the_document_shows(document: Path, folder: Path) -> None:
    assert session(document)
    for command, output in session(document):
        program, *arguments = shlex.split(command)
        assert program == "latent-digits"
        ran = subprocess.run(
            [sys.executable, "-m", "dashboard", *arguments],
            cwd=folder,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert masked(ran.stdout + ran.stderr) == masked(output), command
        assert ran.returncode == (2 if output.startswith("Error: ") else 0), command


def test_the_page_of_the_command_line_shows_every_command() -> None:
    shown = {shlex.split(command)[1] for command, _ in session(COMMAND_LINE)}
    assert shown | {"run"} == dashboard.__main__.main.commands.keys()


@pytest.mark.slow
def test_a_film_made_again_from_its_recipe_is_the_same_file(folder: Path) -> None:
    commands = {shlex.split(command)[-1]: command for command, _ in session(COMMAND_LINE)}
    for name in ("years.gif", "again.gif"):
        arguments = shlex.split(commands[name])[1:]
        subprocess.run(
            [sys.executable, "-m", "runtime", *arguments], cwd=folder, env=environment(), check=True
        )
    assert (folder / "years.gif").read_bytes() == (folder / "again.gif").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("snippet", blocks("python", README))
def test_snippets_run(snippet: str, folder: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", snippet],
        cwd=folder,
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def shell_lines() -> list[str]:
    """Shell lines of all documents but those that tests of their own run, without paths and comments."""
    others = [document for document in DOCUMENTS if document != TRAINING and document.parent.name != "how-to"]
    lines = [
        line
        for language in ("sh", "powershell")
        for block in blocks(language, *others)
        for line in block.splitlines()
    ]
    inline = re.findall(
        r"`((?:\.venv/bin/|\.venv\\Scripts\\)?(?:make|pip|pipx|uv|jupyter|latent-digits|python) [^`]+)`",
        text_of(*DOCUMENTS),
    )
    plain = (
        re.sub(r"^\.venv(/bin/|\\Scripts\\)", "", line.partition(" #")[0].strip()) for line in lines + inline
    )
    return sorted({line for line in plain if line and not line.startswith("#")})


def marked(line: str) -> Any:
    """A shell line; checking a line of the training programs imports PyTorch."""
    training = re.match(r"python -m (train|export|benchmarks)\b", line)
    return pytest.param(line, marks=pytest.mark.training) if training else line


@pytest.mark.parametrize("line", [marked(line) for line in shell_lines()])
def test_a_shell_line_would_run(line: str) -> None:
    words = shlex.split(line)
    if words[0] == "make":
        made = subprocess.run(
            ["make", "--dry-run", *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert made.returncode == 0, made.stderr
    elif line.startswith("eval "):
        inner = line.partition("$(")[2].rpartition(")")[0]
        variable, program = inner.split()
        name, _, value = variable.partition("=")
        done = subprocess.run(
            [sys.executable, "-c", "from dashboard.__main__ import main; main(prog_name='latent-digits')"],
            cwd=ROOT,
            env=environment() | {name: value},
            capture_output=True,
            text=True,
            check=True,
        )
        assert program == "latent-digits"
        assert "_latent_digits_completion" in done.stdout
    elif words[:2] == ["python", "-m"] and words[2].startswith("benchmarks"):
        module = ".".join(words[2:4]) if words[2] == "benchmarks" and len(words) > 3 else words[2]
        assert importlib.util.find_spec(module) or words[3] in import_module("benchmarks.__main__").PARTS, (
            line
        )
    elif words[0] == "python" and words[1].endswith(".py"):
        assert (ROOT / words[1]).is_file()
    elif words[:2] == ["python", "-m"] and words[2] in ("pytest", "golden.films"):
        assert importlib.util.find_spec(words[2])
    elif line not in INSTALLS:
        parses(line)


def parses(line: str) -> None:
    """Check a line of one of our programs by its own parser, without running it."""
    program = next(
        name for name in sorted(PROGRAMS, key=len, reverse=True) if f"{line} ".startswith(f"{name} ")
    )
    stands_for = {"NAME": "mlp20", "COMMAND": "morph"}
    arguments = [stands_for.get(word, word) for word in shlex.split(line.removeprefix(program))]
    module = import_module(PROGRAMS[program])
    command: click.Command = module.main
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        command = command.commands[arguments.pop(0)]
    unknown = [
        word
        for word in arguments
        if word.startswith("-")
        and word not in ("--help", "--version", "-h")
        and not any(word in (*option.opts, *option.secondary_opts) for option in command.params)
    ]
    assert unknown == [], line


def test_the_guides_have_commands() -> None:
    assert all(guide_commands(guide) for guide in (ROOT / "docs" / "how-to").glob("*.md"))
