"""A lesson that is moved to another subject of its training takes everything along that was done for it."""

from typing import Any

import pytest
from django.test import Client as Browser

from tests import factories as make
from tests.trainings.lessons.conftest import SampleLessons
from tests.world import World, create_client
from trainings.models import Enrollment, LessonStudy, Training


@pytest.fixture
def moved_lesson(world: World, sample_lessons: SampleLessons, enrollment: Enrollment) -> SampleLessons:
    """Sam studied `first` and came to a class of it; then Maria moved it from Air Law to Meteorology, in the admin."""
    study: LessonStudy = make.LessonStudyFactory(enrollment=enrollment, lesson=sample_lessons.first)
    study.sessions.create(seconds=600)
    held = make.ClassSessionFactory(subject=sample_lessons.law, lesson=sample_lessons.first, teacher=world.ines)
    make.AttendanceFactory(class_session=held, enrollment=enrollment, is_present=True, seconds=2700)
    browser = Browser()
    browser.force_login(world.maria)
    response = browser.post(
        f"/admin/trainings/lesson/{sample_lessons.first.pk}/change/",
        {
            "subject": str(sample_lessons.weather.pk), "name": "Airspace", "description": "", "duration_minutes": 45,
            "is_mandatory": "on", "order": 9, "objectives-TOTAL_FORMS": 0, "objectives-INITIAL_FORMS": 0,
        },
    )  # fmt: skip
    assert response.status_code == 302, response.content
    return sample_lessons


def test_the_subject_view_shows_what_was_done_where_the_lesson_is(
    world: World, moved_lesson: SampleLessons, enrollment: Enrollment
) -> None:
    sam = create_client(world.sam)
    views = [
        sam.get(f"/trainings/subjects/view/{enrollment.pk}/{subject.pk}.json").json()["subject"]
        for subject in (moved_lesson.law, moved_lesson.weather)
    ]

    lessons = [{row["id"]: row for row in view["TrainingSubjectLesson"]} for view in views]
    assert str(moved_lesson.first.pk) not in lessons[0]
    row = lessons[1][str(moved_lesson.first.pk)]
    assert [(done["value"], done["time"]) for done in row["TrainingSubjectAttendance"]] == [(True, 600), (True, 2700)]
    assert [exam["name"] for exam in row["Exam"]] == ["Airspace gate"]


def test_the_lesson_view_and_the_attendance_of_the_subject_show_the_same(
    world: World, moved_lesson: SampleLessons, enrollment: Enrollment
) -> None:
    sam = create_client(world.sam)
    lesson = sam.get(f"/trainings/lessons/view/{moved_lesson.first.pk}/{enrollment.pk}.json").json()
    subject = sam.get(f"/trainings/lessons/attendance/{moved_lesson.weather.pk}.json").json()["lessons"]

    seconds = [row["TrainingSubjectAttendance"]["time"] for row in lesson["attendance"]]
    listed = next(row for row in subject if row["TrainingSubjectLesson"]["id"] == str(moved_lesson.first.pk))
    assert sorted(seconds) == sorted(row["time"] for row in listed["TrainingSubjectAttendance"]) == [600, 2700]
    assert lesson["testAuthorization"] is True


@pytest.mark.parametrize("kind", ["DISTANCE", "ONSITE"])
def test_progress_counts_what_the_screen_shows(
    world: World, moved_lesson: SampleLessons, enrollment: Enrollment, kind: str
) -> None:
    Training.objects.update(type=kind)
    make.AttemptFactory(enrollment=enrollment, exam=moved_lesson.gate)

    view = (
        create_client(world.sam).get(f"/trainings/subjects/view/{enrollment.pk}/{moved_lesson.weather.pk}.json").json()
    )
    assert view["subject"]["Progress"]["lessons"][str(moved_lesson.first.pk)] is True


def test_the_gate_of_a_moved_lesson_can_be_sat_after_its_former_subject_is_deleted(
    world: World, moved_lesson: SampleLessons, enrollment: Enrollment
) -> None:
    browser = Browser()
    browser.force_login(world.maria)
    browser.post(f"/admin/trainings/subject/{moved_lesson.law.pk}/delete/", {"post": "yes"})

    response: Any = create_client(world.sam).get(f"/trainings/exams/index/lesson:{moved_lesson.first.pk}.json")
    assert [row["Exam"]["name"] for row in response.json()["exams"]] == ["Airspace gate"]
