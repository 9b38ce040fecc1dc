from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.models import User
from accounts.sign_in.second_factor.changing import reset_factors
from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, roll_back_if_dry_run
from core.text.cleaning import clean_email


class Command(OperatorCommand):
    help = (
        "Turns the second factor of a user off who lost the phone, and ends their sessions; the user is told by mail. "
        "For the last manager of a school: managers reset it for all others in the admin. Where the school demands a "
        "second factor, the next login asks for a code by e-mail."
    )
    examples = "reset_second_factor maria@alpine.example"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the user's login name")
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        email = clean_email(options["email"])
        user = User.objects.filter(email=email).first()
        if user is None:
            raise CommandError(f"There is no user {email!r}.")
        with roll_back_if_dry_run(options["dry_run"]):
            if not reset_factors(user_ids=[user.pk], by=None):
                raise CommandError(f"{email} has no second factor.")
        facts = {"email": email, "reset": not options["dry_run"]}
        done = "Dry run: would reset" if options["dry_run"] else "Reset"
        self.print_outcome(f"{done} the second factor of {email}.", facts, as_json=options["json"])
