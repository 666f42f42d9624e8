"""Which packages may import which: checked in the sources, and by running without the forbidden libraries."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from architecture import imported_names

ROOT = Path(__file__).parents[1]
OURS = {"runtime", "train", "export", "dashboard", "benchmarks", "streamlit_app", "tests"}
TRAINING = {"torch", "torchvision", "lightning", "onnx", "onnxscript", "sklearn", "umap"}

# Our packages that each package may import, and third-party packages that it must not import.
MAY = {
    "runtime": {"runtime"},
    "dashboard": {"dashboard", "runtime"},
    "streamlit_app.py": {"dashboard", "runtime"},
    "train": {"train", "runtime.model.card"},
    "export": {"export", "train", "runtime"},
}
MUST_NOT = {
    "runtime": TRAINING | {"streamlit", "starlette"},
    "dashboard": TRAINING,
    "streamlit_app.py": TRAINING,
    "train": {"streamlit", "onnx", "onnxruntime"},
    "export": {"streamlit", "lightning"},
}


def sources(room: str) -> list[Path]:
    path = ROOT / room
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


REQUIREMENT_OF = {"pi_heif": "pi-heif", "PIL": "pillow", "cv2": "opencv-python-headless"}


def test_the_dashboard_installs_all_that_it_imports() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    installed = {re.split(r"[<>=]", line)[0] for line in lines if line and not line.startswith("#")}
    rooms = ("runtime", "dashboard", "streamlit_app.py")
    imported = {
        name.split(".")[0] for room in rooms for path in sources(room) for name in imported_names(path)
    }
    others = imported - OURS - set(sys.stdlib_module_names)
    assert {REQUIREMENT_OF.get(name, name) for name in others} <= installed


def within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("room", MAY)
def test_imports_keep_to_the_plan(room: str) -> None:
    found = [(path, name) for path in sources(room) for name in imported_names(path)]
    assert found
    for path, name in found:
        if within(name, OURS):
            assert within(name, MAY[room]), f"{path.relative_to(ROOT)} imports {name}"
        assert not within(name, MUST_NOT[room]), f"{path.relative_to(ROOT)} imports {name}"


def test_only_the_command_line_knows_click() -> None:
    mains = {ROOT / "runtime" / "__main__.py", ROOT / "dashboard" / "__main__.py"}
    commands = {*mains, *sources("runtime/cli")}
    for path in {*sources("runtime"), *sources("dashboard")} - commands:
        for name in imported_names(path):
            assert not within(name, {"click", "runtime.cli"}), f"{path.relative_to(ROOT)} imports {name}"


def test_every_room_is_in_the_plan() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= OURS
    assert packages - {"benchmarks"} <= set(MAY)


BLOCK = """
import sys
from importlib.abc import MetaPathFinder

class Blocked(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"{{name}} is out of reach here")

sys.meta_path.insert(0, Blocked())
"""


def run_without(blocked: set[str], program: str) -> subprocess.CompletedProcess[str]:
    """Run a program that cannot import the ``blocked`` packages."""
    return subprocess.run(
        [sys.executable, "-c", BLOCK.format(blocked=sorted(blocked)) + program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_block_blocks() -> None:
    done = run_without({"torch"}, "import torch.nn")
    assert done.returncode == 1
    assert "torch is out of reach here" in done.stderr


def test_runtime_makes_a_film_without_the_training_libraries(golden: Path, tmp_path: Path) -> None:
    program = f"""
import runtime, runtime.__main__
vae = runtime.load_vae({str(golden)!r})
runtime.Morph(vae, "32", "41", frame_count=5, even=True).save({str(tmp_path / "film.mp4")!r})
assert len(vae.latents) == 400
assert all(hasattr(runtime, name) for name in runtime.__all__)
"""
    done = run_without(TRAINING | {"streamlit", "train", "export", "dashboard"}, program)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "film.mp4").stat().st_size > 500


@pytest.mark.slow
def test_dashboard_is_imported_without_the_training_libraries() -> None:
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sources("dashboard")]
    modules = [name.removesuffix(".__init__") for name in modules]
    assert modules
    program = f"import importlib\nfor name in {modules!r}: importlib.import_module(name)\n"
    done = run_without(TRAINING | {"train", "export"}, program)
    assert done.returncode == 0, done.stderr
