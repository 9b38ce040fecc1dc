"""Before a part of a syllabus is deleted, its page shows how many students that concerns."""

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

NO_MORE = "Existing records are kept, but no longer count towards progress."
SAM, BOTH = "1 student", "2 students"


@pytest.fixture
def enrollments(world: World, syllabus: SampleSyllabus) -> list[Enrollment]:
    """Of Sam, ongoing, and of Sue, finished."""
    sam, sue = (make.EnrollmentFactory(training=syllabus.training, user=user) for user in (world.sam, world.sue))
    Enrollment.objects.filter(pk=sue.pk).update(finished_at=timezone.now())
    return [sam, sue]


def read_impact(browser: Browser, *rows: Any) -> list[str]:
    """The sentences on the delete page of one row, or of the delete action for several."""
    model = type(rows[0])
    if len(rows) == 1:
        response = browser.get(build_address(model, "delete", rows[0].pk))
    else:
        data = {"action": "delete_selected", "_selected_action": [str(row.pk) for row in rows]}
        response = browser.post(build_address(model), data)
    sentences: list[str] = response.context["deletion_impact"]
    assert all(sentence in response.content.decode() for sentence in sentences)
    return sentences


def test_nobody_is_concerned(browser: Browser, syllabus: SampleSyllabus) -> None:
    parts = [syllabus.subjects[0], syllabus.lessons[0], syllabus.slides[0], syllabus.exam, syllabus.missions[0]]

    assert [read_impact(browser, row) for row in parts] == [[]] * len(parts)
    assert (
        "No student has progress in it"
        in browser.get(build_address(type(syllabus.exam), "delete", syllabus.exam.pk)).content.decode()
    )


def test_a_lesson_that_students_have_studied(
    browser: Browser, syllabus: SampleSyllabus, enrollments: list[Enrollment]
) -> None:
    make.LessonStudyFactory(enrollment=enrollments[0], lesson=syllabus.lessons[0])
    held = make.ClassSessionFactory(subject=syllabus.subjects[0], lesson=syllabus.lessons[0])
    make.AttendanceFactory(class_session=held, enrollment=enrollments[0], is_present=True)
    make.AttendanceFactory(class_session=held, enrollment=enrollments[1], is_present=False)

    assert read_impact(browser, syllabus.lessons[0]) == [
        f"1 student studied this lesson, sat the exam or came to class. {NO_MORE}",
        "1 student enrolled in the training will no longer see it.",
    ]
    assert read_impact(browser, syllabus.lessons[1]) == ["1 student enrolled in the training will no longer see it."]


@pytest.mark.parametrize("fact", ["study", "class", "gate"])
def test_each_kind_of_fact_counts_for_lesson_and_subject(
    browser: Browser, syllabus: SampleSyllabus, enrollments: list[Enrollment], fact: str
) -> None:
    if fact == "study":
        make.LessonStudyFactory(enrollment=enrollments[1], lesson=syllabus.lessons[0])
    elif fact == "gate":
        make.AttemptFactory(enrollment=enrollments[1], exam=syllabus.gate)
    else:
        held = make.ClassSessionFactory(subject=syllabus.subjects[0], lesson=syllabus.lessons[0])
        make.AttendanceFactory(class_session=held, enrollment=enrollments[1], is_present=True)

    assert read_impact(browser, syllabus.lessons[0])[0].startswith("1 student studied this lesson")
    assert read_impact(browser, syllabus.subjects[0])[0].startswith("1 student studied this subject")
    assert len(read_impact(browser, syllabus.subjects[1])) == 1


def test_an_exam_a_slide_and_a_mission(
    browser: Browser, syllabus: SampleSyllabus, enrollments: list[Enrollment]
) -> None:
    for enrollment in enrollments:
        make.AttemptFactory(enrollment=enrollment, exam=syllabus.exam)
        make.AttemptFactory(enrollment=enrollment, exam=syllabus.exam, is_passed=False, score=10)
        make.LessonStudyFactory(enrollment=enrollment, lesson=syllabus.lessons[0])
        make.FlightRecordFactory(enrollment=enrollment, template=syllabus.missions[0])

    assert read_impact(browser, syllabus.exam)[0] == f"2 students sat this exam. {NO_MORE}"
    assert read_impact(browser, syllabus.missions[0])[0] == f"2 students completed this mission. {NO_MORE}"
    sentence = "2 students completed the lesson with this slide. Their progress stays as it is."
    assert read_impact(browser, syllabus.slides[0])[0] == sentence


def test_a_question_stays_in_the_papers_of_those_who_met_it(
    browser: Browser, syllabus: SampleSyllabus, enrollments: list[Enrollment]
) -> None:
    question = make.QuestionFactory(company=syllabus.company)
    syllabus.exam.questions.add(question)
    syllabus.gate.questions.add(question)
    attempt = make.AttemptFactory(enrollment=enrollments[0], exam=syllabus.exam)
    AttemptQuestion.objects.create(attempt=attempt, question=question, order=1, text="?", options=[])

    assert read_impact(browser, question) == [
        "1 student had this question in an exam. Exam papers and results do not change.",
        "2 exams lose this question.",
    ]


def test_a_person_with_two_enrollments_counts_once(browser: Browser, world: World, syllabus: SampleSyllabus) -> None:
    for _ in range(2):
        enrollment = make.EnrollmentFactory(training=syllabus.training, user=world.sam)
        Enrollment.objects.filter(pk=enrollment.pk).update(finished_at=timezone.now())
        make.LessonStudyFactory(enrollment=enrollment, lesson=syllabus.lessons[0])

    assert read_impact(browser, syllabus.lessons[0]) == [
        f"1 student studied this lesson, sat the exam or came to class. {NO_MORE}"
    ]


def test_deleting_several_says_it_for_all_of_them(
    browser: Browser, syllabus: SampleSyllabus, enrollments: list[Enrollment]
) -> None:
    for enrollment, lesson in zip(enrollments, syllabus.lessons, strict=True):
        make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)

    assert read_impact(browser, *syllabus.lessons) == [
        f"2 students studied these lessons, sat the exam or came to class. {NO_MORE}",
        "1 student enrolled in the training will no longer see it.",
    ]


def test_the_warning_costs_the_same_for_thirty_students(
    browser: Browser, syllabus: SampleSyllabus, enrollments: list[Enrollment], queries_of: Callable[..., list[str]]
) -> None:
    def cost() -> int:
        ContentType.objects.clear_cache()
        return len(queries_of(lambda: read_impact(browser, *syllabus.lessons)))

    few = cost()
    for _ in range(30):
        enrollment = make.EnrollmentFactory(training=syllabus.training)
        make.LessonStudyFactory(enrollment=enrollment, lesson=syllabus.lessons[0])
    syllabus.lessons += [make.LessonFactory(subject=syllabus.subjects[0]) for _ in range(30)]

    assert cost() == few
