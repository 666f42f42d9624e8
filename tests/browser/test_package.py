"""The wheel, installed into a fresh environment outside the repository, makes films and serves pages."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import av
import pytest
from playwright.sync_api import Page, expect
from serving import serve

from runtime import list_models
from runtime.model.catalog import AUXILIARY
from runtime.version import VERSION

pytestmark = pytest.mark.xdist_group("package")  # one installation for all

ROOT = Path(__file__).parents[2]
PROGRAMS = "Scripts" if os.name == "nt" else "bin"


def checked(*command: str | Path, cwd: Path) -> str:
    """Run a command with nothing of the repository on its path; returns what it prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ran = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    checked(*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT, cwd=folder)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    pip: list[str | Path] = [folder / PROGRAMS / "python", "-m", "pip", "--disable-pip-version-check"]
    checked(*pip, "install", "--quiet", wheel, "-c", ROOT / "constraints.txt", cwd=folder)
    return folder / PROGRAMS


def test_the_wheel_holds_what_runs_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {
        ".streamlit",
        "dashboard",
        "export",
        "models",
        "runtime",
        "streamlit_app.py",
        "train",
        f"latent_digits-{VERSION}.dist-info",
    }
    assert {"runtime/py.typed", "dashboard/components/player/player.js", ".streamlit/config.toml"} <= set(
        names
    )
    assert not [name for name in names if "node_modules" in name or "__pycache__" in name]
    models = {name.split("/")[1] for name in names if name.startswith("models/")}
    assert models == {*list_models(ROOT / "models"), *AUXILIARY}


def test_the_installed_command_makes_a_film(programs: Path, tmp_path: Path) -> None:
    command = programs / "latent-digits"
    assert checked(command, "--version", cwd=tmp_path) == f"latent-digits {VERSION}\n"
    assert checked(command, "models", cwd=tmp_path).startswith("res16\t")
    film = tmp_path / "3-41.mp4"
    said = checked(command, "morph", "3", "41", "--frames", "8", "--out", film.name, cwd=tmp_path)
    assert said.startswith("3-41.mp4: 8 frames")
    with av.open(film) as container:
        assert sum(1 for _ in container.decode(video=0)) == 8


def test_the_installed_command_completes_its_commands(programs: Path, tmp_path: Path) -> None:
    environment = os.environ | {
        "_LATENT_DIGITS_COMPLETE": "bash_complete",
        "COMP_WORDS": "latent-digits mo",
        "COMP_CWORD": "1",
    }
    ran = subprocess.run(
        [programs / "latent-digits"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert ran.stdout.split() == ["plain,models", "plain,morph"]


@pytest.mark.browser
def test_the_installed_command_serves_the_dashboard(programs: Path, tmp_path: Path, page: Page) -> None:
    with serve([str(programs / "latent-digits"), "run"], cwd=tmp_path, PYTHONPATH="") as address:
        page.goto(f"{address}/?start=3&end=5&frames=8")
        film = page.get_by_role("img", name="3").first
        expect(film).to_be_visible()
        colour = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
        assert page.evaluate(colour) == "rgb(251, 249, 244)"  # the theme of .streamlit/config.toml
        page.goto(f"{address}/explore")
        expect(page.get_by_role("slider").first).to_be_visible()
