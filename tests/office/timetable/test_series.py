"""Several classes at once: a term by repetition, the lessons of a subject in their order, the copy of a week."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Holiday, Notification
from mail.models import Mail
from onsite.models import ClassSession
from records.models import Event
from records.verification.run import verify_company
from tests import factories as make
from tests.office.browser import Browser
from tests.office.class_planning.conftest import read_text
from tests.office.timetable.conftest import COPY, REPEAT, plan_class, read_start
from tests.onsite.conftest import GroundSchool, create_students


def build_term(school: GroundSchool, **changes: Any) -> dict[str, Any]:
    """Tuesdays and Thursdays at 18:30 for twelve weeks, from 24 March on."""
    return {
        "item": f"subject:{school.subject.pk}",
        "teacher": school.world.ines.pk,
        "location": school.room.pk,
        "first_day": "2026-03-24",
        "until": "2026-06-14",
        "weekdays": ["1", "3"],
        "at": "18:30",
        "minutes": "90",
        "students": [school.world.sam.pk, school.world.sue.pk],
        "meeting_url": "https://meet.example/7",
        "skip_holidays": "on",
        **changes,
    }


def post_term(browser: Browser, school: GroundSchool, **changes: Any) -> Any:
    return browser.post(f"{REPEAT}?training={school.training.pk}", build_term(school, **changes))


def confirm(browser: Browser, address: str, data: dict[str, Any]) -> Any:
    preview = browser.post(address, data).context["preview"]
    return browser.post(address, {**data, "confirmed": preview.confirmation})


def list_new(school: GroundSchool) -> list[ClassSession]:
    return list(ClassSession.objects.exclude(pk=school.session.pk).order_by("starts_at"))


@pytest.fixture
def easter(school: GroundSchool) -> Holiday:
    days = {"first_day": "2026-04-03", "last_day": "2026-04-07"}
    Holiday.objects.create(company=school.world.baltic, name="Elsewhere", first_day="2026-03-01", last_day="2026-07-01")
    return Holiday.objects.create(company=school.world.alpine, name="Easter", **days)


def test_a_term_of_twelve_weeks_keeps_the_time_of_the_clocks_and_skips_the_holidays(
    browser: Browser, school: GroundSchool, easter: Holiday
) -> None:
    """Clocks in Auckland go back on 5 April 2026: from UTC+13 to UTC+12."""
    preview = post_term(browser, school).context["preview"]

    assert (len(preview.rows), preview.left_out) == (23, [("Tue, 7 Apr 2026", "Holiday: Easter")])
    assert (preview.rows[0].when, preview.rows[-1].when) == ("Tue, 24 Mar 2026, 18:30", "Thu, 11 Jun 2026, 18:30")
    assert not any(row.warnings for row in preview.rows)
    assert list_new(school) == []

    address, data = f"{REPEAT}?training={school.training.pk}", build_term(school, notify="on")
    opened = confirm(browser, address, data)

    assert opened["Location"] == "/admin/timetable/?day=2026-03-24"
    sessions = list_new(school)
    first = date(2026, 3, 24)
    tuesdays_and_thursdays = [first + timedelta(days=7 * week + day) for week in range(12) for day in (0, 2)]
    assert [read_start(session) for session in sessions] == [
        f"{day} 18:30" for day in tuesdays_and_thursdays if day != date(2026, 4, 7)
    ]
    assert {session.starts_at.hour for session in sessions} == {5, 6}
    for session in sessions:
        assert (session.subject, session.lesson, session.duration_minutes) == (school.subject, None, 90)
        assert (session.teacher, session.location) == (school.world.ines, school.room)
        assert session.meeting_url == "https://meet.example/7"
        assert session.attendances.count() == 2
    events = Event.objects.filter(action="class.scheduled", actor=school.world.maria)
    assert set(events.values_list("object_id", flat=True)) == {str(session.pk) for session in sessions}
    assert verify_company(school.world.alpine).findings == []
    texts = set(Notification.objects.values_list("recipient__name", "subject"))
    text = "You have 23 new classes. The first: 050 Meteorology, 2026-03-24 18:30 NZDT"
    assert texts == {(name, text) for name in ("Ines", "Sam", "Sue")}
    assert Mail.objects.count() == Notification.objects.count() == 3


def test_the_lessons_of_a_subject_are_planned_in_their_order_around_a_holiday(
    browser: Browser, school: GroundSchool, easter: Holiday
) -> None:
    for number, name in enumerate(("Clouds", "Winds", "METAR"), start=1):
        make.LessonFactory(
            subject=school.subject, name=name, order=school.lesson.order + number, duration_minutes=30 * number
        )
    data = build_term(
        school, item=f"lessons:{school.subject.pk}", first_day="2026-03-31", until="", weekdays=[], minutes=""
    )
    address = f"{REPEAT}?training={school.training.pk}"

    preview = browser.post(address, data).context["preview"]
    assert [(row.when, row.what, len(row.warnings)) for row in preview.rows] == [
        ("Tue, 31 Mar 2026, 18:30", "050 Meteorology: Fronts", 1),
        ("Tue, 14 Apr 2026, 18:30", "050 Meteorology: Clouds", 0),
        ("Tue, 21 Apr 2026, 18:30", "050 Meteorology: Winds", 0),
        ("Tue, 28 Apr 2026, 18:30", "050 Meteorology: METAR", 0),
    ]
    assert preview.rows[0].warnings == [
        "The lesson Fronts was held on 18 Mar 2026, 22:30 for Sam Student, Sue Student."
    ]
    confirm(browser, address, data)
    assert [session.duration_minutes for session in list_new(school)] == [45, 30, 60, 90]

    short = browser.post(address, {**data, "until": "2026-04-14"}).context["preview"]
    assert [what for what, _why in short.left_out] == ["Tue, 7 Apr 2026", "Winds", "METAR"]


def test_each_class_is_shown_with_its_own_warnings(browser: Browser, school: GroundSchool, easter: Holiday) -> None:
    plan_class(school, "2026-04-09 19:00")
    school.room.capacity = 1
    school.room.save()

    days = {"first_day": "2026-03-10", "until": "2026-04-10", "skip_holidays": ""}
    response = post_term(browser, school, **days)

    warnings = {row.when: row.warnings for row in response.context["preview"].rows}
    full = "Room 1 has places for 1 student, and there are 2."
    assert warnings["Tue, 10 Mar 2026, 18:30"] == ["This is in the past.", full]
    assert warnings["Tue, 7 Apr 2026, 18:30"] == ["This is a holiday: Easter.", full]
    assert warnings["Thu, 9 Apr 2026, 18:30"] == [
        *(f"{who} is booked for 050 Meteorology on 9 Apr 2026, 19:00." for who in ("Ines Instructor", "Sam Student")),
        "Room 1 is booked for 050 Meteorology on 9 Apr 2026, 19:00.",
        full,
    ]
    assert "10 of them have a warning." in read_text(response)


def test_classes_of_one_series_that_overlap_are_told_of_each_other(browser: Browser, school: GroundSchool) -> None:
    """From Saturday noon to Sunday noon are 25 hours when clocks go back, and 23 when they go forward: then a class of
    24 hours overlaps with the next."""
    days = {"weekdays": ["5", "6"], "at": "12:00", "minutes": "1440"}

    autumn = post_term(browser, school, first_day="2026-04-04", until="2026-04-05", **days).context["preview"].rows
    spring = post_term(browser, school, first_day="2026-09-26", until="2026-09-27", **days).context["preview"].rows

    assert [len(row.warnings) for row in autumn] == [0, 0]
    assert [row.warnings[0] for row in spring] == [
        "Ines Instructor is booked for 050 Meteorology on 27 Sep 2026, 12:00.",
        "Ines Instructor is booked for 050 Meteorology on 26 Sep 2026, 12:00.",
    ]


def test_a_series_that_is_none_is_refused_at_its_field(browser: Browser, school: GroundSchool) -> None:
    table: list[tuple[dict[str, Any], str, str]] = [
        ({"until": "2026-03-23"}, "until", "This is before the first day."),
        ({"until": "2028-04-01"}, "until", "This is more than two years after the first day."),
        ({"until": ""}, "until", "Say until when, except for the lessons of a subject in their order."),
        ({"at": "25:00"}, "at", "Write the time as 14:30, from 0:00 to 23:59."),
        ({"weekdays": ["7"]}, "weekdays", "Select a valid choice. 7 is not one of the available choices."),
        ({"weekdays": ["0"], "until": "2026-03-25"}, "__all__", "There is no class on these days."),
        (
            {"weekdays": list("0123456"), "until": "2026-10-20"},
            "__all__",
            "These would be 211 classes. Plan at most 200 at once.",
        ),
        (
            {"weekdays": ["6"], "first_day": "2026-09-20", "until": "2026-10-01", "at": "02:30"},
            "at",
            "There is no 02:30 on 27 Sep 2026 in Pacific/Auckland: clocks are put forward over it.",
        ),
    ]
    for changes, field, text in table:
        response = post_term(browser, school, **changes)
        assert response.context["form"].errors == {field: [text]}
        assert response.context["preview"] is None


def test_all_are_planned_or_none_and_a_changed_preview_is_shown_again(browser: Browser, school: GroundSchool) -> None:
    address, data = f"{REPEAT}?training={school.training.pk}", build_term(school)
    confirmation = browser.post(address, data).context["preview"].confirmation
    plan_class(school, "2026-06-11 18:00")

    again = browser.post(address, {**data, "confirmed": confirmation})
    assert again.status_code == 200
    assert len(again.context["preview"].rows[-1].warnings) == 3
    assert len(list_new(school)) == 1

    school.world.ines.expires_on = date(2026, 3, 1)
    school.world.ines.save()
    refused = browser.post(address, {**data, "confirmed": again.context["preview"].confirmation})
    assert refused.context["form"].errors == {
        "teacher": ["Ines Instructor can no longer log in, and so could not sign the class."]
    }
    assert len(list_new(school)) == 1
    assert not Event.objects.exists()


def test_a_week_is_copied_to_the_same_times_of_the_clocks(browser: Browser, school: GroundSchool) -> None:
    plan_class(school, "2026-03-16 00:00", lesson=school.lesson, remarks="Bring a plotter.")
    plan_class(school, "2026-03-22 23:30", teacher=school.world.tom, meeting_url="https://meet.example/8")
    plan_class(school, "2026-03-23 00:00")  # of the next week
    Holiday.objects.create(company=school.world.alpine, name="Closed", first_day="2026-04-22", last_day="2026-04-22")
    data = {"week": "2026-03-18", "to": "2026-04-24", "skip_holidays": "on"}

    preview = browser.post(COPY, data).context["preview"]

    assert [(row.when, row.what, row.teacher, row.students) for row in preview.rows] == [
        ("Mon, 20 Apr 2026, 00:00", "050 Meteorology: Fronts", "Ines Instructor", 1),
        ("Sun, 26 Apr 2026, 23:30", "050 Meteorology", "Tom Teacher", 1),
    ]
    assert preview.left_out == [("Wed, 22 Apr 2026: 050 Meteorology: Fronts", "Holiday: Closed")]
    assert preview.rows[0].warnings == [
        "The lesson Fronts was held on 16 Mar 2026, 00:00 for Sam Student.",
        "The lesson Fronts was held on 18 Mar 2026, 22:30 for Sam Student.",
    ]
    assert confirm(browser, COPY, data)["Location"] == "/admin/timetable/?day=2026-04-20"
    first, second = ClassSession.objects.filter(starts_at__gte="2026-04-01T00:00:00Z").order_by("starts_at")
    assert (read_start(first), first.lesson, first.remarks) == ("2026-04-20 00:00", school.lesson, "Bring a plotter.")
    assert (read_start(second), second.meeting_url) == ("2026-04-26 23:30", "https://meet.example/8")
    assert Event.objects.filter(action="class.scheduled").count() == 2


def test_what_could_not_be_scheduled_today_is_left_out_of_a_copy_with_the_reason(
    browser: Browser, school: GroundSchool
) -> None:
    other = make.LessonFactory(subject=school.subject, name="Gone", deleted_at="2026-03-01T00:00:00Z")
    plan_class(school, "2026-03-17 09:00", lesson=other)
    names = {"name": "Ann", "surname": "Away", "group": school.world.ines.group, "is_active": False}
    plan_class(school, "2026-03-19 09:00", teacher=make.UserFactory(company=school.world.alpine, **names))
    school.sues.finished_at = "2026-03-17T00:00:00Z"
    school.sues.save()
    tomorrow = school.session.starts_at + timedelta(days=1)
    of_sue = make.ClassSessionFactory(subject=school.subject, starts_at=tomorrow)
    make.AttendanceFactory(class_session=of_sue, enrollment=school.sues)

    preview = browser.post(COPY, {"week": "2026-03-18", "to": "2026-03-25"}).context["preview"]

    assert preview.left_out == [
        ("Tue, 24 Mar 2026: 050 Meteorology: Gone", "“Gone” has been deleted."),
        ("Thu, 26 Mar 2026: 050 Meteorology", "Ann Away can no longer teach."),
        ("Thu, 26 Mar 2026: 050 Meteorology", "None of its students is in the training any more."),
    ]
    (row,) = preview.rows
    assert (row.students, row.warnings[0]) == (1, "No longer in the training, and left out: Sue Student.")
    empty = browser.post(COPY, {"week": "2026-01-05", "to": "2026-03-25"}).context["form"]
    assert empty.errors == {"__all__": ["There is no class in this week."]}
    same = browser.post(COPY, {"week": "2026-03-18", "to": "2026-03-16"}).context["form"]
    assert same.errors == {"to": ["This is the same week."]}


def test_nothing_of_another_school_is_repeated_or_copied(browser: Browser, school: GroundSchool) -> None:
    baltic = school.world.baltic
    theirs = make.LessonFactory(subject__training__company=baltic)
    make.ClassSessionFactory(subject=theirs.subject, starts_at=school.session.starts_at)
    wrong = {
        "item": f"lessons:{theirs.subject_id}", "teacher": school.world.otto.pk,
        "location": make.LocationFactory(company=baltic).pk, "students": [school.world.olga.pk],
    }  # fmt: skip
    for field, value in wrong.items():
        assert field in post_term(browser, school, **{field: value}).context["form"].errors
    assert list(browser.get(f"{REPEAT}?training={theirs.subject.training_id}").context["form"].fields) == ["training"]
    week = {"week": "2026-03-18", "to": "2026-03-25"}
    assert len(browser.post(COPY, week).context["preview"].rows) == 1
    assert "training" in browser.post(COPY, {**week, "training": theirs.subject.training_id}).context["form"].errors


def test_a_preview_takes_as_many_queries_for_thirty_classes_as_for_one(
    browser: Browser, school: GroundSchool, easter: Holiday, queries_of: Any
) -> None:
    def count(until: str) -> list[int]:
        repeated = queries_of(lambda: post_term(browser, school, until=until))
        copied = queries_of(lambda: browser.post(COPY, {"week": "2026-03-18", "to": "2026-03-25"}))
        return [len(repeated), len(copied)]

    plan_class(school, "2026-03-24 18:30")
    plan_class(school, "2026-03-25 22:30")
    few = count("2026-03-24")
    create_students(school, 30, on_roster=True)
    for number in range(30):
        plan_class(school, f"2026-03-19 09:{number:02}", lesson=school.lesson)
    assert len(post_term(browser, school, until="2026-07-10").context["preview"].rows) == 31
    assert count("2026-07-10") == few
