"""A lesson that is moved to another subject of its training takes everything along that was done for it."""

from typing import Any

import pytest
from django.test import Client as Browser

from tests import factories as make
from tests.trainings.lessons.conftest import Course
from tests.world import World, client_of
from trainings.models import Enrollment, LessonStudy, Training


@pytest.fixture
def moved(world: World, course: Course, enrollment: Enrollment) -> Course:
    """Sam studied `first` and came to a class of it; then Maria moved it from Air Law to Meteorology, in the admin."""
    study: LessonStudy = make.LessonStudyFactory(enrollment=enrollment, lesson=course.first)
    study.sessions.create(seconds=600)
    held = make.ClassSessionFactory(subject=course.law, lesson=course.first, teacher=world.ines)
    make.AttendanceFactory(class_session=held, enrollment=enrollment, is_present=True, seconds=2700)
    browser = Browser()
    browser.force_login(world.maria)
    answer = browser.post(
        f"/admin/trainings/lesson/{course.first.pk}/change/",
        {
            "subject": str(course.weather.pk), "name": "Airspace", "description": "", "duration_minutes": 45,
            "is_mandatory": "on", "order": 9, "objectives-TOTAL_FORMS": 0, "objectives-INITIAL_FORMS": 0,
        },
    )  # fmt: skip
    assert answer.status_code == 302, answer.content
    return course


def test_the_subject_view_shows_what_was_done_where_the_lesson_is(
    world: World, moved: Course, enrollment: Enrollment
) -> None:
    sam = client_of(world.sam)
    views = [
        sam.get(f"/trainings/subjects/view/{enrollment.pk}/{subject.pk}.json").json()["subject"]
        for subject in (moved.law, moved.weather)
    ]

    lessons = [{row["id"]: row for row in view["TrainingSubjectLesson"]} for view in views]
    assert str(moved.first.pk) not in lessons[0]
    row = lessons[1][str(moved.first.pk)]
    assert [(done["value"], done["time"]) for done in row["TrainingSubjectAttendance"]] == [(True, 600), (True, 2700)]
    assert [exam["name"] for exam in row["Exam"]] == ["Airspace gate"]


def test_the_lesson_view_and_the_attendance_of_the_subject_show_the_same(
    world: World, moved: Course, enrollment: Enrollment
) -> None:
    sam = client_of(world.sam)
    lesson = sam.get(f"/trainings/lessons/view/{moved.first.pk}/{enrollment.pk}.json").json()
    subject = sam.get(f"/trainings/lessons/attendance/{moved.weather.pk}.json").json()["lessons"]

    seconds = [row["TrainingSubjectAttendance"]["time"] for row in lesson["attendance"]]
    listed = next(row for row in subject if row["TrainingSubjectLesson"]["id"] == str(moved.first.pk))
    assert sorted(seconds) == sorted(row["time"] for row in listed["TrainingSubjectAttendance"]) == [600, 2700]
    assert lesson["testAuthorization"] is True


@pytest.mark.parametrize("kind", ["DISTANCE", "ONSITE"])
def test_progress_counts_what_the_screen_shows(world: World, moved: Course, enrollment: Enrollment, kind: str) -> None:
    Training.objects.update(type=kind)
    make.AttemptFactory(enrollment=enrollment, exam=moved.gate)

    view = client_of(world.sam).get(f"/trainings/subjects/view/{enrollment.pk}/{moved.weather.pk}.json").json()
    assert view["subject"]["Progress"]["lessons"][str(moved.first.pk)] is True


def test_the_gate_of_a_moved_lesson_can_be_sat_after_its_former_subject_is_deleted(
    world: World, moved: Course, enrollment: Enrollment
) -> None:
    browser = Browser()
    browser.force_login(world.maria)
    browser.post(f"/admin/trainings/subject/{moved.law.pk}/delete/", {"post": "yes"})

    answer: Any = client_of(world.sam).get(f"/trainings/exams/index/lesson:{moved.first.pk}.json")
    assert [row["Exam"]["name"] for row in answer.json()["exams"]] == ["Airspace gate"]
