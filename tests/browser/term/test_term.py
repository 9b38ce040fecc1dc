"""A training manager takes a school through a term in the admin, in English and in German.

The school is far from UTC: at most hours of the day its day is another one than that of the server.
"""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser
from pypdf import PdfWriter

from tests.browser import serving
from tests.browser.conftest import PASSWORD, open_window
from tests.browser.manager import Manager
from tests.browser.term import classes, ledger, people, school, student_file
from tests.browser.term.desk import ZONE, Desk


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    path = tmp_path / "logo.png"
    Image.new("RGB", (300, 100), school.ACCENT).save(path)
    return path


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """What a student brings from another school."""
    path = tmp_path / "record.pdf"
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(path)
    return path


def create_school(installation: serving.TestInstallation, name: str, email: str) -> None:
    """As an operator does: the school and its manager, who does the rest."""
    installation.manage("create_company", name, "--timezone", ZONE.key)
    installation.manage(
        "create_user", email, "--company", name, "--name", "Mona", "--surname", "Manager", "--role", "manager",
        "--password-stdin", stdin=f"{PASSWORD}\n",
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_term_of_a_school(
    chromium: Browser,
    address: str,
    installation: serving.TestInstallation,
    language: str,
    tmp_path: Path,
    logo: Path,
    document: Path,
) -> None:
    name, email = f"Kauri Flying School ({language})", f"mona.{language}@kauri.example"
    create_school(installation, name, email)
    with open_window(chromium, address, "desktop", f"term-{language}") as page:
        Manager(page).enters(email, PASSWORD)
        desk = Desk(page, "en", "Mona Manager", PASSWORD)
        school.choose_own_language(desk, email, language)
        school.set_up_school(desk, logo)
        school.add_holidays(desk)
        school.create_course(desk)

        people.import_people(desk, tmp_path)
        password = people.give_password(desk, people.TEACHER)
        people.gather_group(desk, people.EVENING, (people.LATE,))
        people.enroll_groups(desk, (people.MORNING, people.EVENING), len(people.STUDENTS))

        classes.plan_term(desk, (people.MORNING, people.EVENING))
        classes.schedule_own_class(desk)
        class_id = classes.record_class(desk)
        teacher = people.TEACHER.get_email(language)
        classes.sign_as_teacher(chromium, address, teacher, password, class_id)
        classes.correct_class(desk, class_id)
        classes.sign_as_teacher(chromium, address, teacher, password, class_id)
        classes.sign_own_class(desk)
        student_file.open_file(desk, people.AROHA)
        classes.read_attendance(desk)

        student_file.withdraw(desk)
        student_file.credit_earlier_training(desk, document)
        student_file.reopen(desk)
        student_file.issue_again(desk)
        student_file.hand_over(desk, document)

        ledger.print_week(desk, name)
        ledger.read_ledger(desk, name)
    ledger.check_records(installation.manage("verify_records", "--company", name), name)
