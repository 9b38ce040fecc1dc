"""An inspector's visit, from the manager who opens the records to the one who ends it, in a real browser."""

import io
import re
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.app.checks import check_screen, read_axe, run_unrestricted
from tests.browser.conftest import PICTURES
from tests.browser.manager import Manager
from tests.browser.test_every_admin_page import ALL_RULES, run_axe
from tests.pdf_reading import read_pages

ACCESSES = "/admin/inspections/inspectoraccess/"


def opens_records(page: Page) -> tuple[str, str]:
    """For the first training of the demo school; returns the link and the code."""
    page.goto(ACCESSES)
    page.get_by_role("link", name=re.compile("Add inspector access", re.IGNORECASE)).first.click()
    page.locator("#id_inspector_name").fill("Pat Inspector")
    page.locator("#id_authority").fill("CAA")
    page.locator("#id_email").fill("pat@caa.example")
    page.locator("input[name=inspected_trainings]").first.check()
    page.locator("#id_records_from").fill("1 Jan 2020")
    take_picture(page, "admin-form")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Link and code for Pat Inspector (CAA)")).to_be_visible()
    assert_accessible(page)
    take_picture(page, "admin-opened")
    return page.locator("code").first.inner_text(), page.locator("#recovery-codes li").inner_text()


def take_picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    width = (page.viewport_size or {"width": 0})["width"]
    page.screenshot(path=PICTURES / f"inspection-{name}-{width}.png", full_page=True)


def assert_accessible(page: Page) -> None:
    run_unrestricted(page, read_axe())
    assert run_axe(page, ALL_RULES) == []


def enters(page: Page, link: str, code: str) -> None:
    page.goto(link)
    page.get_by_label("Code").fill("aaaa-bbbb-cccc")
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_label("Code")).to_have_accessible_description(re.compile("not any more"))
    check_screen(page)
    take_picture(page, "enter")
    page.get_by_label("Code").fill(code)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Trainings")).to_be_visible()
    check_screen(page)


def looks_around(page: Page) -> str:
    """Returns the name of the student whose record was read."""
    page.locator(".choices a:not(.quiet)").click()
    expect(page.get_by_role("link", name="Ten records at random")).to_be_visible()
    check_screen(page)
    take_picture(page, "students")
    page.get_by_role("link", name="Ten records at random").click()
    expect(page.get_by_role("status")).to_contain_text("drawn with the seed")
    check_screen(page)
    student = page.locator("tbody th a").first
    name = student.inner_text()
    student.click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    check_screen(page)
    take_picture(page, "record")
    return name


def downloads(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as pdf:
        page.get_by_role("link", name="Download the PDF").click()
    pdf.value.save_as(tmp_path / "record.pdf")
    for text in read_pages((tmp_path / "record.pdf").read_bytes()):
        assert "Copy for Pat Inspector, CAA" in " ".join(text.split())
    with page.expect_download() as archive:
        page.get_by_role("link", name="Download everything").click()
    archive.value.save_as(tmp_path / "record.zip")
    names = zipfile.ZipFile(io.BytesIO((tmp_path / "record.zip").read_bytes())).namelist()
    assert {"record.html", "verify.py", "manifest.json"} <= set(names)


def ends_access(page: Page, student: str) -> None:
    page.goto(ACCESSES)
    page.get_by_role("link", name="Pat Inspector (CAA)").first.click()
    for words in ("entered the records", f"looked at the student record of {student}", "as PDF", "as ZIP", "at random"):
        expect(page.locator(".ledger-history")).to_contain_text(words)
    assert_accessible(page)
    take_picture(page, "admin-looks")
    page.goto(page.url.replace("/change/", "/revoke/"))
    assert_accessible(page)
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_text("The access of Pat Inspector (CAA) has ended.")).to_be_visible()


def test_a_visit(page: Page, chromium: Browser, address: str, screen: str, tmp_path: Path) -> None:
    Manager(page).enters("manager@demo.example", "demo-flight-1")
    link, code = opens_records(page)
    context = chromium.new_context(
        base_url=address,
        viewport={"width": 390, "height": 844} if screen == "phone" else {"width": 1200, "height": 900},
        color_scheme="dark" if screen == "phone" else "light",
        locale="en-GB",
    )
    visitor = context.new_page()
    enters(visitor, link, code)
    student = looks_around(visitor)
    downloads(visitor, tmp_path)

    ends_access(page, student)
    visitor.reload()
    expect(visitor.get_by_role("heading", name="Closed")).to_be_visible()
    check_screen(visitor)
    context.close()
