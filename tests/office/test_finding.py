"""How managers find rows: what the searches of lists look through, their filters, and links to rows that belong."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from exams.models import Attempt, Exam, Question
from onsite.models import ClassSession
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import World
from trainings.models import Enrollment


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


@pytest.fixture
def question(world: World) -> Question:
    """In one exam, with two options that the same word finds."""
    row: Question = make.QuestionFactory(company=world.alpine, text="What bounds the troposphere?")
    make.OptionFactory(question=row, text="The Tropopause", is_correct=True)
    make.OptionFactory(question=row, text="A lower tropopause")
    make.ExamFactory(subject__training__company=world.alpine, name="Meteorology").questions.add(row)
    return row


def list_found(browser: Browser, model: Any, **query: Any) -> list[Any]:
    return list(browser.get(build_address(model), query).context["cl"].result_list)


def read_page(browser: Browser, *place: Any) -> str:
    response = browser.get(build_address(*place))
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_question_is_found_once_by_its_options(browser: Browser, world: World, question: Question) -> None:
    make.QuestionFactory(company=world.alpine, text="What is lift?")

    assert list_found(browser, Question, q="tropopause") == [question]
    assert list_found(browser, Question, q="troposphere") == [question]
    assert list_found(browser, Question, q="stratopause") == []


def test_the_bank_names_the_exams_of_a_question(browser: Browser, world: World, question: Question) -> None:
    for name in ("Air law", "Deleted"):
        make.ExamFactory(subject__training__company=world.alpine, name=name).questions.add(question)
    Exam.objects.filter(name="Deleted").update(deleted_at=timezone.now())

    page = read_page(browser, Question)

    assert "In exams" in page
    assert "Air law, Meteorology" in page


def test_searching_the_bank_costs_the_same_for_one_and_for_thirty(
    browser: Browser, question: Question, queries_of: Callable[..., list[str]]
) -> None:
    one = queries_of(lambda: list_found(browser, Question, q="tropopause"))
    exam = question.exams.get()
    for _ in range(29):
        more = make.QuestionFactory(company=question.company)
        make.OptionFactory(question=more, text="Tropopause")
        exam.questions.add(more)

    assert len(list_found(browser, Question, q="tropopause")) == 30
    assert len(queries_of(lambda: list_found(browser, Question, q="tropopause"))) == len(one)


@pytest.mark.parametrize("term", ["night rating", "050", "meteorology", "fronts", "final test", "turner", "tina"])
def test_a_class_is_found_by_what_is_taught_and_by_whom(browser: Browser, world: World, term: str) -> None:
    teacher = make.UserFactory(company=world.alpine, name="Tina", surname="Turner")
    subject = make.SubjectFactory(
        training__company=world.alpine, training__name="Night rating", code="050", name="Meteorology"
    )
    parts = (
        {"lesson": make.LessonFactory(subject=subject, name="Fronts")},
        {"lesson": None, "exam": make.ExamFactory(subject=subject, name="Final test", type=Exam.Type.ONSITE)},
    )
    found = {make.ClassSessionFactory(subject=subject, teacher=teacher, **part) for part in parts}
    make.ClassSessionFactory(subject__training__company=world.alpine, subject__name="Air law")

    rows = list_found(browser, ClassSession, q=term)

    assert rows
    assert set(rows) <= found


def test_an_exam_links_to_its_results(browser: Browser, world: World) -> None:
    exam = make.ExamFactory(subject__training__company=world.alpine)
    enrollment = make.EnrollmentFactory(training=exam.get_training(), user=world.sam)
    attempt = make.AttemptFactory(enrollment=enrollment, exam=exam)
    make.AttemptFactory(enrollment=enrollment, exam=make.ExamFactory(subject=exam.subject))
    address = f"{build_address(Attempt)}?exam__id__exact={exam.pk}"

    page = read_page(browser, Exam, "change", exam.pk)

    assert f'href="{address}"' in page
    assert "Results" in page
    assert list(browser.get(address).context["cl"].result_list) == [attempt]


def test_an_exam_that_is_held_in_classes_has_no_attempts_to_link_to(browser: Browser, world: World) -> None:
    exam = make.ExamFactory(subject__training__company=world.alpine, type=Exam.Type.ONSITE)

    assert "exam__id__exact" not in read_page(browser, Exam, "change", exam.pk)


def test_enrollments_are_filtered_by_pilot_group(browser: Browser, world: World) -> None:
    training = make.TrainingFactory(company=world.alpine)
    sams, _sues = (make.EnrollmentFactory(training=training, user=user) for user in (world.sam, world.sue))
    group = make.PilotGroupFactory(company=world.alpine, name="PPL 2027")
    group.members.set([world.sam, world.ines])

    assert "PPL 2027" in read_page(browser, Enrollment)
    assert list_found(browser, Enrollment, group=group.pk) == [sams]
    assert browser.get(build_address(Enrollment), {"group": "x"}).status_code == 302


def test_another_schools_group_is_no_filter(browser: Browser, world: World) -> None:
    make.EnrollmentFactory(training__company=world.alpine, user=world.sam)
    make.PilotGroupFactory(company=world.alpine, name="PPL 2027")
    foreign = make.PilotGroupFactory(company=world.baltic, name="Baltic 2027")
    foreign.members.set([world.sam])  # who has changed schools

    assert "Baltic 2027" not in read_page(browser, Enrollment)
    assert list_found(browser, Enrollment, group=foreign.pk) == []


@pytest.mark.parametrize(
    ("valid_until", "text"),
    [
        (date(2026, 3, 17), "Finished, expired on 17 Mar 2026"),
        (date(2026, 3, 18), "Finished"),
        (None, "Finished"),
    ],
)
def test_a_finish_that_has_expired_says_so(browser: Browser, world: World, valid_until: date | None, text: str) -> None:
    row = make.EnrollmentFactory(
        training__company=world.alpine, user=world.sam, finished_at=timezone.now(), valid_until_on=valid_until
    )

    page = browser.get(f"{build_address(Enrollment)}{row.pk}/file/")

    assert dict(page.context["facts"])["State"] == text
