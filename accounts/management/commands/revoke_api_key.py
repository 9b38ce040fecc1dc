from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.api_keys import revoke_api_key
from accounts.models import Token
from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, roll_back_if_dry_run
from core.text.cleaning import clean_email


class Command(OperatorCommand):
    help = "Revokes an API key of a user: it stops working immediately and stays listed as revoked."
    examples = 'revoke_api_key office@alpine.example --name "office calendar"'

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the user of the key")
        parser.add_argument("--name", required=True, help="the name it was issued under")
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        email, name = options["email"], options["name"]
        keys = Token.objects.filter(kind=Token.Kind.API_KEY, revoked_at__isnull=True)
        key = keys.filter(user__email=clean_email(email), name=name).first()
        if key is None:
            raise CommandError(f"{email} has no live API key named {name!r}.")
        with roll_back_if_dry_run(options["dry_run"]):
            revoke_api_key(token=key)
        facts = {"email": clean_email(email), "name": name, "revoked": not options["dry_run"]}
        done = "Dry run: would revoke" if options["dry_run"] else "Revoked"
        self.print_outcome(f"{done} {name!r} of {email}.", facts, as_json=options["json"])
