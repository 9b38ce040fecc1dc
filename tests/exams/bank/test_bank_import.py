"""`manage.py import_questions`: which questions are imported, and what is stored of them."""

import base64
import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from exams.bank.entries import EntryOption, QuestionEntry
from exams.bank.importing import import_questions
from exams.models import Exam, Question
from records.models import Event
from tests import factories as make
from tests.exams.bank.bank_checks import GIFT, is_bank_empty
from tests.exams.bank.moodle_files import build_png, build_question, build_quiz
from tests.world import World

NONE_IS_RIGHT = "No option is marked as correct."


def list_questions(exam: Exam) -> list[tuple[str, list[tuple[str, bool]]]]:
    return [
        (row.text, [(option.text, option.is_correct) for option in row.options.all()]) for row in exam.questions.all()
    ]


def test_questions_come_into_the_bank_in_their_order(world: World, exam: Exam, run_import: Any) -> None:
    printed = run_import(GIFT)

    assert list_questions(exam) == [
        ("One?", [("a", True), ("b", False)]),
        ("Two?", [("c", False), ("d", True), ("e", False)]),
    ]
    assert {row.company for row in exam.questions.all()} == {world.alpine}
    assert f"{exam} ({exam.subject}): 2 taken, 0 skipped." in printed


def test_the_ledger_says_how_many(world: World, exam: Exam, run_import: Any) -> None:
    run_import(f"{GIFT}\nThree?{{=a}}")

    event = Event.objects.get()
    assert (event.company, event.action, event.object_id) == (world.alpine, "questions.imported", str(exam.pk))
    assert (event.actor, event.actor_kind) == (None, "command")
    assert json.loads(event.payload) == {"taken": 2, "skipped": 1}


def test_the_report_names_each_question_and_why_it_is_skipped(run_import: Any) -> None:
    printed = run_import(f"{GIFT}\n::The essay::Write.{{}}\n\n{{=a ~b}}").splitlines()

    assert printed[:6] == [
        "    1 taken   One?",
        "    2 taken   Two?",
        "    3 skipped The essay",
        "      It is not a single-choice question, but an essay.",
        "    4 skipped (no text)",
        "      It has no text.",
    ]


def test_the_report_as_json(exam: Exam, run_import: Any) -> None:
    assert json.loads(run_import("One?{=a ~b}\n\nTwo?{~a ~b}", "--json", "--dry-run")) == {
        "exam": str(exam.pk),
        "format": "gift",
        "dry_run": True,
        "taken": 1,
        "corrected": 0,
        "skipped": 1,
        "questions": [
            {"number": 1, "title": "One?", "taken": True, "corrected": False, "reason": ""},
            {"number": 2, "title": "Two?", "taken": False, "corrected": False, "reason": NONE_IS_RIGHT},
        ],
    }


def test_a_dry_run_says_the_same_and_stores_nothing(media: Path, run_import: Any) -> None:
    question = build_question(f'Q<img src="data:image/png;base64,{base64.b64encode(build_png()).decode()}">')
    printed = run_import(build_quiz(question), "--dry-run")

    assert is_bank_empty()
    assert not media.exists()
    assert printed == run_import(build_quiz(question)) + "This was a dry run: nothing was stored.\n"


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Q{=a ~b ~c ~d ~e ~f ~g ~h ~i ~j ~k}", "11 options"),
        ("Q{=a ~}", "no text"),
        ("Q{=a ~b ~b}", "same"),
        ("Q{=a =b ~c}", "More than one option"),
        ("Q{=%0%a ~b}", "No option"),
        (f"{'Q' * 10_001}{{=a ~b}}", "longer than 10000"),
        (f"Q{{=a ~{'b' * 10_001}}}", "longer than 10000"),
    ],
)
def test_what_the_bank_cannot_hold_is_skipped(run_import: Any, question: str, reason: str) -> None:
    assert reason in run_import(question)
    assert is_bank_empty()


def test_html_without_end_is_skipped(run_import: Any) -> None:
    assert "more than 4000 tags" in run_import(build_quiz(build_question("<div>" * 200_000)))
    assert is_bank_empty()


def test_a_question_that_the_bank_has_is_skipped(exam: Exam, run_import: Any) -> None:
    run_import(GIFT)
    printed = run_import(f" One?  {{~b =a}}\n\n{GIFT}\nOne?{{=a ~other}}\n\nOne?{{=a ~other}}")

    assert "1 taken, 4 skipped" in printed
    assert printed.count("already in the bank") == 4
    assert exam.questions.count() == 3


def test_a_deleted_question_may_come_again(exam: Exam, run_import: Any) -> None:
    run_import(GIFT)
    Question.objects.update(deleted_at=timezone.now())

    assert "2 taken" in run_import(GIFT)


def test_pictures_are_stored_with_their_questions(media: Path, exam: Exam, run_import: Any) -> None:
    packed = base64.b64encode(build_png()).decode()
    run_import(build_quiz(build_question(f'Q<img src="data:image/png;base64,{packed}">'), build_question("Q")))

    pictured, bare = exam.questions.all()
    assert Path(pictured.media.path).read_bytes() == build_png()
    assert pictured.media.name
    assert re.fullmatch(r"questions/2026/[A-Za-z0-9_-]{24}\.png", pictured.media.name)
    assert not bare.media


def test_questions_that_differ_in_their_picture_are_two(run_import: Any) -> None:
    questions = [
        build_question(f'Q<img src="data:image/png;base64,{base64.b64encode(build_png(size)).decode()}">')
        for size in ((1, 1), (2, 2))
    ]

    assert "2 taken" in run_import(build_quiz(*questions))
    assert "1 taken, 2 skipped" in run_import(build_quiz(*questions, build_question("Q")))


def test_a_picture_that_is_none_is_named(run_import: Any) -> None:
    assert "damaged" in run_import(build_quiz(build_question('Q<img src="data:image/png;base64,QUJD">')))
    assert is_bank_empty()


def test_an_import_that_fails_leaves_neither_rows_nor_pictures(media: Path, exam: Exam, monkeypatch: Any) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("exams.bank.importing.record_events", fail)
    entry = QuestionEntry("Q", (EntryOption("a", True), EntryOption("b", False)), build_png())

    with pytest.raises(RuntimeError):
        import_questions(exam=exam, entries=[entry], by=None)

    assert is_bank_empty()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_another_schools_bank_is_neither_asked_nor_touched(world: World, exam: Exam, run_import: Any) -> None:
    foreign = make.ExamFactory(subject__training__company=world.baltic)
    run_import(GIFT, exam_id=foreign.pk)
    before = list(Question.objects.values())

    assert "2 taken" in run_import(GIFT)
    assert list(foreign.questions.values()) == before
    assert {row.company for row in foreign.questions.all()} == {world.baltic}


def test_a_thousand_questions_cost_what_one_costs(exam: Exam, queries_of: Any) -> None:
    def build_entries(name: str, count: int) -> list[QuestionEntry]:
        return [QuestionEntry(f"{name} {n}?", (EntryOption("a", True), EntryOption("b", False))) for n in range(count)]

    import_questions(exam=exam, entries=build_entries("first", 1), by=None)
    one = queries_of(lambda: import_questions(exam=exam, entries=build_entries("second", 1), by=None))
    thirty = queries_of(lambda: import_questions(exam=exam, entries=build_entries("third", 30), by=None))

    # The training, the exam, its bank, its options, three inserts, the ledger's head, event, head.
    assert len(one) == len(thirty) == 10, (one, thirty)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_imports_at_the_same_moment_take_each_question_once() -> None:
    exam = make.ExamFactory()
    entries = [QuestionEntry(f"{number}?", (EntryOption("a", True), EntryOption("b", False))) for number in range(50)]
    start = threading.Barrier(4)
    taken: list[int] = []

    def import_entries() -> None:
        start.wait()
        validations = import_questions(exam=exam, entries=entries, by=None)
        taken.append(sum(validation.is_taken for validation in validations))
        connection.close()

    threads = [threading.Thread(target=import_entries) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [0, 0, 0, 50]
    assert exam.questions.count() == 50
    assert Event.objects.count() == 1
