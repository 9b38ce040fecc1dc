"""The admin without a mouse, what it says of errors, and that nothing typed is lost without a question."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.manager import Manager

NAME_OF_FOCUS = "() => document.activeElement.ariaLabel || document.activeElement.textContent.trim()"
# The ids by which a field says what describes it, and that no element has.
LOST_DESCRIPTIONS = """() => [...document.querySelectorAll("main [aria-describedby]")]
  .filter((field) => field.checkVisibility())
  .flatMap((field) => field.getAttribute("aria-describedby").split(" "))
  .filter((id) => !document.getElementById(id))"""
IS_SEEN = """(field) => {
  const { left, top, width, height } = field.getBoundingClientRect();
  const shown = document.elementFromPoint(left + width / 2, top + height / 2);
  return field.contains(shown) || field.closest("label, .relative")?.contains(shown);
}"""


@pytest.fixture
def screen() -> str:
    return "phone"


@pytest.fixture
def page(page: Page) -> Page:
    Manager(page).enters("manager@demo.example", "demo-flight-1")
    return page


def test_menus_open_and_close_by_keys(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate(NAME_OF_FOCUS) == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main-content"

    menu = page.get_by_role("button", name="Menu")
    press(menu, "Enter")
    expect(page.get_by_role("link", name="Pilot groups")).to_be_visible()
    expect(menu).to_have_attribute("aria-expanded", "true")

    account = page.get_by_role("button", name=re.compile("manager@demo.example"))
    press(account, " ")
    expect(page.get_by_role("link", name="Second factor")).to_be_visible()
    press(page.get_by_role("button", name="Dark"), "Enter")
    expect(page.locator("html")).to_have_class("dark")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Second factor")).to_be_hidden()
    expect(page.get_by_role("link", name="Pilot groups")).to_be_hidden()

    page.goto("/admin/accounts/user/")
    press(page.get_by_role("button", name="More actions"), "Enter")
    expect(page.get_by_role("link", name="Export CSV")).to_be_visible()
    press(page.get_by_role("button", name="Filters"), "Enter")
    expect(page.locator("#changelist-filter").get_by_role("link", name="Student", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#changelist-filter")).to_be_hidden()


def press(control: Locator, key: str) -> None:
    """A key, at a control that has the focus."""
    control.focus()
    control.press(key)


def test_an_error_is_read_at_once_and_leads_to_its_field(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 1280, "height": 620})  # low, so that the bar of buttons covers much
    page.goto("/admin/accounts/user/add/")
    page.locator("#id_phone").fill("+43 1")
    page.get_by_role("button", name="Save", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Please correct these fields:")
    expect(summary).to_be_focused()
    assert page.evaluate(LOST_DESCRIPTIONS) == []

    summary.get_by_role("link", name="Surname").click()
    field = page.get_by_label("Surname")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("This field is required"))
    assert field.evaluate(IS_SEEN)

    # A picture that is none, in the last field of a long form.
    picture = tmp_path / "picture.png"
    picture.write_text("no picture", encoding="utf-8")
    page.goto("/admin/exams/question/add/")
    page.locator("#id_text").fill("Which cloud is this?")
    page.locator("input[type=file]").first.set_input_files(picture)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(summary).to_contain_text(re.compile("picture|image", re.IGNORECASE))
    expect(summary).to_be_in_viewport()


def test_what_is_typed_is_not_lost_without_a_question(page: Page) -> None:
    asked = list[str]()

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.goto("/admin/locations/location/")
    page.get_by_role("link", name="Classroom 1").click()
    page.get_by_label("Name").click()
    page.get_by_role("link", name="Locations", exact=True).click()
    expect(page).to_have_url(re.compile("/locations/location/$"))
    assert asked == []

    page.get_by_role("link", name="Classroom 1").click()
    page.get_by_label("Phone").fill("+43 1 2345")
    page.get_by_role("link", name="Locations", exact=True).click()
    expect(page.get_by_label("Phone")).to_have_value("+43 1 2345")
    assert asked == ["beforeunload"]

    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile("/locations/location/$"))
    assert asked == ["beforeunload"]
