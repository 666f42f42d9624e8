"""The notebook runs from its first cell to its last, without MNIST and without torch."""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
TOUR = ROOT / "docs" / "tour.ipynb"
MAX_BYTES = 400_000


def read_tour() -> Any:
    return nbformat.read(TOUR, as_version=4)  # type: ignore[no-untyped-call] # nbformat types half of itself


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def image_count(notebook: Any) -> int:
    outputs = [output for cell in code_cells(notebook) for output in cell.outputs]
    return sum("image/png" in output.get("data", {}) for output in outputs)


def printed(notebook: Any) -> str:
    """What the cells printed; a video file's size depends on the encoder's version."""
    text = "".join(output.get("text", "") for cell in code_cells(notebook) for output in cell.outputs)
    return re.sub(r"\d+ kB", "# kB", text)


@pytest.fixture(scope="module")
def committed() -> Any:
    return read_tour()


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("tour")
    blocked = folder / "blocked"
    blocked.mkdir()
    (blocked / "torch.py").write_text("raise ImportError('the tour needs no torch')\n")
    notebook = read_tour()
    for cell in code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{blocked}:{ROOT}")
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        patch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "jupyter"))
        patch.delenv("MNIST_ROOT", raising=False)
        patch.delenv("LATENT_DIGITS_MODELS", raising=False)
        patch.delenv("MPLBACKEND", raising=False)  # Streamlit sets it when its tests run in this process
        work = folder / "work"
        work.mkdir()
        NotebookClient(
            notebook, kernel_name="python3", timeout=120, resources={"metadata": {"path": str(work)}}
        ).execute()
        assert not list(work.iterdir()), "the tour leaves files behind"
    return notebook


def test_every_cell_ran(executed: Any) -> None:
    cells = code_cells(executed)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [
        output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"
    ]


def test_shows_what_it_promises(executed: Any) -> None:
    assert image_count(executed) >= 9
    assert "res16: " in printed(executed)
    assert "conv6: " in printed(executed)
    assert "32-41.mp4: 40 frames, # kB" in printed(executed)


def test_committed_outputs_are_those_of_the_code(committed: Any, executed: Any) -> None:
    assert printed(committed) == printed(executed)
    assert image_count(committed) == image_count(executed)
    assert TOUR.stat().st_size < MAX_BYTES
