"""`manage.py import_questions`: files that cannot be read, formats, and exams that take no questions."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests import factories as make
from tests.exams.bank.bank_checks import GIFT, is_bank_empty
from tests.exams.bank.moodle_files import build_question, build_quiz
from tests.world import World


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        ("", "bank.txt", "format cannot be detected"),
        ("", "bank.gift", "has no questions"),
        ("", "bank.xml", "no element found"),
        ("// only a comment", "bank.gift", "has no questions"),
        (build_quiz(), "bank.txt", "has no questions"),
        (b"\x89PNG\r\n\x1a\n\x00\x00{", "bank.txt", "not a text file"),
        (build_quiz(build_question())[:-9], "bank.txt", "Nothing was stored. Line 1, column"),
        (b"One?{=a ~b}\n\n\xff", "bank.txt", "Line 3 is not UTF-8"),
        ("Q{=a ~b}\n\n" * 5001, "bank.txt", "more than 5000 questions"),
        (b"{" * (10 * 1024 * 1024 + 1), "bank.txt", "larger than 10 MB"),
    ],
)  # fmt: skip
def test_a_broken_file_stores_nothing(run_import: Any, content: str | bytes, name: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run_import(content, name=name)
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
def test_the_format_is_detected(run_import: Any, content: str | bytes, name: str, format_name: str) -> None:
    assert json.loads(run_import(content, "--json", name=name))["format"] == format_name


def test_the_format_can_be_given(run_import: Any) -> None:
    with pytest.raises(CommandError, match="not well-formed"):
        run_import(GIFT, "--format=moodle")


def test_an_exam_that_is_none_is_refused(world: World, run_import: Any, tmp_path: Path) -> None:
    gone = make.ExamFactory(subject__training__company=world.alpine, deleted_at=timezone.now())

    for exam_id in ("x", "01900000-0000-7000-8000-000000000000", gone.pk):
        with pytest.raises(CommandError, match="no exam with the id"):
            run_import(GIFT, exam_id=exam_id)
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_questions", str(tmp_path / "none.txt"), f"--exam={make.ExamFactory().pk}")
    assert is_bank_empty()


def test_an_exam_of_a_shipped_template_is_refused(run_import: Any) -> None:
    template = make.ExamFactory(subject__training__company=None, subject__training__is_template=True)

    with pytest.raises(CommandError, match="template"):
        run_import(GIFT, exam_id=template.pk)
    assert is_bank_empty()
