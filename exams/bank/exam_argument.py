"""Which bank a command speaks of."""

import uuid
from argparse import ArgumentParser

from django.core.management.base import CommandError

from exams.models import Exam


def add_exam_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--exam", metavar="ID", required=True, help="the exam whose question bank is meant")


def parse_exam(text: str) -> Exam:
    """The live exam with this id, or a CommandError."""
    try:
        exam = Exam.objects.live().filter(pk=uuid.UUID(text)).first()
    except ValueError:
        exam = None
    if exam is None:
        raise CommandError(f"There is no exam with the id {text}.")
    return exam
