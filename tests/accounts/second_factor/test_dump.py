"""A copy of the database opens no account: no secret and no code is in any column of any table in clear text."""

import re
from typing import Any

from django.apps import apps

from accounts.models import OneTimeCode
from accounts.one_time_codes import derive_digest
from core.encryption import list_secret_keys
from tests.accounts.second_factor.steps import get_app_code, log_in, read_mail, use_app, use_email
from tests.office.browser import Browser
from tests.world import Client, World, create_client


def dump_database() -> str:
    """Every value of every row."""
    rows: list[Any] = []
    for model in apps.get_models(include_auto_created=True):
        rows += model._default_manager.values_list()
    return "\n".join(map(str, rows))


def test_no_secret_and_no_code_is_stored(people: World) -> None:
    use_email(people.sue)
    log_in(people.sue)
    by_mail = read_mail(people.sue)
    secret, recovery_codes = use_app(people.sam)
    log_in(people.sam, get_app_code(secret))
    log_in(people.sam, recovery_codes[0])
    started = create_client(people.sam).post("/users/recovery_codes.json", {"password": "demo-flight-1"})
    use_app(people.maria)
    Browser().enter(people.maria)  # leaves a login that waits for its code

    dump = dump_database()

    words = set(re.findall(r"[\w-]+", dump))
    assert secret not in dump
    assert not {by_mail, get_app_code(secret), get_app_code(secret, -1)} & words
    for code in [*recovery_codes, *started.json()["recovery_codes"]]:
        assert code not in dump
        assert code.replace("-", "") not in dump
    row = OneTimeCode.objects.get()
    assert derive_digest(row, list_secret_keys()[0]).hex() not in dump


def test_a_stored_secret_is_worthless_without_the_servers_key(people: World, settings: Any) -> None:
    secret, _ = use_app(people.sam)
    settings.SECRET_KEY = "whatever somebody with a copy of the database has"

    assert log_in(people.sam, get_app_code(secret)).status_code == 401
    assert Client().get("/users/view.json").status_code == 401
