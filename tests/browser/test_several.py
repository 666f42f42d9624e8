"""Several films at once: a table is uploaded, mended, and comes back as a ZIP of films."""

import io
import re
import zipfile
from pathlib import Path

from drawing import draw_number
from PIL import Image
from playwright.sync_api import Page, expect
from steps import choose, download, play, press, settle, visit


def test_a_table_becomes_a_zip_of_films(page: Page, dashboard: str, tmp_path: Path) -> None:
    visit(page, f"{dashboard}/?frames=5&height=28&path=linear")
    page.get_by_text("Several films").click()
    expect(page.get_by_role("textbox", name="Pairs")).to_be_visible()
    settle(page)  # it unfolds
    page.locator(".st-key-pairs_make").scroll_into_view_if_needed()
    settle(page)  # what is scrolled folds its options up again
    choose(page, "pairs_format", "GIF")
    table = tmp_path / "pairs.csv"
    table.write_text("start,end\n7,41\nseven.jpg,2\n99,100\n")
    page.locator(".st-key-pairs_file input[type=file]").set_input_files(table)
    field = page.get_by_role("textbox", name="Pairs")
    expect(field).to_have_value(table.read_text())
    press(page, "pairs_make")
    fault = page.get_by_text("line 3 ('seven.jpg', '2'): cannot use 'seven.jpg' as an end")
    expect(fault).to_be_visible()
    expect(page.get_by_text("2 films and manifest.csv")).to_be_visible()
    picture = tmp_path / "seven.jpg"
    draw_number("7").save(picture)
    page.locator(".st-key-pairs_pictures input[type=file]").set_input_files(picture)
    field.fill("start,end\n7,41\nseven.jpg,2\n99,100\n")
    field.press("Control+Enter")
    expect(fault).to_be_hidden()  # what was made is of another table
    press(page, "pairs_make")
    expect(page.get_by_text(re.compile("3 films and manifest.csv"))).to_be_visible()
    films = download(page, "download-pairs", tmp_path)
    assert films.name == "films.zip"
    with zipfile.ZipFile(films) as archive:
        *names, manifest = archive.namelist()
        assert manifest == "manifest.csv"
        assert "seven-2.gif" in names
        sizes = []
        for name in names:
            with Image.open(io.BytesIO(archive.read(name))) as gif:
                sizes.append((gif.n_frames, gif.size))  # type: ignore[attr-defined]
    assert sorted(sizes) == [(5, (28, 28)), (5, (56, 28)), (5, (84, 28))]
    play(page)  # the film beside it goes on


def test_a_control_of_the_page_need_not_wait_for_all_films(page: Page, dashboard: str) -> None:
    visit(page, f"{dashboard}/?frames=60&height=448&path=linear")
    page.get_by_text("Several films").click()
    field = page.get_by_role("textbox", name="Pairs")
    field.fill("start,end\n" + "".join(f"{number},{number + 17}\n" for number in range(40)))
    field.press("Control+Enter")
    settle(page)
    page.locator(".st-key-pairs_make button").click()
    expect(page.get_by_text(re.compile("Film [0-9]+ of 40"))).to_be_visible()
    page.get_by_role("radiogroup", name="Path").get_by_role("radio", name="slerp").click()
    page.wait_for_url("**path=slerp*")
    said = page.get_by_text(re.compile("stopped Several films at film [0-9]+ of 40"))
    expect(said).to_be_visible()
    expect(said).to_contain_text("to start again with the new settings or pictures")
