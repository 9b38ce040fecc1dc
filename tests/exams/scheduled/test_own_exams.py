"""`GET /trainings/exams/scheduled.json`: what somebody can take from a class, now or soon."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from exams.models import Attempt, Exam
from exams.sitting.granting import grant_attempt
from onsite.classes.scheduling import delete_class
from onsite.models import ClassSession
from tests import factories as make
from tests.exams.exam_setup import Student
from tests.exams.scheduled_setup import ScheduledExam, start_and_answer
from tests.world import Client, World, create_client
from trainings.enrollment_acts.pausing import pause_enrollments
from trainings.enrollment_acts.withdrawing import withdraw_enrollments
from trainings.models import Training

PATH = "/trainings/exams/scheduled.json"


def list_own(client: Client) -> list[dict[str, Any]]:
    response = client.get(PATH)
    assert response.status_code == 200
    rows: list[dict[str, Any]] = response.json()["exams"]
    return rows


def test_a_student_finds_the_exam_that_is_open_now(scheduled: ScheduledExam, sam: Student) -> None:
    assert list_own(sam.client) == [
        {
            "Exam": {
                "id": str(scheduled.exam.pk),
                "name": "Meteorology",
                "minutes": 10,
                "training_subject_id": str(scheduled.exam.subject_id),
                "training_subject_lesson_id": None,
            },
            "Training": {"id": str(sam.enrollment.training_id), "name": sam.enrollment.training.name},
            "enrollment_id": str(sam.enrollment.pk),
            "access": {
                "state": "OPEN",
                "class_id": str(scheduled.session.pk),
                "opens": "2026-03-18 10:00:00",
                "closes": "2026-03-28 10:00:00",
            },
            "attempt_id": None,
        }
    ]


def test_one_to_come_is_listed_with_its_opening_after_one_that_is_open(scheduled: ScheduledExam, sam: Student) -> None:
    later = make.ExamFactory(subject=scheduled.exam.subject, name="Air law", access_mode=Exam.AccessMode.SCHEDULED)
    session = scheduled.add_class(timezone.now() + timedelta(days=3), exam=later)
    scheduled.put_on_roster(sam.enrollment, session)

    shown = [(row["Exam"]["name"], row["access"]["state"], row["access"]["opens"]) for row in list_own(sam.client)]
    assert shown == [("Meteorology", "OPEN", "2026-03-18 10:00:00"), ("Air law", "UPCOMING", "2026-03-21 10:00:00")]


def pass_exam(scheduled: ScheduledExam, sam: Student) -> None:
    sam.sit(right=3)


def use_up(scheduled: ScheduledExam, sam: Student) -> None:
    for _ in range(3):
        sam.sit(right=0)


def leave_roster(scheduled: ScheduledExam, sam: Student) -> None:
    scheduled.get_row(sam.user).delete()


def sign(scheduled: ScheduledExam, sam: Student) -> None:
    assert scheduled.sign().status_code == 200


def close_window(scheduled: ScheduledExam, sam: Student) -> None:
    ClassSession.objects.update(starts_at=timezone.now() - timedelta(days=10))


def pause(scheduled: ScheduledExam, sam: Student) -> None:
    pause_enrollments(enrollment_ids=[sam.enrollment.pk], reason="Ill", by=scheduled.world.maria)


def withdraw(scheduled: ScheduledExam, sam: Student) -> None:
    withdraw_enrollments(enrollment_ids=[sam.enrollment.pk], reason="Left", by=scheduled.world.maria)


def deactivate(scheduled: ScheduledExam, sam: Student) -> None:
    Training.objects.update(is_active=False)


def free(scheduled: ScheduledExam, sam: Student) -> None:
    Exam.objects.update(access_mode=Exam.AccessMode.FREE)


@pytest.mark.parametrize(
    "prepare", [pass_exam, use_up, leave_roster, sign, close_window, pause, withdraw, deactivate, free]
)
def test_what_cannot_be_taken_is_not_listed(
    scheduled: ScheduledExam, sam: Student, prepare: Callable[[ScheduledExam, Student], None]
) -> None:
    prepare(scheduled, sam)

    assert list_own(sam.client) == []


def test_a_granted_attempt_brings_it_back(world: World, scheduled: ScheduledExam, sam: Student) -> None:
    use_up(scheduled, sam)
    grant_attempt(enrollment_id=sam.enrollment.pk, exam_id=scheduled.exam.pk, reason="Ill", by=world.maria)

    assert [row["access"]["state"] for row in list_own(sam.client)] == ["OPEN"]


def test_an_open_attempt_is_found_whatever_became_of_the_class(
    world: World, scheduled: ScheduledExam, sam: Student, frozen_clock: Any
) -> None:
    attempt = start_and_answer(sam, 1)
    shown = []
    for change in (sign, lambda *_: delete_class(session_id=scheduled.session.pk, by=world.maria)):
        change(scheduled, sam)
        shown += [(row["attempt_id"], row["access"]["state"]) for row in list_own(sam.client)]
        ClassSession.objects.update(signed_at=None)

    assert shown == [(str(attempt.pk), "SIGNED"), (str(attempt.pk), "NO_CLASS")]
    frozen_clock.shift(timedelta(minutes=11))
    assert list_own(sam.client) == []
    assert Attempt.objects.get().is_open  # looking at the list grades nothing


def test_everybody_reads_their_own(world: World, scheduled: ScheduledExam) -> None:
    found = {name: len(list_own(create_client(getattr(world, name)))) for name in ("sam", "sue", "ines", "maria")}
    found |= {name: len(list_own(create_client(getattr(world, name)))) for name in ("charles", "tom", "otto", "olga")}

    assert found == {"sam": 1, "sue": 1, "ines": 0, "maria": 0, "charles": 0, "tom": 0, "otto": 0, "olga": 0}
    assert Client().get(PATH).status_code == 401


def test_thirty_exams_cost_what_one_costs(
    scheduled: ScheduledExam, sam: Student, queries_of: Callable[[Callable[[], Any]], list[str]]
) -> None:
    few = queries_of(lambda: sam.client.get(PATH))
    for _ in range(30):
        subject = make.SubjectFactory(training__company=scheduled.world.alpine, training__type=Training.Type.ONSITE)
        exam = make.ExamFactory(subject=subject, access_mode=Exam.AccessMode.SCHEDULED)
        enrollment = make.EnrollmentFactory(training=subject.training, user=sam.user)
        session = make.ClassSessionFactory(subject=subject, exam=exam, teacher=scheduled.world.ines)
        scheduled.put_on_roster(enrollment, session)

    ClassSession.objects.update(starts_at=timezone.now())
    assert len(list_own(sam.client)) == 31
    assert len(queries_of(lambda: sam.client.get(PATH))) == len(few)
