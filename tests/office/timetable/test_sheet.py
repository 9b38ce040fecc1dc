"""The printed attendance sheet."""

from typing import Any

from django.utils.translation import override

from office.timetable.sheet import build_page, render_sheet
from onsite.models import ClassSession
from tests.office.browser import Browser
from tests.office.population import build_address
from tests.office.timetable.conftest import FEED
from tests.onsite.conftest import GroundSchool, create_students
from tests.pdf_reading import read_pages, read_size


def test_the_sheet_names_school_class_lesson_teacher_time_and_every_student(
    browser: Browser, school: GroundSchool
) -> None:
    address = f"{FEED}{school.session.pk}/sheet.pdf"
    response = browser.get(address)

    assert response["Content-Type"] == "application/pdf"
    (text,) = read_pages(response.content)
    for shown in (
        "Alpine Flight School", "Attendance sheet", "PPL(A)", "050 Meteorology", "Fronts", "Wednesday, 18 Mar 2026",
        "22:30 to 23:30 (1 h), Pacific/Auckland (NZDT)", "Room 1", "Ines Instructor", "Sam Student", "Sue Student",
        "Signature", "Signature of Ines Instructor, teacher; date", "Page 1 of 1",
    ):  # fmt: skip
        assert shown in text, (shown, text)
    link = build_address(ClassSession, "sheet", school.session.pk)
    assert link in browser.get(build_address(ClassSession, "change", school.session.pk)).content.decode()
    assert browser.get(link)["Location"] == address


def test_the_sheet_is_on_the_paper_of_the_country_or_as_asked(browser: Browser, school: GroundSchool) -> None:
    address = f"{FEED}{school.session.pk}/sheet.pdf"
    assert read_size(browser.get(address).content) == (595, 842)
    assert read_size(browser.get(address, {"paper": "letter"}).content) == (612, 792)
    school.world.alpine.timezone_id = "America/Chicago"
    school.world.alpine.save()
    assert read_size(browser.get(address).content) == (612, 792)
    assert read_size(browser.get(address, {"paper": "a4"}).content) == (595, 842)


def test_a_long_roster_is_on_several_pages_at_the_same_number_of_queries(
    browser: Browser, school: GroundSchool, queries_of: Any
) -> None:
    address = f"{FEED}{school.session.pk}/sheet.pdf"
    few = len(queries_of(lambda: browser.get(address)))
    create_students(school, 30, on_roster=True)

    assert "Page 2 of 2" in read_pages(browser.get(address).content)[1]
    assert len(queries_of(lambda: browser.get(address))) == few


def test_the_sheet_is_in_the_language_of_the_manager(school: GroundSchool) -> None:
    roster = list(school.session.attendances.for_roster())

    with override("de"):
        page = build_page(school.session, roster, "")
        (text,) = read_pages(render_sheet(school.session, roster))

    assert page["language"] == "de"
    assert "Mittwoch, 18. März 2026" in text
