"""`manage.py import_questions`."""

import base64
import json
import re
import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from exams.bank.entries import EntryOption, QuestionEntry
from exams.bank.importing import import_questions
from exams.models import Exam, Option, Question
from records.models import Event
from tests import factories as make
from tests.exams.bank.test_bank_moodle import build_png, build_question, build_quiz
from tests.world import World

NONE_IS_RIGHT = "No option is marked as correct."
GIFT = "One?{=a ~b}\n\nTwo?{~c =d ~e}\n"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def exam(world: World) -> Exam:
    return make.ExamFactory(subject__training__company=world.alpine, name="Meteorology")


@pytest.fixture
def run(exam: Exam, tmp_path: Path) -> Callable[..., str]:
    """Runs the command on a file with this content, and answers with what it printed."""

    def call(content: str | bytes, *args: str, name: str = "bank.txt", exam_id: Any = exam.pk) -> str:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        out = StringIO()
        call_command("import_questions", str(file), f"--exam={exam_id}", *args, stdout=out)
        return out.getvalue()

    return call


def read_bank(exam: Exam) -> list[tuple[str, list[tuple[str, bool]]]]:
    return [
        (row.text, [(option.text, option.is_correct) for option in row.options.all()]) for row in exam.questions.all()
    ]


def is_bank_empty() -> bool:
    return not Question.objects.exists() and not Option.objects.exists() and not Event.objects.exists()


def test_questions_come_into_the_bank_in_their_order(world: World, exam: Exam, run: Any) -> None:
    printed = run(GIFT)

    assert read_bank(exam) == [
        ("One?", [("a", True), ("b", False)]),
        ("Two?", [("c", False), ("d", True), ("e", False)]),
    ]
    assert {row.company for row in exam.questions.all()} == {world.alpine}
    assert f"{exam} ({exam.subject}): 2 taken, 0 skipped." in printed


def test_the_ledger_tells_how_many(world: World, exam: Exam, run: Any) -> None:
    run(f"{GIFT}\nThree?{{=a}}")

    event = Event.objects.get()
    assert (event.company, event.action, event.object_id) == (world.alpine, "questions.imported", str(exam.pk))
    assert (event.actor, event.actor_kind) == (None, "command")
    assert json.loads(event.payload) == {"taken": 2, "skipped": 1}


def test_the_report_names_each_question_and_why_it_is_skipped(run: Any) -> None:
    printed = run(f"{GIFT}\n::The essay::Write.{{}}\n\n{{=a ~b}}").splitlines()

    assert printed[:6] == [
        "    1 taken   One?",
        "    2 taken   Two?",
        "    3 skipped The essay",
        "      It is not a single-choice question, but an essay.",
        "    4 skipped (no text)",
        "      It has no text.",
    ]


def test_the_report_as_json(exam: Exam, run: Any) -> None:
    assert json.loads(run("One?{=a ~b}\n\nTwo?{~a ~b}", "--json", "--dry-run")) == {
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


def test_a_dry_run_tells_the_same_and_stores_nothing(media: Path, run: Any) -> None:
    shown = build_question(f'Q<img src="data:image/png;base64,{base64.b64encode(build_png()).decode()}">')
    rehearsed = run(build_quiz(shown), "--dry-run")

    assert is_bank_empty()
    assert not media.exists()
    assert rehearsed == run(build_quiz(shown)) + "This was a dry run: nothing was stored.\n"


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
def test_what_the_bank_cannot_hold_is_skipped(run: Any, question: str, reason: str) -> None:
    assert reason in run(question)
    assert is_bank_empty()


def test_html_without_end_is_skipped(run: Any) -> None:
    assert "more than 4000 tags" in run(build_quiz(build_question("<div>" * 200_000)))
    assert is_bank_empty()


def test_a_question_that_the_bank_has_is_skipped(exam: Exam, run: Any) -> None:
    run(GIFT)
    printed = run(f" One?  {{~b =a}}\n\n{GIFT}\nOne?{{=a ~other}}\n\nOne?{{=a ~other}}")

    assert "1 taken, 4 skipped" in printed
    assert printed.count("in the bank already") == 4
    assert exam.questions.count() == 3


def test_a_deleted_question_may_come_again(exam: Exam, run: Any) -> None:
    run(GIFT)
    Question.objects.update(deleted_at=timezone.now())

    assert "2 taken" in run(GIFT)


def test_pictures_are_stored_with_their_questions(media: Path, exam: Exam, run: Any) -> None:
    packed = base64.b64encode(build_png()).decode()
    run(build_quiz(build_question(f'Q<img src="data:image/png;base64,{packed}">'), build_question("Q")))

    pictured, bare = exam.questions.all()
    assert Path(pictured.media.path).read_bytes() == build_png()
    assert re.fullmatch(r"questions/2026/[A-Za-z0-9_-]{24}\.png", pictured.media.name)
    assert not bare.media


def test_questions_that_differ_in_their_picture_are_two(run: Any) -> None:
    shown = [
        build_question(f'Q<img src="data:image/png;base64,{base64.b64encode(build_png(size)).decode()}">')
        for size in ((1, 1), (2, 2))
    ]

    assert "2 taken" in run(build_quiz(*shown))
    assert "1 taken, 2 skipped" in run(build_quiz(*shown, build_question("Q")))


def test_a_picture_that_is_none_is_named(run: Any) -> None:
    assert "damaged" in run(build_quiz(build_question('Q<img src="data:image/png;base64,QUJD">')))
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


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        ("", "bank.txt", "format cannot be told"),
        ("", "bank.gift", "holds no questions"),
        ("", "bank.xml", "no element found"),
        ("// only a comment", "bank.gift", "holds no questions"),
        (build_quiz(), "bank.txt", "holds no questions"),
        (b"\x89PNG\r\n\x1a\n\x00\x00{", "bank.txt", "not a text file"),
        (build_quiz(build_question())[:-9], "bank.txt", "Nothing was stored. Line 1, column"),
        (b"One?{=a ~b}\n\n\xff", "bank.txt", "Line 3 is not UTF-8"),
        ("Q{=a ~b}\n\n" * 5001, "bank.txt", "more than 5000 questions"),
        (b"{" * (10 * 1024 * 1024 + 1), "bank.txt", "larger than 10 MB"),
    ],
)  # fmt: skip
def test_a_broken_file_stores_nothing(run: Any, content: str | bytes, name: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run(content, name=name)
    assert is_bank_empty()


@pytest.mark.parametrize(
    ("content", "name", "format_name"),
    [
        (GIFT, "bank.txt", "gift"),
        ("One?\nA. a\nB. b{\nANSWER: A", "bank.txt", "aiken"),
        (build_quiz(build_question()), "bank.txt", "moodle"),
        (b"\xef\xbb\xbf\n" + build_quiz(build_question()).partition(b"?>")[2], "bank", "moodle"),
        (build_quiz(build_question()).decode().replace("UTF-8", "UTF-16").encode("utf-16"), "bank.XML", "moodle"),
    ],
)  # fmt: skip
def test_the_format_is_guessed(run: Any, content: str | bytes, name: str, format_name: str) -> None:
    assert json.loads(run(content, "--json", name=name))["format"] == format_name


def test_the_format_can_be_told(run: Any) -> None:
    with pytest.raises(CommandError, match="not well-formed"):
        run(GIFT, "--format=moodle")


def test_an_exam_that_is_none_is_refused(world: World, run: Any, tmp_path: Path) -> None:
    gone = make.ExamFactory(subject__training__company=world.alpine, deleted_at=timezone.now())

    for exam_id in ("x", "01900000-0000-7000-8000-000000000000", gone.pk):
        with pytest.raises(CommandError, match="no exam with the id"):
            run(GIFT, exam_id=exam_id)
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_questions", str(tmp_path / "none.txt"), f"--exam={make.ExamFactory().pk}")
    assert is_bank_empty()


def test_an_exam_of_a_shipped_template_is_refused(run: Any) -> None:
    template = make.ExamFactory(subject__training__company=None, subject__training__is_template=True)

    with pytest.raises(CommandError, match="template"):
        run(GIFT, exam_id=template.pk)
    assert is_bank_empty()


def test_another_schools_bank_is_neither_asked_nor_touched(world: World, exam: Exam, run: Any) -> None:
    foreign = make.ExamFactory(subject__training__company=world.baltic)
    run(GIFT, exam_id=foreign.pk)
    before = list(Question.objects.values())

    assert "2 taken" in run(GIFT)
    assert list(foreign.questions.values()) == before
    assert {row.company for row in foreign.questions.all()} == {world.baltic}


def test_a_thousand_questions_cost_what_one_costs(exam: Exam, queries_of: Any) -> None:
    def entries(name: str, count: int) -> list[QuestionEntry]:
        return [QuestionEntry(f"{name} {n}?", (EntryOption("a", True), EntryOption("b", False))) for n in range(count)]

    one = queries_of(lambda: import_questions(exam=exam, entries=entries("first", 1), by=None))
    thirty = queries_of(lambda: import_questions(exam=exam, entries=entries("second", 30), by=None))

    # Both: the exam, its bank, [its options], three inserts, the ledger's head [made the first time], event, head.
    assert len(thirty) == 9, thirty
    assert len(one) - len(thirty) in {1, 2}, one


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_imports_at_the_same_moment_take_each_question_once() -> None:
    exam = make.ExamFactory()
    entries = [QuestionEntry(f"{number}?", (EntryOption("a", True), EntryOption("b", False))) for number in range(50)]
    start = threading.Barrier(4)
    taken: list[int] = []

    def take() -> None:
        start.wait()
        validations = import_questions(exam=exam, entries=entries, by=None)
        taken.append(sum(validation.is_taken for validation in validations))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken) == [0, 0, 0, 50]
    assert exam.questions.count() == 50
    assert Event.objects.count() == 1
