"""A file to download waits for the browser, whatever other visitors do meanwhile."""

from pathlib import Path

from playwright.sync_api import Browser, Page
from steps import settle, visit

# A slow browser: the page knows where the file is, and fetches it when told to. Playwright's own routes do
# not see what `<a download>` fetches.
LATE = """
const click = HTMLAnchorElement.prototype.click;
HTMLAnchorElement.prototype.click = function () {
  window.fetchNow = () => click.call(this);
};
"""


def test_runs_of_others_leave_a_file_that_the_browser_has_not_fetched(
    page: Page, dashboard: str, browser: Browser, tmp_path: Path
) -> None:
    page.add_init_script(LATE)
    visit(page, f"{dashboard}/?frames=5&height=28")
    page.locator(".st-key-download button").click()
    page.wait_for_function("() => window.fetchNow !== undefined")
    other = browser.new_page()
    try:
        for _ in range(3):  # one run marks what nobody owns, the next deletes it
            visit(other, f"{dashboard}/?frames=5&height=28")
    finally:
        other.close()
    settle(page)
    with page.expect_download() as waiting:
        page.evaluate("window.fetchNow()")
    assert page.request.get(waiting.value.url).status == 200
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "32-41.mp4"
    assert path.stat().st_size
