"""User actions on the Explore page, and what the page shows afterwards."""

import re

import numpy as np
from playwright.sync_api import Locator, Page
from steps import settle, visit, wait_until

from dashboard.session import code_text
from runtime import Vae


def explore(page: Page, dashboard: str, query: str = "") -> None:
    visit(page, f"{dashboard}/explore{query}")
    page.wait_for_selector("canvas.large")
    page.wait_for_function("performance.getEntriesByName('live-connected').length > 0")


def picture(page: Page) -> str:
    """Return the large digit's canvas as a data URL."""
    return str(page.locator("canvas.large").evaluate("canvas => canvas.toDataURL()"))


def wait_for_another(page: Page, before: str) -> None:
    """Wait until the large digit differs from ``before``."""
    wait_until(page, lambda: picture(page) != before)


def wait_for(page: Page, wanted: str) -> None:
    """Wait until the large digit equals ``wanted``."""
    wait_until(page, lambda: picture(page) == wanted)


def slider(page: Page, dimension: int) -> Locator:
    return page.get_by_role("slider", name=re.compile(rf"^Dimension {dimension}:"))


def code(page: Page, latent_dim: int) -> np.ndarray:
    """Return the sliders' values in the order of the code, (latent_dim,)."""
    return np.array([float(slider(page, number).input_value()) for number in range(latent_dim)])


def told(page: Page, z: np.ndarray) -> None:
    """Wait until the address bar contains the code ``z``."""
    packed = code_text.pack_code(z.tolist())
    page.wait_for_function("z => new URL(location).searchParams.get('z') === z", arg=packed)


def at_rest(page: Page, vae: Vae) -> np.ndarray:
    """Wait until the address bar matches the sliders; return the code."""

    def is_in_address() -> bool:
        return page.url.endswith(f"z={code_text.pack_code(code(page, vae.latent_dim).tolist())}")

    wait_until(page, is_in_address)
    settle(page)
    return code(page, vae.latent_dim)


def do(page: Page, name: str) -> None:
    page.locator(f'[data-do="{name}"]').click()


def glide(page: Page, vae: Vae, digit: int) -> None:
    """Press a digit's button and wait until the sliders reach the code of its typical digit."""
    page.get_by_role("button", name=str(digit), exact=True).click()
    told(page, code_text.rounded(vae.preset(digit)))
    settle(page)
