from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument
from trainings.endpoints.training_templates.shipped_templates import LoadedTemplate, load_templates


class Command(OperatorCommand):
    help = (
        "Stores the templates that are shipped with the server, from which every school can create trainings. "
        "Templates that are already stored are not changed, so that it can be run after every upgrade."
    )
    examples = """
load_templates
load_templates --dry-run --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        templates = load_templates(is_dry_run=options["dry_run"])
        done = "would be stored" if options["dry_run"] else "stored"
        facts = {"dry_run": options["dry_run"], "templates": [asdict(template) for template in templates]}
        self.print_outcome(
            "\n".join(describe_template(template, done) for template in templates), facts, as_json=options["json"]
        )


def describe_template(template: LoadedTemplate, done: str) -> str:
    if not template.is_new:
        return f"{template.name}: already stored"
    return (
        f"{template.name}: {done}, with {template.subjects} subjects, {template.lessons} lessons, "
        f"{template.exams} exams, {template.questions} questions, {template.missions} missions"
    )
