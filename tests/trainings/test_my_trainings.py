"""`GET /trainings.json` (docs/api.md, section 3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from onsite.models import ClassSession
from tests import factories as make
from tests.world import World, create_api_client, create_client
from trainings.models import Enrollment, Training

ROW_KEYS = {
    "id", "training_id", "enrollment_id", "name", "type", "active", "theory", "flights", "flights_count", "time_online",
    "validity", "revision", "enrollment", "supervisor_id", "flight_phase", "finished", "finish_date", "subjects_count",
    "state", "withdrawn_date", "paused_date",
}  # fmt: skip


def get_rows(client: Any, **params: Any) -> list[dict[str, Any]]:
    response = client.get("/trainings.json", params)
    assert response.status_code == 200, response.content
    return [row["Training"] for row in response.json()["trainings"]]


def create_full_training(world: World) -> Training:
    """A training with a subject, a lesson, an exam with a gate, and two missions."""
    training = make.TrainingFactory(company=world.alpine, has_flights=True)
    subject = make.SubjectFactory(training=training, teacher=world.ines)
    lesson = make.LessonFactory(subject=subject)
    make.ExamFactory(subject=subject, lesson=lesson)
    make.ExamFactory(subject=subject)
    make.FlightTemplateFactory.create_batch(2, training=training)
    return training


def add_work(enrollment: Enrollment) -> None:
    subject = enrollment.training.subjects.get()
    lesson = subject.lessons.get()
    make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
    for exam in subject.exams.all():
        make.AttemptFactory(enrollment=enrollment, exam=exam)
    held = make.ClassSessionFactory(subject=subject, lesson=lesson, starts_in=2, teacher=subject.teacher)
    make.AttendanceFactory(class_session=held, enrollment=enrollment)
    make.FlightRecordFactory(enrollment=enrollment, template=enrollment.training.flight_templates.first())


def test_a_row_tells_the_training_the_enrollment_and_the_progress(world: World) -> None:
    training = create_full_training(world)
    training.validity_days = 365
    training.save()
    enrollment = make.EnrollmentFactory(training=training, user=world.sam, supervisor=world.ines, flight_phase="Solo")
    add_work(enrollment)

    (row,) = get_rows(create_client(world.sam))

    assert row == {
        "id": str(training.pk),
        "training_id": str(training.pk),
        "enrollment_id": str(enrollment.pk),
        "name": training.name,
        "type": "DISTANCE",
        "active": True,
        "theory": True,
        "flights": True,
        "flights_count": 2,
        "time_online": False,
        "validity": 365,
        "revision": None,
        "enrollment": int(timezone.now().timestamp()),
        "supervisor_id": str(world.ines.pk),
        "flight_phase": "Solo",
        "finished": False,
        "finish_date": 0,
        "state": "ONGOING",
        "withdrawn_date": 0,
        "paused_date": 0,
        "subjects_count": 1,
        "Lessons": {"total": 2, "completed": 2, "finished": True},
        "FlightProgress": {"completed": 1, "total": 2},
    }


def test_progress_keys_are_there_only_when_the_training_has_them(world: World) -> None:
    for theory, flights in [(True, False), (False, True), (False, False)]:
        training = make.TrainingFactory(company=world.alpine, has_theory=theory, has_flights=flights)
        make.EnrollmentFactory(training=training, user=world.sam)

    for row in get_rows(create_client(world.sam)):
        assert ("Lessons" in row, "FlightProgress" in row) == (row["theory"], row["flights"])
        assert set(row) - {"Lessons", "FlightProgress"} == ROW_KEYS


def test_newest_enrollment_comes_first_thirty_a_page(world: World, frozen_clock: Any) -> None:
    for _ in range(31):
        frozen_clock.shift(60)
        newest = make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sam)

    client = create_client(world.sam)
    first = client.get("/trainings.json").json()
    second = client.get("/trainings/page:2.json").json()

    assert first["trainings"][0]["Training"]["enrollment_id"] == str(newest.pk)
    assert first["paginate"] == {
        "page": 1, "current": 30, "count": 31, "prevPage": False, "nextPage": True, "pageCount": 2, "limit": 30,
    }  # fmt: skip
    assert len(second["trainings"]) == 1
    assert second["paginate"]["prevPage"] is True


def test_nobody_sees_the_enrollments_of_others(world: World) -> None:
    make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sue)
    make.EnrollmentFactory(training=make.TrainingFactory(company=world.baltic), user=world.olga)

    assert get_rows(create_client(world.sam)) == []


def test_user_id_is_ignored_for_a_session_and_even_for_a_managers(world: World) -> None:
    make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sue)

    for user in (world.sam, world.maria):
        assert get_rows(create_client(user), user_id=world.sue.pk) == []
        assert get_rows(create_client(user), user_id="x") == []


def test_an_api_user_reads_another_persons_enrollments(world: World) -> None:
    enrollment = make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sue)
    client = create_api_client(world.maria)

    assert get_rows(client, user_id=world.sue.pk)[0]["enrollment_id"] == str(enrollment.pk)
    assert client.get(f"/trainings/user_id:{world.sue.pk}.json").json()["paginate"]["count"] == 1


def test_an_api_user_gets_404_for_unknown_and_foreign_people_alike(world: World) -> None:
    client = create_api_client(world.maria)

    foreign = client.get("/trainings.json", {"user_id": world.olga.pk})
    unknown = client.get("/trainings.json", {"user_id": 999_999})

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    assert client.get("/trainings.json", {"user_id": "x"}).status_code == 400


def test_a_key_of_a_low_role_reads_only_its_own(world: World) -> None:
    client = create_api_client(world.ines)

    assert client.get("/trainings.json", {"user_id": world.sam.pk}).status_code == 403
    assert client.get("/trainings.json", {"user_id": world.olga.pk}).status_code == 403
    assert client.get("/trainings.json", {"user_id": world.ines.pk}).status_code == 200


def test_teaching_lists_live_subjects_of_active_trainings(world: World) -> None:
    taught = make.SubjectFactory(training__company=world.alpine, teacher=world.ines, hours="12.5")
    make.LessonFactory.create_batch(2, subject=taught)
    make.LessonFactory(subject=taught, deleted_at=timezone.now())
    make.SubjectFactory(training__company=world.alpine, training__is_active=False, teacher=world.ines)
    make.SubjectFactory(training__company=world.alpine, teacher=world.ines, deleted_at=timezone.now())
    make.SubjectFactory(training__company=world.alpine, teacher=world.tom)

    body = create_client(world.ines).get("/trainings.json").json()

    assert body["teacher"] == [
        {
            "TrainingSubject": {
                "id": str(taught.pk), "code": taught.code, "name": taught.name, "hours": 12.5, "lessons": 2,
            },
            "Training": {"id": str(taught.training_id), "name": taught.training.name},
        }
    ]  # fmt: skip


def test_my_classes_are_those_to_come_as_student_or_teacher(world: World) -> None:
    subject = make.SubjectFactory(training__company=world.alpine)
    lesson = make.LessonFactory(subject=subject)
    enrollment = make.EnrollmentFactory(training=subject.training, user=world.sam)
    later = make.ClassSessionFactory(subject=subject, starts_in=2, lesson=lesson, teacher=world.ines)
    sooner = make.ClassSessionFactory(subject=subject, starts_in=1, exam=make.ExamFactory(subject=subject))
    past = make.ClassSessionFactory(subject=subject, starts_in=-1, teacher=world.ines)
    gone = make.ClassSessionFactory(subject=subject, starts_in=1, deleted_at=timezone.now(), is_cancelled=True)
    for held in (later, sooner, past, gone):
        make.AttendanceFactory(class_session=held, enrollment=enrollment)

    as_student = create_client(world.sam).get("/trainings.json").json()["myClasses"]
    as_teacher = create_client(world.ines).get("/trainings.json").json()["myClasses"]
    as_nobody = create_client(world.sue).get("/trainings.json").json()["myClasses"]

    assert [row["LessonClass"]["id"] for row in as_student] == [str(sooner.pk), str(later.pk)]
    assert [row["LessonClass"]["id"] for row in as_teacher] == [str(later.pk)]
    assert as_nobody == []
    assert as_teacher[0] == {
        "LessonClass": {
            "id": str(later.pk),
            "training_subject_id": str(subject.pk),
            "training_subject_lesson_id": str(lesson.pk),
            "training_subject_exam_id": None,
            "datetime": "2026-03-20 10:00:00",
            "status": "scheduled",
            "teacher_id": str(world.ines.pk),
            "signature": None,
            "minutes": 60,
            "location_id": None,
            "meeting_url": None,
            "remarks": "",
        },
        "TrainingSubjectLesson": {
            "name": lesson.name, "training_subject_id": str(subject.pk), "TrainingSubject": {"name": subject.name},
        },
        "TrainingSubjectExam": {"name": None, "training_subject_id": None},
        "Teacher": {
            "id": str(world.ines.pk),
            "UserDetail": {"id": str(world.ines.pk), "name": "Ines", "surname": "Instructor", "photo": None},
        },
    }  # fmt: skip


def test_my_classes_are_at_most_thirty(world: World) -> None:
    subject = make.SubjectFactory(training__company=world.alpine)
    for day in range(31):
        make.ClassSessionFactory(subject=subject, starts_in=day, teacher=world.ines)

    mine = create_client(world.ines).get("/trainings.json").json()["myClasses"]

    assert len(mine) == 30
    assert mine[-1]["LessonClass"]["datetime"] == "2026-04-16 10:00:00"
    assert ClassSession.objects.count() == 31


def test_a_student_costs_three_queries(world: World, queries_of: Any) -> None:
    add_work(make.EnrollmentFactory(training=create_full_training(world), user=world.sam))
    client = create_client(world.sam)

    queries = queries_of(lambda: get_rows(client))

    assert len(queries) == 3, queries
    token, page, classes = queries
    assert "accounts_token" in token  # who is asking, with company and expiry
    assert "trainings_enrollment" in page  # the page: trainings, counts, progress, and how many rows there are in all
    assert "onsite_classsession" in classes  # upcoming classes with lesson, exam, subject and teacher


def test_a_teacher_costs_one_query_more(world: World, queries_of: Any) -> None:
    create_full_training(world)
    client = create_client(world.ines)

    queries = queries_of(lambda: client.get("/trainings.json"))

    assert len(queries) == 4, queries
    assert "lessons_count" in queries[2]  # what the caller teaches


@pytest.mark.parametrize("distinct", [True, False], ids=["30 trainings", "one training, retaken"])
def test_thirty_rows_cost_what_one_costs(world: World, queries_of: Any, frozen_clock: Any, distinct: bool) -> None:
    training = create_full_training(world)
    add_work(make.EnrollmentFactory(training=training, user=world.sam))
    client = create_client(world.sam)
    one = queries_of(lambda: get_rows(client))

    for _ in range(29):
        Enrollment.objects.filter(finished_at=None).update(finished_at=timezone.now() + timedelta(seconds=1))
        training = create_full_training(world) if distinct else training
        add_work(make.EnrollmentFactory(training=training, user=world.sam))
    thirty = queries_of(lambda: get_rows(client))

    assert len(get_rows(client)) == 30
    assert len(thirty) == len(one), thirty
