"""Item statistics, and how managers see them in the admin."""

import re
import statistics
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.models import Attempt, AttemptQuestion, Exam, Question
from exams.statistics import ItemStatistics, compute_item_statistics, compute_point_biserial
from tests import factories as make
from tests.world import World
from trainings.models import Enrollment

RIGHT, WRONG = uuid.UUID(int=1), uuid.UUID(int=2)
ADDRESS = "/admin/exams/question/"


@pytest.fixture
def exam(world: World) -> Exam:
    return make.ExamFactory(subject__training__company=world.alpine, name="Meteorology")


@pytest.fixture
def enrollment(world: World, exam: Exam) -> Enrollment:
    return make.EnrollmentFactory(training=exam.get_training(), user=world.sam)


@pytest.fixture
def question(world: World, exam: Exam) -> Question:
    return add_question(world, exam)


def add_question(world: World, exam: Exam, **fields: Any) -> Question:
    question = make.QuestionFactory(company=world.alpine, **fields)
    exam.questions.add(question)
    return question


def add_attempts(
    question: Question, exam: Exam, enrollment: Enrollment, outcomes: Sequence[tuple[bool | None, float]], **fields: Any
) -> None:
    """Attempts in which the question was answered right, wrong or (None) not at all, with the score of each."""
    attempts = Attempt.objects.bulk_create(
        make.AttemptFactory.build(exam=exam, enrollment=enrollment, score=Decimal(str(score)), **fields)
        for _, score in outcomes
    )
    options = [{"id": str(key), "text": "?", "is_correct": key == RIGHT} for key in (WRONG, RIGHT)]
    chosen = {True: RIGHT, False: WRONG, None: None}
    AttemptQuestion.objects.bulk_create(
        AttemptQuestion(
            attempt=attempt, question=question, order=1, text="?", options=options, chosen_option_id=chosen[is_right]
        )
        for attempt, (is_right, _) in zip(attempts, outcomes, strict=True)
    )


def compute_statistics(question: Question, **kwargs: Any) -> ItemStatistics:
    return compute_item_statistics([question], **kwargs)[question.pk]


def test_a_question_that_was_never_shown_has_none(question: Question) -> None:
    assert compute_statistics(question) == ItemStatistics(0, None, None)


def test_unanswered_is_wrong(question: Question, exam: Exam, enrollment: Enrollment) -> None:
    add_attempts(question, exam, enrollment, [(True, 90), (False, 50), (None, 10), (True, 80)])

    assert compute_statistics(question) == ItemStatistics(shown=4, percent_right=50.0, discrimination=None)


def test_discrimination_is_the_correlation_with_the_score(
    question: Question, exam: Exam, enrollment: Enrollment
) -> None:
    outcomes = [(True, 95.5), (True, 80), (False, 70), (True, 66.67), (None, 50), (False, 20)] * 2
    add_attempts(question, exam, enrollment, outcomes)

    rights = [float(is_right is True) for is_right, _ in outcomes]
    expected = statistics.correlation(rights, [score for _, score in outcomes])
    assert compute_statistics(question).discrimination == pytest.approx(expected)
    assert 0.7 < expected < 0.8


def test_a_question_that_the_weak_get_right_has_a_negative_one(
    question: Question, exam: Exam, enrollment: Enrollment
) -> None:
    add_attempts(question, exam, enrollment, [(True, 10)] * 5 + [(False, 90)] * 5)

    assert compute_statistics(question).discrimination == pytest.approx(-1)


@pytest.mark.parametrize(
    "outcomes",
    [
        [(True, 10), (False, 90), (True, 50)] * 3,
        [(True, 10), (True, 90)] * 5,
        [(False, 10), (None, 90)] * 5,
        [(True, 66.67), (False, 66.67)] * 5,
    ],
    ids=["nine attempts", "all right", "all wrong", "one score"],
)
def test_too_little_to_tell_is_none(question: Question, exam: Exam, enrollment: Enrollment, outcomes: Any) -> None:
    add_attempts(question, exam, enrollment, outcomes)

    assert compute_statistics(question).discrimination is None


def test_an_attempt_that_is_going_on_does_not_count(question: Question, exam: Exam, enrollment: Enrollment) -> None:
    add_attempts(question, exam, enrollment, [(True, 90)])
    Attempt.objects.update(finished_at=None, score=None, is_passed=None)

    assert compute_statistics(question).shown == 0


def test_a_question_in_two_exams_can_be_judged_in_one(
    world: World, question: Question, exam: Exam, enrollment: Enrollment
) -> None:
    other = make.ExamFactory(subject=exam.subject)
    add_attempts(question, exam, enrollment, [(True, 90)])
    add_attempts(question, other, enrollment, [(False, 10)])

    assert (compute_statistics(question).shown, compute_statistics(question).percent_right) == (2, 50)
    assert (
        compute_statistics(question, exam_ids=[exam.pk]).shown,
        compute_statistics(question, exam_ids=[exam.pk]).percent_right,
    ) == (1, 100)
    assert compute_statistics(question, exam_ids=[str(other.pk)]).percent_right == 0


def test_later_edits_of_the_bank_change_nothing(question: Question, exam: Exam, enrollment: Enrollment) -> None:
    make.OptionFactory(id=WRONG, question=question, is_correct=True)
    add_attempts(question, exam, enrollment, [(True, 90)])

    assert compute_statistics(question).percent_right == 100


def test_all_questions_of_a_page_are_one_query(
    world: World, exam: Exam, enrollment: Enrollment, queries_of: Any
) -> None:
    questions = [add_question(world, exam) for _ in range(30)]
    for row in questions:
        add_attempts(row, exam, enrollment, [(True, 90), (False, 10)])

    assert len(queries_of(lambda: compute_item_statistics(questions[:1]))) == 1
    assert len(queries_of(lambda: compute_item_statistics(questions))) == 1  # attempts and papers, grouped by question


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 10_000).map(lambda cents: cents / 100)), min_size=2))
def test_the_sums_give_the_correlation(outcomes: list[tuple[bool, float]]) -> None:
    rights, scores = [float(is_right) for is_right, _ in outcomes], [score for _, score in outcomes]
    correlation = compute_point_biserial(
        len(outcomes),
        int(sum(rights)),
        sum(scores),
        sum(s * s for s in scores),
        sum(r * s for r, s in zip(rights, scores, strict=True)),
    )

    if len(set(rights)) == 1 or len(set(scores)) == 1:
        assert correlation is None
    elif correlation is not None:
        assert correlation == pytest.approx(statistics.correlation(rights, scores), abs=1e-4)
        assert -1.0001 <= correlation <= 1.0001


@pytest.fixture
def browser(world: World) -> Client:
    browser = Client()
    browser.force_login(world.maria)
    return browser


def read_list(browser: Client, **query: Any) -> dict[str, list[str]]:
    """The rows of the list: question to shown, % right, discrimination."""
    page = browser.get(ADDRESS, query).content.decode()
    rows = re.findall(r"field-__str__.*?<a [^>]*>(.*?)</a>(.*?)</tr>", page, re.DOTALL)
    figures = re.compile(r"field-(?:shown|right|discrimination)[^>]*>(.*?)</td>", re.DOTALL)
    return {text.strip(): [strip_tags(cell).strip() for cell in figures.findall(row)] for text, row in rows}


def test_a_manager_sees_the_statistics(world: World, exam: Exam, enrollment: Enrollment, browser: Client) -> None:
    shown = add_question(world, exam, text="Shown?")
    add_question(world, exam, text="Fresh?")
    add_attempts(shown, exam, enrollment, [(True, 90), (True, 70), (False, 60), (False, 10)] * 3)

    assert read_list(browser) == {"Shown?": ["12", "50 %", "+0.76"], "Fresh?": ["0", "—", "—"]}


def test_the_list_can_be_narrowed_to_an_exam(
    world: World, question: Question, exam: Exam, enrollment: Enrollment, browser: Client
) -> None:
    other = make.ExamFactory(subject=exam.subject)
    foreign = make.ExamFactory(subject__training__company=world.baltic, name="Foreign exam")
    add_attempts(question, exam, enrollment, [(True, 90)])
    add_attempts(question, other, enrollment, [(False, 90)])

    assert read_list(browser)[str(question)] == ["2", "50 %", "—"]
    assert read_list(browser, exams__id__exact=exam.pk)[str(question)] == ["1", "100 %", "—"]
    assert read_list(browser, exams__id__exact=other.pk) == {}
    assert read_list(browser, exams__id__exact=foreign.pk) == {}
    page = browser.get(ADDRESS).content.decode()
    assert exam.name in page
    assert foreign.name not in page


def test_a_filter_that_is_no_id_is_no_error(question: Question, browser: Client) -> None:
    assert browser.get(ADDRESS, {"exams__id__exact": "x"}).status_code == 302


def test_a_manager_sees_no_question_of_another_school(world: World, question: Question, browser: Client) -> None:
    make.QuestionFactory(company=world.baltic, text="Foreign?")
    make.QuestionFactory(company=world.alpine, text="Deleted?", deleted_at=timezone.now())

    assert set(read_list(browser)) == {str(question)}


def test_thirty_questions_cost_what_one_costs(
    world: World, question: Question, exam: Exam, enrollment: Enrollment, browser: Client, queries_of: Any
) -> None:
    add_attempts(question, exam, enrollment, [(True, 90)])
    one = queries_of(lambda: browser.get(ADDRESS))
    for _ in range(29):
        add_attempts(add_question(world, exam), exam, enrollment, [(True, 90), (False, 10)])
    thirty = queries_of(lambda: browser.get(ADDRESS))

    # The session, its user, the number of questions, the page of them, their statistics, their exams, the exams to
    # filter by, the unread messages.
    assert len(one) == len(thirty) == 8, thirty
