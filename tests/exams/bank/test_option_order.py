"""Options that refer to each other keep their order."""

from pathlib import Path
from typing import Any

import pytest

from exams.bank.entries import EntryOption, QuestionEntry
from exams.bank.formats.gift import read_gift as read_gift
from exams.bank.formats.registry import FORMATS
from exams.bank.importing import import_questions
from exams.bank.option_order import has_position_references
from exams.models import AttemptQuestion, Exam, Question
from tests.exams.bank.moodle_files import read_one
from tests.exams.exam_setup import ExamSetup, Student
from tests.office.browser import open_browser
from tests.office.population import build_address

FOUR = (
    EntryOption("a", False),
    EntryOption("b", False),
    EntryOption("both of the above", True),
    EntryOption("neither", False),
)


def draw_papers(exam_setup: ExamSetup, sam: Student, entry: QuestionEntry, count: int = 8) -> list[list[str]]:
    """The options of a question in the order in which each of so many papers shows them."""
    exam_setup.exam.questions.clear()
    import_questions(exam=exam_setup.exam, entries=[entry], by=None)
    Exam.objects.update(question_count=1, max_attempts=100)
    for _ in range(count):
        sam.sit(right=0)
    return [[option["text"] for option in paper_question.options] for paper_question in AttemptQuestion.objects.all()]


def test_a_paper_keeps_the_order_of_a_question_that_says_so(exam_setup: ExamSetup, sam: Student) -> None:
    papers = draw_papers(exam_setup, sam, QuestionEntry("Q", FOUR, shuffle_options=False))

    assert papers == [["a", "b", "both of the above", "neither"]] * 8


def test_other_questions_are_shuffled(exam_setup: ExamSetup, sam: Student) -> None:
    assert len({tuple(options) for options in draw_papers(exam_setup, sam, QuestionEntry("Q", FOUR), 12)}) > 1


@pytest.mark.parametrize(("value", "shuffles"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_moodle_says_whether_to_shuffle(value: str, shuffles: bool) -> None:
    assert read_one(more=f"<shuffleanswers>{value}</shuffleanswers>").shuffle_options is shuffles


@pytest.mark.parametrize(
    ("option", "has_reference"),
    [
        ("both of the above", True),
        ("None of the above.", True),
        ("All of the above are correct", True),
        ("only the first of the above", True),
        ("A and C", True),
        ("Both (a) and (b)", True),
        ("Alle oben genannten Antworten", True),
        ("Keine der genannten Antworten", True),
        ("toutes les réponses ci-dessus", True),
        ("Todas las anteriores", True),
        ("answers A and B are correct", True),
        ("above the clouds", False),
        ("500 ft above ground level", False),
        ("1 and 3", False),
        ("E", False),
        ("the pilot in command", False),
        ("a and b", False),
    ],
)
def test_where_a_file_does_not_say_the_options_do(option: str, has_reference: bool) -> None:
    assert has_position_references(["x", option]) is has_reference
    (entry,) = read_gift(f"Q{{=x ~{option}}}".encode())
    assert entry.shuffle_options is not has_reference


def test_the_order_goes_along_in_moodle_xml_and_is_never_lost_elsewhere() -> None:
    entry = QuestionEntry("Q", (EntryOption("a", True), EntryOption("b", False)), shuffle_options=False)
    moodle = FORMATS["moodle"]

    assert "<shuffleanswers>false</shuffleanswers>" in moodle.write([entry])
    assert list(moodle.read(moodle.write([entry]).encode())) == [entry]


def test_a_manager_sets_the_order_in_the_admin(exam_setup: ExamSetup) -> None:
    question = exam_setup.exam.questions.all()[0]
    browser, address = open_browser(exam_setup.world.maria), build_address(Question, "change", question.pk)
    form = build_form_data(question)

    assert browser.post(address, form).status_code == 302
    question.refresh_from_db()
    assert question.shuffle_options is False


def test_options_keep_the_order_in_which_they_are_typed(exam_setup: ExamSetup) -> None:
    browser, address = open_browser(exam_setup.world.maria), build_address(Question, "add")
    fields: dict[str, Any] = {"text": "Which?", "options-TOTAL_FORMS": 4, "options-INITIAL_FORMS": 0}
    fields |= {f"options-{place}-text": text for place, text in enumerate("dbca")} | {"options-2-is_correct": "on"}

    shown = browser.get(address).context["inline_admin_formsets"][0].formset
    assert [form["order"].value() for form in shown.forms] == [1, 2, 3, 4]
    for numbers, expected in (
        (["1", "2", "3", "4"], "dbca"),
        (["0"] * 4, "dbca"),
        ([""] * 4, "dbca"),
        (["9", "", "2", "2"], "cadb"),
    ):
        orders = {f"options-{place}-order": number for place, number in enumerate(numbers)}
        assert browser.post(address, fields | orders).status_code == 302
        options = Question.objects.latest("id").options.all()
        assert "".join(option.text for option in options) == expected, numbers
        assert [option.order for option in options] == [1, 2, 3, 4]


def build_form_data(question: Question) -> dict[str, Any]:
    options = list(question.options.all())
    form: dict[str, Any] = {"text": question.text, "options-TOTAL_FORMS": 4, "options-INITIAL_FORMS": 4}
    for place, option in enumerate(options):
        row = {"id": option.pk, "question": question.pk, "order": place, "text": option.text}
        form |= {f"options-{place}-{name}": value for name, value in row.items()}
    return form | {"options-0-is_correct": "on"}


def test_a_formula_that_cannot_be_drawn_is_refused_in_the_admin(
    exam_setup: ExamSetup, settings: Any, tmp_path: Path
) -> None:
    question = exam_setup.exam.questions.all()[0]
    browser, address = open_browser(exam_setup.world.maria), build_address(Question, "change", question.pk)
    form = build_form_data(question)

    rejected = browser.post(address, form | {"text": r"What is \(\frac{1}{2\)?"})
    assert "its braces do not match" in rejected.content.decode()
    rejected = browser.post(address, form | {"options-1-text": r"\(\href{x}{y}\)"})
    assert "is not supported" in rejected.content.decode()
    assert browser.post(address, form | {"text": "What is $$\\frac12$$?"}).status_code == 302
    question.refresh_from_db()
    assert question.text == r"What is \[\frac12\]?"
    page = browser.get(address).content.decode()
    assert r'<div class="formulas"><p>What is \[\frac12\]?</p>' in page
    assert "syllabus_editor/katex/katex.min.js" in page
