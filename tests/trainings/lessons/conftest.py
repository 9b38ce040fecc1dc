"""A distance training of two subjects, and Sam who studies it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from exams.models import Exam
from tests import factories as make
from tests.world import World, create_client
from trainings.models import Enrollment, Lesson, Subject, Training

COMPLETE = "/trainings/lessons/complete.json"


@dataclass
class SampleLessons:
    """Air Law: lessons `first` (two slides, gate) and `second`, then the exam `final`. Meteorology: `last`."""

    training: Training
    law: Subject
    weather: Subject
    first: Lesson
    second: Lesson
    last: Lesson
    gate: Exam
    final: Exam


@pytest.fixture
def sample_lessons(world: World) -> SampleLessons:
    training = make.TrainingFactory(company=world.alpine, name="PPL(A) theory", validity_days=30)
    law = make.SubjectFactory(training=training, code="010", name="Air Law", teacher=world.ines, order=1)
    weather = make.SubjectFactory(training=training, code="050", name="Meteorology", teacher=world.tom, order=2)
    first = make.LessonFactory(subject=law, name="Airspace", order=1, duration_minutes=45)
    make.SlideFactory.create_batch(2, lesson=first)
    return SampleLessons(
        training=training,
        law=law,
        weather=weather,
        first=first,
        second=make.LessonFactory(subject=law, name="Licences", order=2),
        last=make.LessonFactory(subject=weather, name="Fronts", order=1),
        gate=make.ExamFactory(subject=law, lesson=first, name="Airspace gate"),
        final=make.ExamFactory(subject=law, name="Air Law final"),
    )


@pytest.fixture
def enrollment(world: World, sample_lessons: SampleLessons) -> Enrollment:
    return make.EnrollmentFactory(training=sample_lessons.training, user=world.sam)


@pytest.fixture
def complete(world: World, enrollment: Enrollment) -> Callable[..., Any]:
    client = create_client(world.sam)

    def post(lesson: Lesson, **fields: Any) -> Any:
        body = {"lessonId": str(lesson.pk), "enrollmentId": str(enrollment.pk), "timeSpent": 60, **fields}
        return client.post(COMPLETE, body)

    return post


def pass_exam(enrollment: Enrollment, *exams: Any) -> None:
    for exam in exams:
        make.AttemptFactory(enrollment=enrollment, exam=exam)
