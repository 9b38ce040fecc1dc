"""Moodle XML, GIFT and Aiken files on the import page: read and reported as by the command `import_questions`."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from exams.bank.formats.registry import detect_format
from exams.models import Exam, Option, Question
from office.background.running import run_job
from office.imports.question_files import is_spreadsheet, read_question_file
from office.models import BackgroundJob
from tests import factories as make
from tests.core.xlsx.parts import build_archive
from tests.exams.bank.moodle_files import build_question, build_quiz
from tests.exams.exam_setup import ExamSetup, Student
from tests.office.browser import Browser, open_browser
from tests.office.imports.test_imports import confirm, read_seal, read_text
from tests.office.imports.test_imports import upload as upload_people
from tests.office.population import build_address
from tests.spreadsheets import build_xlsx
from tests.world import World

PAGE = build_address(Question, "import")
GIFT = b"::Lift::What is lift?{=a force ~a hope}\n\nBoth?{=a =b}\n\nWhich is $$x^2$$?{~one =two}\n"
AIKEN = b"What is lift?\nA. a hope\nB. a force\nANSWER: B\n"


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


@pytest.fixture
def exam(world: World) -> Exam:
    return make.ExamFactory(subject__training__company=world.alpine, name="Aerodynamics")


def upload(browser: Browser, data: bytes, exam: Exam | None = None, name: str = "file") -> Any:
    return browser.post(PAGE, {"file": SimpleUploadedFile(name, data), "target": exam.pk if exam else ""})


def list_options(question: Question) -> list[tuple[str, bool]]:
    return list(question.options.values_list("text", "is_correct"))


@pytest.mark.parametrize(
    ("data", "name"),
    [(GIFT, "a.txt"), (GIFT, "a.csv"), (AIKEN, "a.gift"), (build_quiz(build_question("What is lift?")), "a.xlsx")],
)
def test_a_question_file_is_read_by_its_content_whatever_its_name(
    browser: Browser, exam: Exam, data: bytes, name: str
) -> None:
    response = upload(browser, data, exam, name)
    assert "What is lift?" in read_text(response)
    assert not Question.objects.exists()

    left_out = ",".join(str(outcome.number) for outcome in response.context["rejected"])
    confirm(browser, read_seal(response), PAGE, left_out=left_out)

    assert "What is lift?" in exam.questions.values_list("text", flat=True)


def test_the_preview_shows_each_question_with_its_options_and_which_is_right(browser: Browser, exam: Exam) -> None:
    text = read_text(upload(browser, GIFT, exam))

    assert (
        '<p class="whitespace-pre-line">What is lift?</p><ul><li><strong>✓ a force</strong> (right)</li>'
        "<li>a hope</li></ul>" in text
    )
    assert '<div class="formulas"><p class="whitespace-pre-line">Which is \\[x^2\\]?</p>' in text
    assert "<code>text</code>: It is not a single-choice question, but a short answer." in text
    assert 'name="left_out" value="2"' in text


def test_the_preview_of_a_spreadsheet_shows_the_options_too(browser: Browser, exam: Exam) -> None:
    data = build_xlsx([["text", "a", "b", "correct"], ["How much?", 0.5, "half", "b"]])

    text = read_text(upload(browser, data, exam))

    assert "<li>0.5</li><li><strong>✓ half</strong> (right)</li>" in text


def test_the_page_says_of_each_question_what_the_command_says(browser: Browser, exam: Exam, tmp_path: Path) -> None:
    file = tmp_path / "bank.gift"
    file.write_bytes(b"Known?{=a ~b}\n\nOther key?{=a ~b}\n")
    call_command("import_questions", str(file), f"--exam={exam.pk}", stdout=StringIO())
    data = (
        GIFT
        + b"\nKnown?{=a ~b}\n\nOther key?{~a =b}\n\nEssay{}\n\nSame?{=a ~a}\n\n"
        + b"What is lift?{~a force =a hope}\n"
    )
    file.write_bytes(data)
    out = StringIO()
    call_command("import_questions", str(file), f"--exam={exam.pk}", "--dry-run", "--json", stdout=out)
    told = [(row["number"], row["title"], row["reason"]) for row in json.loads(out.getvalue())["questions"]]

    outcomes = sorted(upload(browser, data, exam).context["outcomes"], key=lambda outcome: outcome.number)

    assert [
        (outcome.number, outcome.title, " ".join([*outcome.errors.get("text", []), outcome.note]).strip())
        for outcome in outcomes
    ] == told
    assert sum(bool(reason) for _, _, reason in told) == 6


def test_the_right_option_is_replaced_on_demand_as_by_the_command(browser: Browser, exam: Exam) -> None:
    confirm(browser, read_seal(upload(browser, AIKEN, exam)), PAGE)
    swapped = upload(browser, AIKEN.replace(b"ANSWER: B", b"ANSWER: A"), exam)
    assert "It is already in the bank with another right option: “a force”." in read_text(swapped)

    confirm(browser, read_seal(swapped), PAGE, chosen="replace_keys")

    assert Option.objects.get(is_correct=True).text == "a hope"


def test_a_file_without_an_exam_is_told_to_choose_one(browser: Browser, exam: Exam) -> None:
    assert "<code>exam</code>: Name an exam, or choose one for the whole file." in read_text(upload(browser, AIKEN))


def test_the_exams_of_other_schools_are_not_offered_nor_taken(browser: Browser, exam: Exam, world: World) -> None:
    theirs = make.ExamFactory(subject__training__company=world.baltic, name="Baltic exam")
    shown = read_text(browser.get(PAGE))
    assert (str(exam.pk) in shown, str(theirs.pk) in shown) == (True, False)

    assert "Select a valid choice." in read_text(upload(browser, AIKEN, theirs))
    assert not Question.objects.exists()


def test_a_row_of_a_spreadsheet_that_names_no_exam_goes_into_the_chosen_one(
    browser: Browser, exam: Exam, world: World
) -> None:
    other = make.ExamFactory(subject__training__company=world.alpine, name="Meteorology")
    data = b"exam;text;a;b;correct\n;One?;x;y;A\nMeteorology;Two?;x;y;B\n"

    confirm(browser, read_seal(upload(browser, data, exam)), PAGE)

    assert [question.text for question in exam.questions.all()] == ["One?"]
    assert [question.text for question in other.questions.all()] == ["Two?"]


def test_who_sits_the_exam_learns_nothing_of_its_bank(browser: Browser, world: World) -> None:
    exam_setup = ExamSetup(world)
    Student(exam_setup, world.maria, exam_setup.enroll_user(world.maria)).start_and_get_id()

    response = upload(browser, AIKEN, exam_setup.exam)

    assert "You are sitting this exam. Finish it first." in read_text(response)


MANIFEST = "<manifest><metadata><schema>ADL SCORM</schema><schemaversion>{}</schemaversion></metadata></manifest>"
QTI = '<manifest><resources><resource type="imsqti_item_xmlv2p1"/></resources></manifest>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (build_archive({"imsmanifest.xml": MANIFEST.format("1.2").encode()}), "This is a SCORM 1.2 package"),
        (build_archive({"imsmanifest.xml": MANIFEST.format("2004 4th").encode()}), "This is a SCORM 2004 package"),
        (build_archive({"h5p.json": b"{}"}), "This is an H5P package"),
        (build_archive({"imsmanifest.xml": QTI.encode()}), "This is a QTI 2.1 package."),
        (b"<?xml version='1.0'?><assessmentItem/>", "This is a question in QTI 2."),
        (b"<questestinterop/>", "This is a question file in QTI 1."),
        (build_archive({"a.xml": b"<quiz/>"}), "This is a ZIP archive of other files."),
        (build_archive({"moodle_backup.xml": b""}), "This is a Moodle backup."),
    ],
)
def test_packages_are_refused_with_a_sentence_that_says_what_is_accepted(
    browser: Browser, exam: Exam, tmp_path: Path, data: bytes, sentence: str
) -> None:
    accepted = "Questions are read from Moodle XML, GIFT and Aiken files, and in the admin from spreadsheets too."

    shown = read_text(upload(browser, data, exam, "bank.xml"))
    assert sentence in shown
    assert accepted in shown

    file = tmp_path / "bank.xml"
    file.write_bytes(data)
    with pytest.raises(CommandError) as error:
        call_command("import_questions", str(file), f"--exam={exam.pk}")
    assert sentence in str(error.value)
    assert accepted in str(error.value)


def test_packages_are_no_list_of_people_either(world: World) -> None:
    response = upload_people(open_browser(world.maria), build_archive({"h5p.json": b"{}"}), "people.xlsx")

    assert "This is an H5P package: interactive content for one player. Save the spreadsheet as" in read_text(response)


@pytest.mark.parametrize(
    ("data", "format_name"),
    [
        (b"What does ANSWER: mean?{=a ~b}\nANSWER: x{=c ~d}", "gift"),
        (b"Which is {x = 1}?\nA. one\nB. two\nANSWER: A", "aiken"),
        (b"\xef\xbb\xbf<quiz/>", "moodle"),
        ("One?{=a ~b}".encode("utf-16"), "gift"),
        (b"{" * 3_000_000, "gift"),
        (b"{" + b"a" * 3_000_000, "gift"),
    ],
)
def test_the_content_shows_the_format(data: bytes, format_name: str) -> None:
    for name in ("", "bank.xml", "bank.gift"):
        assert detect_format(data, name) == format_name


@pytest.mark.parametrize(
    "data",
    [b"text;a;b;correct\nWhich \\({x=1}\\)?;x;y;A\n", b"Frage;Antwort A;Antwort B;L\xc3\xb6sung\n{=};x;y;A\n"],
)
def test_braces_make_no_question_file_of_a_spreadsheet(browser: Browser, exam: Exam, data: bytes) -> None:
    assert (read_question_file(data), is_spreadsheet(data)) == (None, True)
    assert upload(browser, data, exam).status_code == 200


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<quiz><question", "Line 1, column"),
        (b"<quiz></quiz>", "has no questions"),
        (b"One?{=a ~b}\n\n\xff", "Line 3 is not UTF-8"),
        (b"<quiz>" + b" " * 2_100_000, "larger than 2 MB"),
        (b"Q{=a ~b}\n\n" * 5001, "more than 5000 questions"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_with_a_sentence(
    browser: Browser, exam: Exam, data: bytes, sentence: str
) -> None:
    response = upload(browser, data, exam)

    assert response.status_code == 200
    assert sentence in read_text(response)


def test_a_question_file_costs_the_same_queries_for_one_question_and_for_thirty(
    browser: Browser, exam: Exam, queries_of: Any
) -> None:
    many = b"\n\n".join(b"Q%d{=a ~b}" % number for number in range(30))

    assert len(queries_of(lambda: upload(browser, b"Q{=a ~b}", exam))) == len(
        queries_of(lambda: upload(browser, many, exam))
    )


def test_a_large_question_file_is_done_by_the_worker(browser: Browser, exam: Exam, monkeypatch: Any) -> None:
    monkeypatch.setattr("office.imports.pages.MAX_IMPORT_ROWS_IN_REQUEST", 1)
    upload(browser, GIFT, exam)
    job = BackgroundJob.objects.get()
    run_job(job)

    shown = browser.get(f"{PAGE}?job={job.pk}")
    assert "<strong>✓ a force</strong> (right)" in read_text(shown)
    confirm(browser, read_seal(shown), PAGE, left_out="2")
    run_job(BackgroundJob.objects.get(kind="import"))

    assert exam.questions.count() == 2
