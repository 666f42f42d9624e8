"""Tests of manifest.csv: it lists every row with its outcome, and contains no formulas."""

import csv
from pathlib import Path

import pytest

from runtime import LatentDigitsError
from runtime.batch.manifest import MANIFEST, manifest
from runtime.batch.rows import Row


def lines(folder: Path) -> list[dict[str, str]]:
    with (folder / MANIFEST).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_manifest_is_written_also_after_ctrl_c(tmp_path: Path) -> None:
    rows = [Row(2, ("7", "41")), Row(3, ("7", "x"))]

    def stopped() -> None:
        rows[0].state, rows[0].file, rows[0].frame_count, rows[0].bytes = "made", "7-41.png", 3, 999
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), manifest(tmp_path, rows):
        stopped()
    first, second = lines(tmp_path)
    assert list(first.values()) == ["2", "7", "41", "7-41.png", "made", "3", "999", ""]
    assert list(second.values()) == ["3", "7", "x", "", "", "", "", ""]


@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "＝1"])
def test_a_cell_is_no_formula(tmp_path: Path, formula: str) -> None:
    with manifest(tmp_path, [Row(2, (formula, "4"), error=formula)]):
        pass
    (line,) = lines(tmp_path)
    assert (line["start"], line["end"], line["error"]) == (f"'{formula}", "4", f"'{formula}")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(LatentDigitsError, match=r"cannot write '.*manifest.csv' .*; choose another --out"),
        manifest(tmp_path / "none", []),
    ):
        pass
