from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Token, User
from accounts.services import create_api_key
from config.refusals import Refusal


class Command(BaseCommand):
    help = (
        "Issues an API key to a user and prints it. The key is shown this once: the server keeps only a hash of it. "
        "What the key may do is what its user may do, except sign."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="whose key it is")
        parser.add_argument("--name", required=True, help="what the key is for, e.g. 'office calendar'")
        parser.add_argument("--expires", metavar="YYYY-MM-DD", type=date.fromisoformat, help="its last day (UTC)")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError(f"There is no user with the e-mail address {options['email']}.")
        if not 0 < len(options["name"].strip()) <= 100:
            raise CommandError("The name must have 1 to 100 characters.")
        if options["expires"] and options["expires"] > Token.FURTHEST_EXPIRY:
            raise CommandError(f"A key expires by {Token.FURTHEST_EXPIRY} at the latest.")
        try:
            issued = create_api_key(user=user, name=options["name"].strip(), expires_on=options["expires"])
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(issued.secret)
