"""Pages of the admin are printed whole: every row, on both sizes of paper, upright and across, in black on white."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.app.checks import FIND_WIDE
from tests.browser import serving
from tests.browser.conftest import PICTURES
from tests.browser.large_class import list_names, write_people
from tests.browser.manager import Manager
from tests.pdf_reading import read_edges, read_pages

PAPERS = {"A4": (210, 297), "Letter": (216, 279)}
MARGINS = 24
PIXELS_PER_MM = 96 / 25.4
# Text that a box cuts off: a PDF still holds it, and no reader sees it.
FIND_CUT = """() => [...document.querySelectorAll("main *")]
  .filter((element) => element.checkVisibility() && element.innerText?.trim())
  .filter((element) => getComputedStyle(element).overflow !== "visible")
  .filter((element) => element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1)
  .map((element) => `cuts ${element.outerHTML.slice(0, 120)}`)"""
DARK_PAGE = "() => { localStorage.setItem('adminTheme', '\"dark\"'); }"


@pytest.fixture
def screen() -> str:
    return "desktop"


@pytest.fixture
def class_address(installation: serving.TestInstallation, tmp_path: Path) -> str:
    people = tmp_path / "people.csv"
    people.write_text(write_people(), encoding="utf-8-sig")
    installation.manage("import_users", str(people), "--company", "Demo Flight Academy")
    return installation.manage(
        "shell", "-c", "from tests.browser.large_class import create_class; create_class()"
    ).split()[-1]


def test_a_class_of_thirty_and_the_list_of_people_are_printed_whole(page: Page, class_address: str) -> None:
    Manager(page).enters("manager@demo.example", "demo-flight-1")
    page.evaluate(DARK_PAGE)
    page.add_init_script(
        "window.print = () => {};"
    )  # a list opens the dialog by itself, and Chromium prints one at a time

    for address, heading in ((class_address, "Attendance"), ("/admin/accounts/user/print/", "Invitation")):
        page.goto(address)
        for paper, size in PAPERS.items():
            for is_across in (False, True):
                pdf = page.pdf(format=paper, landscape=is_across)
                check_printed(pdf, heading, f"{address} on {paper}")
                width = size[1] if is_across else size[0]
                check_fits(page, int((width - MARGINS) * PIXELS_PER_MM))
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / f"print-{heading.lower()}.pdf").write_bytes(pdf)
        assert page.locator("html").get_attribute("class") == "dark"


def check_printed(pdf: bytes, heading: str, where: str) -> None:
    """Every name is there, the heading of the table on each sheet with names, the school and the time at the top."""
    pages = [re.sub(r"\s+", " ", text) for text in read_pages(pdf)]
    whole = "".join(pages).replace(" ", "")
    assert [name for name in list_names() if name.split()[1] not in whole] == [], where
    assert pages[0].startswith("Demo Flight Academy"), where
    assert re.search(r"As of \d+ \w{3} \d{4}, \d\d:\d\d \(Europe/Vienna\)", pages[0]), where
    assert re.search("Close|Find people|Export", whole) is None, where
    named = [text for text in pages if "Wolkenstein" in text.replace(" ", "")]
    assert all(heading in text or "Enrollment" in text for text in named), where
    for (left, right), page in zip(read_edges(pdf), PdfReader(io.BytesIO(pdf)).pages, strict=True):
        assert left > 20, where
        assert right < float(page.mediabox.width) - 20, where


def check_fits(page: Page, width: int) -> None:
    """On a sheet with this width of text nothing sticks out and nothing is cut off."""
    size: Any = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    faults = page.evaluate(FIND_WIDE, width) + page.evaluate(FIND_CUT)
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="null")
    page.set_viewport_size(size)
    assert faults == [], "\n".join(faults)
