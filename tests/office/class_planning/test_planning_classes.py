"""Scheduling, changing and deleting classes in the managers' admin."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification
from core.exceptions import Conflict
from onsite.classes import scheduling
from onsite.models import Attendance, ClassSession
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.onsite.conftest import GroundSchool, create_ground_school, create_students
from tests.world import World

ADD = build_address(ClassSession, "add")


@pytest.fixture
def school(world: World) -> GroundSchool:
    world.alpine.timezone_id = "Europe/Vienna"
    world.alpine.save()
    return create_ground_school(world)


@pytest.fixture
def browser(school: GroundSchool) -> Browser:
    return open_browser(school.world.maria)


def build_form_data(school: GroundSchool, **changes: Any) -> dict[str, Any]:
    """What the form sends to schedule a class in summer with Sam."""
    return {
        "item": f"lesson:{school.lesson.pk}",
        "teacher": school.world.ines.pk,
        "starts_at_0": "2026-07-01",
        "starts_at_1": "09:00:00",
        "students": [school.world.sam.pk],
        **changes,
    }


def schedule_class(browser: Browser, school: GroundSchool, **changes: Any) -> Any:
    return browser.post(f"{ADD}?training={school.training.pk}", build_form_data(school, **changes), follow=True)


def change_plan(browser: Browser, school: GroundSchool, **changes: Any) -> Any:
    return browser.post(
        build_address(ClassSession, "plan", school.session.pk), build_form_data(school, **changes), follow=True
    )


def read_text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def get_newest_class() -> ClassSession:
    return ClassSession.objects.order_by("-id")[0]


def list_roster(session: ClassSession) -> set[int]:
    return set(session.attendances.values_list("enrollment__user_id", flat=True))


# --- scheduling


def test_the_page_asks_for_the_training_first(browser: Browser, school: GroundSchool) -> None:
    make.TrainingFactory(company=school.world.alpine, is_template=True, name="Pattern")

    first = browser.get(ADD)
    assert "PPL(A)" in read_text(first)
    assert "Pattern" not in read_text(first)
    second = read_text(browser.get(f"{ADD}?training={school.training.pk}"))
    for shown in ("050 Meteorology as a whole", "Fronts", school.exam.name, "Ines", "Room 1", "Sam", "Europe/Vienna"):
        assert shown in second


def test_a_class_is_scheduled_by_the_service_in_the_schools_time(browser: Browser, school: GroundSchool) -> None:
    answer = schedule_class(
        browser, school, location=school.room.pk, minutes="90", remarks="Bring a plotter.", notify="on"
    )

    session = get_newest_class()
    assert "The class is planned for 2026-07-01 09:00 CEST." in read_text(answer)
    assert "on 2026-07-01 09:00 CEST" in read_text(answer)
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


def test_an_online_exam_cannot_be_chosen(browser: Browser, school: GroundSchool) -> None:
    online = make.ExamFactory(subject=school.subject)

    assert schedule_class(browser, school, item=f"exam:{online.pk}").context["form"].errors["item"]


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

    response = schedule_class(browser, school, **clash)

    assert response.context["form"].non_field_errors() == [
        f"{who} is booked for 050 Meteorology on 2026-07-01 09:00 CEST."
        for who in ("Ines Instructor", "Sam Student", "Room 1")
    ]
    assert (ClassSession.objects.count(), Event.objects.count(), Notification.objects.count()) == (2, events, 0)
    assert 'type="checkbox" name="despite"' in read_text(response)

    schedule_class(browser, school, **clash, despite="on")
    assert ClassSession.objects.count() == 3


# --- changing


def test_a_class_is_changed_by_the_service(browser: Browser, school: GroundSchool) -> None:
    shown = browser.get(build_address(ClassSession, "plan", school.session.pk))
    assert shown.context["form"].initial["item"] == f"lesson:{school.lesson.pk}"
    assert 'value="10:30:00"' in read_text(shown)  # 09:30 in UTC, in winter

    change_plan(browser, school, teacher=school.world.tom.pk, students=[school.world.sam.pk])

    school.session.refresh_from_db()
    assert school.session.teacher == school.world.tom
    assert school.session.starts_at == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    assert list_roster(school.session) == {school.world.sam.pk}
    assert Event.objects.filter(action="class.changed", actor=school.world.maria).count() == 1


def test_saving_a_class_as_it_is_shown_changes_nothing(browser: Browser, school: GroundSchool) -> None:
    address = build_address(ClassSession, "plan", school.session.pk)
    form = browser.get(address).context["form"]
    initial = form.initial
    same = {
        **{name: value for name, value in initial.items() if value is not None},
        "starts_at_0": f"{initial['starts_at']:%Y-%m-%d}", "starts_at_1": f"{initial['starts_at']:%H:%M:%S}",
    }  # fmt: skip

    assert browser.post(address, same).status_code == 302
    assert not Event.objects.filter(action="class.changed").exists()


def test_whoever_has_been_recorded_stays_on_the_roster(browser: Browser, school: GroundSchool) -> None:
    Attendance.objects.filter(enrollment=school.sues).update(is_present=True)

    response = change_plan(browser, school)

    assert response.context["form"].errors["students"] == [
        f"Has recorded attendance and cannot be removed from the roster: {school.world.sue.pk}."
    ]


def test_a_signed_class_is_neither_changed_nor_deleted(browser: Browser, school: GroundSchool) -> None:
    ClassSession.objects.update(signed_at=timezone.now())

    assert change_plan(browser, school).status_code == 403
    assert browser.post(build_address(ClassSession, "delete", school.session.pk), {"post": "yes"}).status_code == 403
    shown = read_text(browser.get(build_address(ClassSession, "change", school.session.pk)))
    assert "Change this class" not in shown
    assert ClassSession.objects.live().count() == 1


def test_a_class_of_the_other_school_has_no_plan(browser: Browser, school: GroundSchool, world: World) -> None:
    theirs = make.ClassSessionFactory(subject__training__company=world.baltic)

    for pk in (theirs.pk, "0190c5a0-0000-7000-8000-000000000000", "x"):
        assert browser.get(build_address(ClassSession, "plan", pk)).status_code == 403


# --- deleting


def test_a_class_is_deleted_by_the_service(browser: Browser, school: GroundSchool) -> None:
    ClassSession.objects.update(starts_at=datetime(2026, 7, 1, tzinfo=UTC))
    address = build_address(ClassSession, "delete", school.session.pk)
    assert browser.get(address).status_code == 200

    assert browser.post(address, {"post": "yes"}).status_code == 302

    school.session.refresh_from_db()
    assert school.session.is_cancelled
    assert [event.action for event in Event.objects.all()] == ["class.deleted"]
    assert Notification.objects.count() == 2


def test_a_class_signed_meanwhile_is_not_deleted_and_that_is_said(
    browser: Browser, school: GroundSchool, monkeypatch: Any
) -> None:
    def refuse(**_: Any) -> None:
        raise Conflict("The class is signed. It cannot be deleted until it is unsigned.")

    monkeypatch.setattr(scheduling, "delete_class", refuse)

    response = browser.post(build_address(ClassSession, "delete", school.session.pk), {"post": "yes"}, follow=True)

    assert "The class is signed." in read_text(response)
    assert ClassSession.objects.live().exists()


def test_planning_costs_the_same_queries_with_thirty_students_more(
    browser: Browser, school: GroundSchool, queries_of: Any
) -> None:
    addresses = (f"{ADD}?training={school.training.pk}", build_address(ClassSession, "plan", school.session.pk))
    few = [len(queries_of(lambda address=address: browser.get(address))) for address in addresses]
    create_students(school, 30, on_roster=True)
    for number in range(30):
        make.LessonFactory(subject=make.SubjectFactory(training=school.training), name=f"Lesson {number}")

    assert [len(queries_of(lambda address=address: browser.get(address))) for address in addresses] == few


# --- the hour that comes twice, and the one that is left out


def move_to_repeated_hour(school: GroundSchool, hour: int) -> datetime:
    """The class starts at 02:30 in Vienna on the day on which clocks go back: at 00:30 UTC, or at 01:30."""
    starts_at = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    ClassSession.objects.filter(pk=school.session.pk).update(starts_at=starts_at)
    return starts_at


TWICE = {"starts_at_0": "2026-10-25", "starts_at_1": "02:30:00"}


@pytest.mark.parametrize("hour", [0, 1])
def test_a_class_in_the_hour_that_comes_twice_is_saved_and_stays_where_it_is(
    browser: Browser, school: GroundSchool, hour: int
) -> None:
    starts_at = move_to_repeated_hour(school, hour)
    shown = read_text(browser.get(build_address(ClassSession, "plan", school.session.pk)))
    assert 'value="02:30:00"' in shown
    assert "The first time: 02:30 CEST" in shown
    assert "The second time: 02:30 CET" in shown

    answer = change_plan(browser, school, **TWICE, remarks="Bring a torch.", students=[school.world.sam.pk])

    assert f"The class is planned for 2026-10-25 02:30 {'CET' if hour else 'CEST'}." in read_text(answer)
    school.session.refresh_from_db()
    assert (school.session.starts_at, school.session.remarks) == (starts_at, "Bring a torch.")


def test_of_a_time_that_comes_twice_the_manager_chooses_one(browser: Browser, school: GroundSchool) -> None:
    before = ClassSession.objects.count()
    asked = schedule_class(browser, school, **TWICE)
    assert "Clocks in Europe/Vienna show 02:30 twice on 2026-10-25. Choose which of the two is meant." in read_text(
        asked
    )
    assert 'name="starts_at_2"' in read_text(asked)
    assert ClassSession.objects.count() == before

    for which, hour in (("earlier", 0), ("later", 1)):
        schedule_class(browser, school, **TWICE, starts_at_2=which, despite="on")
        assert get_newest_class().starts_at == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_a_time_that_clocks_leave_out_is_refused_by_name(browser: Browser, school: GroundSchool) -> None:
    response = schedule_class(browser, school, starts_at_0="2026-03-29", starts_at_1="02:30:00")

    assert response.context["form"].errors["starts_at"] == [
        "There is no 02:30 on 2026-03-29 in Europe/Vienna: clocks are put forward over it."
    ]


# --- slips in the year


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2025-03-19", "This is more than 180 days ago. If the year is right, say so below."),
        ("2032-07-01", "This is more than 5 years ahead. If the year is right, say so below."),
    ],
)
def test_a_class_long_ago_or_far_ahead_is_asked_back_about(
    browser: Browser, school: GroundSchool, day: str, sentence: str
) -> None:
    before = ClassSession.objects.count()
    response = schedule_class(browser, school, starts_at_0=day)
    assert response.context["form"].errors["starts_at"] == [sentence]
    assert 'type="checkbox" name="distant"' in read_text(response)
    assert ClassSession.objects.count() == before

    schedule_class(browser, school, starts_at_0=day, distant="on")
    assert str(get_newest_class().starts_at.date()) == day


def test_an_old_class_is_corrected_without_being_asked_about_its_year(browser: Browser, school: GroundSchool) -> None:
    ClassSession.objects.update(starts_at=datetime(2024, 7, 1, 7, tzinfo=UTC))

    change_plan(browser, school, starts_at_0="2024-07-01", remarks="Held in the hangar.")

    school.session.refresh_from_db()
    assert school.session.remarks == "Held in the hangar."


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("0027-07-01", "Write a year from 1900 on, with four digits."),
        ("9999-12-31", "Write a year up to 2199."),
        ("2101-01-01", "Ensure this value is less than or equal to"),
    ],
)
def test_a_year_that_is_none_is_refused(browser: Browser, school: GroundSchool, day: str, sentence: str) -> None:
    response = schedule_class(browser, school, starts_at_0=day, distant="on")

    assert response.status_code == 200
    assert sentence in str(response.context["form"].errors["starts_at"])
