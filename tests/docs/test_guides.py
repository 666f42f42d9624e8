"""Following a how-to guide works: its files, changes and commands, in a copy of the project."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from docs.guides import commands, follow
from synthetic import write_mnist

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to"
FLAT_UMAP = """
class UMAP:
    def __init__(self, **options): pass
    def fit_transform(self, codes): return codes[:, :2]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project; the models are links."""
    copy = tmp_path / "project"
    for name in ("runtime", "dashboard", "train", "export", ".streamlit"):
        shutil.copytree(
            ROOT / name, copy / name, ignore=shutil.ignore_patterns("node_modules", "__pycache__")
        )
    for name in ("streamlit_app.py", "pyproject.toml"):
        shutil.copy(ROOT / name, copy)
    (copy / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "pages.py", copy / "tests")
    (copy / "models").mkdir()
    for model in (ROOT / "models").iterdir():
        (copy / "models" / model.name).symlink_to(model)
    return copy


def run(project: Path, *arguments: str) -> str:
    """Run Python in a project; returns what it prints."""
    left_out = {"MNIST_ROOT", "PYTHONPATH", "LATENT_DIGITS_MODELS"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    ran = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_there_is_a_test_for_each_guide() -> None:
    assert {guide.stem for guide in HOW_TO.glob("*.md")} == {"add-a-model", "add-a-page", "add-a-film-format"}


@pytest.mark.training
@pytest.mark.export
def test_add_a_model(project: Path) -> None:
    guide = HOW_TO / "add-a-model.md"
    follow(guide, project)
    write_mnist(project / "data", 5400, 100)
    (project / "umap.py").write_text(
        FLAT_UMAP
    )  # compiling UMAP takes a minute; tests/export runs the real one
    train, export, morph, last = commands(guide)
    assert last == "make test"
    run(project, *train.split()[1:], "--epochs", "1")
    run(project, *export.split()[1:])
    assert run(project, *morph.split()[1:]).startswith("3-8.mp4: 60 frames")


@pytest.mark.slow
def test_add_a_page(project: Path) -> None:
    guide = HOW_TO / "add-a-page.md"
    follow(guide, project)
    assert commands(guide) == ["make run"]
    run(project, "-m", "pytest", "-q", "tests/dashboard/pages/test_presets.py")
    run(project, "-c", "import sys; sys.path.insert(0, 'tests'); import pages; pages.app()")


@pytest.mark.slow
def test_add_a_film_format(project: Path) -> None:
    guide = HOW_TO / "add-a-film-format.md"
    follow(guide, project)
    made, again, tests = commands(guide)
    assert tests == "python -m pytest tests/runtime/video"
    assert run(project, *made.split()[1:]).startswith("3-5.mkv: 60 frames")
    run(project, *again.split()[1:])
    assert (project / "3-5.mkv").read_bytes() == (project / "again.mkv").read_bytes()
