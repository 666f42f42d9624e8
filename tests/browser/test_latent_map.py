"""A click on the map shows a digit and makes it an end of the morph, in a real browser."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from scipy.spatial import cKDTree
from steps import play, press, settle, visit

from dashboard.resources import map_rows
from runtime import DEFAULT_MODEL, load_vae

pytestmark = pytest.mark.browser

# Where a row's marker is on the page, asked of the drawn chart itself.
PLACE = """row => {
    const chart = document.querySelector('.js-plotly-plot'), layout = chart._fullLayout;
    for (const trace of chart._fullData) {
        const at = Array.from(trace.customdata || []).indexOf(row);
        if (at < 0) continue;
        const box = chart.getBoundingClientRect();
        return [box.x + layout.xaxis._offset + layout.xaxis.d2p(trace.x[at]),
                box.y + layout.yaxis._offset + layout.yaxis.d2p(trace.y[at])];
    }
}"""


def loneliest_row() -> int:
    """The shown row whose nearest neighbour is farthest, so that a click cannot mean another."""
    rows, xy = map_rows(DEFAULT_MODEL), load_vae(DEFAULT_MODEL).latents.projections["umap"].astype(float)
    distances = np.asarray(cKDTree(xy[rows]).query(xy[rows], k=2)[0])
    return int(rows[distances[:, 1].argmax()])


def open_map(page: Page, address: str) -> None:
    visit(page, address)
    page.wait_for_function("document.querySelector('.js-plotly-plot')?._fullData?.length >= 10")
    page.wait_for_timeout(500)


def test_click_use_as_start_and_morph(page: Page, dashboard: str) -> None:
    open_map(page, f"{dashboard}/map")
    row = loneliest_row()
    label = int(load_vae(DEFAULT_MODEL).latents.label[row])
    page.mouse.move(*page.evaluate(PLACE, row))
    page.wait_for_timeout(300)
    page.mouse.click(*page.evaluate(PLACE, row))
    expect(page.get_by_text(re.compile(rf"A {label}: image .* row {row}\b"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile(f"row {row}"))).to_be_visible()
    assert f"point={row}" in page.url
    press(page, "use_as_start")
    page.get_by_role("link", name="Morph").click()
    page.wait_for_selector(".st-key-start_row")
    settle(page)
    assert page.locator(".st-key-start_row input").input_value() == str(row)
    assert page.locator(".st-key-end_number input").input_value() == "4"  # one digit, to go with the point
    play(page)
    assert f"start_row={row}" in page.url


@pytest.mark.parametrize(("view", "title"), [("PCA", "PCA 1"), ("Two dimensions", "z")])
def test_views(page: Page, dashboard: str, view: str, title: str) -> None:
    open_map(page, f"{dashboard}/map")
    page.get_by_role("radio", name=view).click()
    settle(page)
    page.wait_for_function(
        "title => document.querySelector('.js-plotly-plot')._fullLayout.xaxis.title.text.startsWith(title)",
        arg=title,
    )
    assert "view=" in page.url


def test_a_link_reproduces_the_view_and_the_point(page: Page, dashboard: str) -> None:
    open_map(page, f"{dashboard}/map?view=PCA&point=512")
    expect(page.get_by_text(re.compile(r"row 512\b"))).to_be_visible()
    page.get_by_role("link", name="Explore").click()
    page.wait_for_selector(".ink")
    page.get_by_role("link", name="Latent map").click()
    page.wait_for_function("document.querySelector('.js-plotly-plot')?._fullData?.length >= 10")
    expect(page.get_by_text(re.compile(r"row 512\b"))).to_be_visible()
    assert page.evaluate("document.querySelector('.js-plotly-plot')._fullLayout.xaxis.title.text") == "PCA 1"
