import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.commands import OperatorCommand, add_json_argument
from evidence.student_record.files import build_record_files, write_files
from evidence.student_record.gathering import gather_record
from trainings.models import Enrollment


class Command(OperatorCommand):
    help = (
        "Writes the student record of one enrollment (study, classes, evaluations, exams, missions, signatures, "
        "certificate) to a new directory as JSON, CSV and PDF, with a manifest of digests."
    )
    examples = "export_record 0199a5c4-5c1e-7d3a-9b60-3f1a2b4c5d6e --out /mnt/inspection/huber"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("enrollment", type=uuid.UUID, help="the id of the enrollment")
        parser.add_argument(
            "--out", required=True, metavar="DIR", type=Path, help="the directory to create; it must not exist"
        )
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        enrollment = Enrollment.objects.for_student_record().filter(pk=options["enrollment"]).first()
        if enrollment is None:
            raise CommandError(f"There is no enrollment with the id {options['enrollment']}.")
        files = build_record_files(gather_record(enrollment))
        try:
            write_files(files, options["out"])
        except FileExistsError as error:
            raise CommandError(f"{options['out']} already exists.") from error
        except OSError as error:
            raise CommandError(f"{options['out']} cannot be written: {error.strerror}.") from error
        facts = {"enrollment": str(enrollment.pk), "directory": str(options["out"]), "files": list(files)}
        self.print_outcome(f"Wrote {', '.join(files)} to {options['out']}.", facts, as_json=options["json"])
