"""``make docs``: an API reference of every public name, built without a warning."""

import html
import re
import subprocess
import sys
from pathlib import Path
from typing import Literal, get_origin

import pytest
from docs.documents import ROOT

import runtime


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page that the Makefile's own command builds."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    line = re.search(r"\$\(BIN\)/python (-W error -m pdoc .*)", recipe)
    assert line
    folder = tmp_path_factory.mktemp("api")
    arguments = line[1].replace("out/api", str(folder)).split()
    ran = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return Path(folder, "runtime.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_it_describes_every_public_name(reference: str) -> None:
    described = set(re.findall(r'<section id="(\w+)">', reference))
    assert set(runtime.__all__) <= described


@pytest.mark.slow
def test_every_public_name_has_a_docstring(reference: str) -> None:
    assert html.unescape(reference).count("Raises") > 10
    values = {
        name for name in runtime.__all__ if name.isupper() or get_origin(getattr(runtime, name)) is Literal
    }
    plain = {name for name in runtime.__all__ if not (getattr(runtime, name).__doc__ or "").strip()}
    assert plain <= values
