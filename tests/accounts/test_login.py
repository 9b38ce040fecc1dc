"""`POST /users/login.json` (docs/api.md, section 2)."""

import logging
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import LoginAttemptLog, Token, User
from tests.factories import PASSWORD
from tests.world import Client, World, create_api_client

FORM = "application/x-www-form-urlencoded"
LOGIN = "/users/login.json"
WRONG = {"message": "The e-mail address or password is incorrect."}


@pytest.fixture
def sam(world: World) -> User:
    world.sam.set_password(PASSWORD)
    world.sam.save()
    return world.sam


def log_in(email: str, password: str = PASSWORD) -> Any:
    return Client().post(LOGIN, {"email": email, "password": password})


def test_the_right_pair_gets_a_token_that_works(sam: User) -> None:
    response = log_in(sam.email)

    login = response.json()["response"]
    assert response.status_code == 200
    token = login.pop("token")
    assert login == {
        "result": True, "message": None, "user_id": sam.pk, "api": False, "active": True, "url": "/trainings.json",
        "two_factor": "OFF", "confirmed": True,
    }  # fmt: skip
    assert Client(token).get("/users/view.json").json()["User"]["id"] == str(sam.pk)


def test_the_answer_with_a_token_is_never_stored_by_a_cache(sam: User) -> None:
    assert log_in(sam.email)["Cache-Control"] == "no-store"


def test_a_manager_is_led_to_the_admin(world: World) -> None:
    world.maria.set_password(PASSWORD)
    world.maria.save()

    assert log_in(world.maria.email).json()["response"]["url"] == "/admin/"


def test_api_tells_whether_the_person_holds_a_live_api_key(sam: User) -> None:
    create_api_client(sam)
    assert log_in(sam.email).json()["response"]["api"] is True

    Token.objects.filter(kind=Token.Kind.API_KEY).update(revoked_at=timezone.now())
    assert log_in(sam.email).json()["response"]["api"] is False


@pytest.mark.parametrize("email", ["SAM@ALPINE.EXAMPLE", "Sam@alpine.example", "  sam@alpine.example "])
def test_an_address_is_the_same_in_any_case(sam: User, email: str) -> None:
    assert log_in(email).status_code == 200


def test_spaces_around_a_password_belong_to_it(sam: User) -> None:
    sam.set_password(" a password ")
    sam.save()

    assert log_in(sam.email, "a password").status_code == 401
    assert log_in(sam.email, " a password ").status_code == 200


def test_a_form_logs_in_like_json(sam: User) -> None:
    for form in (f"email={sam.email}&password={PASSWORD}", f"data[email]={sam.email}&data[password]={PASSWORD}"):
        response = Client().post(LOGIN, form, content_type="application/x-www-form-urlencoded")
        assert response.status_code == 200
    assert Client().post(LOGIN, {"email": sam.email, "password": PASSWORD}, format="multipart").status_code == 200


def collect_refused_logins(world: World, sam: User) -> dict[str, Any]:
    """The response to each kind of failed login."""
    yesterday = timezone.now().date() - timedelta(days=1)
    for person, fields in ((world.sue, {"is_active": False}), (world.ines, {"expires_on": yesterday})):
        person.set_password(PASSWORD)
        User.objects.filter(pk=person.pk).update(password=person.password, **fields)
    return {
        "wrong password": log_in(sam.email, "wrong"),
        "inactive": log_in(world.sue.email),
        "expired": log_in(world.ines.email),
        "without password": log_in(world.tom.email, "!"),
        "unknown": log_in("nobody@alpine.example"),
        "no address at all": log_in("' OR 1=1 --"),
    }


def test_every_wrong_login_gets_one_and_the_same_401(world: World, sam: User) -> None:
    responses = collect_refused_logins(world, sam)

    assert len({response.content for response in responses.values()}) == 1
    for response in responses.values():
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Bearer"
        assert response.json() == WRONG | {
            "response": {
                "result": False,
                "token": None,
                "user_id": None,
                "api": False,
                "active": False,
                "url": None,
                "two_factor": "OFF",
                "confirmed": False,
                **WRONG,
            }
        }
    assert not Token.objects.exists()


def test_the_documented_addresses_of_the_login_answer_alike(sam: User) -> None:
    for path in ("/login.json", "/users/login.json", "/v1/login.json", "/v1/users/login/.json"):
        response = Client().post(path, f"email={sam.email}&password={PASSWORD}&code=", content_type=FORM)
        assert response.json()["response"]["result"] is True, path
    assert Client().post("/login.json", {"email": sam.email, "password": "wrong"}).status_code == 401


def test_an_address_that_is_not_confirmed_is_told(sam: User) -> None:
    User.objects.update(email_confirmed_at=None)

    assert log_in(sam.email).json()["response"]["confirmed"] is False


def test_every_wrong_login_costs_the_server_one_hash(world: World, sam: User, hashed_passwords: list[str]) -> None:
    for email in (sam.email, world.tom.email, "nobody@alpine.example"):
        hashed_passwords.clear()
        log_in(email, "wrong")
        assert hashed_passwords == ["wrong"], email


def test_every_wrong_login_runs_as_many_statements(world: World, sam: User, queries_of: Any) -> None:
    """Two counted attempts (3 each), the user (1), and the failure (3): in the ledger, or under a counter."""
    log_in(sam.email, "wrong")

    for email in (sam.email, world.tom.email, "nobody@alpine.example"):
        statements = [query.split()[0] for query in queries_of(lambda email=email: log_in(email, "wrong"))]
        assert Counter(statements) == {"INSERT": 3, "SELECT": 4, "UPDATE": 3}, email


def test_an_account_works_through_its_last_day(sam: User, frozen_clock: Any) -> None:
    User.objects.filter(pk=sam.pk).update(expires_on=date(2026, 3, 19))  # which begins at 11:00 UTC in Auckland
    token = log_in(sam.email).json()["response"]["token"]

    frozen_clock.shift(timedelta(hours=24, minutes=59))
    assert Client(token).get("/users/view.json").status_code == 200
    frozen_clock.shift(timedelta(minutes=1))
    assert Client(token).get("/users/view.json").status_code == 401
    assert log_in(sam.email).status_code == 401


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({}, {"email", "password"}),
        ({"email": "sam@alpine.example"}, {"password"}),
        ({"password": PASSWORD}, {"email"}),
        ({"email": "", "password": ""}, {"email", "password"}),
        ({"email": None, "password": None}, {"email", "password"}),
        ({"email": ["sam@alpine.example"], "password": {"a": 1}}, {"email", "password"}),
        ({"email": True, "password": False}, {"email", "password"}),
        ({"email": "x" * 255, "password": "x"}, {"email"}),
        ({"email": "sam@alpine.example", "password": "x" * 1025}, {"password"}),
    ],
)
def test_a_login_without_a_readable_pair_is_a_400_and_not_an_attempt(db: None, fields: Any, at_fault: set[str]) -> None:
    response = Client().post(LOGIN, fields)

    assert response.status_code == 400
    assert set(response.json()["errors"]) == at_fault
    assert not LoginAttemptLog.objects.exists()


def test_login_is_for_post_alone(db: None) -> None:
    for method in ("get", "head", "put", "delete"):
        response = getattr(Client(), method)(LOGIN)
        assert response.status_code == 405
        assert response["Allow"] == "POST"


def test_a_dead_token_on_the_login_itself_does_not_matter(sam: User) -> None:
    assert Client("dead").post(LOGIN, {"email": sam.email, "password": PASSWORD}).status_code == 200


def test_neither_password_nor_token_is_written_to_the_log(sam: User, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        token = log_in(sam.email).json()["response"]["token"]
        log_in(sam.email, "a wrong password")

    own = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert PASSWORD not in own
    assert "a wrong password" not in own
    assert token not in own
