from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.commands import OperatorCommand, add_json_argument, format_count
from exams.bank.entries import clean_lines, shorten_title
from exams.bank.exam_argument import add_exam_argument, parse_exam
from exams.bank.exporting import Export, export_questions
from exams.bank.formats.registry import FORMATS


class Command(OperatorCommand):
    help = (
        "Writes the question bank of an exam as Moodle XML, GIFT or Aiken. Questions that the format cannot hold are "
        "left out and listed on standard error."
    )
    examples = """
export_questions --exam 01900000-0000-7000-8000-000000000023 --format gift > meteorology.gift
export_questions --exam 01900000-0000-7000-8000-000000000023 --format moodle --out meteorology.xml --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_exam_argument(parser)
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--out", metavar="FILE", type=Path, help="default: standard output")
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["json"] and not options["out"]:
            raise CommandError("With --json, name the file for the questions: --out FILE.")
        export = export_questions(exam=parse_exam(options["exam"]), format_name=options["format"])
        if options["out"]:
            write_file(options["out"], export.text)
            text = f"Wrote {format_count(export.written, 'question')} to {options['out']}."
            self.print_outcome(text, build_report(export, options["out"]), as_json=options["json"])
        else:
            self.stdout.write(export.text, ending="")
        self.report_left_out(export)

    def report_left_out(self, export: Export) -> None:
        for question, reason in export.left_out:
            self.stderr.write(f"Left out {question.pk} ({shorten_title(clean_lines(question.text))}): {reason}")


def build_report(export: Export, file: Path) -> dict[str, Any]:
    left_out = [{"question": str(question.pk), "reason": reason} for question, reason in export.left_out]
    return {"file": str(file), "written": export.written, "left_out": left_out}


def write_file(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
