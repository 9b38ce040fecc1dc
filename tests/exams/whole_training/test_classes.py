"""Classes of an exam of a whole training: held in one of its subjects, and counted for the exam alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from exams.models import Exam
from office.class_planning.choices import group_by_subject, list_possible_items
from onsite.models import ClassSession
from tests import factories as make
from tests.exams.exam_setup import Student
from tests.exams.whole_training.conftest import WholeTraining
from trainings.models import Enrollment, Subject, Training

CLASS = "/manager/trainings/onsite/class.json"


def count_done(whole: WholeTraining) -> tuple[int, int]:
    row = Enrollment.objects.with_progress(timezone.now()).get(pk=whole.enrollment.pk)
    return row.items_done, row.items_total


def schedule(whole: WholeTraining, exam: Exam, subject: Subject | None = None) -> Any:
    body = {
        "training_subject_id": str((subject or whole.subject).pk),
        "training_subject_exam_id": str(exam.pk),
        "start": (timezone.now() - timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M:%S"),
        "teacher_id": whole.world.ines.pk,
        "students": str(whole.world.sam.pk),
    }
    return whole.post("maria", CLASS, body)


@pytest.mark.parametrize("type", ["ONSITE", "REMOTE"])
def test_a_result_in_class_counts(whole: WholeTraining, type: str) -> None:
    Training.objects.update(type=type)
    Exam.objects.filter(pk=whole.mock.pk).update(type=Exam.Type.ONSITE)
    response = schedule(whole, whole.mock)
    assert response.status_code == 200, response.content
    session = ClassSession.objects.get()
    assert (session.subject, session.exam, session.item_id) == (whole.subject, whole.mock, whole.mock.pk)

    marks = {str(whole.world.sam.pk): {"value": True, "exam_value": True}}
    body = {"class_id": str(session.pk), "attendance": marks}
    assert whole.post("ines", "/trainings/onsite/store_attendance.json", body).status_code == 200

    assert count_done(whole) == (1, 3)


def test_a_scheduled_one_opens_from_its_class_and_records_its_result(whole: WholeTraining, sam: Student) -> None:
    Training.objects.update(type="ONSITE")
    Exam.objects.filter(pk=whole.mock.pk).update(access_mode=Exam.AccessMode.SCHEDULED)
    assert sam.view_start().json()["access"]["state"] == "NO_CLASS"
    assert schedule(whole, whole.mock).status_code == 200

    assert sam.view_start().json()["access"]["state"] == "OPEN"
    sam.sit(right=3)

    row = ClassSession.objects.get().attendances.get()
    assert (row.is_present, row.is_passed, count_done(whole)) == (True, True, (1, 3))


def test_in_an_onsite_training_an_attempt_without_a_class_counts_for_nothing(
    whole: WholeTraining, sam: Student
) -> None:
    Training.objects.update(type="ONSITE")

    sam.sit(right=3)

    assert count_done(whole) == (0, 3)


def test_the_exam_of_another_training_is_refused(whole: WholeTraining) -> None:
    elsewhere = make.ExamFactory(subject=None, training=make.TrainingFactory(company=whole.world.alpine))

    response = schedule(whole, elsewhere)

    assert (response.status_code, set(response.json()["errors"])) == (400, {"training_subject_exam_id"})


def test_managers_list_it_last_among_what_a_class_of_the_subject_can_be_of(whole: WholeTraining) -> None:
    Exam.objects.update(type=Exam.Type.ONSITE)
    make.ExamFactory(subject=None, training=make.TrainingFactory(company=whole.world.alpine), type="ONSITE")
    path = f"/manager/trainings/exams/list/{whole.subject.pk}.json"

    rows = [row["Exam"] for row in whole.get("maria", path).json()["exams"]]

    subject = str(whole.subject.pk)
    assert [(row["name"], row["training_subject_id"]) for row in rows] == [
        ("Meteorology", subject),
        ("Mock exam", None),
    ]
    assert whole.get("ines", path).status_code == 403
    assert whole.get("otto", path).status_code == 404


def test_the_form_of_a_class_offers_it_under_the_whole_training(whole: WholeTraining) -> None:
    Exam.objects.update(type=Exam.Type.ONSITE)
    second = make.SubjectFactory(training=whole.training, order=1_000_000)

    items = list_possible_items(whole.training, None)

    name, choices = group_by_subject(items)[-1]
    assert (name, choices) == ("Exams of the whole training", [(f"exam:{whole.mock.pk}", "Exam: Mock exam")])
    assert items[-1].subject == whole.subject
    held = make.ClassSessionFactory(subject=second, exam=whole.mock)
    assert list_possible_items(whole.training, held)[-1].subject == second


def test_without_a_subject_there_is_no_class_to_hold_it_in(whole: WholeTraining) -> None:
    Exam.objects.update(type=Exam.Type.ONSITE)
    Subject.objects.update(deleted_at=timezone.now())

    assert list_possible_items(whole.training, None) == []


def test_the_student_sees_the_class_with_the_exam(whole: WholeTraining) -> None:
    session = make.ClassSessionFactory(subject=whole.subject, exam=whole.mock, starts_in=1)
    make.AttendanceFactory(class_session=session, enrollment=whole.enrollment)

    [row] = whole.get("sam", "/trainings.json").json()["myClasses"]

    assert row["TrainingSubjectExam"] == {"name": "Mock exam", "training_subject_id": None}
    assert row["LessonClass"]["training_subject_id"] == str(whole.subject.pk)
