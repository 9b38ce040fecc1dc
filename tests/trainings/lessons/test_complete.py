"""`POST /trainings/lessons/complete.json` (docs/api.md, section 4)."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from records.models import Event
from tests import factories as make
from tests.trainings.lessons.conftest import COMPLETE as ADDRESS
from tests.trainings.lessons.conftest import SampleLessons, pass_exam
from tests.world import World, create_api_client, create_client
from trainings.endpoints.lessons.services import complete_lesson
from trainings.models import Enrollment, Lesson, LessonStudy, StudySession, Training

NOBODY = "01900000-0000-7000-8000-000000000000"


def sum_study_time(enrollment: Enrollment) -> int:
    sessions = StudySession.objects.filter(study__enrollment=enrollment)
    seconds: int = sessions.aggregate(seconds=Sum("seconds", default=0))["seconds"]
    return seconds


def count_stored() -> tuple[int, int, int]:
    return LessonStudy.objects.count(), StudySession.objects.count(), Event.objects.count()


def test_doing_it_again_adds_time_and_changes_nothing_else(
    sample_lessons: SampleLessons, enrollment: Enrollment, complete: Any, frozen_clock: Any
) -> None:
    first = complete(sample_lessons.first, timeSpent=100).json()
    before = LessonStudy.objects.get().completed_at
    frozen_clock.shift(3600)

    again = complete(sample_lessons.first, timeSpent=40).json()

    assert again == first
    assert LessonStudy.objects.get().completed_at == before
    assert sum_study_time(enrollment) == 140
    actions = Event.objects.order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["lesson.completed", "lesson.repeated"]


def test_the_last_item_finishes_the_enrollment(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment, complete: Any
) -> None:
    pass_exam(enrollment, sample_lessons.gate, sample_lessons.final)
    assert [complete(lesson).json()["finished"] for lesson in (sample_lessons.first, sample_lessons.second)] == [
        False,
        False,
    ]

    assert complete(sample_lessons.last).json()["finished"] is True

    enrollment.refresh_from_db()
    assert enrollment.finished_at == timezone.now()
    assert enrollment.valid_until_on == date(2026, 4, 17)
    actions = Event.objects.order_by("seq").values_list("action", flat=True)
    assert list(actions)[-3:] == ["lesson.completed", "enrollment.finished", "certificate.issued"]


def test_a_finished_enrollment_takes_more_time_and_stays_as_it_is(
    sample_lessons: SampleLessons, enrollment: Enrollment, complete: Any, frozen_clock: Any
) -> None:
    pass_exam(enrollment, sample_lessons.gate, sample_lessons.final)
    for lesson in (sample_lessons.first, sample_lessons.second, sample_lessons.last):
        complete(lesson)
    finished = Enrollment.objects.values("finished_at", "valid_until_on", "modified_at").get()
    events = Event.objects.count()
    frozen_clock.shift(86_400)

    body = complete(sample_lessons.first, timeSpent=500).json()

    assert body["finished"] is True
    assert body["next"] is None
    assert sum_study_time(enrollment) == 680
    assert Enrollment.objects.values("finished_at", "valid_until_on", "modified_at").get() == finished
    assert Event.objects.count() == events + 1


def test_every_way_of_writing_whole_seconds_is_taken(
    sample_lessons: SampleLessons, enrollment: Enrollment, complete: Any
) -> None:
    for seconds in (0, 86_400, "60", 60.0, "60.9", 0.5):
        assert complete(sample_lessons.first, timeSpent=seconds).status_code == 200
    assert sum_study_time(enrollment) == 86_580


@pytest.mark.parametrize("seconds", [-1, -0.5, "1e3", "abc", "NaN", "", None, True, [1], {"a": 1}])
def test_seconds_that_are_none_are_refused(sample_lessons: SampleLessons, complete: Any, seconds: Any) -> None:
    response = complete(sample_lessons.first, timeSpent=seconds)

    assert response.status_code == 400
    assert "timeSpent" in response.json()["errors"]
    assert count_stored() == (0, 0, 0)


@pytest.mark.parametrize("seconds", [86_400, 86_401, "86401.5", 1e9, 1e30, 10**30])
def test_more_than_a_day_counts_as_a_day(
    sample_lessons: SampleLessons, enrollment: Enrollment, complete: Any, seconds: Any
) -> None:
    assert complete(sample_lessons.first, timeSpent=seconds).status_code == 200
    assert sum_study_time(enrollment) == 86_400


def test_not_a_number_is_not_json(world: World, sample_lessons: SampleLessons, enrollment: Enrollment) -> None:
    body = f'{{"lessonId": "{sample_lessons.first.pk}", "enrollmentId": "{enrollment.pk}", "timeSpent": NaN}}'

    assert create_client(world.sam).post(ADDRESS, body, content_type="application/json").status_code == 400
    assert count_stored() == (0, 0, 0)


@pytest.mark.parametrize("field", ["lessonId", "enrollmentId", "timeSpent"])
def test_every_field_is_required(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment, field: str
) -> None:
    body = {"lessonId": str(sample_lessons.first.pk), "enrollmentId": str(enrollment.pk), "timeSpent": 1}
    del body[field]

    assert list(create_client(world.sam).post(ADDRESS, body).json()["errors"]) == [field]


def test_a_lesson_outside_the_training_is_refused_by_name(
    world: World, sample_lessons: SampleLessons, complete: Any
) -> None:
    deleted = make.LessonFactory(subject=sample_lessons.law, deleted_at=timezone.now())
    other = make.LessonFactory(subject__training__company=world.alpine)
    foreign = make.LessonFactory(subject__training__company=world.baltic)

    unknown = complete(sample_lessons.first, lessonId=NOBODY)
    for refused in (complete(deleted), complete(other), complete(foreign)):
        assert refused.status_code == 400
        assert list(refused.json()["errors"]) == ["lessonId"]
        assert refused.content == unknown.content
    assert list(complete(sample_lessons.first, lessonId="x").json()["errors"]) == ["lessonId"]
    assert count_stored() == (0, 0, 0)


def test_an_enrollment_out_of_reach_is_refused_by_name(
    world: World, sample_lessons: SampleLessons, complete: Any
) -> None:
    others = make.EnrollmentFactory(training=sample_lessons.training, user=world.sue)
    foreign = make.EnrollmentFactory(training__company=world.baltic, user=world.olga)

    unknown = complete(sample_lessons.first, enrollmentId=NOBODY)
    for refused in (
        complete(sample_lessons.first, enrollmentId=str(enrollment.pk)) for enrollment in (others, foreign)
    ):
        assert refused.status_code == 400
        assert list(refused.json()["errors"]) == ["enrollmentId"]
        assert refused.content == unknown.content
    assert count_stored() == (0, 0, 0)


@pytest.mark.parametrize("who", ["ines", "charles", "maria"])
def test_who_sees_the_enrollment_but_is_not_its_student_may_not_complete(
    world: World, sample_lessons: SampleLessons, complete: Any, enrollment: Enrollment, who: str
) -> None:
    body = {"lessonId": str(sample_lessons.first.pk), "enrollmentId": str(enrollment.pk), "timeSpent": 1}

    assert create_client(getattr(world, who)).post(ADDRESS, body).status_code == 403
    assert count_stored() == (0, 0, 0)


def test_staff_completes_the_own_enrollment_also_by_key(world: World, sample_lessons: SampleLessons) -> None:
    enrollment = make.EnrollmentFactory(training=sample_lessons.training, user=world.maria)
    body = {"lessonId": str(sample_lessons.first.pk), "enrollmentId": str(enrollment.pk), "timeSpent": 1}

    assert create_api_client(world.maria).post(ADDRESS, body).status_code == 200
    assert Event.objects.get(action="lesson.completed").actor_kind == "key"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"is_active": False}, 403),
        ({"starts_on": date(2026, 3, 19)}, 403),
        ({"ends_on": date(2026, 3, 17)}, 403),
        ({"starts_on": date(2026, 3, 18), "ends_on": date(2026, 3, 18)}, 200),
    ],
)
def test_only_an_active_training_within_its_dates(
    sample_lessons: SampleLessons, complete: Any, fields: Any, status: int
) -> None:
    Training.objects.update(**fields)

    assert complete(sample_lessons.first).status_code == status
    assert LessonStudy.objects.exists() == (status == 200)


def test_the_day_is_the_schools_own(
    world: World, sample_lessons: SampleLessons, complete: Any, frozen_clock: Any
) -> None:
    world.alpine.timezone_id = "Pacific/Auckland"
    world.alpine.save()
    Training.objects.update(ends_on=date(2026, 3, 18))
    frozen_clock.shift(3600)  # 11:00 UTC is midnight in Auckland

    assert complete(sample_lessons.first).status_code == 403


def test_a_form_completes_like_json(world: World, sample_lessons: SampleLessons, enrollment: Enrollment) -> None:
    form = f"data[lessonId]={sample_lessons.first.pk}&data[enrollmentId]={enrollment.pk}&data[timeSpent]=12"

    response = create_client(world.sam).post(ADDRESS, form, content_type="application/x-www-form-urlencoded")

    assert response.json()["result"] is True
    assert sum_study_time(enrollment) == 12


def test_it_is_a_post(world: World) -> None:
    response = create_client(world.sam).get(ADDRESS)

    assert response.status_code == 405
    assert "POST" in response["Allow"]


def test_thirty_lessons_cost_what_one_costs(
    world: World, sample_lessons: SampleLessons, enrollment: Enrollment, complete: Any, queries_of: Any
) -> None:
    complete(sample_lessons.last)  # the school's ledger exists
    one = queries_of(lambda: complete(sample_lessons.first))
    for subject in make.SubjectFactory.create_batch(29, training=sample_lessons.training):
        lesson = make.LessonFactory(subject=subject)
        make.ExamFactory(subject=subject, lesson=lesson)
        make.ExamFactory(subject=subject)
        make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
    thirty = queries_of(lambda: complete(sample_lessons.second))

    # token, enrollment, lesson; locked enrollment, boundary, study (looked up, made), session; finishing (lock, count);
    # ledger (head, event, head); next step (studied, exams, subjects, lessons, exams of subjects)
    assert len(one) == len(thirty) == 20, thirty


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_the_same_moment_make_one_study_one_event_and_both_times() -> None:
    world = World()
    training = make.TrainingFactory(company=world.alpine)
    subject = make.SubjectFactory(training=training)
    enrollment = make.EnrollmentFactory(training=training, user=world.sam)
    for _ in range(20):
        lesson = make.LessonFactory(subject=subject)
        start = threading.Barrier(2)

        def tab(seconds: int, lesson: Lesson = lesson, start: Any = start) -> None:
            start.wait()
            complete_lesson(enrollment=enrollment, lesson=lesson, seconds=seconds, by=world.sam)
            connection.close()

        threads = [threading.Thread(target=tab, args=(seconds,)) for seconds in (30, 70)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        study = LessonStudy.objects.get(enrollment=enrollment, lesson=lesson)
        assert study.sessions.aggregate(total=Sum("seconds"))["total"] == 100
        assert Event.objects.filter(action="lesson.completed", object_id=str(study.pk)).count() == 1
