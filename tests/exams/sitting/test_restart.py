"""Starting a lesson again whose gate exam has no attempts left (docs/api.md, section 4; docs/decisions/0032)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from exams.cycles import MAX_RESETS, LessonReset
from exams.models import Attempt, Exam
from records.models import Event
from tests import factories as make
from tests.exams.exam_setup import ExamSetup, Student, fill_bank
from tests.exams.restart_setup import RestartSetup
from tests.world import World, create_client
from trainings.models import Enrollment, LessonStudy, StudySession, Training


def test_a_failed_gate_is_started_again_and_passed(restart: RestartSetup) -> None:
    response = restart.reset()
    assert (response.status_code, response.json()) == (
        200,
        {"result": True, "number": 1, "since": "2026-03-18 10:00:00"},
    )

    assert restart.sam.start().json()["message"] == "Complete the slides of the lesson first."
    restart.study()
    restart.sam.sit(right=3)

    start = restart.view_start()
    rows = [row["ExamAttempt"] for row in start["attempts"]]
    assert [(row["passed"], row["reset"]) for row in rows] == [(False, True), (False, True), (True, False)]
    assert (start["attempts_left"], start["can_start"], start["can_reset"]) == (1, False, False)
    assert restart.view_lesson()["lesson"]["Exam"][0]["passed"] is True


def test_nothing_is_erased(restart: RestartSetup) -> None:
    before = list(Attempt.objects.values()), list(LessonStudy.objects.values()), list(StudySession.objects.values())

    restart.reset()

    after = list(Attempt.objects.values()), list(LessonStudy.objects.values()), list(StudySession.objects.values())
    assert before == after


def test_attempts_count_afresh_everywhere(restart: RestartSetup) -> None:
    lost = restart.view_start()
    restart.reset()
    fresh = restart.view_start()

    assert (lost["attempts_left"], lost["can_reset"]) == (0, True)
    assert (fresh["attempts_left"], fresh["can_reset"]) == (2, False)
    subject = restart.exam_setup.exam.subject_id
    view = restart.sam.client.get(f"/trainings/subjects/view/{restart.enrollment.pk}/{subject}.json").json()
    lessons = view["subject"]["TrainingSubjectLesson"]
    (gate,) = [exam for lesson in lessons for exam in lesson["Exam"]]
    assert (gate["attempts"], gate["attempts_used"], gate["passed"]) == (2, 0, False)


def test_the_lesson_is_to_be_studied_again(restart: RestartSetup) -> None:
    before = restart.view_lesson()
    assert (before["testAuthorization"], before["can_reset"]) == (True, True)

    restart.reset()

    after = restart.view_lesson()
    assert (after["testAuthorization"], after["can_reset"]) == (False, False)
    assert [slide["completed"] for slide in after["lesson"]["LessonSlide"]] == [False]
    (row,) = [row["TrainingSubjectAttendance"] for row in after["attendance"]]
    assert (row["value"], row["time"]) == (False, 60)
    assert restart.study().json()["next"]["action"] == "exam"
    assert restart.view_lesson()["testAuthorization"] is True
    assert Event.objects.filter(action="lesson.completed").count() == 2


def test_the_next_step_of_another_lesson_is_the_lesson_that_was_started_again(restart: RestartSetup) -> None:
    restart.reset()
    other = restart.exam_setup.subject.lessons.exclude(pk=restart.lesson.pk).get()

    body = {**restart.body, "lessonId": str(other.pk), "timeSpent": 5}
    step = restart.sam.client.post("/trainings/lessons/complete.json", body).json()["next"]

    assert (step["action"], step["id"]) == ("lesson", str(restart.lesson.pk))


def test_progress_does_not_count_a_study_from_before(restart: RestartSetup) -> None:
    Exam.objects.filter(pk=restart.exam_setup.exam.pk).update(is_mandatory=True)
    restart.reset()
    # Without the gate, the study alone decides; that of the earlier cycle does not count.
    Exam.objects.update(is_mandatory=False)
    assert count_items_done(restart) == 0

    restart.study()
    assert count_items_done(restart) == 1


def count_items_done(restart: RestartSetup) -> int:
    row = Enrollment.objects.with_progress(timezone.now()).get(pk=restart.enrollment.pk)
    return int(row.items_done)


def test_managers_see_both_cycles(world: World, restart: RestartSetup) -> None:
    restart.reset()
    restart.study()
    restart.fail()

    view = create_client(world.maria).get(f"/manager/trainings/students/view/{restart.enrollment.pk}.json").json()

    assert [row["reset"] for row in view["ExamAttempt"]] == [True, True, False]


def test_a_restart_is_on_record(restart: RestartSetup) -> None:
    restart.reset()

    event = Event.objects.get(action="lesson.reset")
    row = LessonReset.objects.get()
    assert (event.object_id, event.actor_id) == (str(row.pk), restart.sam.user.pk)
    assert (row.number, row.enrollment, row.lesson) == (1, restart.enrollment, restart.lesson)
    assert row.reset_at > Attempt.objects.latest("started_at").started_at


def test_a_restart_that_is_sent_twice_is_one(restart: RestartSetup) -> None:
    first, second = restart.reset(), restart.reset()

    assert first.json() == second.json()
    assert LessonReset.objects.count() == Event.objects.filter(action="lesson.reset").count() == 1


def test_a_lesson_is_started_again_a_limited_number_of_times(restart: RestartSetup) -> None:
    for number in range(1, MAX_RESETS + 1):
        assert restart.reset().json()["number"] == number
        restart.study()
        restart.fail(times=2)

    response = restart.reset()
    assert response.status_code == 403
    assert response.json()["message"] == (
        "You have started this lesson again 3 times. Ask the school for another attempt."
    )
    assert restart.view_lesson()["can_reset"] is False
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonReset.objects.create(enrollment=restart.enrollment, lesson=restart.lesson, number=MAX_RESETS + 1)


def test_the_database_rejects_a_second_restart_of_one_number(restart: RestartSetup) -> None:
    row = restart.set_boundary()

    with pytest.raises(IntegrityError), transaction.atomic():
        LessonReset.objects.create(enrollment=row.enrollment, lesson=row.lesson, number=row.number)


def test_an_attempt_whose_time_is_over_is_graded_first(restart: RestartSetup, frozen_clock: Any) -> None:
    Exam.objects.update(max_attempts=3)
    restart.sam.start_and_get_id()
    frozen_clock.shift(timedelta(hours=1))

    assert restart.reset().status_code == 200
    assert not Attempt.objects.open().exists()


def test_of_two_gates_the_one_that_was_passed_stays_passed(restart: RestartSetup) -> None:
    exam = restart.exam_setup.exam
    second = make.ExamFactory(subject=exam.subject, lesson=exam.lesson, question_count=3, max_attempts=2)
    fill_bank(second, 5)
    make.AttemptFactory(enrollment=restart.enrollment, exam=second)

    assert restart.reset().status_code == 200
    exams = {row["name"]: row["passed"] for row in restart.view_lesson()["lesson"]["Exam"]}
    assert exams == {exam.name: False, second.name: True}


def test_another_enrollment_is_not_concerned(world: World, exam_setup: ExamSetup, restart: RestartSetup) -> None:
    sue = Student(exam_setup, world.sue, exam_setup.enroll_user(world.sue))
    make.LessonStudyFactory(enrollment=sue.enrollment, lesson=restart.lesson)
    sue.sit(right=0)

    restart.reset()

    assert sue.view_start().json()["attempts_left"] == 1
    assert [row["ExamAttempt"]["reset"] for row in sue.view_start().json()["attempts"]] == [False]


def test_the_answers_stay_secret_while_the_lesson_can_be_started_again(restart: RestartSetup) -> None:
    Exam.objects.update(show_answers=True)
    attempt = Attempt.objects.earliest("started_at")

    def shows_answers() -> bool:
        return "correct" in restart.sam.view(str(attempt.pk)).json()["ExamAttemptDetail"][0]

    assert not shows_answers()
    restart.reset()
    assert not shows_answers()
    Training.objects.update(allow_auto_restart=False)
    assert not shows_answers()
    restart.study()
    restart.fail(times=2)
    assert shows_answers()


def test_a_clock_that_runs_behind_puts_nothing_into_the_earlier_cycle(restart: RestartSetup, frozen_clock: Any) -> None:
    restart.reset()
    frozen_clock.shift(timedelta(minutes=-5))

    restart.study()
    restart.fail()

    assert restart.view_start()["attempts_left"] == 1


def test_thirty_lessons_and_attempts_cost_what_one_costs(restart: RestartSetup, queries_of: Any) -> None:
    few = queries_of(restart.view_start)
    for _ in range(29):
        make.AttemptFactory(enrollment=restart.enrollment, exam=restart.exam_setup.exam, score=0, is_passed=False)
        make.LessonFactory(subject=restart.exam_setup.exam.subject)
    many = queries_of(restart.view_start)

    assert len(few) == len(many), many
