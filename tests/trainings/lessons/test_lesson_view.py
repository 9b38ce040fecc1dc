"""`GET /trainings/lessons/view/{lessonId}/{enrollmentId}.json` (docs/api.md, section 4)."""

from typing import Any

import pytest
from django.utils import timezone

from exams.models import Exam
from tests import factories as make
from tests.trainings.lessons.conftest import SampleLessons
from tests.world import World, create_client
from trainings.models import Enrollment, LearningObjective, Lesson, StudySession, Training

NOBODY = "01900000-0000-7000-8000-000000000000"


def view_lesson(client: Any, lesson: Any, enrollment: Any) -> Any:
    return client.get(f"/trainings/lessons/view/{getattr(lesson, 'pk', lesson)}/{enrollment.pk}.json")


def add_study(enrollment: Enrollment, lesson: Lesson, *seconds: int) -> None:
    row = make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
    for amount in seconds:
        StudySession.objects.create(study=row, seconds=amount)


def fill_bank(exam: Exam) -> None:
    for question in make.QuestionFactory.create_batch(exam.question_count):
        make.OptionFactory(question=question, is_correct=True)
        make.OptionFactory(question=question)
        exam.questions.add(question)


def test_a_lesson_tells_its_slides_objectives_gate_and_what_follows(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment
) -> None:
    objective = LearningObjective.objects.create(
        lesson=sample_lessons.first, name="Knows class G", description="VMC minima"
    )
    slides = sample_lessons.first.slides.order_by("order", "id")

    body = view_lesson(create_client(world.sam), sample_lessons.first, enrollment).json()

    assert body == {
        "lesson": {
            "TrainingSubjectLesson": {
                "id": str(sample_lessons.first.pk), "name": "Airspace", "description": "",
                "minutes": 45, "mandatory": True,
                "order": 1, "credited": False,
            },
            "TrainingSubject": {"id": str(sample_lessons.law.pk), "name": "Air Law", "code": "010"},
            "Training": {
                "id": str(sample_lessons.training.pk), "name": "PPL(A) theory",
                "type": "DISTANCE", "time_online": False,
            },
            "LessonSlide": [
                {"id": str(slide.pk), "order": slide.order, "title": slide.title, "completed": False}
                for slide in slides
            ],
            "LearningObjective": [{"id": str(objective.pk), "name": "Knows class G", "description": "VMC minima"}],
            "Exam": [{"id": str(sample_lessons.gate.pk), "name": "Airspace gate", "passed": False, "available": False}],
        },
        "enrollment": str(enrollment.pk),
        "attendance": [],
        "testAuthorization": False,
        "nextLesson": {"id": str(sample_lessons.second.pk), "name": "Licences"},
        "can_reset": False,
    }  # fmt: skip


def test_study_completes_every_slide_and_opens_the_gate(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment
) -> None:
    add_study(enrollment, sample_lessons.first, 300, 60)
    fill_bank(sample_lessons.gate)

    body = view_lesson(create_client(world.sam), sample_lessons.first, enrollment).json()

    (row,) = body["attendance"]
    assert [slide["completed"] for slide in body["lesson"]["LessonSlide"]] == [True, True]
    assert body["testAuthorization"] is True
    assert body["lesson"]["Exam"][0]["available"] is True
    assert row["TrainingSubjectAttendance"] | {"id": ""} == {
        "id": "", "value": True, "time": 360, "created": "2026-03-18 10:00:00",
    }  # fmt: skip
    assert row["LessonClass"] is None


def test_a_class_of_the_lesson_is_attendance_but_not_study(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment
) -> None:
    held = make.ClassSessionFactory(subject=sample_lessons.law, lesson=sample_lessons.first, signed_at=timezone.now())
    make.AttendanceFactory(class_session=held, enrollment=enrollment, is_present=True, seconds=2700)
    gone = make.ClassSessionFactory(
        subject=sample_lessons.law, lesson=sample_lessons.first, deleted_at=timezone.now(), is_cancelled=True
    )
    make.AttendanceFactory(class_session=gone, enrollment=enrollment)

    body = view_lesson(create_client(world.sam), sample_lessons.first, enrollment).json()

    (row,) = body["attendance"]
    assert row["TrainingSubjectAttendance"]["time"] == 2700
    assert row["LessonClass"] == {"id": str(held.pk), "datetime": "2026-03-17 10:00:00", "status": "closed"}
    assert body["testAuthorization"] is False
    assert not any(slide["completed"] for slide in body["lesson"]["LessonSlide"])


def test_a_lesson_without_slides_opens_its_gate_at_once(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment
) -> None:
    assert view_lesson(create_client(world.sam), sample_lessons.second, enrollment).json()["testAuthorization"] is True


def test_a_gate_is_not_available_in_an_inactive_training(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment
) -> None:
    fill_bank(sample_lessons.gate)
    Training.objects.update(is_active=False)

    assert (
        view_lesson(create_client(world.sam), sample_lessons.first, enrollment).json()["lesson"]["Exam"][0]["available"]
        is False
    )


def test_passed_and_study_are_of_this_go_alone(world: World, sample_lessons: SampleLessons) -> None:
    earlier = make.EnrollmentFactory(training=sample_lessons.training, user=world.sam, finished_at=timezone.now())
    add_study(earlier, sample_lessons.first)
    make.AttemptFactory(enrollment=earlier, exam=sample_lessons.gate)
    retake = make.EnrollmentFactory(training=sample_lessons.training, user=world.sam)
    client = create_client(world.sam)

    before, now = (view_lesson(client, sample_lessons.first, enrollment).json() for enrollment in (earlier, retake))

    assert (before["lesson"]["Exam"][0]["passed"], now["lesson"]["Exam"][0]["passed"]) == (True, False)
    assert (before["testAuthorization"], now["testAuthorization"]) == (True, False)


def test_next_lesson_crosses_into_the_next_subject_and_ends_with_the_last(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment
) -> None:
    client = create_client(world.sam)
    make.LessonFactory(subject=sample_lessons.weather, order=2, deleted_at=timezone.now())
    make.LessonFactory(subject__training=sample_lessons.training, subject__order=3, subject__deleted_at=timezone.now())

    assert view_lesson(client, sample_lessons.second, enrollment).json()["nextLesson"]["id"] == str(
        sample_lessons.last.pk
    )
    assert view_lesson(client, sample_lessons.last, enrollment).json()["nextLesson"] is None


@pytest.mark.parametrize("who", ["sam", "ines", "tom", "charles", "maria", "supervisor"])
def test_whoever_reads_the_enrollment_reads_the_lesson(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment, who: str
) -> None:
    supervisor = make.UserFactory(company=world.alpine, group=170)
    Enrollment.objects.update(supervisor=supervisor)

    reader = supervisor if who == "supervisor" else getattr(world, who)

    assert view_lesson(create_client(reader), sample_lessons.first, enrollment).status_code == 200


@pytest.mark.parametrize("who", ["sue", "otto", "olga"])
def test_for_others_the_lesson_is_not_there(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment, who: str
) -> None:
    client = create_client(getattr(world, who))

    refused = view_lesson(client, sample_lessons.first, enrollment)

    assert refused.status_code == 404
    assert refused.content == client.get(f"/trainings/lessons/view/{NOBODY}/{NOBODY}.json").content


def test_lesson_and_enrollment_must_belong_together(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment
) -> None:
    client = create_client(world.sam)
    other = make.LessonFactory(subject__training__company=world.alpine)
    make.EnrollmentFactory(training=other.subject.training, user=world.sam)
    deleted = make.LessonFactory(subject=sample_lessons.law, deleted_at=timezone.now())

    for lesson in (other, deleted, NOBODY, "x"):
        assert view_lesson(client, lesson, enrollment).status_code == 404


def test_thirty_slides_gates_and_lessons_cost_what_one_costs(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment, queries_of: Any
) -> None:
    def fill(rows: int) -> None:
        make.SlideFactory.create_batch(rows, lesson=sample_lessons.first)
        make.ExamFactory.create_batch(rows, subject=sample_lessons.law, lesson=sample_lessons.first)
        for row in range(rows):
            LearningObjective.objects.create(lesson=sample_lessons.first, name=f"Objective {row}")
            lesson = make.LessonFactory(subject=sample_lessons.law)
            make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
            held = make.ClassSessionFactory(subject=sample_lessons.law, lesson=sample_lessons.first)
            make.AttendanceFactory(class_session=held, enrollment=enrollment)

    client = create_client(world.sam)
    fill(1)
    one = queries_of(lambda: view_lesson(client, sample_lessons.first, enrollment))
    fill(29)
    thirty = queries_of(lambda: view_lesson(client, sample_lessons.first, enrollment))

    # token, enrollment with training, lesson with subject, studies, classes, slides, objectives, gates, lesson order
    assert len(one) == len(thirty) == 9, thirty
