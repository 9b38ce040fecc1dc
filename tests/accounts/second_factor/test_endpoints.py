"""`POST /users/totp.json` and its relatives (docs/api.md, section 12)."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from accounts.idempotency_records import IdempotencyRecord
from accounts.models import User
from tests.accounts.second_factor.steps import get_app_code, log_in, use_app
from tests.factories import PASSWORD
from tests.world import Client, World, create_api_client, create_client

PATHS = ("totp", "totp_confirm", "totp_disable", "recovery_codes")


@pytest.fixture
def client(people: World) -> Client:
    return create_client(people.sam)


def start(client: Client, password: str = PASSWORD, **meta: Any) -> Any:
    return client.post("/users/totp.json", {"password": password}, **meta)


def test_an_app_is_set_up_in_two_requests(people: World, client: Client) -> None:
    setup = start(client)
    assert set(setup.json()) == {"secret", "otpauth_url"}
    secret = setup.json()["secret"]
    confirmed = client.post("/users/totp_confirm.json", {"code": f" {get_app_code(secret, -1)} "})

    assert confirmed.json()["result"] is True
    assert len(confirmed.json()["recovery_codes"]) == 10
    assert client.get("/users/view.json").json()["User"]["two_factor"] == "TOTP"
    response = log_in(people.sam, get_app_code(secret))
    assert response.json()["response"]["two_factor"] == "TOTP"
    assert log_in(people.sam, confirmed.json()["recovery_codes"][0]).status_code == 200


def test_the_url_names_the_school_and_the_person(people: World, client: Client) -> None:
    people.alpine.name = "Ålpine: Flight/School"
    people.alpine.save()
    setup = start(client).json()
    url = urlsplit(setup["otpauth_url"])

    assert (url.scheme, url.netloc) == ("otpauth", "totp")
    assert parse_qs(url.query) == {"secret": [setup["secret"]], "issuer": ["Ålpine: Flight/School"]}
    assert "sam%40alpine.example" in url.path


def test_secrets_are_stored_by_no_cache_and_for_no_retry(people: World, client: Client) -> None:
    first, second = (start(client, headers={"Idempotency-Key": "once"}) for _ in range(2))
    assert first["Cache-Control"] == "no-store"
    assert first.json()["secret"] != second.json()["secret"]

    code = get_app_code(second.json()["secret"])
    confirmed = client.post("/users/totp_confirm.json", {"code": code}, headers={"Idempotency-Key": "twice"})
    renewed = client.post("/users/recovery_codes.json", {"password": PASSWORD}, headers={"Idempotency-Key": "thrice"})
    assert confirmed["Cache-Control"] == renewed["Cache-Control"] == "no-store"
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.parametrize("path", PATHS)
def test_an_api_key_changes_no_second_factor(people: World, path: str) -> None:
    body = {"password": PASSWORD, "code": "123456"}

    assert create_api_client(people.sam).post(f"/users/{path}.json", body).status_code == 403


@pytest.mark.parametrize("path", ["totp", "totp_disable", "recovery_codes"])
def test_a_wrong_password_is_counted_with_those_of_signing(people: World, client: Client, path: str) -> None:
    use_app(people.sam)
    statuses = [client.post(f"/users/{path}.json", {"password": "wrong"}).status_code for _ in range(6)]

    assert statuses == [403] * 5 + [429]
    assert client.post("/users/totp_disable.json", {"password": PASSWORD}).status_code == 429


@pytest.mark.parametrize("body", [{}, {"password": None, "code": None}, {"password": ["x"], "code": {"a": 1}}])
@pytest.mark.parametrize("path", PATHS)
def test_a_body_without_its_field_is_a_400_that_names_it(client: Client, path: str, body: Any) -> None:
    response = client.post(f"/users/{path}.json", body)

    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"code" if path == "totp_confirm" else "password"}


def test_a_wrong_first_code_is_a_400_at_the_code(client: Client) -> None:
    start(client)
    response = client.post("/users/totp_confirm.json", {"code": "0000000"})

    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"code"}


def test_what_has_not_begun_is_not_confirmed(client: Client) -> None:
    assert client.post("/users/totp_confirm.json", {"code": "123456"}).status_code == 409


@pytest.mark.parametrize("path", ["totp_disable", "recovery_codes"])
def test_without_an_app_there_is_nothing_to_turn_off_or_to_renew(client: Client, path: str) -> None:
    assert client.post(f"/users/{path}.json", {"password": PASSWORD}).status_code == 409


def test_the_app_is_turned_off_by_the_password(people: World, client: Client) -> None:
    use_app(people.sam)

    response = client.post("/users/totp_disable.json", {"password": PASSWORD})

    assert response.json() == {"result": True, "two_factor": "OFF"}
    assert log_in(people.sam).status_code == 200


def test_new_recovery_codes_replace_the_old(people: World, client: Client) -> None:
    _, old = use_app(people.sam)

    new = client.post("/users/recovery_codes.json", {"password": PASSWORD}).json()["recovery_codes"]

    assert log_in(people.sam, old[0]).status_code == 401
    assert log_in(people.sam, new[0]).status_code == 200


def test_a_second_setup_while_an_app_is_on_is_a_409(people: World, client: Client) -> None:
    use_app(people.sam)

    assert start(client).status_code == 409
    assert User.objects.get(pk=people.sam.pk).two_factor == "TOTP"
