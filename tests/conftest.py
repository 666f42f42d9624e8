"""Fixtures for all tests: MNIST, people's digits, a tiny golden model, every shipped model, a dashboard."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from needs import lack, skips_are_failures
from serving import serve
from streamlit.components.v2.manifest_scanner import scan_component_manifests

from runtime import Vae, list_models

SCANNER = "streamlit.components.v2.manifest_scanner"
HERE = Path(__file__).parent
SHIPPED = [HERE.parent / "models" / name for name in list_models(HERE.parent / "models")]

# Tests run in parallel, one process per core: PyTorch's own threads would compete for the cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# A busy machine may stall for longer than Hypothesis's 200 ms; .ci/run tries the same examples every time.
settings.register_profile("here", deadline=None, max_examples=50, derandomize=skips_are_failures())
settings.load_profile("here")


# The tests that `make quick` leaves out, by the folder they are in.
MARK_OF_FOLDER = {"browser": "browser", "train": "training", "export": "export"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow tests and start with them, so that no worker is left with a long one at the end."""
    for item in items:
        if mark := MARK_OF_FOLDER.get(item.path.relative_to(HERE).parts[0]):
            item.add_marker(mark)
    items.sort(key=lambda item: not any(item.get_closest_marker(mark) for mark in MARK_OF_FOLDER.values()))


def _folder_named_by(variable: str) -> Path:
    value = os.environ.get(variable)
    if not value or not Path(value).is_dir():
        lack(f"the environment variable {variable} names no folder; see the markers in pyproject.toml")
    return Path(value)


@pytest.fixture(scope="session", autouse=True)
def scan_packages_once() -> Iterator[None]:
    """Let Streamlit scan the installed packages for components once, not at every run of a page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{SCANNER}.scan_component_manifests", cache(scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def mnist_root() -> Path:
    """The folder that contains MNIST/raw."""
    return _folder_named_by("MNIST_ROOT")


@pytest.fixture(scope="session")
def ink_root() -> Path:
    """The folder of digits written by people."""
    return _folder_named_by("INK_ROOT")


@pytest.fixture(scope="session")
def golden() -> Path:
    """A tiny model folder, made by golden/make.py: 3 latent dimensions, soft blobs for digits."""
    return HERE / "golden" / "tiny"


@pytest.fixture(scope="session")
def tiny_vae(golden: Path) -> Vae:
    return Vae(golden)


@pytest.fixture(scope="session", params=SHIPPED, ids=lambda folder: folder.name)
def shipped(request: pytest.FixtureRequest) -> Path:
    """Each folder in models/, one after another."""
    folder: Path = request.param
    return folder


@pytest.fixture(scope="session")
def dashboard() -> Iterator[str]:
    """The address of a dashboard that runs in a separate process."""
    with serve() as address:
        yield address
