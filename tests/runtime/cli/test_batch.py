"""Tests of ``python -m runtime batch``: films and a manifest; a bad row does not affect the others."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from drawing import draw_digit
from PIL import Image

from runtime import Morph
from runtime.__main__ import main
from runtime.video.note import read_note

HEADER = "start,end,frames,path,format,height,pixels,even\n"


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    return tmp_path / "pairs.csv"


def run(pairs: Path, golden: Path, *more: str | Path) -> Result:
    out = pairs.parent / "films"
    arguments = ["batch", pairs, "--out", out, "--model", golden, *more]
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def manifest(pairs: Path) -> list[dict[str, str]]:
    with (pairs.parent / "films" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def films(pairs: Path) -> list[str]:
    return sorted(path.name for path in (pairs.parent / "films").iterdir())


def test_rows_of_the_table_and_codes_are_ends_of_pairs(pairs: Path, golden: Path) -> None:
    pairs.write_text('start,end,frames\nrow3,"z=1,2,-0.5",5\nrow3,z=1_2_-0.5,5\nrow3,"z=1,2",5\n')
    result = run(pairs, golden, "--format", "png")
    assert result.exit_code == 2
    made, again, failed = manifest(pairs)
    assert made["file"] != again["file"]
    recipes = [json.loads(read_note(pairs.parent / "films" / row["file"]) or "") for row in (made, again)]
    assert recipes[0] == recipes[1]
    assert recipes[0]["ends"][1] == [[1, 2, -0.5]]
    assert "'z=1,2' has 2 numbers, but a code for tiny needs 3" in failed["error"]


def test_each_row_becomes_its_film(pairs: Path, golden: Path) -> None:
    (pairs.parent / "pictures").mkdir()
    draw_digit(7).save(pairs.parent / "pictures" / "a seven.png")
    pairs.write_text(
        HEADER + "3,41,5,linear,gif,56,,\n\npictures/a seven.png,2,4,,sheet.png,28,yes,no\n1,2,3\n",
        "utf-8-sig",
    )
    result = run(pairs, golden, "--format", ".png")
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{pairs.parent / 'films'}: 3 films made, 0 kept, 0 failed\n"
    assert films(pairs) == ["1-2.png", "3-41.gif", "a_seven-2.sheet.png", "manifest.csv"]
    with Image.open(pairs.parent / "films" / "3-41.gif") as gif:
        assert (gif.n_frames, gif.size) == (5, (112, 56))  # type: ignore[attr-defined]
    with Image.open(pairs.parent / "films" / "1-2.png") as strip:
        assert strip.size == (3 * 448, 448)
    recipe = json.loads(read_note(pairs.parent / "films" / "a_seven-2.sheet.png") or "")
    assert (recipe["path"], recipe["even"], recipe["look"]["pixels"]) == ("geodesic", False, True)
    assert [(row["line"], row["start"], row["file"], row["state"]) for row in manifest(pairs)] == [
        ("2", "3", "3-41.gif", "made"),
        ("4", "pictures/a seven.png", "a_seven-2.sheet.png", "made"),
        ("5", "1", "1-2.png", "made"),
    ]
    assert [row["frame_count"] for row in manifest(pairs)] == ["5", "4", "3"]
    for row in manifest(pairs):
        assert int(row["bytes"]) == (pairs.parent / "films" / row["file"]).stat().st_size


BAD_ROWS = {
    "three,4,,,,,,": "'three' is not a number or a picture file; enter 1 to 8 digits",
    "3,123456789,,,,,,": "'123456789' is not a number or a picture file",
    ",4,,,,,,": "start is empty; enter a number such as 32",
    "3": "end is empty",
    "3,4,x,,,,,": "frames: 'x' is not a whole number",
    "3,4,1,,,,,": "the number of frames is 1;",
    "3,4,,round,,,,": "path: 'round' is unknown; choose one of",
    "3,4,,,mov,,,": "unknown film format 'mov'; choose one of .mp4",
    "3,4,,,,29,,": "height is 29",
    "3,4,,,,,maybe,": "pixels is 'maybe'; enter yes or no",
    "3,4,,,,,,,5": "the row has more cells than the header has columns",
    "--help,4,,,,,,": "'--help' is not a number or a picture file",
    "broken.png,4,,,,,,": "'broken.png' is not a PNG",
}


def test_a_bad_row_costs_no_other(pairs: Path, golden: Path) -> None:
    (pairs.parent / "broken.png").write_bytes(b"no picture")
    good = "5,6,3,linear,png,28,,\n"
    pairs.write_text(HEADER + "".join(f"{row}\n{good}" for row in BAD_ROWS))
    result = run(pairs, golden)
    assert result.exit_code == 2
    assert result.stdout.endswith(f": {len(BAD_ROWS)} films made, 0 kept, {len(BAD_ROWS)} failed\n")
    *told, last = result.stderr.strip().splitlines()
    assert last.startswith(
        f"Error: {len(BAD_ROWS)} of {2 * len(BAD_ROWS)} rows of '{pairs}' failed; fix them"
    )
    assert len(told) == len(BAD_ROWS)
    rows = manifest(pairs)
    assert [row["state"] for row in rows] == ["failed", "made"] * len(BAD_ROWS)
    for row, line, sentence in zip(rows[::2], told, BAD_ROWS.values(), strict=True):
        assert sentence in row["error"]
        assert line.startswith(f"line {row['line']} (")
        assert line.endswith(row["error"])
    assert len(films(pairs)) == len(BAD_ROWS) + 1


def test_a_cell_of_the_manifest_is_no_formula(pairs: Path, golden: Path) -> None:
    pairs.write_text(HEADER + "=1+1,4,,,,,,\n3,4,3,,png,28,,\n")
    run(pairs, golden)
    bad, good = manifest(pairs)
    assert (bad["start"], bad["frame_count"]) == ("'=1+1", "")
    assert (good["start"], good["file"], good["frame_count"]) == ("3", "3-4.png", "3")


def test_a_second_run_makes_what_is_missing_or_other(pairs: Path, golden: Path) -> None:
    lines = [
        "1,2,3,linear,png,28,,",
        "2,3,3,linear,zip,28,,",
        "3,4,3,linear,gif,28,,",
        "4,5,3,linear,webp,28,,",
    ]
    pairs.write_text(HEADER + "\n".join(lines))
    assert run(pairs, golden).exit_code == 0
    folder = pairs.parent / "films"
    times = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    (folder / "2-3.zip").unlink()
    (folder / "3-4.gif").write_bytes(b"GIF89a cut off")
    lines[3] = "4,5,3,linear,webp,56,,"  # a different height
    pairs.write_text(HEADER + "\n".join(lines))
    result = run(pairs, golden)
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith(": 3 films made, 1 kept, 0 failed\n")
    assert [row["state"] for row in manifest(pairs)] == ["kept", "made", "made", "made"]
    assert (folder / "1-2.png").stat().st_mtime_ns == times["1-2.png"]
    with Image.open(folder / "4-5.webp") as film:
        assert film.size == (56, 56)
    assert run(pairs, golden).stdout.endswith(": 0 films made, 4 kept, 0 failed\n")


def test_another_row_leaves_the_others_films(pairs: Path, golden: Path) -> None:
    """Films are named by their ends, so the order matters only for repeated pairs."""
    (pairs.parent / "3-4.png").write_bytes(draw_png(7))
    rows = [
        "3,4,3,,png,28,,",
        "3,4,4,,png,28,,",
        "3,4,3,,gif,28,,",
        "3-4.png,2,3,,png,28,,",
        "5,6,3,,PNG,28,,",
    ]
    pairs.write_text(HEADER + "\n".join(rows))
    assert run(pairs, golden).exit_code == 0
    names = ["3-4-2.png", "3-4.gif", "3-4.png", "3_4-2.png", "5-6.png", "manifest.csv"]
    assert films(pairs) == names
    pairs.write_text(HEADER + "\n".join(["1,x,3,,png,28,,", "1,2,3,,png,28,,", *rows, "5,6,4,,.png,28,,"]))
    result = run(pairs, golden)
    assert result.stdout.endswith(": 2 films made, 5 kept, 1 failed\n")
    assert films(pairs) == sorted([*names, "1-2.png", "5-6-2.png"])


def draw_png(digit: int) -> bytes:
    picture = io.BytesIO()
    draw_digit(digit).save(picture, "png")
    return picture.getvalue()


def test_ctrl_c_keeps_what_is_made(pairs: Path, golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs.write_text(HEADER + "1,2,3,linear,png,28,,\n" * 3)
    save = Morph.save
    saved: list[Any] = []

    def interrupted(film: Morph, path: Any, **look: Any) -> None:
        if len(saved) == 1:
            raise KeyboardInterrupt
        saved.append(path)
        save(film, path, **look)

    monkeypatch.setattr(Morph, "save", interrupted)
    result = run(pairs, golden)
    assert result.exit_code == 1
    said = f"Stopped: 1 of 3 films are in '{pairs.parent / 'films'}'; run the same command to make the rest"
    assert result.stderr.splitlines()[-1] == said
    assert "Aborted" not in result.output
    assert films(pairs) == ["1-2.png", "manifest.csv"]
    assert [row["state"] for row in manifest(pairs)] == ["made", "", ""]
    monkeypatch.undo()
    assert run(pairs, golden).stdout.endswith(": 2 films made, 1 kept, 0 failed\n")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot read pairs from '{pairs}': No such file or directory; use a CSV file"),
        (b"", "'{pairs}' has no column 'start'"),
        (
            b"from;to\n7;41\n",
            "'{pairs}' has no column 'start'; name the columns in the first line, separated by commas",
        ),
        (b"7,41\n3,4\n", "'{pairs}' has no column 'start'; name the columns in the first line"),
        (b"start,end\n", "'{pairs}' has no rows; add a row for each film below the header"),
        (
            b"start,end,speed\n3,4,5\n",
            "'{pairs}' has an unknown column 'speed'; use only start, end, format, model",
        ),
        (b"start,end,end\n3,4,5\n", "'{pairs}' has two columns named 'end'; remove one"),
        (b'start,end\n3,"4\n', "cannot read pairs from '{pairs}': unexpected end of data"),
        (b"start,end\n\xff\xfe,4\n", "cannot read pairs from '{pairs}': not UTF-8 text"),
    ],
)
def test_what_is_no_table_is_refused(pairs: Path, golden: Path, content: bytes | None, sentence: str) -> None:
    if content is not None:
        pairs.write_bytes(content)
    result = run(pairs, golden)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: " + sentence.format(pairs=pairs))
    assert not (pairs.parent / "films").exists()


def test_columns_are_known_in_capitals_and_with_spaces(pairs: Path, golden: Path) -> None:
    pairs.write_text("Start, End\n3,4\n")
    assert run(pairs, golden).stdout.endswith(": 1 films made, 0 kept, 0 failed\n")


def test_what_no_row_can_mend_is_refused_at_once(pairs: Path, golden: Path) -> None:
    pairs.write_text("start,end\n3,4\n")
    assert "unknown film format 'mov'" in run(pairs, golden, "--format", "mov").stderr
    assert "no model 'vae3d'" in run(pairs, golden, "--model", "vae3d").stderr
    assert not (pairs.parent / "films").exists()
    (pairs.parent / "films").write_bytes(b"a file")
    assert "cannot create the folder" in run(pairs, golden).stderr
    assert (pairs.parent / "films").read_bytes() == b"a file"
