"""Fixtures for all tests: MNIST, people's digits, a tiny golden model, every shipped model, a dashboard."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from serving import serve

from runtime import Vae, list_models

HERE = Path(__file__).parent
SHIPPED = [HERE.parent / "models" / name for name in list_models(HERE.parent / "models")]

# A shared machine may stall for longer than Hypothesis's 200 ms; in CI every run tries the same examples.
settings.register_profile("here", deadline=None, max_examples=50, derandomize="CI" in os.environ)
settings.load_profile("here")


def _folder_named_by(variable: str) -> Path:
    value = os.environ.get(variable)
    if value and Path(value).is_dir():
        return Path(value)
    reason = f"the environment variable {variable} names no folder; see the markers in pyproject.toml"
    if os.environ.get("CI"):
        pytest.fail(f"{reason}; under CI nothing may be skipped")
    pytest.skip(reason)


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
