"""pyproject.toml and the requirements files list the same packages, and constraints.txt pins all of them."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def listed(name: str) -> list[str]:
    """Return the lines of a requirements file, without comments."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def package(requirement: str) -> str:
    return re.split(r"[<>=; ]", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize(
    ("file", "packages"),
    [
        ("requirements.txt", PROJECT["dependencies"]),
        ("requirements-train.txt", ["-r requirements.txt", *EXTRAS["train"]]),
        ("requirements-dev.txt", ["-r requirements-train.txt", *EXTRAS["dev"]]),
    ],
)
def test_pyproject_lists_the_packages_of_the_requirements_file(file: str, packages: list[str]) -> None:
    own = [line for line in packages if line != "latent-digits[train]"]
    assert listed(file) == own


def test_the_development_packages_include_training() -> None:
    assert EXTRAS["dev"][0] == "latent-digits[train]"


def test_every_package_has_a_pinned_version() -> None:
    pinned = {package(line) for line in listed("constraints.txt")}
    wanted = {package(line) for line in [*PROJECT["dependencies"], *EXTRAS["train"], *EXTRAS["dev"][1:]]}
    assert wanted - pinned == set()
