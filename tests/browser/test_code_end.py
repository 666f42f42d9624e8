"""Codes as ends of a morph: pasted, carried to another model and back, and the browser's way back."""

from playwright.sync_api import Page, expect
from steps import enter, play, settle, visit

from dashboard.session.codes import Code
from runtime import load_vae


def packed(digit: int, model: str = "res16") -> str:
    """A typical digit's code as a link says it, in another model where one is named."""
    vae = load_vae("res16")
    return Code.of(vae.name, vae.preset(digit)).packed(load_vae(model))


def holds(page: Page, text: str) -> None:
    """Wait until field and address say a code."""
    expect(page.locator(".st-key-start_code_text input")).to_have_value(text.replace("_", ", "))
    page.wait_for_function("text => new URL(location).searchParams.get('start_code') === text", arg=text)
    settle(page)
    play(page)


def test_the_way_back_brings_the_code_before_and_a_model_its_own(page: Page, dashboard: str) -> None:
    first, second = packed(4), packed(9)
    visit(page, f"{dashboard}/?start_from=A+code&start_code={first}&end_number=7&frames=9")
    holds(page, first)
    enter(page, "start_code_text", second.replace("_", " "))
    holds(page, second)
    page.go_back()
    settle(page)
    holds(page, first)
    page.go_forward()
    settle(page)
    holds(page, second)
    page.get_by_role("radio", name="mlp20").click()
    settle(page)
    holds(page, packed(9, "mlp20"))
    expect(page.get_by_text("Choose res16 to get the original code back")).to_be_visible()
    page.go_back()  # Streamlit keeps no way back to another model
    settle(page)
    play(page)
    page.get_by_role("radio", name="res16").click()
    settle(page)
    holds(page, second)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
