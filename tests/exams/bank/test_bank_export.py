"""`manage.py export_questions`, and reading back what it writes."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.utils import timezone
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.markup.tex import convert_dollars
from exams.bank.entries import EntryOption, QuestionEntry, clean_lines
from exams.bank.exporting import is_read_back_equal
from exams.bank.formats.markup import HTML_IN_TEXT
from exams.bank.formats.registry import FORMATS
from exams.models import Exam, Option, Question
from tests import factories as make
from tests.exams.bank.moodle_files import build_png
from tests.operations.terminal import run_command, run_json_command

SPECIAL = "ab \n\\:#={}~%[]<>&;/$_.)'\"-é漢🛩\u2028AN"
TEXTS = st.one_of(
    st.text(alphabet=SPECIAL, max_size=40),
    st.text(max_size=40),
    st.sampled_from(["//x", "[html]<b>x</b>", "%50%x", "::a::b", "$CATEGORY: x", "x####y", "TRUE", "\\n", "]]>"]),
).map(lambda text: convert_dollars(clean_lines(text)))
LINES = TEXTS.map(lambda text: " ".join(text.split()))


def build_entries(texts: Any) -> Any:
    """Entries that a bank can hold: some text, two to ten different options, one of them right."""
    full = texts.filter(bool)
    options = st.lists(full, min_size=2, max_size=10, unique=True)
    return st.builds(build_entry, full, options, st.integers(0, 9), st.sampled_from([None, build_png()]))


def build_entry(text: str, options: list[str], right: int, picture: bytes | None) -> QuestionEntry:
    choices = tuple(EntryOption(option, number == right % len(options)) for number, option in enumerate(options))
    return QuestionEntry(text, choices, picture)


@settings(deadline=None)
@given(st.lists(build_entries(TEXTS), min_size=1, max_size=4))
@example([build_entry("a  b\n\n c", ["\\", "\\\\n"], 0, build_png())])
@example([build_entry("«math«/math»", ["«math»x«/math»", "«math"], 0, None)])
def test_moodle_keeps_every_question(entries: list[QuestionEntry]) -> None:
    assume(not any(char in "\ufffe\uffff" for entry in entries for char in repr(entry)))

    assert list(FORMATS["moodle"].read(FORMATS["moodle"].write(entries).encode())) == entries


@settings(deadline=None)
@given(st.lists(build_entries(TEXTS), min_size=1, max_size=4))
@example([build_entry("//\n\n{", ["\\", "\\n"], 1, None)])
@example([build_entry("«math«/math»", ["«math»x«/math»", "«math"], 0, None)])
def test_gift_keeps_every_question_but_its_picture(entries: list[QuestionEntry]) -> None:
    bare = [QuestionEntry(entry.text, entry.options) for entry in entries]

    assert list(FORMATS["gift"].read(FORMATS["gift"].write(entries).encode())) == bare


@settings(deadline=None)
@given(st.lists(build_entries(LINES), min_size=1, max_size=4))
def test_aiken_keeps_what_reads_back_and_nothing_else_is_written(entries: list[QuestionEntry]) -> None:
    writable = [entry for entry in entries if is_read_back_equal(entry, FORMATS["aiken"])]

    assert list(FORMATS["aiken"].read(FORMATS["aiken"].write(writable).encode())) == writable
    for entry in entries:
        is_plain = entry.picture is None and not entry.text.startswith("ANSWER:") and entry.text[1:2] not in {".", ")"}
        is_marked_up = any(HTML_IN_TEXT.search(text) for text in (entry.text, *(o.text for o in entry.options)))
        assert entry in writable or not is_plain or is_marked_up


def add_question(exam: Exam, text: str, *options: str, picture: bytes = b"", **fields: Any) -> Question:
    """A question whose first option is right."""
    question = make.QuestionFactory(company=exam.get_training().company, text=text, **fields)
    if picture:
        question.media.save("picture.png", ContentFile(picture))
    for order, option in enumerate(options):
        make.OptionFactory(question=question, text=option, order=order, is_correct=order == 0)
    exam.questions.add(question)
    return question


def run_export(exam: Exam, format_name: str, *args: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("export_questions", f"--exam={exam.pk}", f"--format={format_name}", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_bank_comes_back_the_same(exam: Exam, tmp_path: Path, format_name: str) -> None:
    add_question(exam, "Is 1 < 2 & {3}?", "yes: #1", "no = ~")
    add_question(exam, "What now?", "a", "b", "c")
    add_question(exam, "Deleted", "a", "b", deleted_at=timezone.now())
    file = tmp_path / "bank.txt"
    printed, left_out = run_export(exam, format_name, f"--out={file}")

    assert (printed, left_out) == (f"Wrote 2 questions to {file}.\n", "")
    assert file.read_text() == run_export(exam, format_name)[0]

    other = make.ExamFactory(subject=exam.subject)
    call_command("import_questions", str(file), f"--exam={other.pk}", stdout=StringIO())
    columns = ("question__text", "text", "is_correct", "order")
    rows = [
        list(Option.objects.filter(question__exams=e, question__deleted_at=None).values_list(*columns))
        for e in (exam, other)
    ]
    assert sorted(rows[0]) == sorted(rows[1])
    assert len(rows[0]) == 5


def test_a_picture_goes_along_in_moodle_and_is_named_elsewhere(exam: Exam) -> None:
    question = add_question(exam, "What is\r\nshown?", "a", "b", picture=build_png())

    (entry,) = FORMATS["moodle"].read(run_export(exam, "moodle")[0].encode())
    assert (entry.text, entry.picture) == ("What is\nshown?", build_png())
    for name in ("gift", "aiken"):
        text, left_out = run_export(exam, name)
        assert text == ""
        assert f"Left out {question.pk}" in left_out


def test_what_cannot_be_written_is_left_out_and_named(exam: Exam) -> None:
    lines = add_question(exam, "Two\nlines", "a", "b")
    missing = add_question(exam, "Lost", "a", "b", picture=build_png())
    assert missing.media.name
    missing.media.storage.delete(missing.media.name)
    bare = add_question(exam, "No options")
    add_question(exam, "Fine?", "a", "b")

    text, left_out = run_export(exam, "aiken")
    assert text == "Fine?\nA. a\nB. b\nANSWER: A\n"
    assert left_out.splitlines() == [
        f"Left out {lines.pk} (Two lines): The format cannot hold its text, its options, their order or its picture.",
        f"Left out {missing.pk} (Lost): Its picture is missing.",
        f"Left out {bare.pk} (No options): The format cannot hold its text, its options, their order or its picture.",
    ]


def test_an_empty_bank_is_an_empty_file(exam: Exam) -> None:
    assert run_export(exam, "gift") == ("", "")
    assert list(FORMATS["moodle"].read(run_export(exam, "moodle")[0].encode())) == []


def test_a_file_that_cannot_be_written_is_told(exam: Exam, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        run_export(exam, "gift", f"--out={tmp_path / 'none' / 'bank.txt'}")


def test_thirty_questions_cost_what_one_costs(exam: Exam, queries_of: Any) -> None:
    add_question(exam, "First?", "a", "b")
    one = queries_of(lambda: run_export(exam, "gift"))
    for number in range(29):
        add_question(exam, f"{number}?", "a", "b")
    thirty = queries_of(lambda: run_export(exam, "gift"))

    assert len(one) == len(thirty) == 3, thirty  # the exam, its questions, their options


@pytest.mark.django_db
def test_a_script_is_told_what_was_written_and_what_was_left_out(tmp_path: Path) -> None:
    exam, file = make.ExamFactory(), tmp_path / "bank.gift"
    add_question(exam, "One?", "a", "b")
    add_question(exam, "Two?", "a", "b")

    report = run_json_command("export_questions", f"--exam={exam.pk}", "--format=gift", f"--out={file}")
    assert report == {"file": str(file), "written": 2, "left_out": []}
    status, text = run_command("export_questions", f"--exam={exam.pk}", "--format=gift", "--json")
    assert (status, text) == (1, "With --json, name the file for the questions: --out FILE.")


@pytest.mark.parametrize("command", ["clean_up", "export_questions", "import_questions"])
def test_the_help_has_examples(command: str) -> None:
    help = load_command_class(get_commands()[command], command).create_parser("manage.py", command).format_help()
    assert f"\n  python manage.py {command}" in help
