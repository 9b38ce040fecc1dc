"""Before a part of a syllabus is deleted, its page says how many students that concerns."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from exams.models import AttemptQuestion
from tests import factories as make
from tests.office.browser import Browser
from tests.office.population import build_address
from tests.office.syllabus_editor.conftest import SampleSyllabus
from tests.world import World
from trainings.models import Enrollment

NO_MORE = "What is on record stays readable, but progress counts without it from now on."
SAM, BOTH = "1 student", "2 students"


@pytest.fixture
def enrollments(world: World, course: SampleSyllabus) -> list[Enrollment]:
    """Sam is on the way, Sue has finished; Olga's school has the same going on."""
    sam, sue = (make.EnrollmentFactory(training=course.training, user=user) for user in (world.sam, world.sue))
    Enrollment.objects.filter(pk=sue.pk).update(finished_at=timezone.now())
    return [sam, sue]


def read_impact(browser: Browser, *rows: Any) -> list[str]:
    """What the page says before one row is deleted, or the list before several are."""
    model = type(rows[0])
    if len(rows) == 1:
        response = browser.get(build_address(model, "delete", rows[0].pk))
    else:
        chosen = {"action": "delete_selected", "_selected_action": [str(row.pk) for row in rows]}
        response = browser.post(build_address(model), chosen)
    said: list[str] = response.context["losses"]
    assert all(sentence in response.content.decode() for sentence in said)
    return said


def test_nobody_is_concerned(browser: Browser, course: SampleSyllabus) -> None:
    parts = [course.subjects[0], course.lessons[0], course.slides[0], course.exam, course.missions[0]]

    assert [read_impact(browser, row) for row in parts] == [[]] * len(parts)
    assert (
        "Nobody has progress on it"
        in browser.get(build_address(type(course.exam), "delete", course.exam.pk)).content.decode()
    )


def test_a_lesson_that_students_have_studied(
    browser: Browser, course: SampleSyllabus, enrollments: list[Enrollment]
) -> None:
    make.LessonStudyFactory(enrollment=enrollments[0], lesson=course.lessons[0])
    held = make.ClassSessionFactory(subject=course.subjects[0], lesson=course.lessons[0])
    make.AttendanceFactory(class_session=held, enrollment=enrollments[0], is_present=True)
    make.AttendanceFactory(class_session=held, enrollment=enrollments[1], is_present=False)

    assert read_impact(browser, course.lessons[0]) == [
        f"1 student studied this lesson, sat the exam or came to class. {NO_MORE}",
        "1 student on the way in the training will not see it any more.",
    ]
    assert read_impact(browser, course.lessons[1]) == ["1 student on the way in the training will not see it any more."]


@pytest.mark.parametrize("fact", ["study", "class", "gate"])
def test_each_kind_of_fact_counts_for_lesson_and_subject(
    browser: Browser, course: SampleSyllabus, enrollments: list[Enrollment], fact: str
) -> None:
    if fact == "study":
        make.LessonStudyFactory(enrollment=enrollments[1], lesson=course.lessons[0])
    elif fact == "gate":
        make.AttemptFactory(enrollment=enrollments[1], exam=course.gate)
    else:
        held = make.ClassSessionFactory(subject=course.subjects[0], lesson=course.lessons[0])
        make.AttendanceFactory(class_session=held, enrollment=enrollments[1], is_present=True)

    assert read_impact(browser, course.lessons[0])[0].startswith("1 student studied this lesson")
    assert read_impact(browser, course.subjects[0])[0].startswith("1 student studied this subject")
    assert len(read_impact(browser, course.subjects[1])) == 1


def test_an_exam_a_slide_and_a_mission(browser: Browser, course: SampleSyllabus, enrollments: list[Enrollment]) -> None:
    for go in enrollments:
        make.AttemptFactory(enrollment=go, exam=course.exam)
        make.AttemptFactory(enrollment=go, exam=course.exam, is_passed=False, score=10)
        make.LessonStudyFactory(enrollment=go, lesson=course.lessons[0])
        make.FlightRecordFactory(enrollment=go, template=course.missions[0])

    assert read_impact(browser, course.exam)[0] == f"2 students sat this exam. {NO_MORE}"
    assert read_impact(browser, course.missions[0])[0] == f"2 students completed this mission. {NO_MORE}"
    said = "2 students completed the lesson with this slide. Their progress stays as it is."
    assert read_impact(browser, course.slides[0])[0] == said


def test_a_question_stays_in_the_papers_of_those_who_met_it(
    browser: Browser, course: SampleSyllabus, enrollments: list[Enrollment]
) -> None:
    question = make.QuestionFactory(company=course.company)
    course.exam.questions.add(question)
    course.gate.questions.add(question)
    attempt = make.AttemptFactory(enrollment=enrollments[0], exam=course.exam)
    AttemptQuestion.objects.create(attempt=attempt, question=question, order=1, text="?", options=[])

    assert read_impact(browser, question) == [
        "1 student had this question in an exam. Exam papers and results do not change.",
        "2 exams lose this question.",
    ]


def test_a_person_with_two_goes_counts_once(browser: Browser, world: World, course: SampleSyllabus) -> None:
    for _ in range(2):
        go = make.EnrollmentFactory(training=course.training, user=world.sam)
        Enrollment.objects.filter(pk=go.pk).update(finished_at=timezone.now())
        make.LessonStudyFactory(enrollment=go, lesson=course.lessons[0])

    assert read_impact(browser, course.lessons[0]) == [
        f"1 student studied this lesson, sat the exam or came to class. {NO_MORE}"
    ]


def test_deleting_several_says_it_for_all_of_them(
    browser: Browser, course: SampleSyllabus, enrollments: list[Enrollment]
) -> None:
    for go, lesson in zip(enrollments, course.lessons, strict=True):
        make.LessonStudyFactory(enrollment=go, lesson=lesson)

    assert read_impact(browser, *course.lessons) == [
        f"2 students studied these lessons, sat the exam or came to class. {NO_MORE}",
        "1 student on the way in the training will not see it any more.",
    ]


def test_the_warning_costs_the_same_for_thirty_students(
    browser: Browser, course: SampleSyllabus, enrollments: list[Enrollment], queries_of: Callable[..., list[str]]
) -> None:
    def cost() -> int:
        ContentType.objects.clear_cache()
        return len(queries_of(lambda: read_impact(browser, *course.lessons)))

    few = cost()
    for _ in range(30):
        go = make.EnrollmentFactory(training=course.training)
        make.LessonStudyFactory(enrollment=go, lesson=course.lessons[0])
    course.lessons += [make.LessonFactory(subject=course.subjects[0]) for _ in range(30)]

    assert cost() == few
