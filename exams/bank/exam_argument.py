"""The `--exam` argument of the commands that read or write a question bank."""

import uuid
from argparse import ArgumentParser

from django.core.management.base import CommandError

from exams.models import Exam


def add_exam_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--exam", metavar="ID", required=True, help="the exam of the question bank")


def parse_exam(text: str) -> Exam:
    """The live exam with this id. Raises CommandError when there is none."""
    try:
        exam = Exam.objects.live().filter(pk=uuid.UUID(text)).first()
    except ValueError:
        exam = None
    if exam is None:
        raise CommandError(f"There is no exam with the id {text}.")
    return exam
