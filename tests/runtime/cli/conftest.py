"""Fixtures: a picture to read and a folder to write to."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    grey = np.full((100, 100), 255, np.uint8)
    grey[20:80, 45:55] = 0
    Image.fromarray(grey).save(folder / "one.png")
    return folder / "one.png"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder
