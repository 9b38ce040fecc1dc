"""Restarts and granted attempts in the student's file, and in the record that it exports."""

import pytest
from django.urls import reverse

from evidence.student_record.gathering import gather_record
from exams.cycles import AttemptGrant
from exams.models import Exam
from exams.sitting.restarting import reset_lesson
from records.models import Event
from tests.exams.exam_setup import Student
from tests.office.browser import Browser, open_browser
from tests.office.student_file.course import Course
from tests.trainings.life.conftest import assert_records_are_clean
from tests.world import World
from trainings.models import Enrollment, Training


@pytest.fixture
def course(world: World) -> Course:
    """The exam is the gate of a lesson that can be started again, and Sam has used up its only attempt."""
    course = Course(world)
    course.setup.add_gate()
    Exam.objects.update(max_attempts=1)
    Training.objects.update(allow_auto_restart=True)
    course.enrollment.training.refresh_from_db()
    course.sit(right=0)
    return course


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def get_file(course: Course) -> str:
    return reverse("admin:trainings_enrollment_file", args=[course.enrollment.pk])


def get_grant_page(course: Course) -> str:
    return reverse("admin:trainings_enrollment_grant_attempt", args=[course.enrollment.pk, course.setup.exam.pk])


def restart(course: Course) -> None:
    lesson = course.setup.exam.lesson
    assert lesson is not None
    reset_lesson(enrollment=course.enrollment, lesson=lesson, by=course.world.sam)


def test_a_manager_grants_one_more_attempt_from_the_file(course: Course, browser: Browser) -> None:
    page = get_grant_page(course)
    assert f'href="{page}"' in browser.get(get_file(course)).content.decode()

    response = browser.post(page, {"asked": "1", "reason": "Ill on that day"}, follow=True)

    text = response.content.decode()
    assert "One more attempt at Meteorology is granted." in text
    assert "Ill on that day" in text
    assert AttemptGrant.objects.get().reason == "Ill on that day"
    assert " granted one more attempt: " in text
    assert f'href="{page}"' not in text  # there is an attempt left


def test_a_grant_needs_a_reason(course: Course, browser: Browser) -> None:
    response = browser.post(get_grant_page(course), {"asked": "1", "reason": " "})

    assert response.status_code == 200
    assert not AttemptGrant.objects.exists()


def test_the_page_says_why_no_attempt_can_be_granted(course: Course, browser: Browser) -> None:
    restart(course)

    text = browser.get(get_grant_page(course)).content.decode()

    assert "The student has attempts left at this exam." in text


def test_another_schools_manager_sees_no_page(world: World, course: Course) -> None:
    assert open_browser(world.otto).get(get_grant_page(course)).status_code == 404


def test_the_file_shows_both_cycles(course: Course, browser: Browser) -> None:
    restart(course)
    Student(course.setup, course.world.sam, course.enrollment).sit(right=3)

    text = browser.get(get_file(course)).content.decode()

    assert "before the lesson was started again" in text
    assert "lesson started again" in text
    assert " started the lesson " in text


def test_the_record_shows_both_cycles_and_the_grant(course: Course, browser: Browser) -> None:
    browser.post(get_grant_page(course), {"asked": "1", "reason": "Ill on that day"})
    course.sit(right=0)
    restart(course)
    course.sit(right=3)

    record = gather_record(Enrollment.objects.for_student_record().get(pk=course.enrollment.pk))

    exams = [(entry.result, entry.remarks) for entry in record.entries if entry.kind == "exam"]
    before = "before the lesson was started again"
    assert exams == [("0.00 %, not passed", before), ("0.00 %, not passed", before), ("100.00 %, passed", "")]
    (grant,) = [entry for entry in record.entries if entry.kind == "granted attempt"]
    assert (grant.what, grant.by, grant.remarks) == ("Meteorology", "Maria Manager", "Ill on that day")
    (again,) = [entry for entry in record.entries if entry.kind == "restart"]
    assert (again.result, again.by) == ("started again, restart 1", "Sam Student")
    assert {"attempt.granted", "lesson.reset"} <= {event.action for event in record.events}
    assert_records_are_clean(course.world)


def test_the_ledger_tells_both_in_sentences(course: Course, browser: Browser) -> None:
    restart(course)

    event = Event.objects.get(action="lesson.reset")
    text = browser.get(reverse("admin:records_event_change", args=[event.pk])).content.decode()

    assert " started the lesson " in text
