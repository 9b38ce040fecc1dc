from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from trainings.authoring.shipped import Shipped, load_templates


class Command(BaseCommand):
    help = (
        "Stores the templates that come with the server, from which every school can make trainings. Those that are "
        "there already are left alone, so it can be run again after every update."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be stored, and store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        for shipped in load_templates(dry_run=options["dry_run"]):
            self.stdout.write(told(shipped, "would be stored" if options["dry_run"] else "stored"))


def told(shipped: Shipped, done: str) -> str:
    if not shipped.is_new:
        return f"{shipped.name}: there already"
    return (
        f"{shipped.name}: {done}, with {shipped.subjects} subjects, {shipped.lessons} lessons, {shipped.exams} exams, "
        f"{shipped.questions} questions, {shipped.missions} missions"
    )
