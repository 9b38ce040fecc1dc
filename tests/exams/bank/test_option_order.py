"""Options that speak of each other keep their order."""

from pathlib import Path
from typing import Any

import pytest

from exams.bank.entries import Choice, QuestionEntry
from exams.bank.formats.choice import FORMATS
from exams.bank.formats.gift import read_gift as read_gift
from exams.bank.importing import import_questions
from exams.bank.order import has_options_by_place
from exams.models import AttemptQuestion, Exam, Question
from tests.exams.bank.test_bank_moodle import read_one
from tests.exams.exam_setup import ExamSetup, Student
from tests.office.browser import open_browser
from tests.office.population import build_address

FOUR = (Choice("a", False), Choice("b", False), Choice("both of the above", True), Choice("neither", False))


def draw_papers(hall: ExamSetup, sam: Student, entry: QuestionEntry, count: int = 8) -> list[list[str]]:
    """The options of a question as so many papers show them."""
    hall.exam.questions.clear()
    import_questions(exam=hall.exam, entries=[entry], by=None)
    Exam.objects.update(question_count=1, max_attempts=100)
    for _ in range(count):
        sam.sit(right=0)
    return [[option["text"] for option in shown.options] for shown in AttemptQuestion.objects.all()]


def test_a_paper_keeps_the_order_of_a_question_that_says_so(exam_setup: ExamSetup, sam: Student) -> None:
    shown = draw_papers(exam_setup, sam, QuestionEntry("Q", FOUR, shuffle_options=False))

    assert shown == [["a", "b", "both of the above", "neither"]] * 8


def test_other_questions_are_shuffled(exam_setup: ExamSetup, sam: Student) -> None:
    assert len({tuple(options) for options in draw_papers(exam_setup, sam, QuestionEntry("Q", FOUR), 12)}) > 1


@pytest.mark.parametrize(("said", "shuffles"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_moodle_says_whether_to_shuffle(said: str, shuffles: bool) -> None:
    assert read_one(more=f"<shuffleanswers>{said}</shuffleanswers>").shuffle_options is shuffles


@pytest.mark.parametrize(
    ("option", "is_by_place"),
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
def test_where_a_file_does_not_say_the_options_do(option: str, is_by_place: bool) -> None:
    assert has_options_by_place(["x", option]) is is_by_place
    (entry,) = read_gift(f"Q{{=x ~{option}}}".encode())
    assert entry.shuffle_options is not is_by_place


def test_the_order_goes_along_in_moodle_xml_and_is_never_lost_elsewhere() -> None:
    entry = QuestionEntry("Q", (Choice("a", True), Choice("b", False)), shuffle_options=False)
    moodle = FORMATS["moodle"]

    assert "<shuffleanswers>false</shuffleanswers>" in moodle.write([entry])
    assert list(moodle.read(moodle.write([entry]).encode())) == [entry]


def test_a_manager_sets_the_order_in_the_admin(exam_setup: ExamSetup) -> None:
    question = exam_setup.exam.questions.all()[0]
    browser, address = open_browser(exam_setup.world.maria), build_address(Question, "change", question.pk)
    form = build_form_data(question)

    refused = browser.post(address, form | {f"options-{place}-order": "0" for place in range(4)})
    assert "give each one a different number" in refused.content.decode()
    assert browser.post(address, form).status_code == 302
    question.refresh_from_db()
    assert question.shuffle_options is False


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

    refused = browser.post(address, form | {"text": r"What is \(\frac{1}{2\)?"})
    assert "its braces do not match" in refused.content.decode()
    refused = browser.post(address, form | {"options-1-text": r"\(\href{x}{y}\)"})
    assert "is not known here" in refused.content.decode()
    assert browser.post(address, form | {"text": "What is $$\\frac12$$?"}).status_code == 302
    question.refresh_from_db()
    assert question.text == r"What is \[\frac12\]?"
    shown = browser.get(address).content.decode()
    assert r'<div class="formulas"><p>What is \[\frac12\]?</p>' in shown
    assert "authoring/katex/katex.min.js" in shown
