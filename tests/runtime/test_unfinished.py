"""Tests of atomic writes: the file appears complete, or nothing is left."""

from pathlib import Path

import pytest

from runtime import LatentDigitsError
from runtime.unfinished import unfinished


def test_a_file_appears_at_the_end(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("older")
    with unfinished(out) as path:
        path.write_text("newer")
        assert out.read_text() == "older"
    assert out.read_text() == "newer"
    assert list(tmp_path.iterdir()) == [out]


def test_an_error_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("older")

    def fail(path: Path) -> None:
        path.write_text("half")
        raise RuntimeError

    with pytest.raises(RuntimeError), unfinished(out) as path:
        fail(path)
    assert out.read_text() == "older"
    assert list(tmp_path.iterdir()) == [out]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    sentence = r"cannot write '.*out' \(No such file or directory\); choose another --save-recipe"
    with (
        pytest.raises(LatentDigitsError, match=sentence),
        unfinished(tmp_path / "none" / "out", option="--save-recipe"),
    ):
        pass
