"""A question that is imported again with another right option."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from exams.models import AttemptQuestion, Exam, Option
from records.models import Event
from tests.exams.bank.moodle_files import build_question, build_quiz
from tests.exams.exam_setup import ExamSetup, Student
from tests.office.browser import open_browser
from tests.office.imports.test_imports import confirm, read_seal, read_text, upload
from tests.office.population import build_address

WRONG = "Which is heavier than air?{=balloon ~glider}\n"
RIGHT = "Which is heavier than air?{~balloon =glider}\n"
OTHER = "It is already in the bank with another right option: “balloon”."


@pytest.fixture
def exam(exam_setup: ExamSetup) -> Exam:
    exam_setup.exam.questions.clear()
    return exam_setup.exam


def import_content(exam: Exam, tmp_path: Path, content: str | bytes, *args: str, name: str = "bank.gift") -> Any:
    file, out = tmp_path / name, StringIO()
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    call_command("import_questions", str(file), f"--exam={exam.pk}", "--json", *args, stdout=out)
    return json.loads(out.getvalue())


def read_key(exam: Exam) -> list[str]:
    return list(Option.objects.filter(question__exams=exam, is_correct=True).values_list("text", flat=True))


def test_another_right_answer_is_told_and_changes_nothing(exam: Exam, tmp_path: Path) -> None:
    import_content(exam, tmp_path, WRONG)
    report = import_content(exam, tmp_path, RIGHT)

    assert (report["taken"], report["skipped"], report["questions"][0]["reason"]) == (0, 1, OTHER)
    assert read_key(exam) == ["balloon"]


def test_the_right_answer_is_replaced_when_asked_for_on_record(exam: Exam, tmp_path: Path) -> None:
    import_content(exam, tmp_path, WRONG)
    report = import_content(exam, tmp_path, RIGHT, "--replace-keys")

    assert (report["taken"], report["corrected"], report["skipped"]) == (0, 1, 0)
    assert read_key(exam) == ["glider"]
    event = Event.objects.get(action="question.key_replaced")
    assert event.object_id == str(exam.questions.get().pk)
    assert json.loads(event.payload) == {"text": "Which is heavier than air?", "from": "balloon", "to": "glider"}
    assert import_content(exam, tmp_path, RIGHT, "--replace-keys")["skipped"] == 1


def test_a_dry_run_replaces_nothing(exam: Exam, tmp_path: Path) -> None:
    import_content(exam, tmp_path, WRONG)

    assert import_content(exam, tmp_path, RIGHT, "--replace-keys", "--dry-run")["corrected"] == 1
    assert read_key(exam) == ["balloon"]


def test_papers_keep_the_answer_that_counted(exam: Exam, sam: Student, tmp_path: Path) -> None:
    import_content(exam, tmp_path, WRONG)
    Exam.objects.update(question_count=1)
    sam.sit(right=1)
    import_content(exam, tmp_path, RIGHT, "--replace-keys")

    (paper_question,) = AttemptQuestion.objects.all()
    assert [option["text"] for option in paper_question.options if option["is_correct"]] == ["balloon"]


def test_a_file_that_contradicts_itself_corrects_nothing(exam: Exam, tmp_path: Path) -> None:
    report = import_content(exam, tmp_path, f"{WRONG}\n{RIGHT}", "--replace-keys")

    assert [row["reason"] for row in report["questions"]] == [
        "",
        "Question 1 of the file has another right option: “balloon”.",
    ]
    assert read_key(exam) == ["balloon"]


def test_underlining_alone_makes_no_other_question(exam: Exam, tmp_path: Path) -> None:
    answers = '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer>'
    swapped = answers.replace('"100"', '"?"').replace('"0"', '"100"').replace('"?"', '"0"')
    import_content(exam, tmp_path, build_quiz(build_question("Which is heavier?", answers=answers)), name="a.xml")

    report = import_content(
        exam, tmp_path, build_quiz(build_question("Which is <u>heavier</u>?", answers=swapped)), name="b.xml"
    )
    assert "another right option: “a”" in report["questions"][0]["reason"]
    report = import_content(
        exam, tmp_path, build_quiz(build_question("Which is <u>heavier</u>?", answers=answers)), name="b.xml"
    )
    assert "already in the bank" in report["questions"][0]["reason"]


def test_underlined_words_tell_questions_apart(exam: Exam, tmp_path: Path) -> None:
    questions = [build_question(f"Right? {text}") for text in ("<u>a</u> b", "a <u>b</u>")]

    assert import_content(exam, tmp_path, build_quiz(*questions), name="a.xml")["taken"] == 2


@pytest.mark.parametrize(("one", "other"), [("1 mW", "1 MW"), ("resume", "résumé"), ("1̶0̶", "10")])
def test_letters_are_compared_exactly(exam: Exam, tmp_path: Path, one: str, other: str) -> None:
    import_content(exam, tmp_path, f"Q{{={one} ~x}}")

    assert import_content(exam, tmp_path, f"Q{{={other} ~x}}")["taken"] == 1


def test_blanks_and_the_way_accents_are_stored_do_not_matter(exam: Exam, tmp_path: Path) -> None:
    import_content(exam, tmp_path, "Höhe  über Grund{=a ~b}")

    assert import_content(exam, tmp_path, "Ho\u0308he u\u0308ber Grund{~b =a}")["taken"] == 0


def test_the_managers_preview_offers_to_replace(exam_setup: ExamSetup, exam: Exam, tmp_path: Path) -> None:
    import_content(exam, tmp_path, WRONG)
    browser, address = open_browser(exam_setup.world.maria), build_address(exam.questions.model, "import")
    data = b"Exam;Text;A;B;Correct\nMeteorology;Which is heavier than air?;balloon;glider;B\n"

    preview = upload(browser, data, address=address)
    assert OTHER in read_text(preview)
    assert "replace it with that of the file" in read_text(preview)
    assert "1 row skipped: already stored" in read_text(confirm(browser, read_seal(preview), address))
    assert read_key(exam) == ["balloon"]

    response = browser.post(address, {"confirmed": read_seal(preview), "chosen": "replace_keys"}, follow=True)
    assert "1 row changed" in read_text(response)
    assert read_key(exam) == ["glider"]
    assert Event.objects.get(action="question.key_replaced").actor == exam_setup.world.maria
