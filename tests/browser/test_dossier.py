"""A student leaves the demo school with the exported record, and the next school credits some of it."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import MANAGER, PASSWORD, PICTURES, SCHOOL, open_window
from tests.browser.manager import Manager

if TYPE_CHECKING:  # pytest would collect it
    from tests.browser.serving import TestInstallation

DEMO = ("manager@demo.example", "demo-flight-1")
OVERFLOW = "document.scrollingElement.scrollWidth - innerWidth"


def export_record(page: Page, folder: Path) -> Path:
    """The record of the student of the demo school who has done most."""
    Manager(page).enters(*DEMO)
    page.goto("/admin/trainings/enrollment/?q=student@demo.example")
    page.get_by_role("link", name="Open the file").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Record for an inspector (ZIP)").click()
    download.value.save_as(folder / "record.zip")
    return folder / "record.zip"


@pytest.fixture
def record(chromium: Browser, address: str, tmp_path: Path) -> Path:
    with open_window(chromium, address, "desktop", "dossier-export") as page:
        return export_record(page, tmp_path)


def test_a_dossier_is_received_and_credited(
    page: Page, screen: str, record: Path, installation: "TestInstallation"
) -> None:
    names = [("Dora", f"Dossier {screen}"), ("Otis", f"Other {screen}")]
    for name, surname in names:
        installation.manage(
            "create_user", f"{name.lower()}.{screen}@glider.example", "--company", SCHOOL, "--name", name,
            "--surname", surname, "--role", "student", "--password-stdin", stdin=f"{PASSWORD}\n",
        )  # fmt: skip
    mona = Manager(page)
    mona.enters(MANAGER, PASSWORD)
    mona.makes_training("PPL(A) theory", f"PPL modular, {screen}")
    mona.gathers(f"Transfers, {screen}", [" ".join(name) for name in names])
    mona.enrolls(f"Transfers, {screen}", f"PPL modular, {screen}", 2)

    page.goto(f"/admin/accounts/user/?q=dora.{screen}")
    page.get_by_role("link", name=f"Dossier {screen}").first.click()
    page.goto(page.url.replace("/change/", "/file/"))
    page.get_by_role("link", name="Receive a dossier…").click()
    page.locator("input[type=file]").set_input_files(record)
    page.get_by_role("button", name="Verify and receive").click()
    expect(page.get_by_text("Signed with the key of this server.")).to_be_visible()
    assert page.evaluate(OVERFLOW) <= 0
    page.screenshot(path=PICTURES / f"dossier-{screen}.png", full_page=True)

    page.get_by_role("link", name="It is the same person…").click()
    page.get_by_label("Reason").fill("Showed her passport")
    page.get_by_role("button", name="It is the same person").click()
    page.get_by_role("link", name="Credit items…").click()
    boxes = page.get_by_role("checkbox")
    expect(boxes.first).not_to_be_checked()
    assert page.evaluate(OVERFLOW) <= 0
    page.screenshot(path=PICTURES / f"dossier-credit-{screen}.png", full_page=True)
    for number in range(2):
        boxes.nth(number).check()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign and credit").click()

    expect(page.get_by_text(f"Credited 2 to Dora Dossier {screen} in PPL modular, {screen}.")).to_be_visible()
