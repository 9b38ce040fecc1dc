import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError

from accounts.companies import get_company
from accounts.models import User
from accounts.people.services import ROLE_NAMES, create_user, generate_password, parse_role
from accounts.roles import Role
from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, roll_back_if_dry_run


class Command(OperatorCommand):
    help = (
        "Creates a user of a school, for example its first manager, who creates the others in the admin. By default "
        "the server generates a password and prints it once. A password is never part of the command line, where "
        "every user of the machine could read it."
    )
    examples = """
create_user maria@alpine.example --company "Alpine Flight School" --name Maria --surname Huber --role manager
create_user sam@alpine.example --company "Alpine Flight School" --name Sam --surname Lang --role student --no-password
create_user ines@alpine.example --company 0199… --name Ines --surname Moser --role 170 --password-stdin < password.txt
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the login name, unique on the whole server; stored in lower case")
        parser.add_argument("--company", required=True, metavar="ID|NAME", help="the school")
        parser.add_argument("--name", required=True, help="the first name")
        parser.add_argument("--surname", required=True)
        parser.add_argument(
            "--role", required=True, type=parse_role_argument, help=f"{', '.join(sorted(ROLE_NAMES))}, or its number"
        )
        password = parser.add_mutually_exclusive_group()
        password.add_argument("--password-stdin", action="store_true", help="read the password: one line of stdin")
        password.add_argument("--no-password", action="store_true", help="no login until a manager sets a password")
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        generated = None if options["password_stdin"] or options["no_password"] else generate_password()
        password = read_password() if options["password_stdin"] else generated
        with roll_back_if_dry_run(options["dry_run"]):
            user = create_user(
                company=get_company(options["company"]),
                email=options["email"],
                name=options["name"],
                surname=options["surname"],
                group=options["role"],
                password=password,
            )
        self.print_user(user, generated, **options)

    def print_user(self, user: User, generated: str | None, **options: Any) -> None:
        """Prints the new user and, unless it is a dry run, the generated password."""
        facts: dict[str, Any] = {"id": str(user.pk), "email": user.email, "user_group_id": int(user.group)}
        facts |= {"company": {"id": str(user.company_id), "name": user.company.name}}
        text = f"Created {user} ({user.role_name}) of {user.company}, who logs in as {user.email}."
        if options["dry_run"]:
            facts |= {"id": None, "dry_run": True}
            text = f"Dry run: {user.email} can be created at {user.company}. Nothing was stored."
        elif generated:
            facts["password"] = generated
            text += f"\nThe password (shown only once): {generated}"
        self.print_outcome(text, facts, as_json=options["json"])


def parse_role_argument(text: str) -> Role:
    try:
        return parse_role(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a role") from error


def read_password() -> str:
    """The first line of stdin without its line break; raises CommandError without one."""
    try:
        password = sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise CommandError("The password on stdin is not UTF-8.") from error
    if not password:
        raise CommandError("There is no password on stdin.")
    return password
