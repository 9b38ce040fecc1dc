"""Scheduling classes in the managers' admin."""

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Notification
from exams.models import Exam
from onsite.models import ClassSession
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser
from tests.office.class_planning.conftest import ADD, get_newest_class, list_roster, read_text, schedule_class
from tests.office.population import build_address
from tests.onsite.conftest import GroundSchool, create_students


def test_the_page_asks_for_the_training_first(browser: Browser, school: GroundSchool) -> None:
    make.TrainingFactory(company=school.world.alpine, is_template=True, name="Pattern")

    first = browser.get(ADD)
    assert "PPL(A)" in read_text(first)
    assert "Pattern" not in read_text(first)
    second = read_text(browser.get(f"{ADD}?training={school.training.pk}"))
    for shown in ("050 Meteorology as a whole", "Fronts", school.exam.name, "Ines", "Room 1", "Sam", "Europe/Vienna"):
        assert shown in second


def test_a_class_is_scheduled_by_the_service_in_the_schools_time(browser: Browser, school: GroundSchool) -> None:
    response = schedule_class(
        browser, school, location=school.room.pk, minutes="90", remarks="Bring a plotter.", notify="on"
    )

    session = get_newest_class()
    assert "The class is planned for 1 Jul 2026, 09:00." in read_text(response)
    assert "on 1 Jul 2026, 09:00" in read_text(response)
    assert session.starts_at == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    assert (session.lesson, session.exam, session.teacher) == (school.lesson, None, school.world.ines)
    assert (session.location, session.duration_minutes, session.remarks) == (school.room, 90, "Bring a plotter.")
    assert list_roster(session) == {school.world.sam.pk}
    event = Event.objects.get(action="class.scheduled")
    assert (event.actor, event.actor_kind, event.object_id) == (school.world.maria, "admin", str(session.pk))
    assert Notification.objects.get().recipient == school.world.sam
    assert "1 Jul 2026, 09:00" in read_text(browser.get(build_address(ClassSession)))


def test_without_minutes_it_lasts_as_long_as_the_lesson(browser: Browser, school: GroundSchool) -> None:
    schedule_class(browser, school)
    assert get_newest_class().duration_minutes == school.lesson.duration_minutes == 45
    assert not Notification.objects.exists()


@pytest.mark.parametrize("kind", ["exam", "subject"])
def test_a_class_is_of_an_onsite_exam_or_of_a_whole_subject(browser: Browser, school: GroundSchool, kind: str) -> None:
    schedule_class(browser, school, item=f"{kind}:{getattr(school, kind).pk}")

    session = get_newest_class()
    assert (session.subject, session.lesson) == (school.subject, None)
    assert session.exam == (school.exam if kind == "exam" else None)


def test_an_online_exam_can_be_chosen_if_it_is_taken_from_a_class(browser: Browser, school: GroundSchool) -> None:
    free = make.ExamFactory(subject=school.subject)
    scheduled = make.ExamFactory(subject=school.subject, access_mode=Exam.AccessMode.SCHEDULED)

    assert schedule_class(browser, school, item=f"exam:{free.pk}").context["form"].errors["item"]
    schedule_class(browser, school, item=f"exam:{scheduled.pk}")
    assert get_newest_class().exam == scheduled


def test_a_group_brings_those_of_its_members_who_are_enrolled(browser: Browser, school: GroundSchool) -> None:
    group = make.PilotGroupFactory(company=school.world.alpine)
    group.members.set([school.world.sue, school.world.tom, school.world.olga])

    schedule_class(browser, school, groups=[group.pk])

    assert list_roster(get_newest_class()) == {school.world.sam.pk, school.world.sue.pk}


@pytest.mark.parametrize(
    ("field", "value", "shown_at"),
    [
        ("item", "", "item"), ("item", "lesson:x", "item"), ("teacher", "", "teacher"), ("teacher", "x", "teacher"),
        ("starts_at_0", "", "starts_at"), ("starts_at_0", "soon", "starts_at"),
        ("starts_at_0", "1999-12-30", "starts_at"), ("starts_at_0", "9999-12-31", "starts_at"),
        ("minutes", "0", "minutes"),
        ("minutes", "1441", "minutes"),
        ("students", [], "students"), ("students", ["x"], "students"), ("location", "x", "location"),
        ("remarks", "x" * 5001, "remarks"),
    ],
)  # fmt: skip
def test_a_bad_field_schedules_nothing(
    browser: Browser, school: GroundSchool, field: str, value: Any, shown_at: str
) -> None:
    response = schedule_class(browser, school, **{field: value})

    assert response.status_code == 200
    assert shown_at in response.context["form"].errors
    assert ClassSession.objects.count() == 1


def test_an_hour_that_the_clocks_skip_is_refused(browser: Browser, school: GroundSchool) -> None:
    response = schedule_class(browser, school, starts_at_0="2026-03-29", starts_at_1="02:30:00")

    assert response.context["form"].errors["starts_at"]


def test_nothing_of_the_other_school_can_be_chosen(browser: Browser, school: GroundSchool) -> None:
    theirs = make.LessonFactory(subject__training__company=school.world.baltic)
    room = make.LocationFactory(company=school.world.baltic)
    group = make.PilotGroupFactory(company=school.world.baltic)
    wrong = {
        "item": f"lesson:{theirs.pk}", "teacher": school.world.otto.pk, "location": room.pk,
        "students": [school.world.olga.pk], "groups": [group.pk],
    }  # fmt: skip
    for field, value in wrong.items():
        assert field in schedule_class(browser, school, **{field: value}).context["form"].errors
    shown = browser.get(f"{ADD}?training={theirs.subject.training_id}")
    assert list(shown.context["form"].fields) == ["training"]
    assert ClassSession.objects.count() == 1


def test_nobody_teaches_a_class_and_sits_in_it(browser: Browser, school: GroundSchool) -> None:
    """Whoever is on the roster counts as a student there, and then nobody could sign."""
    make.EnrollmentFactory(training=school.training, user=school.world.ines)
    group = make.PilotGroupFactory(company=school.world.alpine)
    group.members.set([school.world.ines])

    before = ClassSession.objects.count()

    response = schedule_class(browser, school, students=[], groups=[group.pk], teacher=school.world.ines.pk)

    assert list(response.context["form"].errors) == ["teacher"]
    assert ClassSession.objects.count() == before


def test_what_the_service_refuses_is_shown_at_its_field(browser: Browser, school: GroundSchool) -> None:
    school.world.ines.expires_on = "2026-01-01"
    school.world.ines.save()

    response = schedule_class(browser, school)

    assert response.context["form"].errors == {
        "teacher": ["Ines Instructor can no longer log in, and so could not sign the class."]
    }


def test_who_is_booked_twice_is_told_and_nothing_is_stored_until_that_is_agreed_to(
    browser: Browser, school: GroundSchool
) -> None:
    schedule_class(browser, school, location=school.room.pk)
    events = Event.objects.count()
    clash = {"location": school.room.pk, "starts_at_1": "09:30:00", "notify": "on"}

    response = schedule_class(browser, school, **clash, despite="")

    assert response.context["form"].non_field_errors() == [
        *(
            f"{who} is booked for 050 Meteorology on 1 Jul 2026, 09:00."
            for who in ("Ines Instructor", "Sam Student", "Room 1")
        ),
        "The lesson Fronts was held on 18 Mar 2026, 10:30 for Sam Student.",
        "The lesson Fronts is planned on 1 Jul 2026, 09:00 for Sam Student.",
    ]
    assert (ClassSession.objects.count(), Event.objects.count(), Notification.objects.count()) == (2, events, 0)
    assert 'type="checkbox" name="despite"' in read_text(response)

    schedule_class(browser, school, **clash)
    assert ClassSession.objects.count() == 3


def test_planning_costs_the_same_queries_with_thirty_students_more(
    browser: Browser, school: GroundSchool, queries_of: Any
) -> None:
    addresses = (f"{ADD}?training={school.training.pk}", build_address(ClassSession, "plan", school.session.pk))
    few = [len(queries_of(lambda address=address: browser.get(address))) for address in addresses]
    create_students(school, 30, on_roster=True)
    for number in range(30):
        make.LessonFactory(subject=make.SubjectFactory(training=school.training), name=f"Lesson {number}")

    assert [len(queries_of(lambda address=address: browser.get(address))) for address in addresses] == few
