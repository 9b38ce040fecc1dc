from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exams.bank.banks import add_exam_argument, chosen_exam
from exams.bank.entries import Entry, tidy
from exams.bank.exporting import Export, export_questions
from exams.bank.formats import FORMATS


class Command(BaseCommand):
    help = (
        "Writes the question bank of an exam as Moodle XML, GIFT or Aiken. Questions that the format cannot hold are "
        "left out, and listed on the error output."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_exam_argument(parser)
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--out", metavar="FILE", type=Path, help="the standard output unless told")

    def handle(self, *args: Any, **options: Any) -> None:
        export = export_questions(exam=chosen_exam(options["exam"]), format_name=options["format"])
        if options["out"]:
            write_file(options["out"], export.text)
            self.stdout.write(f"Wrote {export.written} questions to {options['out']}.")
        else:
            self.stdout.write(export.text, ending="")
        self.tell_left_out(export)

    def tell_left_out(self, export: Export) -> None:
        for question, reason in export.left_out:
            self.stderr.write(f"Left out {question.pk} ({Entry(tidy(question.text)).title}): {reason}")


def write_file(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
