from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandError

from accounts.api_keys import create_api_key
from accounts.models import User
from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, roll_back_if_dry_run
from core.text.cleaning import clean_email


class Command(OperatorCommand):
    help = (
        "Issues an API key to a user and prints it. The key is shown only once: the server stores only a hash of it. "
        "The key may do whatever its user may do, except sign."
    )
    examples = """
create_api_key office@alpine.example --name "office calendar"
create_api_key office@alpine.example --name "student portal" --expires 2027-12-31 --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the user of the key")
        parser.add_argument("--name", required=True, help="what the key is for, e.g. 'office calendar'")
        parser.add_argument(
            "--expires",
            metavar="YYYY-MM-DD",
            type=date.fromisoformat,
            help="the last day of the key at the school",
        )
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=clean_email(options["email"])).first()
        name, expires_on = options["name"].strip(), options["expires"]
        if user is None:
            raise CommandError(f"There is no user with the e-mail address {options['email']}.")
        if not 0 < len(name) <= 100:
            raise CommandError("The name must have 1 to 100 characters.")
        with roll_back_if_dry_run(options["dry_run"]):
            secret = create_api_key(user=user, name=name, expires_on=expires_on).secret
        facts = {"email": user.email, "name": name, "expires": expires_on.isoformat() if expires_on else None}
        if options["dry_run"]:
            text = f"Dry run: {user.email} can have a key named {name!r}. None was issued."
            self.print_outcome(text, {**facts, "dry_run": True}, as_json=options["json"])
        else:
            self.print_outcome(secret, {**facts, "key": secret}, as_json=options["json"])
