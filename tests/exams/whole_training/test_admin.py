"""Exams of a whole training in the managers' admin, and the cycle of attempts."""

from typing import Any

import pytest
from django.utils import timezone

from exams.definitions import build_exams
from exams.models import Attempt, Exam
from exams.sitting.restarting import reset_lesson
from office.ledger.stories import write_names
from records.models import Event
from tests import factories as make
from tests.exams.exam_setup import Student
from tests.exams.whole_training.conftest import WholeTraining
from tests.office.browser import open_browser
from tests.office.population import build_address
from trainings.models import Training

ORDER = "/admin/trainings/training/order/"


def save(whole: WholeTraining, exam: Exam | None, fields: dict[str, Any]) -> Any:
    form = {
        "name": "New", "type": "ONLINE", "pass_percent": 60, "question_count": 3, "duration_minutes": 10,
        "max_attempts": 3, "instructions": "", **fields,
    }  # fmt: skip
    address = build_address(Exam, "change", exam.pk) if exam else build_address(Exam, "add")
    return open_browser(whole.world.maria).post(address, form)


def read_page(whole: WholeTraining, address: str, query: dict[str, str] | None = None) -> str:
    response = open_browser(whole.world.maria).get(address, query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_manager_adds_one_from_the_syllabus(whole: WholeTraining) -> None:
    page = read_page(whole, f"/admin/trainings/training/{whole.training.pk}/course/")
    assert "Exams of the whole training" in page
    assert f"?_popup=1&amp;training={whole.training.pk}" in page

    assert save(whole, None, {"training": whole.training.pk}).status_code == 302

    exam = Exam.objects.get(name="New")
    assert (exam.training, exam.subject, exam.order) == (whole.training, None, 1)
    assert Event.objects.filter(action="admin.added", object_id=str(exam.pk)).exists()


@pytest.mark.parametrize(
    ("owners", "field"),
    [
        ((), "subject"),
        (("subject", "training"), "training"),
        (("training", "lesson"), "lesson"),
        (("lesson",), "subject"),
        (("foreign",), "training"),
    ],
)
def test_an_exam_has_one_owner(whole: WholeTraining, owners: tuple[str, ...], field: str) -> None:
    foreign = make.TrainingFactory(company=whole.world.baltic)
    ids = {"subject": whole.subject.pk, "training": whole.training.pk, "lesson": whole.lesson.pk, "foreign": foreign.pk}
    fields = {"training" if name == "foreign" else name: ids[name] for name in owners}

    response = save(whole, None, fields)

    assert field in response.context["adminform"].form.errors
    assert not Exam.objects.filter(name="New").exists()


def test_it_moves_within_its_training_alone(whole: WholeTraining) -> None:
    elsewhere = make.SubjectFactory(training__company=whole.world.alpine)
    for fields in ({"training": elsewhere.training.pk}, {"subject": elsewhere.pk}):
        assert save(whole, whole.mock, fields).status_code == 200
    assert save(whole, whole.mock, {"subject": whole.subject.pk}).status_code == 302

    whole.mock.refresh_from_db()
    assert (whole.mock.subject, whole.mock.training) == (whole.subject, None)


def test_they_are_put_in_order(whole: WholeTraining) -> None:
    oral = make.ExamFactory(subject=None, training=whole.training, name="Oral", order=7)
    body = {"kind": "training exams", "parent": str(whole.training.pk), "ids": [str(oral.pk), str(whole.mock.pk)]}
    browser = open_browser(whole.world.maria)

    assert browser.post(ORDER, body).status_code == 200
    assert list(whole.training.exams.all()) == [oral, whole.mock]
    assert browser.post(ORDER, body | {"ids": [str(oral.pk)]}).status_code == 409
    assert browser.post(ORDER, body | {"ids": [str(oral.pk), str(whole.final.pk)]}).status_code == 400
    assert open_browser(whole.world.otto).post(ORDER, body).status_code == 404


def test_deleting_one_tells_whom_it_concerns_and_finishes_who_has_nothing_left(whole: WholeTraining) -> None:
    make.LessonStudyFactory(enrollment=whole.enrollment, lesson=whole.lesson)
    make.AttemptFactory(enrollment=whole.enrollment, exam=whole.final, is_passed=True, score=90)
    make.AttemptFactory(enrollment=whole.enrollment, exam=whole.mock, is_passed=False, score=10)
    address = build_address(Exam, "delete", whole.mock.pk)
    assert "1 student" in read_page(whole, address)

    open_browser(whole.world.maria).post(address, {"post": "yes"})

    whole.enrollment.refresh_from_db()
    assert whole.enrollment.is_finished


def test_lists_name_it_and_filter_by_training(whole: WholeTraining) -> None:
    other = make.ExamFactory(subject=None, training=make.TrainingFactory(company=whole.world.alpine), name="Elsewhere")
    address = build_address(Exam)

    assert f"Whole training: {whole.training}" in read_page(whole, address)
    page = read_page(whole, address, {"of_training": str(whole.training.pk)})
    assert ("Mock exam" in page, "Meteorology" in page, other.name in page) == (True, True, False)
    assert open_browser(whole.world.maria).get(address, {"of_training": "x"}).status_code == 302


def test_the_students_file_and_the_ledger_name_it(whole: WholeTraining, sam: Student) -> None:
    sam.sit(right=3)

    page = read_page(whole, f"/admin/trainings/enrollment/{whole.enrollment.pk}/file/")

    assert "Exams of the whole training" in page
    assert "Whole training" in page
    key = ("exams.exam", str(whole.mock.pk))
    assert "Mock exam" in str(write_names([key], whole.world.alpine)[key])
    assert "Mock exam" not in str(write_names([key], whole.world.baltic)[key])


def test_the_list_of_attempts_shows_the_cycle(whole: WholeTraining) -> None:
    Training.objects.update(allow_auto_restart=True)
    gate = make.ExamFactory(subject=whole.subject, lesson=whole.lesson, name="Gate", max_attempts=1)
    question = make.QuestionFactory(company=whole.world.alpine)
    gate.questions.add(question)
    Exam.objects.filter(pk=gate.pk).update(question_count=1)
    make.AttemptFactory(enrollment=whole.enrollment, exam=gate, is_passed=False, score=0, started_at=timezone.now())
    make.OptionFactory(question=question, is_correct=True)
    make.OptionFactory(question=question, is_correct=False)
    address = build_address(Attempt)
    assert "before a restart</td>" not in read_page(whole, address).replace("\n", "")

    reset_lesson(enrollment=whole.enrollment, lesson=whole.lesson, by=whole.world.sam)
    attempt = make.AttemptFactory(enrollment=whole.enrollment, exam=whole.mock, is_passed=True, score=80)

    rows = open_browser(whole.world.maria).get(address).context["cl"].result_list
    assert {(row.exam.name, row.is_reset) for row in rows} == {("Gate", True), ("Mock exam", False)}
    for cycle, expected in (("earlier", "Gate"), ("present", "Mock exam")):
        rows = open_browser(whole.world.maria).get(address, {"cycle": cycle}).context["cl"].result_list
        assert [row.exam.name for row in rows] == [expected]
    assert "counts" in read_page(whole, build_address(Attempt, "change", attempt.pk))
    assert "before the lesson was started again" in read_page(
        whole, f"/admin/trainings/enrollment/{whole.enrollment.pk}/file/"
    )


def test_a_definition_may_have_them(whole: WholeTraining) -> None:
    training = make.TrainingFactory(company=whole.world.alpine)
    bank = [{"text": "Why?", "correct": "So", "wrong": ["Not so"]}]

    build_exams(
        {"name": "PPL", "exams": [{"name": "Mock", "bank": bank}, {"name": "Oral", "type": "ONSITE"}]},
        training=training,
    )

    assert [(exam.name, exam.order, exam.questions.count()) for exam in training.exams.all()] == [
        ("Mock", 1, 1),
        ("Oral", 2, 0),
    ]
