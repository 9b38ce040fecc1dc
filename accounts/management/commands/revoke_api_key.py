from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Token
from accounts.services import revoke_api_key


class Command(BaseCommand):
    help = "Revokes a user's API key: it stops working at once and stays listed as revoked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="whose key it is")
        parser.add_argument("--name", required=True, help="the name it was issued under")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = Token.objects.filter(
            kind=Token.Kind.API_KEY, user__email=options["email"].lower(), name=options["name"], revoked_at__isnull=True
        )
        key = keys.first()
        if key is None:
            raise CommandError(f"{options['email']} has no live API key named {options['name']!r}.")
        revoke_api_key(token=key)
        self.stdout.write(f"Revoked {options['name']!r} of {options['email']}.")
