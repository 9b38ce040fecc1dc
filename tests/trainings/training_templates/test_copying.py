"""Copying a syllabus: all of it, none of it shared, all or nothing, at a constant number of queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models import Model
from django.utils import timezone

from exams.models import Exam, Option, Question
from hours.models import RequiredHours
from missions.models import FlightObjective, FlightTemplate
from records.models import Event
from tests import factories as make
from tests.trainings.training_templates.conftest import CREATE, add_subject, describe_syllabus
from tests.world import Client, World
from trainings.models import Enrollment, LearningObjective, Lesson, LessonStudy, Metric, Slide, Subject, Training

SYLLABUS: list[type[Model]] = [
    Metric, FlightTemplate, FlightObjective, Subject, Lesson, LearningObjective, Slide, Exam, Question, Option,
    Exam.questions.through, RequiredHours,
]  # fmt: skip


@pytest.fixture
def create_from(maria: Client) -> Callable[[Training], Training]:
    def post(template: Training) -> Training:
        response = maria.post(CREATE, {"name": "PPL 2026", "type": "DISTANCE", "template_id": str(template.pk)})
        assert response.status_code == 200, response.content
        return Training.objects.get(pk=response.json()["id"])

    return post


@pytest.mark.parametrize("kind", ["own_template", "shipped_template"])
def test_a_copy_says_what_its_template_says(create_from: Any, kind: str, request: pytest.FixtureRequest) -> None:
    template = request.getfixturevalue(kind)
    before = describe_syllabus(template)

    copy = create_from(template)

    assert describe_syllabus(copy) == before
    assert describe_syllabus(template) == before


def test_a_copy_shares_no_row_with_its_template(world: World, create_from: Any, own_template: Training) -> None:
    before = {model: set(model._default_manager.values_list("pk", flat=True)) for model in SYLLABUS}

    copy = create_from(own_template)

    for model in SYLLABUS:
        assert model._default_manager.count() == 2 * len(before[model]), model
    exams = Exam.objects.filter(subject__training=copy)
    questions = Question.objects.filter(exams__in=exams)
    assert not before[Question] & set(questions.values_list("pk", flat=True))
    assert not before[Option] & set(Option.objects.filter(question__in=questions).values_list("pk", flat=True))
    assert not before[Lesson] & set(exams.exclude(lesson=None).values_list("lesson", flat=True))
    assert {question.company for question in questions} == {world.alpine}


def test_questions_of_a_shipped_template_go_into_the_schools_own_bank(
    world: World, create_from: Any, shipped_template: Training
) -> None:
    create_from(shipped_template)

    assert Question.objects.visible_to(world.maria).count() == Question.objects.filter(company=None).count() == 4


def test_exams_that_share_a_question_share_its_one_copy(create_from: Any, own_template: Training) -> None:
    copy = create_from(own_template)

    for subject in copy.subjects.all():
        gate = subject.exams.exclude(lesson=None).get()
        school_exam = subject.exams.get(lesson=None, type=Exam.Type.ONLINE)
        assert gate.lesson == subject.lessons.get()
        assert gate.questions.get() in school_exam.questions.all()
        assert school_exam.questions.count() == 2


def test_two_copies_are_strangers(create_from: Any, own_template: Training) -> None:
    first, second = create_from(own_template), create_from(own_template)

    Question.objects.filter(exams__subject__training=first).update(text="Changed?")

    assert describe_syllabus(second) == describe_syllabus(own_template) != describe_syllabus(first)


def test_deleted_rows_and_what_hangs_below_them_stay_behind(create_from: Any, own_template: Training) -> None:
    before = describe_syllabus(own_template)
    now = timezone.now()
    dropped = add_subject(own_template, "090")
    Subject.objects.filter(pk=dropped.pk).update(deleted_at=now)
    kept = own_template.subjects.get(code="050")
    lesson = make.LessonFactory(subject=kept, deleted_at=now)
    make.SlideFactory(lesson=lesson)
    LearningObjective.objects.create(lesson=lesson, name="Dropped")
    make.ExamFactory(subject=kept, lesson=lesson)
    make.ExamFactory(subject=kept, deleted_at=now).questions.set([make.QuestionFactory()])
    make.SlideFactory(lesson=kept.lessons.first(), deleted_at=now)
    make.FlightTemplateFactory(training=own_template, deleted_at=now)
    kept.exams.filter(type=Exam.Type.ONLINE)[0].questions.add(make.QuestionFactory(deleted_at=now))

    assert describe_syllabus(create_from(own_template)) == before


def test_nothing_of_students_is_copied(world: World, create_from: Any, own_template: Training) -> None:
    enrollment = make.EnrollmentFactory(training=own_template, user=world.sam)
    subject = own_template.subjects.get(code="050")
    make.LessonStudyFactory(enrollment=enrollment, lesson=subject.lessons.get())
    make.AttemptFactory(enrollment=enrollment, exam=subject.exams.all()[0])
    make.ClassSessionFactory(subject=subject)

    copy = create_from(own_template)

    assert not Enrollment.objects.filter(training=copy).exists()
    assert LessonStudy.objects.count() == 1
    assert not copy.subjects.filter(classes__isnull=False).exists()
    assert not Exam.objects.filter(subject__training=copy, attempts__isnull=False).exists()


def test_an_exams_expiry_stays_with_the_template(create_from: Any, own_template: Training) -> None:
    Exam.objects.update(expires_at=timezone.now())

    copy = create_from(own_template)

    assert not Exam.objects.filter(subject__training=copy, expires_at__isnull=False).exists()


@pytest.mark.parametrize("model", [Subject, Slide, Option, Exam.questions.through], ids=lambda model: model.__name__)
def test_a_copy_that_fails_half_way_leaves_nothing(
    maria: Client, own_template: Training, monkeypatch: pytest.MonkeyPatch, model: type[Model]
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(model._default_manager, "bulk_create", fail)
    before = {kind: kind._default_manager.count() for kind in SYLLABUS}

    response = maria.post(CREATE, {"name": "PPL", "type": "ONSITE", "template_id": str(own_template.pk)})

    assert response.status_code == 500
    assert {kind: kind._default_manager.count() for kind in SYLLABUS} == before
    assert list(Training.objects.all()) == [own_template]
    assert not Event.objects.exists()


def test_a_big_template_costs_the_queries_of_a_small_one(
    world: World, maria: Client, create_from: Any, queries_of: Any
) -> None:
    small, big = (make.TrainingFactory(company=world.alpine, is_template=True) for _ in range(2))
    for template, size in ((small, 1), (big, 30)):
        for number in range(size):
            add_subject(template, f"{number:03}")
            Metric.objects.create(training=template, name=f"Metric {number}")
            mission = make.FlightTemplateFactory(training=template)
            FlightObjective.objects.create(template=mission, name=f"Objective {number}")
    create_from(small)  # the first event of a school also opens its ledger

    few = queries_of(lambda: create_from(small))
    many = queries_of(lambda: create_from(big))

    assert len(few) == EXPECTED, few
    assert count_reads(many) == count_reads(few), many
    # SQLite takes at most 999 values a statement, which the exams and their options of the big one exceed.
    assert len(many) <= EXPECTED + (0 if connection.vendor == "postgresql" else 2), many
    assert Subject.objects.filter(training__in=Training.objects.without_templates()).count() == 32


def test_rows_are_found_by_ids_which_no_stale_statistics_mislead(
    world: World, maria: Client, create_from: Any, queries_of: Any
) -> None:
    template = make.TrainingFactory(company=world.alpine, is_template=True)
    add_subject(template, "010")

    queries = queries_of(lambda: create_from(template))

    assert not [query for query in queries if query.startswith("SELECT") and "IN (SELECT" in query]


# Who is asking; the template; the training; each of the twelve kinds read and stored; the ledger's head, event and new
# head; the row of the response; and the query of the test itself.
EXPECTED = 1 + 1 + 1 + 2 * len(SYLLABUS) + 3 + 1 + 1


def count_reads(queries: list[str]) -> int:
    return sum(query.startswith("SELECT") for query in queries)
