"""Dragging a class on the timetable: the question with its warnings, the move, and what is refused."""

from typing import Any

from django.utils import timezone

from accounts.models import Holiday, Notification
from onsite.models import ClassSession
from records.models import Event
from records.verification.run import verify_company
from tests.office.browser import Browser
from tests.office.timetable.conftest import drag, drag_and_confirm, plan_class, read_start
from tests.onsite.conftest import GroundSchool


def test_a_dragged_class_is_asked_about_and_then_moved_by_the_service(browser: Browser, school: GroundSchool) -> None:
    session = plan_class(school, "2026-04-02 09:00", remarks="Bring a plotter.")

    question = drag(browser, session, "2026-04-07T10:30:00").json()

    assert (question["result"], question["question"], question["warnings"]) == (
        False,
        "Move 050 Meteorology from 2 Apr 2026, 09:00 to 7 Apr 2026, 10:30?",
        [],
    )
    assert read_start(session) == "2026-04-02 09:00"
    assert not Event.objects.exists()

    moved = drag(browser, session, "2026-04-07T10:30:00", confirmation=question["confirmation"], notify="1").json()

    assert moved == {"result": True, "message": "The class is planned for 7 Apr 2026, 10:30."}
    assert read_start(session) == "2026-04-07 10:30"  # clocks went back on 5 April
    assert (session.teacher, session.location, session.remarks) == (school.world.ines, school.room, "Bring a plotter.")
    assert list(session.attendances.values_list("enrollment", flat=True)) == [school.sams.pk]
    event = Event.objects.get()
    assert (event.action, event.actor, event.object_id) == ("class.changed", school.world.maria, str(session.pk))
    assert Notification.objects.get().recipient == school.world.sam
    assert verify_company(school.world.alpine).findings == []


def test_a_longer_class_keeps_its_start_and_people_are_told_only_if_wanted(
    browser: Browser, school: GroundSchool
) -> None:
    session = plan_class(school, "2026-04-02 09:00")

    edges = {"start": "2026-04-02T09:00:00", "end": "2026-04-02T10:45:00"}
    question = drag(browser, session, **edges).json()
    assert question["question"] == (
        "Change the duration of 050 Meteorology on 2 Apr 2026, 09:00 from 1 h to 1 h 45 min?"
    )
    drag_and_confirm(browser, session, **edges)

    assert (read_start(session), session.duration_minutes) == ("2026-04-02 09:00", 105)
    assert not Notification.objects.exists()


def test_warnings_are_confirmed_and_new_ones_are_asked_about_again(browser: Browser, school: GroundSchool) -> None:
    session = plan_class(school, "2026-04-02 09:00", lesson=school.lesson)
    plan_class(school, "2026-04-08 14:00")
    Holiday.objects.create(
        company=school.world.alpine, name="School day off", first_day="2026-04-08", last_day="2026-04-08"
    )

    question = drag(browser, session, "2026-04-08T14:30:00").json()

    # That Sam has had the lesson is not new, and was told when the class was scheduled.
    assert question["warnings"] == [
        "Ines Instructor is booked for 050 Meteorology on 8 Apr 2026, 14:00.",
        "Sam Student is booked for 050 Meteorology on 8 Apr 2026, 14:00.",
        "Room 1 is booked for 050 Meteorology on 8 Apr 2026, 14:00.",
        "This is a holiday: School day off.",
    ]
    plan_class(school, "2026-04-08 15:00")
    again = drag(browser, session, "2026-04-08T14:30:00", confirmation=question["confirmation"]).json()
    assert len(again["warnings"]) == 7
    assert read_start(session) == "2026-04-02 09:00"
    assert drag(browser, session, "2026-04-08T14:30:00", confirmation=again["confirmation"]).json()["result"]
    assert read_start(session) == "2026-04-08 14:30"


def test_what_cannot_be_moved_is_said_in_words(browser: Browser, school: GroundSchool) -> None:
    session = plan_class(school, "2026-09-20 09:00")

    skipped = drag(browser, session, "2026-09-27T02:30:00")  # clocks are put forward from 2:00 to 3:00
    assert skipped.status_code == 400
    assert "There is no 02:30 on 27 Sep 2026 in Pacific/Auckland" in skipped.json()["message"]
    for wrong in ("", "soon", "2026-09-27T02:30:00Z", "0001-01-01T00:00:00", "2026-09-27T02:30:00\x00"):
        assert drag(browser, session, wrong).status_code == 400, wrong
    for distant in ("1999-12-31T09:00:00", "2150-01-01T09:00:00"):
        assert drag(browser, session, distant).json()["errors"] == {"start": ["This day is out of range."]}
    long = drag(browser, session, "2026-09-20T09:00:00", end="2026-09-21T09:01:00")
    assert (long.status_code, long.json()["errors"]["end"]) == (400, ["A class is at most 24 hours long."])
    attendance = session.attendances.get()
    attendance.seconds = 50 * 60
    attendance.save()
    short = drag(browser, session, "2026-09-20T09:00:00", end="2026-09-20T09:30:00")
    assert (short.status_code, short.json()["errors"]["minutes"]) == (
        400,
        ["Attendance of 50 minutes has already been recorded for this class."],
    )
    ClassSession.objects.filter(pk=session.pk).update(signed_at=timezone.now())
    signed = drag(browser, session, "2026-09-21T09:00:00")
    assert (signed.status_code, signed.json()["message"]) == (
        409,
        "The class is signed and cannot be changed unless the signature is revoked.",
    )
    assert read_start(session) == "2026-09-20 09:00"
    assert not Event.objects.exists()


def test_of_an_hour_that_comes_twice_the_first_is_meant_and_that_is_said(
    browser: Browser, school: GroundSchool
) -> None:
    session = plan_class(school, "2026-04-02 09:00")

    question = drag(browser, session, "2026-04-05T02:30:00").json()
    assert question["warnings"] == [
        "Clocks show this time twice on that day. The first is meant; the form of the class can say the second."
    ]
    drag_and_confirm(browser, session, "2026-04-05T02:30:00")
    session.refresh_from_db()
    assert session.starts_at.isoformat() == "2026-04-04T13:30:00+00:00"


def test_moving_a_class_takes_as_many_queries_among_thirty_others(
    browser: Browser, school: GroundSchool, queries_of: Any
) -> None:
    session = plan_class(school, "2026-04-02 09:00", lesson=school.lesson)
    plan_class(school, "2026-04-08 14:00", lesson=school.lesson)
    few = len(queries_of(lambda: drag(browser, session, "2026-04-08T14:30:00")))
    for number in range(30):
        plan_class(school, f"2026-04-08 14:{number:02}", lesson=school.lesson)
    assert len(queries_of(lambda: drag(browser, session, "2026-04-08T14:30:00"))) == few
