"""Where exams of a whole training are shown and counted besides the exam screens."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core import clock
from core.exceptions import Conflict
from exams.models import Attempt, Exam
from missions.models import FlightTemplate
from records.verification.run import verify_company
from tests import factories as make
from tests.exams.exam_setup import Student
from tests.exams.whole_training.conftest import WholeTraining
from trainings.credits.giving import CreditInput, give_credits
from trainings.credits.items import list_items, read_item_names
from trainings.endpoints.training_templates.services import copy_training
from trainings.enrollments.finishing import finish_trainings
from trainings.models import Credit, Training

TYPES = ["DISTANCE", "ONSITE", "REMOTE"]


def view_training(whole: WholeTraining, who: str = "sam", id: Any = None) -> Any:
    response = whole.get(who, f"/trainings/trainings/view/{id or whole.enrollment.pk}.json")
    assert response.status_code == 200, response.content
    return response.json()["training"]


def give_credit(whole: WholeTraining) -> Credit:
    whole.world.maria.set_password(make.PASSWORD)
    whole.world.maria.save()
    credits = give_credits(
        enrollment_id=whole.enrollment.pk,
        credit=CreditInput([whole.mock.pk], "Licence of 2019"),
        password=make.PASSWORD,
        by=whole.world.maria,
    )
    return credits[0]


def test_the_training_view_has_them_after_the_subjects(whole: WholeTraining, sam: Student) -> None:
    sam.sit(right=0)
    sam.sit(right=3)
    view = view_training(whole)

    assert view["Training"]["TrainingExam"] == [
        {
            "id": str(whole.mock.pk), "training_id": str(whole.training.pk), "name": "Mock exam", "questions": 3,
            "minutes": 30, "attempts": 3, "attempts_used": 2, "score": 60, "access_mode": "FREE",
            "access_window_days": 10, "type": "ONLINE", "mandatory": True, "order": 0, "passed": True,
            "completed": True, "credited": False,
        }
    ]  # fmt: skip
    assert view["Progress"] == {"total": 3, "completed": 1, "finished": False}
    [subject] = view["Training"]["TrainingSubject"]
    assert subject["Progress"]["total"] == 2
    assert [(exam["name"], exam["completed"]) for exam in subject["TrainingSubjectExam"]] == [("Meteorology", False)]


def test_staff_who_are_not_enrolled_see_them_unsat(whole: WholeTraining) -> None:
    [exam] = view_training(whole, "maria", whole.training.pk)["Training"]["TrainingExam"]

    assert (exam["name"], exam["passed"], exam["attempts"], exam["attempts_used"]) == ("Mock exam", False, 3, 0)


@pytest.mark.parametrize("type", TYPES)
def test_every_count_of_progress_is_the_same(whole: WholeTraining, sam: Student, type: str) -> None:
    Training.objects.update(type=type)
    sam.sit(right=3)
    session = make.ClassSessionFactory(subject=whole.subject, exam=whole.mock)
    make.AttendanceFactory(class_session=session, enrollment=whole.enrollment, is_present=True, is_passed=True)
    enrollment = whole.enrollment.pk

    mine = whole.get("sam", "/trainings.json").json()["trainings"][0]["Training"]["Lessons"]
    listed = whole.get("maria", "/manager/trainings/students/list.json").json()["students"][0]["Lessons"]
    summary = whole.get("maria", f"/trainings/students/summary/{enrollment}.json").json()["result"]["theory"][
        "progress"
    ]
    viewed = view_training(whole)["Progress"]

    for counts in (mine, listed, summary, viewed):
        assert (counts["total"], counts["completed"]) == (3, 1)


def test_it_is_next_after_the_last_subject(whole: WholeTraining, sam: Student) -> None:
    make.AttemptFactory(enrollment=whole.enrollment, exam=whole.final, is_passed=True, score=90)
    body = {"enrollmentId": str(whole.enrollment.pk), "lessonId": str(whole.lesson.pk), "timeSpent": 60}

    done = whole.post("sam", "/trainings/lessons/complete.json", body).json()

    assert (done["finished"], done["next"]["action"], done["next"]["id"]) == (False, "exam", str(whole.mock.pk))
    sam.sit(right=3)
    assert whole.post("sam", "/trainings/lessons/complete.json", body).json()["next"] is None


@pytest.mark.parametrize("type", TYPES)
def test_it_can_be_credited(whole: WholeTraining, type: str) -> None:
    Training.objects.update(type=type)
    make.FlightTemplateFactory(training=whole.training)
    whole.enrollment.refresh_from_db()
    items = list_items(whole.enrollment, clock.now())
    assert [item.name for item in items][1:] == ["Meteorology", "Mock exam", FlightTemplate.objects.get().name]

    credit = give_credit(whole)

    assert view_training(whole)["Progress"]["completed"] == 1
    [exam] = view_training(whole)["Training"]["TrainingExam"]
    assert (exam["credited"], exam["passed"], exam["completed"]) == (True, True, True)
    assert read_item_names([credit]) == {whole.mock.pk: f"{whole.training.name}: Mock exam"}
    assert verify_company(whole.world.alpine).findings == []


def test_what_is_deleted_is_no_item_and_its_record_stays(whole: WholeTraining, sam: Student) -> None:
    sam.sit(right=3)
    Exam.objects.filter(pk=whole.mock.pk).update(deleted_at=timezone.now())

    assert view_training(whole)["Progress"] == {"total": 2, "completed": 0, "finished": False}
    assert view_training(whole)["Training"]["TrainingExam"] == []
    assert Attempt.objects.get().is_passed


def test_it_holds_back_the_finish(whole: WholeTraining) -> None:
    make.LessonStudyFactory(enrollment=whole.enrollment, lesson=whole.lesson)
    make.AttemptFactory(enrollment=whole.enrollment, exam=whole.final, is_passed=True, score=90)
    assert finish_trainings(training_ids={whole.training.pk}, by=whole.world.maria) == []

    make.AttemptFactory(enrollment=whole.enrollment, exam=whole.mock, is_passed=True, score=90)

    assert len(finish_trainings(training_ids={whole.training.pk}, by=whole.world.maria)) > 0


def copy_whole_training(whole: WholeTraining) -> Training:
    original, maria = whole.training.pk, whole.world.maria
    return copy_training(original_id=original, name="Copy", type="DISTANCE", is_template=True, by=maria)


def test_a_copy_of_the_training_has_its_own(whole: WholeTraining) -> None:
    make.ExamFactory(subject=None, training=whole.training, deleted_at=timezone.now())

    copy = copy_whole_training(whole)

    exam = copy.exams.get()
    assert (exam.name, exam.subject, exam.questions.count()) == ("Mock exam", None, 5)
    assert exam.pk != whole.mock.pk
    assert Exam.objects.filter(subject__training=copy).count() == 1


def test_nobody_copies_a_training_while_sitting_its_exam(whole: WholeTraining) -> None:
    enrollment = make.EnrollmentFactory(training=whole.training, user=whole.world.maria)
    ends = timezone.now() + timedelta(minutes=9)
    make.AttemptFactory(
        enrollment=enrollment, exam=whole.mock, deadline_at=ends, finished_at=None, score=None, is_passed=None
    )

    with pytest.raises(Conflict):
        copy_whole_training(whole)
