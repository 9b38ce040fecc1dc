"""Sitting an exam of a whole training online: like any other, and finished with it."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from evidence.models import Certificate
from exams.models import Attempt, Exam
from exams.sitting.granting import grant_attempt
from records.verification.run import verify_company
from tests import factories as make
from tests.exams.exam_setup import Student
from tests.exams.whole_training.conftest import WholeTraining
from trainings.models import Subject, Training


def test_it_is_passed_like_an_exam_of_a_subject(whole: WholeTraining, sam: Student) -> None:
    before = sam.view_start().json()
    assert (before["can_start"], before["can_reset"], before["attempts_left"]) == (True, False, 3)
    assert before["Exam"]["training_subject_id"] is None

    attempt = sam.view(sam.sit(right=3)).json()

    assert (attempt["ExamAttempt"]["passed"], attempt["Exam"]["name"]) == (True, "Mock exam")
    assert sam.view_start().json()["reason"] == "You have already passed this exam."
    assert verify_company(whole.world.alpine).findings == []


def test_the_last_item_finishes_the_enrollment_and_stands_on_the_certificate(
    whole: WholeTraining, sam: Student
) -> None:
    make.LessonStudyFactory(enrollment=whole.enrollment, lesson=whole.lesson)
    make.AttemptFactory(enrollment=whole.enrollment, exam=whole.final, is_passed=True, score=90)

    sam.sit(right=3)

    whole.enrollment.refresh_from_db()
    assert whole.enrollment.is_finished
    content = json.loads(Certificate.objects.get().content)
    assert content["TrainingExam"] == [{"id": str(whole.mock.pk), "name": "Mock exam", "score": 100.0}]
    assert [row["score"] for row in content["TrainingSubject"]] == [90.0]
    path = f"/trainings/trainings/certificate/{whole.enrollment.pk}.json"
    assert whole.get("sam", path).json()["certificate"]["TrainingExam"] == content["TrainingExam"]
    assert whole.get("sam", path.replace(".json", ".pdf")).status_code == 200


def test_a_certificate_without_one_is_as_it_was(whole: WholeTraining, sam: Student) -> None:
    Exam.objects.filter(pk=whole.final.pk).update(subject=None, training=make.TrainingFactory())
    Exam.objects.filter(pk=whole.mock.pk).update(subject=whole.subject, training=None)
    make.LessonStudyFactory(enrollment=whole.enrollment, lesson=whole.lesson)

    sam.sit(right=3)

    assert "TrainingExam" not in json.loads(Certificate.objects.get().content)


def test_there_is_no_restart_but_a_manager_grants_an_attempt(whole: WholeTraining, sam: Student) -> None:
    Training.objects.update(allow_auto_restart=True)
    for _ in range(3):
        sam.sit(right=0)
    assert (sam.view_start().json()["can_reset"], sam.start().status_code) == (False, 403)

    grant_attempt(
        enrollment_id=whole.enrollment.pk, exam_id=whole.mock.pk, reason="The power failed", by=whole.world.maria
    )

    assert sam.start().status_code == 200


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda whole: Exam.objects.update(deleted_at=timezone.now()), None),
        (lambda whole: Training.objects.update(is_active=False), "This training is not active."),
        (lambda whole: Exam.objects.update(type="ONSITE"), "This exam is held in class."),
        (lambda whole: Exam.objects.update(expires_at=timezone.now()), "This exam has expired."),
        (lambda whole: whole.mock.questions.clear(), "The question bank of this exam does not hold enough questions."),
    ],
    ids=["deleted", "inactive", "in class", "expired", "no questions"],
)
def test_it_is_refused_like_any_other(whole: WholeTraining, sam: Student, change: Any, reason: str | None) -> None:
    change(whole)

    response = sam.start()

    assert response.status_code == (403 if reason else 404)
    assert reason is None or response.json()["message"] == reason
    assert not Attempt.objects.exists()


def test_a_deleted_subject_does_not_close_it(whole: WholeTraining, sam: Student) -> None:
    Subject.objects.update(deleted_at=timezone.now())

    assert sam.view_start().json()["can_start"] is True


def test_an_exam_of_another_training_is_no_exam_of_this_one(whole: WholeTraining, sam: Student) -> None:
    Exam.objects.filter(pk=whole.mock.pk).update(training=make.TrainingFactory(company=whole.world.alpine))

    assert sam.view_start().status_code == 404


@pytest.mark.parametrize("owners", ["none", "both", "with a lesson"])
def test_the_database_allows_one_owner(whole: WholeTraining, owners: str) -> None:
    columns: dict[str, dict[str, Any]] = {
        "none": {"subject": None},
        "both": {"training": whole.training},
        "with a lesson": {"subject": None, "training": whole.training, "lesson": whole.lesson},
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Exam.objects.filter(pk=whole.final.pk).update(**columns[owners])
