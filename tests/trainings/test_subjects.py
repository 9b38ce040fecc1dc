"""My subjects and both subject views (docs/api.md, section 3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import factories as make
from tests.world import World, create_client
from trainings.models import Enrollment, StudySession, Subject


@pytest.fixture
def subject(world: World) -> Subject:
    training = make.TrainingFactory(company=world.alpine)
    return make.SubjectFactory(training=training, code="050", name="Meteorology", teacher=world.ines, hours=10)


@pytest.fixture
def enrollment(world: World, subject: Subject) -> Enrollment:
    return make.EnrollmentFactory(training=subject.training, user=world.sam)


def get_student_view(client: Any, enrollment: Enrollment, subject: Subject) -> Any:
    return client.get(f"/trainings/subjects/view/{enrollment.pk}/{subject.pk}.json")


def get_manager_view(client: Any, subject: Subject) -> Any:
    return client.get(f"/manager/trainings/subjects/view/{subject.pk}.json")


def test_mine_lists_each_active_training_once_with_its_live_subjects(
    world: World, subject: Subject, enrollment: Enrollment
) -> None:
    Enrollment.objects.update(finished_at=timezone.now())
    make.EnrollmentFactory(training=subject.training, user=world.sam)
    make.SubjectFactory(training=subject.training, deleted_at=timezone.now())
    inactive = make.SubjectFactory(training__company=world.alpine, training__is_active=False)
    make.EnrollmentFactory(training=inactive.training, user=world.sam)
    make.SubjectFactory(training__company=world.alpine)

    assert create_client(world.sam).get("/trainings/subjects/mine.json").json() == [
        {
            "Training": {"id": str(subject.training_id), "name": subject.training.name},
            "TrainingSubject": [
                {
                    "id": str(subject.pk),
                    "code": "050",
                    "name": "Meteorology",
                    "teacher_id": str(world.ines.pk),
                    "training_id": str(subject.training_id),
                }
            ],
        }
    ]


def test_mine_costs_the_same_for_thirty_trainings(world: World, enrollment: Enrollment, queries_of: Any) -> None:
    client = create_client(world.sam)
    one = queries_of(lambda: client.get("/trainings/subjects/mine.json"))
    for other in make.SubjectFactory.create_batch(29, training__company=world.alpine):
        make.EnrollmentFactory(training=other.training, user=world.sam)

    thirty = queries_of(lambda: client.get("/trainings/subjects/mine.json"))

    assert len(one) == len(thirty) == 3, thirty  # token, trainings, subjects


def test_the_student_sees_lessons_gates_exams_and_what_was_done(
    world: World, subject: Subject, enrollment: Enrollment
) -> None:
    lesson = make.LessonFactory(subject=subject, duration_minutes=45)
    make.LessonFactory(subject=subject, duration_minutes=30, is_mandatory=False)
    make.SlideFactory.create_batch(3, lesson=lesson)
    make.SlideFactory(lesson=lesson, deleted_at=timezone.now())
    gate = make.ExamFactory(subject=subject, lesson=lesson, question_count=5, pass_percent=70)
    make.AttemptFactory(enrollment=enrollment, exam=gate, is_passed=False, score=20)
    make.AttemptFactory(enrollment=enrollment, exam=gate)
    final = make.ExamFactory(subject=subject)
    study = make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
    for seconds in (300, 60):
        StudySession.objects.create(study=study, seconds=seconds)
    held = make.ClassSessionFactory(subject=subject, lesson=lesson, starts_in=-1)
    make.AttendanceFactory(class_session=held, enrollment=enrollment, is_present=True, seconds=2700)

    body = get_student_view(create_client(world.sam), enrollment, subject).json()["subject"]
    first, optional = body["TrainingSubjectLesson"]

    assert body["TrainingSubject"]["total_minutes"] == 45
    assert body["Teacher"]["UserDetail"]["name"] == "Ines"
    assert body["Training"]["type"] == "DISTANCE"
    assert (first["slides_count"], optional["mandatory"], optional["Exam"]) == (3, False, [])
    assert first["Exam"] == [
        {
            "id": str(gate.pk), "name": gate.name, "questions": 5, "minutes": 30, "attempts": 3, "score": 70,
            "access_mode": "FREE", "access_window_days": 10, "passed": True, "attempts_used": 2,
        }
    ]  # fmt: skip
    assert first["TrainingSubjectAttendance"] == [
        {"value": True, "time": 360, "LessonClass": {"id": None, "datetime": None}},
        {"value": True, "time": 2700, "LessonClass": {"id": str(held.pk), "datetime": "2026-03-17 10:00:00"}},
    ]
    (exam,) = body["TrainingSubjectExam"]
    assert (exam["id"], exam["passed"], exam["type"], exam["mandatory"]) == (str(final.pk), False, "ONLINE", True)
    assert body["Progress"] == {
        "total": 2, "completed": 1, "finished": False, "lessons": {first["id"]: True, optional["id"]: False},
    }  # fmt: skip


def test_an_exam_held_in_class_is_passed_when_its_class_says_so(world: World) -> None:
    subject = make.SubjectFactory(training__company=world.alpine, training__type="ONSITE")
    enrollment = make.EnrollmentFactory(training=subject.training, user=world.sam)
    exam = make.ExamFactory(subject=subject, type="ONSITE")
    held = make.ClassSessionFactory(subject=subject, exam=exam)
    make.AttendanceFactory(class_session=held, enrollment=enrollment, is_present=True, is_passed=True)

    body = get_student_view(create_client(world.sam), enrollment, subject).json()["subject"]

    assert body["TrainingSubjectExam"][0]["passed"] is True
    assert body["Progress"]["finished"] is True


def test_the_manager_sees_the_syllabus_and_counts_but_no_student(
    world: World, subject: Subject, enrollment: Enrollment
) -> None:
    lesson = make.LessonFactory(subject=subject)
    make.ExamFactory(subject=subject, lesson=lesson)
    make.ExamFactory(subject=subject)
    make.EnrollmentFactory(training=subject.training, user=world.sue, finished_at=timezone.now())

    body = get_manager_view(create_client(world.maria), subject).json()["subject"]

    assert body["Student"] == {"total": 2, "finished": 1}
    assert set(body) == {
        "TrainingSubject", "Training", "Teacher", "TrainingSubjectLesson", "TrainingSubjectExam", "Student",
    }  # fmt: skip
    assert set(body["TrainingSubjectLesson"][0]) == {
        "id", "name", "minutes", "mandatory", "order", "slides_count", "Exam",
    }  # fmt: skip
    for exam in [*body["TrainingSubjectLesson"][0]["Exam"], *body["TrainingSubjectExam"]]:
        assert not {"passed", "attempts_used"} & set(exam)


def test_a_subject_of_another_training_is_404(world: World, subject: Subject, enrollment: Enrollment) -> None:
    other = make.SubjectFactory(training__company=world.alpine)
    deleted = make.SubjectFactory(training=subject.training, deleted_at=timezone.now())
    client = create_client(world.sam)

    assert get_student_view(client, enrollment, other).status_code == 404
    assert get_student_view(client, enrollment, deleted).status_code == 404
    assert get_student_view(client, enrollment, subject).status_code == 200


def test_another_schools_subject_is_404_and_a_student_is_no_manager(
    world: World, subject: Subject, enrollment: Enrollment
) -> None:
    assert get_student_view(create_client(world.olga), enrollment, subject).status_code == 404
    assert get_manager_view(create_client(world.otto), subject).status_code == 404
    assert get_manager_view(create_client(world.sam), subject).status_code == 403


def test_its_teacher_and_the_chief_instructor_read_the_syllabus_of_a_subject(world: World, subject: Subject) -> None:
    another = make.SubjectFactory(training=subject.training, teacher=world.tom)
    expected = get_manager_view(create_client(world.maria), subject).content

    assert get_manager_view(create_client(world.charles), subject).content == expected
    assert get_manager_view(create_client(world.ines), subject).content == expected
    assert get_manager_view(create_client(world.ines), another).status_code == 403
    Subject.objects.filter(pk=another.pk).update(teacher=None)
    assert get_manager_view(create_client(world.tom), subject).status_code == 404


@pytest.mark.parametrize("role", ["student", "manager"])
def test_thirty_lessons_cost_what_one_costs(
    world: World, subject: Subject, enrollment: Enrollment, queries_of: Any, role: str
) -> None:
    def fill(lessons: int) -> None:
        for lesson in make.LessonFactory.create_batch(lessons, subject=subject):
            make.ExamFactory(subject=subject, lesson=lesson)
            make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
            held = make.ClassSessionFactory(
                subject=subject, lesson=lesson, starts_at=timezone.now() - timedelta(days=1)
            )
            make.AttendanceFactory(class_session=held, enrollment=enrollment)

    def call() -> Any:
        return get_student_view(client, enrollment, subject) if role == "student" else get_manager_view(client, subject)

    client = create_client(world.sam if role == "student" else world.maria)
    fill(1)
    one = queries_of(call)
    fill(29)
    thirty = queries_of(call)

    # student: token, enrollment, subject, exams, lessons, studies, attendance
    # manager: token, subject, exams, lessons, counts
    assert len(one) == len(thirty) == {"student": 7, "manager": 5}[role], thirty
