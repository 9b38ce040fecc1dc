from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, read_file
from core.exceptions import DomainError
from exams.bank.banks import add_exam_argument, parse_exam
from exams.bank.entries import MAX_FILE_BYTES, BrokenFile
from exams.bank.formats.choice import FORMATS, guess_format, read_questions
from exams.bank.importing import import_questions
from exams.bank.validation import Verdict


class Command(OperatorCommand):
    help = (
        "Takes the single-choice questions of a Moodle XML, GIFT or Aiken file into the question bank of an exam, and "
        "reports on each question: taken, or skipped and why. A file that cannot be read changes nothing."
    )
    examples = """
import_questions meteorology.xml --exam 01900000-0000-7000-8000-000000000023 --dry-run
import_questions meteorology.gift --exam 01900000-0000-7000-8000-000000000023 --json
import_questions corrected.xml --exam 01900000-0000-7000-8000-000000000023 --replace-keys
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        add_exam_argument(parser)
        parser.add_argument("--format", choices=FORMATS, help="guessed from the file unless told")
        parser.add_argument(
            "--replace-keys",
            action="store_true",
            help="where the bank has a question with another right answer, give it the right answer of the file",
        )
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        exam = parse_exam(options["exam"])
        is_dry_run: bool = options["dry_run"]
        try:
            data = read_file(options["file"], max_bytes=MAX_FILE_BYTES)
            name = options["format"] or guess_format(data, options["file"].name)
            entries = read_questions(data, name)
            verdicts = import_questions(
                exam=exam,
                entries=entries,
                by=None,
                is_dry_run=is_dry_run,
                replace_keys=options["replace_keys"],
            )
        except BrokenFile as error:
            raise CommandError(f"Nothing was stored. {error}") from error
        except DomainError as refusal:
            raise CommandError(f"Nothing was stored. {refusal.sentence}") from refusal
        facts = {"exam": str(exam.pk), "format": name, "dry_run": is_dry_run, **build_report(verdicts)}
        text = format_verdicts(verdicts, f"{exam} ({exam.subject})", is_dry_run=is_dry_run)
        self.print_outcome(text, facts, as_json=options["json"])


def format_verdicts(verdicts: list[Verdict], bank: str, *, is_dry_run: bool) -> str:
    lines = []
    for verdict in verdicts:
        lines.append(f"{verdict.number:5} {describe_verdict(verdict):7} {verdict.entry.title or '(no text)'}")
        if verdict.reason:
            lines.append(f"      {verdict.reason}")
        lines += [f"      The right answer was “{one.old}”." for one in verdict.corrections if verdict.is_correcting]
    fates = [describe_verdict(verdict) for verdict in verdicts]
    corrected = f"{fates.count('corrected')} corrected, " if "corrected" in fates else ""
    lines.append(f"{bank}: {fates.count('taken')} taken, {corrected}{fates.count('skipped')} skipped.")
    if any(verdict.corrections and verdict.reason for verdict in verdicts):
        lines.append("To give the bank the right answers of the file, run it again with --replace-keys.")
    if is_dry_run:
        lines.append("This was a dry run: nothing was stored.")
    return "\n".join(lines)


def build_report(verdicts: list[Verdict]) -> dict[str, Any]:
    questions = [
        {
            "number": verdict.number,
            "title": verdict.entry.title,
            "taken": verdict.is_taken,
            "corrected": verdict.is_correcting,
            "reason": verdict.reason,
        }
        for verdict in verdicts
    ]
    fates = [describe_verdict(verdict) for verdict in verdicts]
    counts = {fate: fates.count(fate) for fate in ("taken", "corrected", "skipped")}
    return {**counts, "questions": questions}


def describe_verdict(verdict: Verdict) -> str:
    if verdict.is_correcting:
        return "corrected"
    return "taken" if verdict.is_taken else "skipped"
