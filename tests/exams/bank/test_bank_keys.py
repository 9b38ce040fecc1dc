"""A question that comes again with another right answer."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from exams.models import AttemptQuestion, Exam, Option
from records.models import Event
from tests.exams.bank.test_bank_moodle import question, quiz
from tests.exams.exam_setup import Hall, Student
from tests.office.browser import browser_of
from tests.office.imports.test_imports import confirm, seal, text, upload
from tests.office.population import page

WRONG = "Which is heavier than air?{=balloon ~glider}\n"
RIGHT = "Which is heavier than air?{~balloon =glider}\n"
OTHER = "It is in the bank already with another right answer: “balloon”."


@pytest.fixture
def exam(hall: Hall) -> Exam:
    hall.exam.questions.clear()
    return hall.exam


def take(exam: Exam, tmp_path: Path, content: str | bytes, *args: str, name: str = "bank.gift") -> Any:
    file, out = tmp_path / name, StringIO()
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    call_command("import_questions", str(file), f"--exam={exam.pk}", "--json", *args, stdout=out)
    return json.loads(out.getvalue())


def key_of(exam: Exam) -> list[str]:
    return list(Option.objects.filter(question__exams=exam, is_correct=True).values_list("text", flat=True))


def test_another_right_answer_is_told_and_changes_nothing(exam: Exam, tmp_path: Path) -> None:
    take(exam, tmp_path, WRONG)
    told = take(exam, tmp_path, RIGHT)

    assert (told["taken"], told["skipped"], told["questions"][0]["reason"]) == (0, 1, OTHER)
    assert key_of(exam) == ["balloon"]


def test_the_right_answer_is_replaced_when_asked_for_on_record(exam: Exam, tmp_path: Path) -> None:
    take(exam, tmp_path, WRONG)
    told = take(exam, tmp_path, RIGHT, "--replace-keys")

    assert (told["taken"], told["corrected"], told["skipped"]) == (0, 1, 0)
    assert key_of(exam) == ["glider"]
    event = Event.objects.get(action="question.key_replaced")
    assert event.object_id == str(exam.questions.get().pk)
    assert json.loads(event.payload) == {"text": "Which is heavier than air?", "from": "balloon", "to": "glider"}
    assert take(exam, tmp_path, RIGHT, "--replace-keys")["skipped"] == 1


def test_a_rehearsal_replaces_nothing(exam: Exam, tmp_path: Path) -> None:
    take(exam, tmp_path, WRONG)

    assert take(exam, tmp_path, RIGHT, "--replace-keys", "--dry-run")["corrected"] == 1
    assert key_of(exam) == ["balloon"]


def test_papers_keep_the_answer_that_counted(exam: Exam, sam: Student, tmp_path: Path) -> None:
    take(exam, tmp_path, WRONG)
    Exam.objects.update(question_count=1)
    sam.sit(right=1)
    take(exam, tmp_path, RIGHT, "--replace-keys")

    (shown,) = AttemptQuestion.objects.all()
    assert [option["text"] for option in shown.options if option["is_correct"]] == ["balloon"]


def test_a_file_that_contradicts_itself_corrects_nothing(exam: Exam, tmp_path: Path) -> None:
    told = take(exam, tmp_path, f"{WRONG}\n{RIGHT}", "--replace-keys")

    assert [row["reason"] for row in told["questions"]] == [
        "",
        "Question 1 of the file has another right answer: “balloon”.",
    ]
    assert key_of(exam) == ["balloon"]


def test_underlining_alone_makes_no_other_question(exam: Exam, tmp_path: Path) -> None:
    answers = '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer>'
    swapped = answers.replace('"100"', '"?"').replace('"0"', '"100"').replace('"?"', '"0"')
    take(exam, tmp_path, quiz(question("Which is heavier?", answers=answers)), name="a.xml")

    told = take(exam, tmp_path, quiz(question("Which is <u>heavier</u>?", answers=swapped)), name="b.xml")
    assert "another right answer: “a”" in told["questions"][0]["reason"]
    told = take(exam, tmp_path, quiz(question("Which is <u>heavier</u>?", answers=answers)), name="b.xml")
    assert "in the bank already" in told["questions"][0]["reason"]


def test_underlined_words_tell_questions_apart(exam: Exam, tmp_path: Path) -> None:
    questions = [question(f"Right? {text}") for text in ("<u>a</u> b", "a <u>b</u>")]

    assert take(exam, tmp_path, quiz(*questions), name="a.xml")["taken"] == 2


@pytest.mark.parametrize(("one", "other"), [("1 mW", "1 MW"), ("resume", "résumé"), ("1̶0̶", "10")])
def test_letters_are_compared_exactly(exam: Exam, tmp_path: Path, one: str, other: str) -> None:
    take(exam, tmp_path, f"Q{{={one} ~x}}")

    assert take(exam, tmp_path, f"Q{{={other} ~x}}")["taken"] == 1


def test_blanks_and_the_way_accents_are_stored_do_not_matter(exam: Exam, tmp_path: Path) -> None:
    take(exam, tmp_path, "Höhe  über Grund{=a ~b}")

    assert take(exam, tmp_path, "Ho\u0308he u\u0308ber Grund{~b =a}")["taken"] == 0


def test_the_managers_preview_offers_to_replace(hall: Hall, exam: Exam, tmp_path: Path) -> None:
    take(exam, tmp_path, WRONG)
    browser, address = browser_of(hall.world.maria), page(exam.questions.model, "import")
    data = b"Exam;Text;A;B;Correct\nMeteorology;Which is heavier than air?;balloon;glider;B\n"

    shown = upload(browser, data, address=address)
    assert OTHER in text(shown)
    assert "replace it with that of the file" in text(shown)
    assert "1 are there already and stay as they are" in text(confirm(browser, seal(shown), address))
    assert key_of(exam) == ["balloon"]

    told = browser.post(address, {"confirmed": seal(shown), "change": "on"}, follow=True)
    assert "1 have been changed" in text(told)
    assert key_of(exam) == ["glider"]
    assert Event.objects.get(action="question.key_replaced").actor == hall.world.maria
