"""Bearer tokens: sessions and API keys (docs/api.md, section 1, Authentication)."""

from datetime import date, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.api_keys import create_api_key, revoke_api_key
from accounts.models import Token, User
from accounts.sign_in.sessions import issue_token
from core.exceptions import Conflict
from tests.office.browser import open_browser
from tests.world import Client, World, create_api_client, create_client

ADDRESS = "/users/view.json"


def is_unauthorized(response: Any) -> bool:
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json() == {"message": "Please log in."}
    return bool(response.status_code == 401)


def call_with_header(header: str) -> Any:
    return Client().get(ADDRESS, HTTP_AUTHORIZATION=header)


# --- which tokens are accepted


def test_a_session_and_an_api_key_open_the_same_door(world: World) -> None:
    for client in (create_client(world.sam), create_api_client(world.sam)):
        assert client.get(ADDRESS).json()["User"]["id"] == str(world.sam.pk)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer "])
def test_the_scheme_is_written_in_any_case(world: World, scheme: str) -> None:
    secret = create_api_key(user=world.sam, name="office").secret

    assert call_with_header(f"{scheme} {secret} ").status_code == 200


def test_no_token_is_a_401_that_challenges(db: None) -> None:
    assert is_unauthorized(Client().get(ADDRESS))


@pytest.mark.parametrize(
    "header",
    [
        "", "Bearer", "Bearer ", "bearer  ", "Bearer x", "Bearer\tx", "Bearer x y", "Token x", "Basic c2FtOnB3", "x",
        "Bearer " + "x" * 100_000, "Bearer \xff\xfe", "\xff\xfe", "Bearer \x00", "Bearer \xc3\xa9\xed\xa0\x80",
        "Bearer ' OR 1=1 --", "Bearer null", "Bearer dws_", ",".join(["Bearer x"] * 50),
    ],
    ids=lambda header: ascii(header)[:24],
)  # fmt: skip
def test_no_absurd_header_is_more_than_a_401(db: None, header: str) -> None:
    assert is_unauthorized(call_with_header(header))


def test_an_unknown_token_is_refused(world: World) -> None:
    secret = create_api_key(user=world.sam, name="office").secret

    client = Client()
    for wrong in (secret[:-1], secret + "x", secret.upper(), secret[4:], Token.objects.get().digest):
        assert is_unauthorized(client.get(ADDRESS, headers={"authorization": f"Bearer {wrong}"})), wrong


def test_a_session_lives_fourteen_days(world: World, frozen_clock: Any) -> None:
    client = create_client(world.sam)

    frozen_clock.shift(timedelta(days=14, seconds=-1))
    assert client.get(ADDRESS).status_code == 200
    frozen_clock.shift(1)
    assert is_unauthorized(client.get(ADDRESS))


def test_an_api_key_works_through_its_last_day(world: World, frozen_clock: Any) -> None:
    client = Client(create_api_key(user=world.sam, name="office", expires_on=date(2026, 3, 20)).secret)

    frozen_clock.move_to("2026-03-20 10:59:59+00:00")
    assert client.get(ADDRESS).status_code == 200
    frozen_clock.move_to("2026-03-20 11:00:00+00:00")  # midnight in Auckland
    assert is_unauthorized(client.get(ADDRESS))


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kathmandu"])
def test_the_last_day_of_a_key_does_not_depend_on_who_issues_it_and_where(world: World, zone: str) -> None:
    """The admin activates the school's time zone; commands and the API activate none."""
    ends = []
    for name in ("here", "there"):
        with timezone.override(ZoneInfo(zone if name == "there" else "UTC")):  # noqa: TID251
            run_command("create_api_key", world.olga.email, "--name", name, "--expires", "2026-03-20")
        ends.append(str(Token.objects.get(name=name).expires_at))

    assert ends == ["2026-03-21 04:00:00+00:00"] * 2


def test_an_api_key_without_expiry_lasts(world: World, frozen_clock: Any) -> None:
    client = create_api_client(world.sam)
    frozen_clock.shift(timedelta(days=3_650))

    assert client.get(ADDRESS).status_code == 200


def test_a_revoked_token_is_refused(world: World) -> None:
    for client in (create_client(world.sam), create_api_client(world.sam)):
        Token.objects.update(revoked_at=timezone.now())
        assert is_unauthorized(client.get(ADDRESS))


@pytest.mark.parametrize("fields", [{"is_active": False}, {"expires_on": date(2026, 3, 17)}])
def test_the_token_of_an_inactive_or_expired_account_is_refused(world: World, fields: Any) -> None:
    clients = create_client(world.sam), create_api_client(world.sam)
    User.objects.filter(pk=world.sam.pk).update(**fields)

    for client in clients:
        assert is_unauthorized(client.get(ADDRESS))


def test_the_cookie_of_the_admin_is_never_accepted(world: World) -> None:
    browser = open_browser(world.maria)
    assert browser.get("/admin/").status_code == 200

    assert is_unauthorized(browser.get(ADDRESS))
    assert is_unauthorized(browser.post("/users/logout.json"))
    assert browser.get("/admin/").status_code == 200


def test_the_token_and_not_the_cookie_says_who_is_asking(world: World) -> None:
    browser = open_browser(world.maria)
    secret = create_api_key(user=world.sam, name="office").secret

    response = browser.get(ADDRESS, headers={"authorization": f"Bearer {secret}"})
    assert response.json()["User"]["id"] == str(world.sam.pk)


# --- what is stored


def test_only_a_hash_of_a_token_is_stored(world: World) -> None:
    secrets = [
        create_api_key(user=world.sam, name="office").secret,
        issue_token(user=world.sam, kind=Token.Kind.SESSION, expires_at=timezone.now()).secret,
    ]

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_token")
        stored = str(cursor.fetchall())
    assert all(secret not in stored and secret[4:] not in stored for secret in secrets)
    assert len(set(secrets)) == 2
    assert all(len(secret) > 40 for secret in secrets)


def test_the_last_use_is_noted_at_most_once_a_minute(world: World, frozen_clock: Any) -> None:
    client = create_api_client(world.sam)
    uses = []
    for seconds in (0, 30, 30, 1):
        frozen_clock.shift(seconds)
        client.get(ADDRESS)
        uses.append((timezone.now(), Token.objects.get().last_used_at))

    at = [now for now, _ in uses]
    assert [last for _, last in uses] == [at[0], at[0], at[0], at[3]]


def test_a_request_costs_one_query_to_know_who_asks(world: World, queries_of: Any) -> None:
    client = create_api_client(world.sam)
    unused = queries_of(lambda: client.get("/users/countries.json"))
    used = queries_of(lambda: client.get("/users/countries.json"))

    assert [query.split()[0] for query in unused] == ["SELECT", "UPDATE"]
    assert [query.split()[0] for query in used] == ["SELECT"]


def test_a_refused_token_leaves_no_trace_of_use(world: World) -> None:
    client = create_api_client(world.sam)
    User.objects.update(is_active=False)
    client.get(ADDRESS)

    assert Token.objects.get().last_used_at is None


# --- API keys


def test_a_person_has_one_live_key_of_a_name(world: World) -> None:
    first = create_api_key(user=world.sam, name="office").token
    with pytest.raises(Conflict, match="already has a key named 'office'"):
        create_api_key(user=world.sam, name="office")
    create_api_key(user=world.sue, name="office")

    revoke_api_key(token=first)
    create_api_key(user=world.sam, name="office")
    assert Token.objects.count() == 3


def test_a_revoked_key_stays_listed_with_the_moment_of_its_first_revocation(world: World, frozen_clock: Any) -> None:
    key = create_api_key(user=world.sam, name="office").token
    revoked_at = timezone.now()
    revoke_api_key(token=key)
    frozen_clock.shift(60)
    revoke_api_key(token=key)

    key.refresh_from_db()
    assert (key.revoked_at, key.name) == (revoked_at, "office")


def test_an_api_key_has_no_session_to_log_out_of(world: World) -> None:
    client = create_api_client(world.sam)

    assert client.post("/users/logout.json").status_code == 403
    assert client.get(ADDRESS).status_code == 200


# --- commands


def run_command(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


def test_the_command_prints_a_key_that_works(world: World) -> None:
    secret = run_command("create_api_key", world.sam.email.upper(), "--name", " office ", "--expires", "2026-03-20")

    assert Client(secret).get(ADDRESS).status_code == 200
    key = Token.objects.get()
    assert (key.name, str(key.expires_at)) == ("office", "2026-03-20 11:00:00+00:00")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["nobody@alpine.example", "--name", "office"], "no user"),
        (["sam@alpine.example"], "--name"),
        (["sam@alpine.example", "--name", ""], "1 to 100"),
        (["sam@alpine.example", "--name", "  "], "1 to 100"),
        (["sam@alpine.example", "--name", "x" * 101], "1 to 100"),
        (["sam@alpine.example", "--name", "x", "--expires", "soon"], "expires"),
        (["sam@alpine.example", "--name", "x", "--expires", "2026-02-30"], "expires"),
        (["sam@alpine.example", "--name", "x", "--expires", "9999-12-31"], "expires"),
        (["sam@alpine.example", "--name", "x", "--expires", "0027-12-31"], "is in the past"),
        (["sam@alpine.example", "--name", "x", "--expires", "2026-03-17"], "is in the past"),
        (["sam@alpine.example", "--name", "taken"], "already has a key"),
    ],
)
def test_the_command_that_makes_keys_refuses_in_words(world: World, words: list[str], complaint: str) -> None:
    create_api_key(user=world.sam, name="taken")

    with pytest.raises(CommandError, match=complaint):
        run_command("create_api_key", *words)
    assert Token.objects.count() == 1


def test_the_command_that_revokes_kills_that_key_and_keeps_its_row(world: World) -> None:
    office, phone = (Client(create_api_key(user=world.sam, name=name).secret) for name in ("office", "phone"))

    assert (
        run_command("revoke_api_key", world.sam.email.upper(), "--name", "office")
        == f"Revoked 'office' of {world.sam.email.upper()}."
    )

    assert office.get(ADDRESS).status_code == 401
    assert phone.get(ADDRESS).status_code == 200
    assert Token.objects.filter(name="office", revoked_at__isnull=False).count() == 1


@pytest.mark.parametrize(
    "words",
    [
        ["nobody@alpine.example", "--name", "office"],
        ["sam@alpine.example", "--name", "other"],
        ["sam@alpine.example", "--name", "revoked"],
        ["sam@alpine.example", "--name", ""],
        ["sue@alpine.example", "--name", "office"],
    ],
)
def test_the_command_that_revokes_says_when_there_is_no_such_key(world: World, words: list[str]) -> None:
    create_api_key(user=world.sam, name="office")
    revoke_api_key(token=create_api_key(user=world.sam, name="revoked").token)
    create_client(world.sam)

    with pytest.raises(CommandError, match="no live API key"):
        run_command("revoke_api_key", *words)
    assert Token.objects.filter(revoked_at__isnull=True).count() == 2
