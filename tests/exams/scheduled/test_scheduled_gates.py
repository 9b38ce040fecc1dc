"""A gate exam that is taken from a class, in a training whose lessons can be started again (docs/decisions/0032).

The two rules stand beside each other: a restart gives attempts and opens no window, a class opens a window and gives no
attempts. A result of an earlier cycle stays in its class until an attempt from the same class replaces it.
"""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from exams.cycles import LessonReset
from exams.models import Exam
from exams.sitting.granting import grant_attempt
from onsite.classes.scheduling import delete_class
from onsite.models import ClassSession
from records.models import Signature
from records.verification.run import verify_company
from tests.exams.exam_setup import Student
from tests.exams.restart_setup import COMPLETE_PATH, RESET_PATH
from tests.exams.scheduled_setup import REFUSAL, ScheduledExam, list_messages, start_and_answer
from trainings.models import Training

STUDIED_FIRST = "Complete the slides of the lesson first."


class Gate:
    """Sam has studied the lesson, and lost its gate exam, which allows one attempt, from the class."""

    def __init__(self, scheduled: ScheduledExam, sam: Student) -> None:
        self.scheduled, self.sam = scheduled, sam
        scheduled.exam_setup.add_gate(slides=1)
        Training.objects.update(type=Training.Type.DISTANCE, allow_auto_restart=True)
        Exam.objects.update(max_attempts=1)
        self.study()
        self.sit(right=1)

    @property
    def body(self) -> dict[str, str]:
        return {"enrollmentId": str(self.sam.enrollment.pk), "lessonId": str(self.scheduled.exam.lesson_id)}

    def study(self) -> None:
        assert self.sam.client.post(COMPLETE_PATH, {**self.body, "timeSpent": 60}).status_code == 200

    def sit(self, *, right: int) -> str:
        return self.sam.sit(right=right)

    def reset(self) -> Any:
        return self.sam.client.post(RESET_PATH, self.body)

    def start_anew(self) -> None:
        assert self.reset().status_code == 200
        self.study()

    def view_start(self) -> Any:
        return self.sam.view_start().json()

    def get_result(self, session: ClassSession | None = None) -> tuple[bool | None, bool | None, str]:
        return self.scheduled.get_result(self.sam.user, session)

    def list_attempts(self, session: ClassSession | None = None) -> list[tuple[float | None, bool, bool]]:
        """What the teacher sees: score, whether it is of an earlier cycle, whether the class shows it."""
        rows = self.scheduled.view_class(self.scheduled.world.ines, session).json()["attempts"]
        return [(row["ExamAttempt"]["score"], row["ExamAttempt"]["reset"], row["recorded"]) for row in rows]

    def add_class(self) -> ClassSession:
        session = self.scheduled.add_class(timezone.now())
        self.scheduled.put_on_roster(self.sam.enrollment, session)
        return session

    def assert_records_are_clean(self) -> None:
        assert list(verify_company(self.scheduled.world.alpine).findings) == []


@pytest.fixture
def gate(scheduled: ScheduledExam, sam: Student) -> Gate:
    return Gate(scheduled, sam)


def test_within_the_window_the_next_cycle_is_sat_from_the_same_class(gate: Gate) -> None:
    assert gate.view_start()["can_reset"] is True
    gate.reset()
    assert (gate.get_result(), gate.list_attempts()) == ((True, False, "33.33"), [(33.33, True, True)])
    assert gate.sam.start().json()["message"] == STUDIED_FIRST
    gate.study()

    gate.sit(right=3)

    assert (gate.get_result(), gate.list_attempts()) == ((True, True, "100"), [(100.0, False, True)])
    gate.assert_records_are_clean()


def test_a_signed_failure_stays_signed_and_the_next_cycle_needs_another_class(gate: Gate) -> None:
    assert gate.scheduled.sign().status_code == 200
    content = Signature.objects.get().content
    gate.start_anew()

    assert gate.sam.start().json() == {"message": REFUSAL}
    assert gate.view_start()["access"]["state"] == "SIGNED"
    second = gate.add_class()
    gate.sit(right=3)

    assert Signature.objects.get().content == content
    assert [(one["passed"]) for one in json.loads(content)["students"] if one["present"]] == [False]
    assert (gate.get_result(), gate.get_result(second)) == ((True, False, "33.33"), (True, True, "100"))
    assert (gate.list_attempts(), gate.list_attempts(second)) == ([(33.33, True, True)], [(100.0, False, True)])
    gate.assert_records_are_clean()


def test_a_lesson_is_started_again_whether_or_not_a_class_is_open(gate: Gate) -> None:
    """The student studies meanwhile. The boundary is no promise of a class, and takes nothing that one gives."""
    ClassSession.objects.update(starts_at=timezone.now() - timedelta(days=10))
    closed = gate.view_start()
    assert (closed["access"]["state"], closed["reason"], closed["can_reset"]) == (
        "CLOSED", "There are no attempts left.", True,
    )  # fmt: skip
    gate.start_anew()

    fresh = gate.view_start()
    assert (fresh["attempts_left"], fresh["reason"], fresh["can_reset"]) == (1, REFUSAL, False)
    gate.add_class()
    assert gate.view_start()["can_start"] is True


def test_a_window_that_closes_with_attempts_left_is_no_reason_to_start_again(gate: Gate) -> None:
    Exam.objects.update(max_attempts=2)
    ClassSession.objects.update(starts_at=timezone.now() - timedelta(days=10))

    response = gate.reset()

    assert (response.status_code, response.json()["message"]) == (
        403, "There are attempts left at the exam of this lesson.",
    )  # fmt: skip
    assert not LessonReset.objects.exists()


def test_a_granted_attempt_needs_an_open_class_too(gate: Gate) -> None:
    world = gate.scheduled.world
    gate.scheduled.sign()
    grant_attempt(
        enrollment_id=gate.sam.enrollment.pk, exam_id=gate.scheduled.exam.pk, reason="Fire alarm", by=world.maria
    )

    assert gate.sam.start().json() == {"message": REFUSAL}
    second = gate.add_class()
    gate.sit(right=3)
    assert gate.get_result(second) == (True, True, "100")


def test_an_attempt_whose_time_ran_out_is_graded_into_its_class_before_the_restart(
    gate: Gate, frozen_clock: Any
) -> None:
    gate.start_anew()
    start_and_answer(gate.sam, 2)
    Exam.objects.update(pass_percent=100)
    assert gate.reset().json()["message"] == "Finish the exam that you have started first."
    frozen_clock.shift(timedelta(minutes=11))

    response = gate.reset()

    # Two of three passed by the mark of the moment at which it was started.
    assert (response.status_code, response.json()["message"]) == (
        403, "You have already passed the exam of this lesson.",
    )  # fmt: skip
    assert gate.get_result() == (True, True, "66.67")


def test_a_result_that_a_person_typed_survives_the_restart(gate: Gate) -> None:
    gate.scheduled.store({str(gate.sam.user.pk): {"value": True, "exam_value": False, "exam_rating": "annulled"}})
    gate.start_anew()

    gate.sit(right=3)

    assert gate.get_result() == (True, False, "annulled")
    assert gate.list_attempts() == [(100.0, False, False)]
    assert len(list_messages(gate.scheduled)) == 1
    assert gate.view_start()["attempts"][-1]["ExamAttempt"]["passed"] is True


def test_a_class_that_is_deleted_leaves_the_cycle_as_it_is(gate: Gate) -> None:
    delete_class(session_id=gate.add_class().pk, by=gate.scheduled.world.maria)
    gate.start_anew()

    gate.sit(right=3)

    assert gate.get_result() == (True, True, "100")
    gate.assert_records_are_clean()
