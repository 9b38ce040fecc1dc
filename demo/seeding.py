"""Creates the two demo schools once, and describes them for scripts."""

from typing import Any

from django.db import transaction

from accounts.api_keys import create_api_key, revoke_api_key
from accounts.models import Company, Token, User
from demo.examples import find_examples
from demo.scenarios import academy, other_school
from trainings.endpoints.training_templates.shipped_templates import load_templates

KEY_NAME = "demo"
SCHOOLS = {"demo": academy.NAME, "other": other_school.NAME}


def is_seeded() -> bool:
    return Company.objects.filter(name=academy.NAME).exists()


@transaction.atomic
def seed_schools() -> bool:
    """Creates both schools. Returns False, and changes nothing, if they exist."""
    if is_seeded():
        return False
    academy.build_academy()
    other_school.build_other_school()
    load_templates()
    return True


def describe_school(short_name: str) -> dict[str, Any]:
    """A school: its users by login, a new API key of its manager (the previous one is revoked), and example ids."""
    company = Company.objects.get(name=SCHOOLS[short_name])
    users = {user.email.partition("@")[0]: user for user in company.users.order_by("id")}
    return {
        "company": {"id": str(company.pk), "name": company.name},
        "users": {login: describe_person(user) for login, user in users.items()},
        "api_key": replace_api_key(users["manager"]),
        "examples": find_examples(users["student"]),
    }


def describe_person(user: User) -> dict[str, Any]:
    return {"id": str(user.pk), "email": user.email, "user_group_id": user.group, "name": str(user)}


@transaction.atomic
def replace_api_key(manager: User) -> str:
    """A key is shown only once, when it is created, so every run needs a new one."""
    for token in Token.objects.live().filter(user=manager, kind=Token.Kind.API_KEY, name=KEY_NAME):
        revoke_api_key(token=token)
    return create_api_key(user=manager, name=KEY_NAME).secret
