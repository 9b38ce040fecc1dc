"""A training manager sets up a new school in a browser, on a desktop and on a phone."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import MANAGER, PASSWORD
from tests.browser.manager import Manager

ADDRESSES = "links => links.map(link => link.getAttribute('href'))"
OVERFLOW = "document.scrollingElement.scrollWidth - innerWidth"
FORMS = ("accounts/user/add/", "accounts/pilotgroup/add/", "trainings/training/add/", "onsite/classsession/add/")

DAYS = {"desktop": "2031-03-18", "phone": "2031-03-19"}  # two, or the teacher would be booked twice


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "cloud.png"
    Image.new("RGB", (320, 200), "#88aacc").save(path)
    return path


@pytest.fixture
def people(tmp_path: Path, screen: str) -> Path:
    """A CSV file as spreadsheets write it in much of Europe."""
    path = tmp_path / "people.csv"
    rows = [f"{name.lower()}.{screen}@glider.example;{name};{screen.title()}" for name in ("Ada", "Bert", "Cleo")]
    path.write_text("\n".join(["email;name;surname", *rows]), encoding="utf-8-sig")
    return path


def test_a_school_is_set_up_in_the_admin(page: Page, screen: str, picture: Path, people: Path) -> None:
    mona = Manager(page)
    mona.enters(MANAGER, PASSWORD)

    mona.makes_training("PPL(A) theory", f"PPL theory, {screen}")
    mona.adds_lesson("050 Meteorology", "Clouds at home")
    mona.adds_slide("Clouds at home", "Cumulus", "Heaps in fair weather", picture)
    mona.adds_slide("Clouds at home", "Stratus", "A grey layer")
    mona.adds_exam("050 Meteorology", "Clouds check", 1)
    mona.adds_question("Clouds check", "Which cloud is a heap?", ["Cumulus", "Stratus", "Cirrus"], 0)
    expect(mona.row("Clouds check").get_by_text("1 question, draws 1")).to_be_visible()

    mona.imports_people(people, 3, are_invited=False)
    mona.gives_passwords(screen.title(), 3)
    mona.gathers(f"Intake, {screen}", [f"{name} {screen.title()}" for name in ("Ada", "Bert", "Cleo")])
    mona.enrolls(f"Intake, {screen}", f"PPL theory, {screen}", 3)

    mona.schedules_class(f"PPL theory, {screen}", "Clouds at home", f"Intake, {screen}", DAYS[screen])
    expect(page.get_by_text("Clouds at home").first).to_be_visible()

    mona.leaves()


def test_no_page_is_wider_than_the_screen(page: Page) -> None:
    """With the rows of the demo school on them."""
    Manager(page).enters("manager@demo.example", "demo-flight-1")
    menu = page.locator("#nav-sidebar a[href^='/admin/']").evaluate_all(ADDRESSES)
    assert len(menu) > 15

    too_wide = {}
    for address in [*menu, *(f"/admin/{form}" for form in FORMS)]:
        page.goto(address)
        if page.evaluate(OVERFLOW) > 0:
            too_wide[address] = page.evaluate(OVERFLOW)
    assert too_wide == {}
