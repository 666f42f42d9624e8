"""Tests of the recipe embedded in a film: it can be read back, and players show the same film."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import av
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from runtime.errors import VideoError
from runtime.video import FORMATS, write_film
from runtime.video.note import is_film, read_note

FRAME_COUNT = 6
RECIPE = {"recipe_version": 2, "words": 'ä < & " \\ 中', "codes": [0.1] * 300}
LONG_RECIPE = {"codes": list(range(150_000))}  # a megabyte, like the recipe of a count to a thousand


def write(path: Path, recipe: dict[str, Any] | None) -> Path:
    rng = np.random.default_rng(1)
    images = [rng.random((28, 28), np.float32) for _ in range(FRAME_COUNT)]
    write_film(images, path, frame_count=FRAME_COUNT, height=56, fps=12, recipe=recipe)
    return path


def shown(path: Path) -> list[Any]:
    """Decode a film as a player does."""
    if path.name.endswith((".webp", ".png", ".apng", ".gif")):
        frames = []
        with Image.open(path) as film:
            for index in range(getattr(film, "n_frames", 1)):
                film.seek(index)
                frames.append(np.append(np.asarray(film.convert("L")), film.info.get("duration", 0)))
        return frames
    if path.suffix == ".avi":
        capture = cv2.VideoCapture(str(path))
        return [capture.read()[1] for _ in range(int(capture.get(cv2.CAP_PROP_FRAME_COUNT)))]
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]


@pytest.mark.parametrize("recipe", [RECIPE, LONG_RECIPE], ids=["short", "long"])
@pytest.mark.parametrize("ending", list(FORMATS))
def test_recipe_comes_back(ending: str, recipe: dict[str, Any], tmp_path: Path) -> None:
    film = write(tmp_path / f"film{ending}", recipe)
    note = read_note(film)
    assert note is not None
    look = {"fps": 12.0, "height": 56, "loop": True, "pixels": False, "paper": "dark"}
    assert json.loads(note) == recipe | {"look": look}
    assert is_film(film)


@pytest.mark.parametrize("ending", sorted(set(FORMATS) - {".zip"}))
def test_players_show_the_same(ending: str, tmp_path: Path) -> None:
    plain, carrying = write(tmp_path / f"plain{ending}", None), write(tmp_path / f"carrying{ending}", RECIPE)
    assert read_note(plain) is None
    frames = shown(carrying)
    assert len(frames) == (FRAME_COUNT if ending not in (".png", ".sheet.png") else 1)
    assert all(np.array_equal(one, other) for one, other in zip(shown(plain), frames, strict=True))


def test_other_programs_find_it(tmp_path: Path) -> None:
    with av.open(str(write(tmp_path / "film.mp4", RECIPE))) as container:
        assert json.loads(container.metadata["comment"])["codes"] == RECIPE["codes"]
    with Image.open(write(tmp_path / "film.png", RECIPE)) as strip:
        assert json.loads(strip.text["recipe"])["codes"] == RECIPE["codes"]  # type: ignore[attr-defined]
    with Image.open(write(tmp_path / "film.webp", RECIPE)) as film:
        (words,) = ET.fromstring(film.info["xmp"]).iter("{http://purl.org/dc/elements/1.1/}description")
        assert json.loads(words.text or "")["words"] == RECIPE["words"]


@given(content=st.data())
@pytest.mark.parametrize("ending", list(FORMATS))
def test_a_damaged_film_is_no_traceback(ending: str, content: st.DataObject, tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.getbasetemp()
    film = folder / f"whole{ending}"
    if not film.exists():
        write(film, RECIPE)
    whole = film.read_bytes()
    damaged = bytearray(whole[: content.draw(st.integers(0, len(whole)))])
    for _ in range(content.draw(st.integers(0, 4))):
        if damaged:
            damaged[content.draw(st.integers(0, len(damaged) - 1))] = content.draw(st.integers(0, 255))
    path = folder / f"damaged{ending}"
    path.write_bytes(damaged)
    note = read_note(path)
    assert note is None or isinstance(note, str)


@pytest.mark.parametrize("ending", [".gif", ".png", ".sheet.png", ".apng", ".webp", ".avi", ".zip"])
def test_a_disk_full_at_the_recipe(ending: str, tmp_path: Path) -> None:
    """The disk has room for the film but not for its recipe."""
    resource = pytest.importorskip("resource")
    room = write(tmp_path / f"film{ending}", None).stat().st_size + 20_000
    path = tmp_path / f"carrying{ending}"
    rng = np.random.default_rng(2)
    long = {"codes": rng.random(20_000).tolist()}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(VideoError, match=r"cannot write '.*carrying.*': .*; free some space, or"):
            write(path, long)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == [tmp_path / f"film{ending}"]
