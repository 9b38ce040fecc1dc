from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument
from trainings.endpoints.training_templates.shipped_templates import LoadedTemplate, load_templates


class Command(OperatorCommand):
    help = (
        "Stores the templates that come with the server, from which every school can make trainings. Those that are "
        "there already are left alone, so it can be run again after every update."
    )
    examples = """
load_templates
load_templates --dry-run --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = load_templates(dry_run=options["dry_run"])
        done = "would be stored" if options["dry_run"] else "stored"
        facts = {"dry_run": options["dry_run"], "templates": [asdict(shipped) for shipped in outcome]}
        self.print_outcome(
            "\n".join(describe_template(shipped, done) for shipped in outcome), facts, as_json=options["json"]
        )


def describe_template(shipped: LoadedTemplate, done: str) -> str:
    if not shipped.is_new:
        return f"{shipped.name}: there already"
    return (
        f"{shipped.name}: {done}, with {shipped.subjects} subjects, {shipped.lessons} lessons, {shipped.exams} exams, "
        f"{shipped.questions} questions, {shipped.missions} missions"
    )
