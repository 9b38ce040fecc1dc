import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.refusals import Refusal
from exams.bank.banks import add_exam_argument, chosen_exam
from exams.bank.entries import MAX_FILE_BYTES, BrokenFile
from exams.bank.formats import FORMATS, guessed, read_questions
from exams.bank.importing import import_questions
from exams.bank.judging import Verdict


class Command(BaseCommand):
    help = (
        "Takes the single-choice questions of a Moodle XML, GIFT or Aiken file into the question bank of an exam, and "
        "reports on each question: taken, or skipped and why. A file that cannot be read changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        add_exam_argument(parser)
        parser.add_argument("--format", choices=FORMATS, help="guessed from the file unless told")
        parser.add_argument("--dry-run", action="store_true", help="report only, store nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        exam = chosen_exam(options["exam"])
        try:
            data = content(options["file"])
            name = options["format"] or guessed(data, options["file"].name)
            entries = read_questions(data, name)
            verdicts = import_questions(exam=exam, entries=entries, by=None, is_rehearsal=options["dry_run"])
        except (BrokenFile, Refusal) as error:
            raise CommandError(f"Nothing was stored. {error}") from error
        if options["json"]:
            self.stdout.write(as_json(verdicts, exam=str(exam.pk), format=name, dry_run=options["dry_run"]))
        else:
            self.tell(verdicts, f"{exam} ({exam.subject})", is_rehearsal=options["dry_run"])

    def tell(self, verdicts: list[Verdict], bank: str, *, is_rehearsal: bool) -> None:
        for verdict in verdicts:
            word = "taken  " if verdict.is_taken else "skipped"
            self.stdout.write(f"{verdict.number:5} {word} {verdict.entry.title or '(no text)'}")
            if not verdict.is_taken:
                self.stdout.write(f"      {verdict.reason}")
        taken = sum(verdict.is_taken for verdict in verdicts)
        self.stdout.write(f"{bank}: {taken} taken, {len(verdicts) - taken} skipped.")
        if is_rehearsal:
            self.stdout.write("This was a dry run: nothing was stored.")


def content(file: Path) -> bytes:
    """The file, as far as one byte more than can be taken."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def as_json(verdicts: list[Verdict], **about: Any) -> str:
    questions = [
        {"number": verdict.number, "title": verdict.entry.title, "taken": verdict.is_taken, "reason": verdict.reason}
        for verdict in verdicts
    ]
    taken = sum(verdict.is_taken for verdict in verdicts)
    return json.dumps({**about, "taken": taken, "skipped": len(verdicts) - taken, "questions": questions}, indent=2)
