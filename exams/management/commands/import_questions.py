from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, read_file
from core.exceptions import DomainError
from exams.bank.entries import MAX_FILE_BYTES, BrokenFile
from exams.bank.exam_argument import add_exam_argument, parse_exam
from exams.bank.formats.registry import FORMATS, detect_format, read_questions
from exams.bank.importing import import_questions
from exams.bank.reporting import (
    QuestionOutcome,
    QuestionReport,
    count_outcomes,
    report_question,
    summarise_outcomes,
)


class Command(OperatorCommand):
    help = (
        "Imports the single-choice questions of a Moodle XML, GIFT or Aiken file into the question bank of an exam. "
        "Reports on each question: taken, or skipped and why. A file that cannot be read changes nothing; packages of "
        "learning platforms (SCORM, H5P, QTI) are refused."
    )
    examples = """
import_questions meteorology.xml --exam 01900000-0000-7000-8000-000000000023 --dry-run
import_questions meteorology.gift --exam 01900000-0000-7000-8000-000000000023 --json
import_questions corrected.xml --exam 01900000-0000-7000-8000-000000000023 --replace-keys
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        add_exam_argument(parser)
        parser.add_argument("--format", choices=FORMATS, help="default: detected from the file")
        parser.add_argument(
            "--replace-keys",
            action="store_true",
            help="give questions that are in the bank with another right option the right option of the file",
        )
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        exam = parse_exam(options["exam"])
        is_dry_run: bool = options["dry_run"]
        try:
            data = read_file(options["file"], max_bytes=MAX_FILE_BYTES)
            format_name = options["format"] or detect_format(data, options["file"].name)
            entries = read_questions(data, format_name)
            validations = import_questions(
                exam=exam,
                entries=entries,
                by=None,
                is_dry_run=is_dry_run,
                replace_keys=options["replace_keys"],
            )
        except BrokenFile as error:
            raise CommandError(f"Nothing was stored. {error}") from error
        except DomainError as error:
            raise CommandError(f"Nothing was stored. {error.sentence}") from error
        reports = [report_question(validation) for validation in validations]
        report = {"exam": str(exam.pk), "format": format_name, "dry_run": is_dry_run, **build_report(reports)}
        text = format_reports(
            reports,
            f"{exam} ({exam.owner})",
            is_dry_run=is_dry_run,
            has_corrections=any(validation.corrections and validation.reason for validation in validations),
        )
        self.print_outcome(text, report, as_json=options["json"])


def format_reports(reports: Sequence[QuestionReport], bank: str, *, is_dry_run: bool, has_corrections: bool) -> str:
    lines = []
    for report in reports:
        lines.append(f"{report.number:5} {report.outcome:7} {report.title or '(no text)'}")
        lines += [f"      {text}" for text in (report.reason, *report.corrections) if text]
    lines.append(f"{bank}: {summarise_outcomes(reports)}")
    if has_corrections:
        lines.append(
            "To give these questions the right options of the file, run the command again with --replace-keys."
        )
    if is_dry_run:
        lines.append("This was a dry run: nothing was stored.")
    return "\n".join(lines)


def build_report(reports: Sequence[QuestionReport]) -> dict[str, Any]:
    questions = [
        {
            "number": report.number,
            "title": report.title,
            "taken": report.outcome == QuestionOutcome.TAKEN,
            "corrected": report.outcome == QuestionOutcome.CORRECTED,
            "reason": report.reason,
        }
        for report in reports
    ]
    return {**count_outcomes(reports), "questions": questions}
