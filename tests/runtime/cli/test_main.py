"""Tests of ``python -m runtime`` in a shell: help, and errors of one line."""

from pathlib import Path

import numpy as np
import pytest
from commands import run, shell
from PIL import Image


@pytest.mark.parametrize(
    "command", [(), ("models",), ("morph",), ("batch",), ("read",), ("encode",), ("decode",)]
)
def test_every_command_explains_itself(command: tuple[str, ...]) -> None:
    result = run(*command, "-h")
    assert result.exit_code == 0
    assert "Usage: " in result.stdout


def test_error_in_ashell(golden: Path, out: Path) -> None:
    done = shell("morph", "3", "four", "--model", golden, "--out", out / "film.mp4")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "Error: 'four' is not a number or a picture file; enter 1 to 8 digits, the path of a picture, a row "
        "such as row512, or a code such as z=0.1,-0.4\n"
    )
    assert list(out.iterdir()) == []


@pytest.mark.slow
def test_film_in_ashell(golden: Path, out: Path) -> None:
    done = shell("morph", "3", "4", "--model", golden, "--out", out / "film.mp4", "--frames", "4")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{out / 'film.mp4'}: 4 frames")


def test_damaged_tiff_is_one_line(golden: Path, out: Path) -> None:
    """Runs in a shell, because libtiff writes its warnings to stderr directly."""
    tiff = out / "cut.tif"
    Image.fromarray(np.zeros((64, 64), np.uint8)).save(tiff, compression="tiff_lzw")
    tiff.write_bytes(tiff.read_bytes()[:40])
    told = shell("morph", tiff, "4", "--out", out / "film.mp4", "--model", golden)
    assert told.returncode == 2
    assert len(told.stderr.strip().splitlines()) == 1, told.stderr
    assert told.stderr.startswith("Error: ")
