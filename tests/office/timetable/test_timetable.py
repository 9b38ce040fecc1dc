"""The page of the timetable, and the classes that it shows."""

from typing import Any

from accounts.models import Holiday
from locations.models import Location
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.timetable.colour_checks import get_contrast
from tests.office.timetable.conftest import COPY, FEED, PAGE, REPEAT, WEEK, get_move_address, plan_class
from tests.onsite.conftest import GroundSchool
from tests.world import World


def list_entries(browser: Browser, **choices: Any) -> list[dict[str, Any]]:
    response = browser.get(FEED, {**WEEK, **choices})
    assert response.status_code == 200, response.content
    entries: list[dict[str, Any]] = response.json()
    return entries


def test_classes_are_shown_by_the_clocks_of_the_school_whatever_the_browsers(
    browser: Browser, school: GroundSchool
) -> None:
    """18 March, 10:00 UTC is 23:00 in Auckland."""
    Location.objects.update(capacity=12)
    (entry,) = list_entries(browser)

    assert (entry["title"], entry["start"], entry["end"]) == (
        "050 Meteorology: Fronts",
        "2026-03-18T22:30:00",
        "2026-03-18T23:30:00",
    )
    details = entry["extendedProps"]
    assert (details["training"], details["teacher"], details["location"]) == ("PPL(A)", "Ines Instructor", "Room 1")
    assert details["students"] == "2 of 12 places taken"
    assert entry["editable"]
    page = browser.get(PAGE)
    assert 'data-zone="Pacific/Auckland"' in page.content.decode()
    assert "font-src 'self' data:" in page["Content-Security-Policy"]


def test_a_class_over_midnight_is_in_both_weeks_and_holidays_are_shown(browser: Browser, school: GroundSchool) -> None:
    over = plan_class(school, "2026-03-22 23:30")
    holiday = {"name": "Otago Anniversary", "first_day": "2026-03-23", "last_day": "2026-03-24"}
    Holiday.objects.create(company=school.world.alpine, **holiday)
    Holiday.objects.create(company=school.world.baltic, **holiday | {"name": "Elsewhere"})

    next_week = list_entries(browser, start="2026-03-23T00:00:00", end="2026-03-30T00:00:00")
    assert [entry["title"] for entry in next_week] == ["050 Meteorology", "Holiday: Otago Anniversary"]
    assert (next_week[1]["start"], next_week[1]["end"]) == ("2026-03-23", "2026-03-25")
    assert str(over.pk) in {entry["id"] for entry in list_entries(browser)}


def test_colours_and_filters_go_by_training_teacher_and_location(browser: Browser, school: GroundSchool) -> None:
    other_room = make.LocationFactory(company=school.world.alpine, name="Simulator")
    other = make.TrainingFactory(company=school.world.alpine, name="ATPL", color="#ffffff")
    theirs = make.SubjectFactory(training=other)
    plan_class(school, "2026-03-19 09:00", subject=theirs, teacher=school.world.tom, location=other_room)

    for colouring, groups in (
        ("training", ["PPL(A)", "ATPL"]),
        ("teacher", ["Ines Instructor", "Tom Teacher"]),
        ("location", ["Room 1", "Simulator"]),
    ):
        entries = list_entries(browser, colour=colouring)
        assert [entry["extendedProps"]["group"] for entry in entries] == groups
        assert entries[0]["backgroundColor"] != entries[1]["backgroundColor"]
        for entry in entries:
            assert get_contrast(entry["backgroundColor"], entry["textColor"]) >= 4.5
    for choice in ({"training": other.pk}, {"teacher": school.world.tom.pk}, {"location": other_room.pk}):
        assert [entry["extendedProps"]["teacher"] for entry in list_entries(browser, **choice)] == ["Tom Teacher"]


def test_what_belongs_to_another_school_does_not_exist(browser: Browser, school: GroundSchool, world: World) -> None:
    theirs = make.ClassSessionFactory(
        subject__training__company=world.baltic, location=make.LocationFactory(company=world.baltic)
    )
    unknown = "0190c5a0-0000-7000-8000-000000000000"
    assert theirs.location is not None
    choices: list[dict[str, Any]] = [
        {"training": theirs.subject.training_id}, {"location": theirs.location.pk}, {"teacher": world.otto.pk},
        {"training": unknown}, {"location": unknown}, {"teacher": 0}, {"teacher": "x"}, {"location": "\x00"},
    ]  # fmt: skip
    for choice in choices:
        response = browser.get(FEED, {**WEEK, **choice})
        assert (response.status_code, response.json()["message"]) == (
            404, "There is no such training, teacher or location.",
        ), choice  # fmt: skip
        assert "There is no such training" in browser.get(PAGE, choice).content.decode()
    for id in (theirs.pk, unknown):
        assert browser.get(f"{FEED}{id}/sheet.pdf").status_code == 404
        assert browser.post(f"{FEED}{id}/move/", {"start": "2026-03-20T09:00:00"}).status_code == 404


def test_a_range_that_is_none_is_refused(browser: Browser) -> None:
    for edges in (
        {}, {"start": "x", "end": "y"}, {"start": "2026-03-16"}, {"start": "2026-03-16", "end": "2026-03-16"},
        {"start": "2026-03-16", "end": "2026-06-16"}, {"start": "0001-01-01", "end": "0001-01-02"},
        {"start": "2026-03-16T00:00:00Z", "end": "2026-03-17T00:00:00Z"}, {"start": "9999-12-31", "end": "9999-12-31"},
    ):  # fmt: skip
        assert browser.get(FEED, edges).status_code == 400, edges


def test_every_page_is_for_managers_alone(school: GroundSchool) -> None:
    """A table: each page and act, for each role of the school and for nobody. Otto manages the other school."""
    world, session = school.world, plan_class(school, "2026-03-20 09:00")
    sheet, move = f"{FEED}{session.pk}/sheet.pdf", get_move_address(session)
    table = {
        world.maria: [200] * 6, world.otto: [200, 200, 200, 200, 404, 404],
        world.charles: [302] * 6, world.ines: [302] * 6, world.sam: [302] * 6,
    }  # fmt: skip
    for person, expected in table.items():
        browser = open_browser(person)
        got = [browser.get(page).status_code for page in (PAGE, REPEAT, COPY)]
        got.append(browser.get(FEED, WEEK).status_code)
        got += [browser.get(sheet).status_code, browser.post(move, {"start": "2026-03-20T10:00:00"}).status_code]
        assert got == expected, person
    anonymous = Browser()
    for page in (PAGE, REPEAT, COPY, FEED, sheet):
        assert anonymous.get(page)["Location"].startswith("/admin/login/")
    session.refresh_from_db()
    assert session.starts_at.hour == 20  # 09:00 in Auckland, on the day before in UTC


def test_thirty_classes_take_as_many_queries_as_one(browser: Browser, school: GroundSchool, queries_of: Any) -> None:
    def count() -> list[int]:
        colours = ("training", "teacher", "location")
        return [len(queries_of(lambda by=by: list_entries(browser, colour=by))) for by in colours] + [
            len(queries_of(lambda: browser.get(PAGE)))
        ]

    few = count()
    for number in range(30):
        plan_class(
            school,
            f"2026-03-20 {number % 20:02}:00",
            subject=make.SubjectFactory(training=make.TrainingFactory(company=school.world.alpine)),
            teacher=make.UserFactory(company=school.world.alpine, group=school.world.ines.group),
            location=make.LocationFactory(company=school.world.alpine),
        )
        Holiday.objects.create(
            company=school.world.alpine, name=f"Day {number}", first_day="2026-03-17", last_day="2026-03-17"
        )
    assert len(list_entries(browser)) == 61
    assert count() == few
