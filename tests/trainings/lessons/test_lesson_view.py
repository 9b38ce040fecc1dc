"""`GET /trainings/lessons/view/{lessonId}/{enrollmentId}.json` (contract section 4)."""

from typing import Any

import pytest
from django.utils import timezone

from exams.models import Exam
from tests import factories as make
from tests.trainings.lessons.conftest import Course
from tests.world import World, client_of
from trainings.models import Enrollment, LearningObjective, Lesson, StudySession, Training

NOBODY = "01900000-0000-7000-8000-000000000000"


def view(client: Any, lesson: Any, enrollment: Any) -> Any:
    return client.get(f"/trainings/lessons/view/{getattr(lesson, 'pk', lesson)}/{enrollment.pk}.json")


def study(enrollment: Enrollment, lesson: Lesson, *seconds: int) -> None:
    row = make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
    for amount in seconds:
        StudySession.objects.create(study=row, seconds=amount)


def fill_bank(exam: Exam) -> None:
    for question in make.QuestionFactory.create_batch(exam.question_count):
        make.OptionFactory(question=question, is_correct=True)
        make.OptionFactory(question=question)
        exam.questions.add(question)


def test_a_lesson_tells_its_slides_objectives_gate_and_what_follows(
    world: World, course: Course, enrollment: Enrollment
) -> None:
    objective = LearningObjective.objects.create(lesson=course.first, name="Knows class G", description="VMC minima")
    slides = course.first.slides.order_by("order", "id")

    answer = view(client_of(world.sam), course.first, enrollment).json()

    assert answer == {
        "lesson": {
            "TrainingSubjectLesson": {
                "id": str(course.first.pk), "name": "Airspace", "description": "", "minutes": 45, "mandatory": True,
                "order": 1,
            },
            "TrainingSubject": {"id": str(course.law.pk), "name": "Air Law", "code": "010"},
            "Training": {
                "id": str(course.training.pk), "name": "PPL(A) theory", "type": "DISTANCE", "time_online": False,
            },
            "LessonSlide": [
                {"id": str(slide.pk), "order": slide.order, "title": slide.title, "completed": False}
                for slide in slides
            ],
            "LearningObjective": [{"id": str(objective.pk), "name": "Knows class G", "description": "VMC minima"}],
            "Exam": [{"id": str(course.gate.pk), "name": "Airspace gate", "passed": False, "available": False}],
        },
        "enrollment": str(enrollment.pk),
        "attendance": [],
        "testAuthorization": False,
        "nextLesson": {"id": str(course.second.pk), "name": "Licences"},
    }  # fmt: skip


def test_study_completes_every_slide_and_opens_the_gate(world: World, course: Course, enrollment: Enrollment) -> None:
    study(enrollment, course.first, 300, 60)
    fill_bank(course.gate)

    answer = view(client_of(world.sam), course.first, enrollment).json()

    (row,) = answer["attendance"]
    assert [slide["completed"] for slide in answer["lesson"]["LessonSlide"]] == [True, True]
    assert answer["testAuthorization"] is True
    assert answer["lesson"]["Exam"][0]["available"] is True
    assert row["TrainingSubjectAttendance"] | {"id": ""} == {
        "id": "", "value": True, "time": 360, "created": "2026-03-18 10:00:00",
    }  # fmt: skip
    assert row["LessonClass"] is None


def test_a_class_of_the_lesson_is_attendance_but_not_study(
    world: World, course: Course, enrollment: Enrollment
) -> None:
    held = make.ClassSessionFactory(subject=course.law, lesson=course.first, signed_at=timezone.now())
    make.AttendanceFactory(class_session=held, enrollment=enrollment, is_present=True, seconds=2700)
    gone = make.ClassSessionFactory(
        subject=course.law, lesson=course.first, deleted_at=timezone.now(), is_cancelled=True
    )
    make.AttendanceFactory(class_session=gone, enrollment=enrollment)

    answer = view(client_of(world.sam), course.first, enrollment).json()

    (row,) = answer["attendance"]
    assert row["TrainingSubjectAttendance"]["time"] == 2700
    assert row["LessonClass"] == {"id": str(held.pk), "datetime": "2026-03-17 10:00:00", "status": "closed"}
    assert answer["testAuthorization"] is False
    assert not any(slide["completed"] for slide in answer["lesson"]["LessonSlide"])


def test_a_lesson_without_slides_opens_its_gate_at_once(world: World, course: Course, enrollment: Enrollment) -> None:
    assert view(client_of(world.sam), course.second, enrollment).json()["testAuthorization"] is True


def test_a_gate_is_not_available_in_an_inactive_training(world: World, course: Course, enrollment: Enrollment) -> None:
    fill_bank(course.gate)
    Training.objects.update(is_active=False)

    assert view(client_of(world.sam), course.first, enrollment).json()["lesson"]["Exam"][0]["available"] is False


def test_passed_and_study_are_of_this_go_alone(world: World, course: Course) -> None:
    earlier = make.EnrollmentFactory(training=course.training, user=world.sam, finished_at=timezone.now())
    study(earlier, course.first)
    make.AttemptFactory(enrollment=earlier, exam=course.gate)
    retake = make.EnrollmentFactory(training=course.training, user=world.sam)
    client = client_of(world.sam)

    before, now = (view(client, course.first, go).json() for go in (earlier, retake))

    assert (before["lesson"]["Exam"][0]["passed"], now["lesson"]["Exam"][0]["passed"]) == (True, False)
    assert (before["testAuthorization"], now["testAuthorization"]) == (True, False)


def test_next_lesson_crosses_into_the_next_subject_and_ends_with_the_last(
    world: World, course: Course, enrollment: Enrollment
) -> None:
    client = client_of(world.sam)
    make.LessonFactory(subject=course.weather, order=2, deleted_at=timezone.now())
    make.LessonFactory(subject__training=course.training, subject__order=3, subject__deleted_at=timezone.now())

    assert view(client, course.second, enrollment).json()["nextLesson"]["id"] == str(course.last.pk)
    assert view(client, course.last, enrollment).json()["nextLesson"] is None


@pytest.mark.parametrize("who", ["sam", "ines", "tom", "charles", "maria", "supervisor"])
def test_whoever_reads_the_enrollment_reads_the_lesson(
    world: World, course: Course, enrollment: Enrollment, who: str
) -> None:
    supervisor = make.UserFactory(company=world.alpine, group=170)
    Enrollment.objects.update(supervisor=supervisor)

    reader = supervisor if who == "supervisor" else getattr(world, who)

    assert view(client_of(reader), course.first, enrollment).status_code == 200


@pytest.mark.parametrize("who", ["sue", "otto", "olga"])
def test_for_others_the_lesson_is_not_there(world: World, course: Course, enrollment: Enrollment, who: str) -> None:
    client = client_of(getattr(world, who))

    refused = view(client, course.first, enrollment)

    assert refused.status_code == 404
    assert refused.content == client.get(f"/trainings/lessons/view/{NOBODY}/{NOBODY}.json").content


def test_lesson_and_enrollment_must_belong_together(world: World, course: Course, enrollment: Enrollment) -> None:
    client = client_of(world.sam)
    other = make.LessonFactory(subject__training__company=world.alpine)
    make.EnrollmentFactory(training=other.subject.training, user=world.sam)
    deleted = make.LessonFactory(subject=course.law, deleted_at=timezone.now())

    for lesson in (other, deleted, NOBODY, "x"):
        assert view(client, lesson, enrollment).status_code == 404


def test_thirty_slides_gates_and_lessons_cost_what_one_costs(
    world: World, course: Course, enrollment: Enrollment, queries_of: Any
) -> None:
    def fill(rows: int) -> None:
        make.SlideFactory.create_batch(rows, lesson=course.first)
        make.ExamFactory.create_batch(rows, subject=course.law, lesson=course.first)
        for row in range(rows):
            LearningObjective.objects.create(lesson=course.first, name=f"Objective {row}")
            lesson = make.LessonFactory(subject=course.law)
            make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
            held = make.ClassSessionFactory(subject=course.law, lesson=course.first)
            make.AttendanceFactory(class_session=held, enrollment=enrollment)

    client = client_of(world.sam)
    fill(1)
    one = queries_of(lambda: view(client, course.first, enrollment))
    fill(29)
    thirty = queries_of(lambda: view(client, course.first, enrollment))

    # token, enrollment with training, lesson with subject, studies, classes, slides, objectives, gates, lesson order
    assert len(one) == len(thirty) == 9, thirty
