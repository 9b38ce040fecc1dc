"""What keeps a student from starting a lesson again, each in words (docs/api.md, section 4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from exams.cycles import LessonReset
from exams.models import Exam
from tests import factories as make
from tests.exams.exam_setup import UNKNOWN_ID
from tests.exams.restart_setup import RESET_PATH, RestartSetup
from tests.world import World, create_client
from trainings.credits.giving import CreditInput, give_credits
from trainings.enrollment_acts.pausing import pause_enrollments
from trainings.enrollment_acts.withdrawing import withdraw_enrollments
from trainings.models import Enrollment, Training


def end(restart: RestartSetup) -> None:
    Enrollment.objects.update(finished_at=timezone.now())


def withdraw(restart: RestartSetup) -> None:
    maria = restart.exam_setup.world.maria
    withdraw_enrollments(enrollment_ids=[restart.enrollment.pk], reason="Left", by=maria)


def pause(restart: RestartSetup) -> None:
    maria = restart.exam_setup.world.maria
    pause_enrollments(enrollment_ids=[restart.enrollment.pk], reason="Ill", by=maria)


def grant_more(restart: RestartSetup) -> None:
    Exam.objects.update(max_attempts=3)


def open_attempt(restart: RestartSetup) -> None:
    Exam.objects.update(max_attempts=3)
    restart.sam.start_and_get_id()


def pass_gate(restart: RestartSetup) -> None:
    Exam.objects.update(max_attempts=3)
    restart.sam.sit(right=3)


def close_training(restart: RestartSetup) -> None:
    Training.objects.update(ends_on=timezone.now().date() - timedelta(days=2))


def credit(restart: RestartSetup) -> None:
    maria = restart.exam_setup.world.maria
    maria.set_password(make.PASSWORD)
    maria.save()
    chosen = CreditInput([restart.lesson.pk], "PPL of another school")
    give_credits(enrollment_id=restart.enrollment.pk, credit=chosen, password=make.PASSWORD, by=maria)


def expire(restart: RestartSetup) -> None:
    Exam.objects.update(expires_at=timezone.now() - timedelta(hours=1))


REFUSALS = [
    (lambda restart: Training.objects.update(type="ONSITE"), "Only lessons of distance learning can be started again."),
    (
        lambda restart: Training.objects.update(allow_auto_restart=False),
        "In this training, lessons cannot be started again.",
    ),
    (withdraw, "This training was ended by a withdrawal."),
    (pause, "This training is paused."),
    (end, "This training is finished."),
    (lambda restart: Exam.objects.update(is_mandatory=False), "This lesson has no exam that must be passed."),
    (credit, "This lesson is credited for earlier training."),
    (pass_gate, "You have already passed the exam of this lesson."),
    (open_attempt, "Finish the exam that you have started first."),
    (grant_more, "There are attempts left at the exam of this lesson."),
    (close_training, "The training is not open today."),
    (expire, "This exam has expired."),
]


@pytest.mark.parametrize(("prepare", "message"), REFUSALS, ids=[text for _, text in REFUSALS])
def test_a_restart_is_refused_in_words(restart: RestartSetup, prepare: Any, message: str) -> None:
    prepare(restart)

    response = restart.reset()

    assert (response.status_code, response.json()["message"]) == (403, message)
    assert restart.view_lesson()["can_reset"] is False
    assert not LessonReset.objects.exists()


def test_only_the_student_starts_a_lesson_again(world: World, restart: RestartSetup) -> None:
    for person in (world.maria, world.ines):
        response = restart.reset(create_client(person))
        assert (response.status_code, response.json()["message"]) == (
            403,
            "Only the student may start a lesson again.",
        )


def test_what_is_out_of_sight_does_not_exist(world: World, restart: RestartSetup) -> None:
    unknown = restart.sam.client.post(RESET_PATH, {**restart.body, "enrollmentId": str(UNKNOWN_ID)})
    for person in (world.otto, world.olga, world.sue):
        response = restart.reset(create_client(person))
        assert (response.status_code, response.content) == (404, unknown.content)
    other = make.LessonFactory(subject__training__company=world.alpine)
    response = restart.sam.client.post(RESET_PATH, {**restart.body, "lessonId": str(other.pk)})
    assert response.status_code == 404


@pytest.mark.parametrize("field", ["enrollmentId", "lessonId"])
def test_both_ids_are_required(restart: RestartSetup, field: str) -> None:
    response = restart.sam.client.post(RESET_PATH, {**restart.body, field: "no id"})

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
