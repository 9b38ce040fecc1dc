from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, read_file
from core.exceptions import DomainError
from exams.bank.entries import MAX_FILE_BYTES, BrokenFile
from exams.bank.exam_argument import add_exam_argument, parse_exam
from exams.bank.formats.registry import FORMATS, detect_format, read_questions
from exams.bank.importing import import_questions
from exams.bank.validation import EntryValidation


class Command(OperatorCommand):
    help = (
        "Imports the single-choice questions of a Moodle XML, GIFT or Aiken file into the question bank of an exam. "
        "Reports on each question: taken, or skipped and why. A file that cannot be read changes nothing."
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
        report = {"exam": str(exam.pk), "format": format_name, "dry_run": is_dry_run, **build_report(validations)}
        text = format_validations(validations, f"{exam} ({exam.subject})", is_dry_run=is_dry_run)
        self.print_outcome(text, report, as_json=options["json"])


def format_validations(validations: list[EntryValidation], bank: str, *, is_dry_run: bool) -> str:
    lines = []
    for validation in validations:
        lines.append(f"{validation.number:5} {describe_outcome(validation):7} {validation.entry.title or '(no text)'}")
        if validation.reason:
            lines.append(f"      {validation.reason}")
        lines += [
            f"      The right option was “{correction.old}”."
            for correction in validation.corrections
            if validation.is_correcting
        ]
    outcomes = [describe_outcome(validation) for validation in validations]
    corrected = f"{outcomes.count('corrected')} corrected, " if "corrected" in outcomes else ""
    lines.append(f"{bank}: {outcomes.count('taken')} taken, {corrected}{outcomes.count('skipped')} skipped.")
    if any(validation.corrections and validation.reason for validation in validations):
        lines.append(
            "To give these questions the right options of the file, run the command again with --replace-keys."
        )
    if is_dry_run:
        lines.append("This was a dry run: nothing was stored.")
    return "\n".join(lines)


def build_report(validations: list[EntryValidation]) -> dict[str, Any]:
    questions = [
        {
            "number": validation.number,
            "title": validation.entry.title,
            "taken": validation.is_taken,
            "corrected": validation.is_correcting,
            "reason": validation.reason,
        }
        for validation in validations
    ]
    outcomes = [describe_outcome(validation) for validation in validations]
    counts = {outcome: outcomes.count(outcome) for outcome in ("taken", "corrected", "skipped")}
    return {**counts, "questions": questions}


def describe_outcome(validation: EntryValidation) -> str:
    if validation.is_correcting:
        return "corrected"
    return "taken" if validation.is_taken else "skipped"
