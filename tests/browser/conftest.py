"""A real Chromium."""

from collections.abc import Iterator

import pytest
from chromium import ARGUMENTS, find_chromium
from needs import lack
from patience import PATIENCE_MS
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        lack("no Chromium for the browser tests; install one with: python tests/chromium.py")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One profile for all tests of a worker: a page loads faster when Streamlit's files are cached."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A new page of 1280×800 whose uncaught errors fail the test; it leaves nothing to the next test."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear()")
    for opened in context.pages:
        opened.close()
    context.clear_cookies()
    context.clear_permissions()
    assert not errors, errors
