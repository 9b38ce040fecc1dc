"""`POST /users/password_recover.json`: a link for a new password (docs/api.md, section 12)."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import OneTimeCode, User
from accounts.people.services import create_users
from accounts.sign_in.devices import HEADER
from mail.models import Mail
from records.models import Event
from tests.accounts.own_account.mailbox import list_mails
from tests.factories import PASSWORD
from tests.world import Client, World

RECOVER = "/users/password_recover.json"
UNKNOWN = "nobody@alpine.example"
LITERALS = re.compile(r"'(?:[^']|'')*'(?:::\w+(?:\[\])?)?|\bs[0-9]+_x[0-9]+\b|\b[0-9]+(?:\.[0-9]+)?\b")


def recover(email: str, **headers: Any) -> Any:
    return Client().post(RECOVER, {"email": email}, **headers)


@pytest.fixture
def kinds_of_address(people: World) -> dict[str, str]:
    """An address of each kind that there may be."""
    User.objects.filter(pk=people.sue.pk).update(is_active=False)
    User.objects.filter(pk=people.maria.pk).update(expires_on=date(2026, 3, 1))
    return {
        "known": people.sam.email,
        "in other letters": people.sam.email.upper(),
        "without a password": people.tom.email,
        "of another school": people.olga.email,
        "closed": people.sue.email,
        "expired": people.maria.email,
        "unknown": UNKNOWN,
        "no address": "' OR 1=1 --",
        "in another script": "überzählig@exämple.example",
    }


def test_every_address_gets_the_same_bytes(kinds_of_address: dict[str, str]) -> None:
    responses = [recover(email) for email in kinds_of_address.values()]

    assert {(response.status_code, response.content) for response in responses} == {(200, responses[0].content)}
    assert responses[0].json()["result"] is True


def test_open_accounts_alone_get_a_mail(people: World, kinds_of_address: dict[str, str]) -> None:
    for kind in kinds_of_address.values():
        recover(kind)

    assert {address for _, address in list_mails()} == {people.sam.email, people.tom.email, people.olga.email}
    assert {kind for kind, _ in list_mails()} == {"recovery"}


def normalise(queries: list[dict[str, str]]) -> list[str]:
    return [LITERALS.sub("?", query["sql"]) for query in queries]


def test_every_address_runs_the_same_statements(kinds_of_address: dict[str, str]) -> None:
    """The savepoint of those without an open account is rolled back where that of the others is released."""
    runs: dict[str, list[str]] = {}
    for kind, email in kinds_of_address.items():
        with CaptureQueriesContext(connection) as captured:
            recover(email)
        runs[kind] = normalise(captured.captured_queries)

    expected = runs["unknown"]
    assert sum("accounts_onetimecode" in sql or "mail_mail" in sql for sql in expected) == 3
    for kind, statements in runs.items():
        assert [sql.replace("ROLLBACK TO", "RELEASE") for sql in statements] == [
            sql.replace("ROLLBACK TO", "RELEASE") for sql in expected
        ], kind


def test_nothing_is_kept_for_an_address_without_an_account(world: World) -> None:
    recover(UNKNOWN)

    assert not OneTimeCode.objects.exists()
    assert not Mail.objects.exists()
    assert not Event.objects.exists()


def test_a_server_without_mail_answers_the_same(people: World, settings: Any) -> None:
    with_mail = recover(people.sam.email).content
    settings.MAIL_ENABLED = False

    assert recover(people.sam.email).content == recover(UNKNOWN).content == with_mail
    assert len(list_mails()) == 1


def test_somebody_who_never_accepted_the_invitation_gets_a_link(world: World) -> None:
    invited = User(company=world.alpine, email="new@alpine.example", name="New", surname="Comer", group=190)
    create_users([invited], company=world.alpine, by=None)

    recover(invited.email)

    assert list_mails() == [("recovery", invited.email)]


def test_a_thousand_requests_send_three_mails_an_hour(people: World, settings: Any, frozen_clock: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 10_000
    responses = {recover(people.sam.email).content for _ in range(1000)}

    assert len(responses) == 1
    assert len(list_mails()) == 3
    frozen_clock.shift(timedelta(minutes=59))
    recover(people.sam.email)
    assert len(list_mails()) == 3
    frozen_clock.shift(timedelta(minutes=2))
    recover(people.sam.email)
    assert len(list_mails()) == 4


def test_the_fourth_request_looks_alike_for_known_and_unknown_addresses(
    people: World, queries_of: Callable[[Callable[[], Any]], list[str]]
) -> None:
    for email in (people.sam.email, UNKNOWN):
        for _ in range(3):
            recover(email)

    known, unknown = (queries_of(lambda email=email: recover(email)) for email in (people.sam.email, UNKNOWN))  # type: ignore[misc]  # mypy infers no type for a lambda with a default

    assert [LITERALS.sub("?", sql) for sql in known] == [LITERALS.sub("?", sql) for sql in unknown]


def test_one_network_address_is_slowed_down_whatever_the_accounts(people: World, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 4
    for number in range(4):
        recover(f"{number}@alpine.example")

    refused = [recover(people.sam.email), recover(UNKNOWN)]

    assert {(response.status_code, response.content, response["Retry-After"]) for response in refused} == {
        (429, refused[0].content, refused[0]["Retry-After"])
    }
    assert list_mails() == []
    assert recover(people.sam.email, REMOTE_ADDR="192.0.2.77").status_code == 200


def test_a_later_link_replaces_the_earlier_one(people: World) -> None:
    recover(people.sam.email)
    recover(people.sam.email)

    assert [code.expires_at > code.created_at for code in OneTimeCode.objects.order_by("id")] == [False, True]


@pytest.mark.parametrize("email", ["", None, [], {"a": 1}, True, "x" * 255, "a\x00b"])
def test_what_is_no_text_is_a_400(world: World, email: Any) -> None:
    assert recover(email).status_code == 400


def test_requests_leave_no_trace_in_the_ledger(people: World) -> None:
    recover(people.sam.email)

    assert not Event.objects.exists()


def test_others_at_this_network_address_do_not_keep_a_known_device_from_asking(people: World, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 2
    device = Client().post("/users/login.json", {"email": people.sam.email, "password": PASSWORD})[HEADER]
    assert [recover(UNKNOWN).status_code for _ in range(3)] == [200, 200, 429]

    assert recover(people.sam.email, headers={HEADER: device}).status_code == 200
