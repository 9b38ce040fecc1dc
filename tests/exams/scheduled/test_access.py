"""Who may start a scheduled exam, and when (docs/api.md, section 6; docs/decisions/0031)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from exams.models import Attempt, Exam
from onsite.classes.moving import move_class
from onsite.classes.scheduling import delete_class
from onsite.models import ClassSession
from tests import factories as make
from tests.exams.exam_setup import Student
from tests.exams.scheduled_setup import REFUSAL, ScheduledExam
from tests.world import create_client

NOW = datetime(2026, 3, 18, 10, 0, tzinfo=UTC)


def assert_open(student: Student, closes: str) -> None:
    view = student.view_start().json()
    assert (view["can_start"], view["reason"]) == (True, None)
    assert (view["Exam"]["available"], view["Exam"]["available_until"]) == (True, closes)
    assert view["access"]["state"] == "OPEN"
    assert list_available(student) == [True]
    assert student.start_and_get_id()


def assert_refused(student: Student, state: str) -> Any:
    """Viewing, listing and starting agree, and nothing is stored; returns how the student stands."""
    view, start = student.view_start().json(), student.start()
    assert (view["can_start"], view["reason"]) == (False, REFUSAL)
    assert (view["Exam"]["available"], view["Exam"]["available_until"]) == (False, None)
    assert (start.status_code, start.json()) == (403, {"message": REFUSAL})
    assert list_available(student) == [False]
    assert view["access"]["state"] == state
    assert not Attempt.objects.exists()
    return view["access"]


def list_available(student: Student) -> list[bool]:
    exam = student.exam_setup.exam
    rows = student.client.get(f"/trainings/exams/index/exam:{exam.pk}.json").json()["exams"]
    return [row["Exam"]["available"] for row in rows]


def test_a_free_exam_needs_no_class(exam_setup: Any, sam: Student) -> None:
    view = sam.view_start().json()

    exam = view["Exam"]
    assert (exam["access_mode"], exam["access_window_days"], exam["available_until"]) == ("FREE", 10, None)
    assert view["access"] is None
    assert Attempt.objects.get(pk=sam.start_and_get_id()).class_session_id is None


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (NOW - timedelta(seconds=1), "UPCOMING"),
        (NOW, "OPEN"),
        (NOW + timedelta(days=5), "OPEN"),
        # Alpine is in Auckland, where the clocks go back on 5 April: 28 March is ten days of 24 hours away.
        (NOW + timedelta(days=10, seconds=-1), "OPEN"),
        (NOW + timedelta(days=10), "CLOSED"),
        (NOW + timedelta(days=30), "CLOSED"),
    ],
)
def test_the_window_is_open_from_the_start_of_the_class_until_it_closes(
    scheduled: ScheduledExam, sam: Student, frozen_clock: Any, moment: datetime, state: str
) -> None:
    frozen_clock.move_to(moment)
    sam.client = create_client(sam.user)

    if state == "OPEN":
        assert_open(sam, "2026-03-28 10:00:00")
        assert Attempt.objects.get().class_session_id == scheduled.session.pk
    else:
        access = assert_refused(sam, state)
        assert access["class_id"] == str(scheduled.session.pk)
        assert (access["opens"], access["closes"]) == ("2026-03-18 10:00:00", "2026-03-28 10:00:00")


@pytest.mark.parametrize(
    ("zone", "closes"),
    [
        ("Pacific/Auckland", "2026-04-11 11:00:00"),  # the clocks go back on 5 April: an hour more
        ("Europe/Vienna", "2026-04-11 09:00:00"),  # and forward on 29 March: an hour less
        ("Asia/Tokyo", "2026-04-11 10:00:00"),
    ],
)
def test_the_days_of_the_window_are_the_schools(
    scheduled: ScheduledExam, sam: Student, frozen_clock: Any, zone: str, closes: str
) -> None:
    Exam.objects.update(access_window_days=24)
    scheduled.world.alpine.timezone_id = zone
    scheduled.world.alpine.save()

    frozen_clock.move_to(datetime.fromisoformat(f"{closes}+00:00"))
    sam.client = create_client(sam.user)
    assert_refused(sam, "CLOSED")
    frozen_clock.shift(timedelta(seconds=-1))
    assert_open(sam, closes)


def test_the_exams_own_validity_ends_the_access_earlier(scheduled: ScheduledExam, sam: Student) -> None:
    Exam.objects.update(expires_at=NOW + timedelta(days=2))

    assert_open(sam, "2026-03-20 10:00:00")


def test_off_the_roster_nobody_starts(scheduled: ScheduledExam, sam: Student) -> None:
    scheduled.get_row(sam.user).delete()

    assert assert_refused(sam, "NO_CLASS") == {"state": "NO_CLASS", "class_id": None, "opens": None, "closes": None}


def test_a_class_of_another_exam_opens_nothing(scheduled: ScheduledExam, sam: Student) -> None:
    ClassSession.objects.update(exam=make.ExamFactory(subject=scheduled.exam.subject))

    assert_refused(sam, "NO_CLASS")


def test_the_roster_of_an_earlier_enrollment_opens_nothing(scheduled: ScheduledExam, sam: Student) -> None:
    sam.enrollment.finished_at = timezone.now()
    sam.enrollment.save()
    again = Student(scheduled.exam_setup, sam.user, scheduled.exam_setup.enroll_user(sam.user))

    assert again.start().json() == {"message": REFUSAL}


def test_a_class_that_was_signed_early_is_closed(scheduled: ScheduledExam, sam: Student) -> None:
    assert scheduled.sign().status_code == 200

    assert_refused(sam, "SIGNED")


def test_a_cancelled_class_opens_nothing(scheduled: ScheduledExam, sam: Student) -> None:
    delete_class(session_id=scheduled.session.pk, by=scheduled.world.maria)

    assert_refused(sam, "NO_CLASS")


def test_a_class_that_is_moved_takes_its_window_along(scheduled: ScheduledExam, sam: Student) -> None:
    later = NOW + timedelta(days=3)
    move_class(session=scheduled.session, starts_at=later, minutes=60, notify=False, by=scheduled.world.maria)

    assert assert_refused(sam, "UPCOMING")["opens"] == "2026-03-21 10:00:00"


def test_another_schools_people_find_nothing(scheduled: ScheduledExam) -> None:
    for who in (scheduled.world.otto, scheduled.world.olga):
        stranger = Student(scheduled.exam_setup, who, scheduled.exam_setup.enrollment)
        assert stranger.view_start().status_code == stranger.start().status_code == 404


def test_of_several_open_classes_the_one_that_began_last_counts(scheduled: ScheduledExam, sam: Student) -> None:
    for days, enrollment in ((-4, sam.enrollment), (-2, sam.enrollment), (-1, scheduled.sue.enrollment)):
        scheduled.put_on_roster(enrollment, scheduled.add_class(NOW + timedelta(days=days)))
    scheduled.get_row(sam.user).delete()
    newest = ClassSession.objects.get(starts_at=NOW - timedelta(days=2))

    assert_open(sam, "2026-03-26 10:00:00")
    assert Attempt.objects.get().class_session_id == newest.pk


def test_without_an_open_class_the_next_one_is_named(scheduled: ScheduledExam, sam: Student) -> None:
    scheduled.get_row(sam.user).delete()
    for days in (-40, -20, 2, 9):
        scheduled.put_on_roster(sam.enrollment, scheduled.add_class(NOW + timedelta(days=days)))

    assert assert_refused(sam, "UPCOMING")["opens"] == "2026-03-20 10:00:00"


def test_staff_read_the_access_of_the_student(scheduled: ScheduledExam) -> None:
    teacher = Student(scheduled.exam_setup, scheduled.world.ines, scheduled.exam_setup.enrollment)

    view = teacher.view_start().json()

    assert view["reason"] == "Only the student may sit this exam."
    assert (view["access"]["state"], view["Exam"]["available"]) == ("OPEN", True)


def test_an_open_attempt_is_finished_after_the_window(
    scheduled: ScheduledExam, sam: Student, frozen_clock: Any
) -> None:
    frozen_clock.move_to(NOW + timedelta(days=10, minutes=-5))
    sam.client = create_client(sam.user)
    attempt_id = sam.start_and_get_id()
    frozen_clock.shift(timedelta(minutes=8))

    assert sam.view_start().json()["can_start"] is True
    assert sam.start_and_get_id() == attempt_id
    sam.answer_all(attempt_id, right=3)
    assert sam.finish(attempt_id).json()["passed"] is True
    assert scheduled.get_result(sam.user) == (True, True, "100")


def test_a_scheduled_gate_exam_shows_in_its_lesson_whether_it_is_available(
    scheduled: ScheduledExam, sam: Student, frozen_clock: Any
) -> None:
    gate = scheduled.exam_setup.add_gate()
    address = f"/trainings/lessons/view/{gate.lesson_id}/{sam.enrollment.pk}.json"
    assert sam.client.get(address).json()["lesson"]["Exam"][0]["available"] is True

    scheduled.get_row(sam.user).delete()

    assert sam.client.get(address).json()["lesson"]["Exam"][0]["available"] is False


@pytest.mark.parametrize("who", ["maria", "charles", "ines", "sam", "otto", None])
def test_managers_list_what_can_be_scheduled(scheduled: ScheduledExam, who: str | None) -> None:
    subject = scheduled.exam_setup.subject
    onsite = make.ExamFactory(subject=subject, name="Oral", type=Exam.Type.ONSITE)
    make.ExamFactory(subject=subject, name="Free")
    make.ExamFactory(subject=subject, name="Deleted", type=Exam.Type.ONSITE, deleted_at=timezone.now())
    make.ExamFactory(subject__training=subject.training, name="Elsewhere", type=Exam.Type.ONSITE)
    client = create_client(getattr(scheduled.world, who) if who else scheduled.world.maria)

    response = client.get(f"/manager/trainings/exams/list/{subject.pk if who else onsite.pk}.json")

    expected = {"maria": 200, "charles": 403, "ines": 403, "sam": 403, "otto": 404, None: 404}[who]
    assert response.status_code == expected, response.content
    if who == "maria":
        rows = [row["Exam"] for row in response.json()["exams"]]
        assert [(row["name"], row["type"], row["access_mode"]) for row in rows] == [
            ("Meteorology", "ONLINE", "SCHEDULED"), ("Oral", "ONSITE", "FREE"),
        ]  # fmt: skip


@pytest.mark.parametrize("call", ["index", "view_start", "list"])
def test_thirty_exams_and_classes_cost_what_one_costs(
    scheduled: ScheduledExam, sam: Student, queries_of: Callable[[Callable[[], Any]], list[str]], call: str
) -> None:
    subject = scheduled.exam_setup.subject
    manager = create_client(scheduled.world.maria)
    calls: dict[str, Callable[[], Any]] = {
        "index": lambda: sam.client.get(f"/trainings/exams/index/subject:{subject.pk}.json"),
        "view_start": sam.view_start,
        "list": lambda: manager.get(f"/manager/trainings/exams/list/{subject.pk}.json"),
    }
    few = queries_of(calls[call])
    for number in range(30):
        exam = make.ExamFactory(subject=subject, access_mode=Exam.AccessMode.SCHEDULED)
        scheduled.put_on_roster(sam.enrollment, scheduled.add_class(NOW - timedelta(hours=number), exam))
        scheduled.put_on_roster(sam.enrollment, scheduled.add_class(NOW - timedelta(hours=number)))
    many = queries_of(calls[call])

    assert len(few) == len(many), many
