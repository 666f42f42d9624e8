"""Several films at once, from a table on the Morph page."""

import csv
import gc
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from click.testing import CliRunner
from drawing import draw_digit, png
from pages import app, has_film, run
from streamlit.testing.v1 import AppTest

from dashboard.morph.table import films as pair_films
from dashboard.morph.table.films import Work
from dashboard.server.film_folder import FilmFolder
from runtime import Morph, anchor, in_hand, load_vae
from runtime.__main__ import main
from runtime.batch.films import make_row
from runtime.batch.rows import Row
from runtime.video.note import read_note


def test_a_row_may_be_in_the_hand_of_its_other_end(tmp_path: Path) -> None:
    at = opened()
    run(at.text_area(key="pairs").set_value("start,end,hand-of\n7,row512,end\n7,row512,start\n"))
    run(at.button(key="pairs_make").click())
    films = made(at)
    assert films
    assert len(films.files) == 1
    (fault,) = films.faults
    assert "hand-of start needs a typed number at the other end, not 'row512'" in fault
    (film, _) = parts(films, tmp_path)
    recipe = json.loads(read_note(tmp_path / film["file"]) or "")
    vae = load_vae("mlp20")
    assert recipe["ends"][0] == in_hand(vae, "7", "row512").codes.astype(float).tolist()


def opened(**query: str) -> AppTest:
    settings = {"model": "mlp20", "path": "linear", "even": "false", "height": "28", "frames": "5"}
    return app(**settings | query)


def made(at: AppTest) -> Work | None:
    if "pairs_made" not in at.session_state:
        return None
    found: Work = at.session_state["pairs_made"]
    return found


def packed(films: Work) -> bytes:
    """The ZIP that is offered."""
    return films.folder.packed([*films.files, "manifest.csv"])


def parts(films: Work, folder: Path) -> list[dict[str, str]]:
    """The manifest of a ZIP that is unpacked into a folder."""
    with zipfile.ZipFile(io.BytesIO(packed(films))) as archive:
        archive.extractall(folder)
    return list(csv.DictReader((folder / "manifest.csv").read_text(encoding="utf-8").splitlines()))


def test_each_row_is_a_film_with_the_settings_of_the_page_or_its_own(tmp_path: Path) -> None:
    at = opened(easing="ease-in", hold="2", colours="Black on white")
    run(at.selectbox(key="pairs_format").set_value(".gif"))
    run(
        at.text_area(key="pairs").set_value(
            "start,end,frames,format,model\n7,41,,,\nsix,7,,,\nrow512,3,4,png,conv6\n"
        )
    )
    run(at.button(key="pairs_make").click())
    films = made(at)
    assert films
    assert [warning.value for warning in at.warning] == ["\n\n".join(films.faults)]
    (fault,) = films.faults
    assert fault.startswith("line 3 ('six', '7'): cannot use 'six' as an end; enter a number")
    assert "2 films and manifest.csv" in at.get("download_button")[-1].proto.label
    rows = parts(films, tmp_path)
    assert [row["state"] for row in rows] == ["made", "failed", "made"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [rows[0]["file"], rows[2]["file"], "manifest.csv"]
    )
    first, third = (json.loads(read_note(tmp_path / row["file"]) or "") for row in (rows[0], rows[2]))
    film = Morph.sequence(
        load_vae("mlp20"), ["7", "41"], frame_count=5, holds=2, path="linear", even=False, easing="ease-in"
    )
    look = {"fps": 30.0, "height": 28, "loop": True, "pixels": False, "paper": "light"}
    assert first == film.recipe() | {"look": look}
    assert third["model"]["name"] == "conv6"
    assert third["frames"] == [4]
    assert third["ends"][0] == load_vae("conv6").latents.mu[[512]].astype(np.float32).tolist()


def test_a_seed_draws_the_digits_as_the_command_does(tmp_path: Path) -> None:
    at = opened()
    run(at.selectbox(key="pairs_format").set_value(".gif"))
    text = "start,end,seed\n7,41,5\n7,41,\n"
    run(at.text_area(key="pairs").set_value(text))
    run(at.button(key="pairs_make").click())
    films = made(at)
    assert films
    rows = parts(films, tmp_path)
    (tmp_path / "pairs.csv").write_text(
        "start,end,seed,model,path,even,height,frames,format\n7,41,5,mlp20,linear,no,28,5,gif\n"
    )
    arguments = ["batch", str(tmp_path / "pairs.csv"), "--out", str(tmp_path / "films")]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    seeded, typical = ((tmp_path / row["file"]).read_bytes() for row in rows)
    assert seeded == (tmp_path / "films" / "7-41.gif").read_bytes()
    assert seeded != typical


def test_what_was_made_of_something_else_is_not_offered() -> None:
    at = opened()
    before = len(at.get("download_button"))
    run(at.button(key="pairs_make").click())
    assert len(at.get("download_button")) == before + 1
    run(at.text_area(key="pairs").set_value("7,42"))
    assert len(at.get("download_button")) == before


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("7,41,{folder},", "no model"),
        ("7,41,,2001", "this film would have 2,003 frames; use at most 2,000"),
        ("{folder}/seven.png,41,,", "as an end; enter a number of 1 to 8 digits, a row of the map"),
    ],
)
def test_no_row_opens_the_servers_files_or_keeps_it_busy(tmp_path: Path, row: str, sentence: str) -> None:
    at = opened(hold="1")
    draw_digit(7).save(tmp_path / "seven.png")
    text = "start,end,model,frames\n" + row.format(folder=tmp_path)
    run(at.text_area(key="pairs").set_value(text))
    run(at.button(key="pairs_make").click())
    (warning,) = at.warning
    assert sentence in warning.value
    films = made(at)
    assert films
    assert not films.files


def test_settings_changed_since_are_said_beside_the_films() -> None:
    at = opened()
    before = len(at.get("download_button"))
    run(at.button(key="pairs_make").click())
    assert not any("made with earlier settings" in text.value for text in at.caption)
    run(at.number_input(key="frames").set_value(6))
    assert any("made with earlier settings" in text.value for text in at.caption)
    assert len(at.get("download_button")) == before + 1


@pytest.mark.parametrize("change", ["none", "frames", "a picture that no row names"])
def test_what_stops_the_films_is_said_and_the_next_press_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, change: str
) -> None:
    begun: list[tuple[str, str]] = []

    def stopped_once(row: Row, *rest: Any, **more: Any) -> None:
        begun.append(row.ends)
        if len(begun) == 2:
            st.rerun()  # as a click on another model does
        make_row(row, *rest, **more)

    monkeypatch.setattr(pair_films, "make_row", stopped_once)
    at = opened()
    run(at.text_area(key="pairs").set_value("1,2\n3,4\n5,6\n"))
    run(at.button(key="pairs_make").click())
    assert made(at) is None
    (said,) = at.info
    assert said.value.startswith("A change on the page stopped Several films at film 2 of 3.")
    assert said.value.endswith("Press Make films to continue.")
    (part,) = [it.proto for it in at.get("download_button") if "of 3 films" in it.proto.label]
    assert part.label.startswith("1 of 3 films and manifest.csv")
    stopped: Work = at.session_state["pairs_work"]
    rows = parts(stopped, tmp_path / "part")
    assert [row["state"] for row in rows] == ["made", "", ""]
    assert (tmp_path / "part" / rows[0]["file"]).is_file()
    if change == "a picture that no row names":
        run(at.file_uploader(key="pairs_pictures").set_value([("7.png", png("7"), "image/png")]))
        assert at.info[0].value.endswith("Press Make films to continue.")
    elif change == "frames":
        run(at.number_input(key="frames").set_value(6))
        (said,) = at.info
        assert said.value.endswith("to start again with the new settings or pictures.")
    run(at.button(key="pairs_make").click())
    assert not at.info
    again = [("1", "2")] * (change == "frames") + [("3", "4"), ("5", "6")]
    assert begun == [("1", "2"), ("3", "4"), *again]
    films = made(at)
    assert films
    rows = parts(films, tmp_path)
    assert [row["state"] for row in rows] == ["made"] * 3
    assert {row["frame_count"] for row in rows} == {"6" if change == "frames" else "5"}
    assert all((tmp_path / row["file"]).is_file() for row in rows)


@pytest.mark.slow
def test_films_that_are_clearly_too_large_are_refused_before_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(pair_films, "make_row", never)
    at = opened(height="1080", frames="2000")
    run(at.text_area(key="pairs").set_value("7,41\n" * 3))
    run(at.button(key="pairs_make").click())
    (error,) = [it for it in at.error if "billion" in it.value]
    assert error.value == (
        "the films would have 14.0 billion pixels together, but the page draws at most 10 billion; "
        "choose a smaller "
        "height or fewer frames, or put the pairs into a file and run latent-digits batch pairs.csv "
        "--out films"
    )
    assert not at.info


def test_films_that_are_too_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_films, "MOST_BYTES", 1000)
    at = opened()
    run(at.button(key="pairs_make").click())
    (error,) = at.error
    assert "MB together; choose a smaller height" in error.value
    assert made(at) is None


def test_a_table_that_is_none_is_one_sentence_and_costs_no_film() -> None:
    at = opened()
    run(at.text_area(key="pairs").set_value("a;b\n1;2"))
    run(at.button(key="pairs_make").click())
    (error,) = at.error
    assert "has no column 'start'" in error.value
    assert has_film(at)


def test_pictures_are_ends_by_the_names_of_their_files(tmp_path: Path) -> None:
    at = opened()
    run(at.selectbox(key="pairs_format").set_value(".gif"))
    files = [("seven.png", png("7"), "image/png"), ("32.png", png("32"), "image/png")]
    empty = ("blank.png", png(""), "image/png")
    run(
        at.file_uploader(key="pairs_pictures").set_value(
            [*files, empty, ("spare.png", png("1"), "image/png")]
        )
    )
    # Without a header, and with a picture that nobody gave, and one without a digit
    run(at.text_area(key="pairs").set_value("seven.png,32.png\nnine.png,2\n7,41\n7,blank.png\n"))
    run(at.button(key="pairs_make").click())
    films = made(at)
    assert films
    assert [row["state"] for row in parts(films, tmp_path)] == ["made", "failed", "made", "failed"]
    note = json.loads(read_note(tmp_path / "seven-32.gif") or "")
    vae = load_vae("mlp20")
    for end, (name, content, _) in zip(note["ends"], files, strict=True):
        (tmp_path / name).write_bytes(content)
        np.testing.assert_array_equal(np.array(end, np.float32), anchor(vae, str(tmp_path / name)).codes)
    (warning,) = at.warning
    missing, blank, spare = warning.value.split("\n\n")
    assert missing.endswith("or upload the picture under Pictures named in the table")
    assert "'blank.png'" in blank
    assert spare == "The table does not mention 'spare.png'."


def test_two_pictures_of_one_name_are_refused() -> None:
    at = opened()
    both = [("7.png", png("7"), "image/png"), ("7.png", png("77"), "image/png")]
    run(at.file_uploader(key="pairs_pictures").set_value(both))
    run(at.button(key="pairs_make").click())
    (error,) = at.error
    assert error.value == "2 pictures are called '7.png'; give each file its own name"


def test_films_lie_on_disk_until_their_session_ends(tmp_path: Path) -> None:
    at = opened()
    run(at.button(key="pairs_make").click())
    films = made(at)
    assert films
    folder = films.folder.path
    assert sorted(path.name for path in folder.iterdir()) == sorted([*films.files, "manifest.csv"])
    again = FilmFolder()
    path = again.path
    assert path.is_dir()
    del again
    gc.collect()
    assert not path.exists()


def test_a_setting_that_does_not_fit_is_named_by_its_column() -> None:
    at = opened()
    run(at.text_area(key="pairs").set_value('start,end,frames,hold\n7,41,x,\n7,41,,-3\n7,41,"5,6",\n'))
    run(at.button(key="pairs_make").click())
    films = made(at)
    assert films
    assert [fault.partition("): ")[2] for fault in films.faults] == [
        "frames: 'x' is not a whole number; enter one or more whole numbers, separated by commas",
        "hold cannot be -3; enter whole numbers of 0 or more",
        "frames has 2 numbers for 1 leg; enter one number for all, or one for each leg",
    ]


def test_an_uploaded_table_can_be_seen_and_changed() -> None:
    at = opened()
    at.file_uploader(key="pairs_file").upload("pairs.csv", "start,end\n1,2\n".encode("utf-8-sig"), "text/csv")
    run(at)
    assert at.text_area(key="pairs").value == "start,end\n1,2\n"
    at.file_uploader(key="pairs_file").upload("pairs.csv", b"start,end\n\xff\xfe,2\n", "text/csv")
    run(at)
    (error,) = at.error
    assert error.value == "cannot read 'pairs.csv' as UTF-8 text; save the table as CSV in UTF-8"
    assert at.text_area(key="pairs").value == "start,end\n1,2\n"
    assert at.button(key="pairs_make").disabled
    run(at.text_area(key="pairs").set_value("start,end\n3,4\n"))
    assert not at.error
    run(at.button(key="pairs_make").click())
    films = made(at)
    assert films
    assert films.asked.text == "start,end\n3,4\n"
