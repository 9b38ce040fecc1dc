"""Errors (docs/api.md, section 1): one JSON shape for every error."""

import logging
from typing import Any

import pytest

from api.errors import get_status, handle_domain_error
from core import exceptions
from tests.world import Client, World, create_client

NOT_FOUND = {"message": "Not found."}
NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        (
            "invalid",
            400,
            {"message": "Some of the input is invalid.", "errors": {"name": ["This is not a name."]}},
        ),
        ("nobody", 401, {"message": "Please log in."}),
        ("forbidden", 403, {"message": "This class is not yours."}),
        ("missing", 404, NOT_FOUND),
        ("conflict", 409, {"message": "This class is signed."}),
        ("guesses", 429, {"message": "Too many attempts. Please wait and try again."}),
    ],
)
def test_a_refusal_is_a_message_and_errors_only_when_input_was_invalid(
    sandbox_client: Client, kind: str, status: int, body: Any
) -> None:
    response = sandbox_client.get(f"/trouble/{kind}.json")

    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    assert response.json() == body


def test_a_refusal_for_nobody_challenges_and_one_for_guessing_says_when_to_retry(sandbox_client: Client) -> None:
    assert sandbox_client.get("/trouble/nobody.json")["WWW-Authenticate"] == "Bearer"
    assert sandbox_client.get("/trouble/guesses.json")["Retry-After"] == "77"


def test_a_defect_is_a_json_500_that_tells_nothing_of_the_inside(sandbox_client: Client, caplog: Any) -> None:
    with caplog.at_level(logging.CRITICAL, logger="django.request"):
        response = sandbox_client.get("/trouble/defect.json")

    assert response.status_code == 500
    assert response["Content-Type"] == "application/json"
    assert response.json() == {"message": "Internal server error. It has been logged."}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_database_that_is_away_is_a_503_that_says_when_to_retry(sandbox_client: Client, method: str) -> None:
    response = getattr(sandbox_client, method)("/trouble/database.json")

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "the server closed the connection" not in response.json()["message"]


def test_a_row_that_somebody_else_keeps_is_not_called_a_database_that_is_away(sandbox_client: Client) -> None:
    response = sandbox_client.get("/trouble/lock.json")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json() == {"message": "The server is busy. Please try again in a moment."}


@pytest.mark.parametrize("path", ["/", "/nothing.json", "/users", "/users/login.json/", "/users/%00.json", "/%ff%fe"])
def test_an_unknown_path_is_a_json_404(db: None, path: str) -> None:
    client = Client()
    for method in ("get", "post", "put", "options"):
        response = getattr(client, method)(path)

        assert response.status_code == 404
        assert response.json() == NOT_FOUND


def test_an_unknown_page_of_the_admin_is_a_page_for_people(db: None) -> None:
    response = Client().get("/admin/nothing/")

    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_a_method_that_is_not_there_is_a_405_and_allow_tells_which_are(sandbox_client: Client, method: str) -> None:
    for path, allowed in [("/body.json", {"POST"}), ("/list.json", {"GET", "HEAD"}), ("/act.json", {"GET", "POST"})]:
        response = sandbox_client.generic(method.upper(), path)

        assert response.status_code == 405
        assert set(response["Allow"].split(", ")) == allowed
        assert set(response.json()) == {"message"}


def test_a_foreign_host_name_is_a_json_400(sandbox_client: Client) -> None:
    response = sandbox_client.get("/list.json", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert response.json() == {"message": "The request could not be parsed."}


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "*/*", "nonsense", "application/json; indent=4", ""]
)
def test_the_answer_is_json_whatever_the_client_would_like(sandbox_client: Client, accept: str) -> None:
    response = sandbox_client.get("/list.json", {"username": "Åsa"}, headers={"accept": accept})

    assert response["Content-Type"] == "application/json"
    assert response.content == '{"username":"Åsa"}'.encode()


@pytest.mark.parametrize("bad", ["x", "1", "0190", NOBODY[:-1], NOBODY + "0", "٣", "-", "null", "%00", "' OR 1=1"])
def test_a_malformed_id_in_a_path_is_answered_like_an_unknown_one(world: World, bad: str) -> None:
    client = create_client(world.maria)
    unknown = client.get(f"/trainings/trainings/view/{NOBODY}.json")

    malformed = client.get(f"/trainings/trainings/view/{bad}.json")

    assert malformed.status_code == unknown.status_code == 404
    assert malformed.content == unknown.content
    assert malformed["Content-Type"] == unknown["Content-Type"]


@pytest.mark.parametrize("bad", ["x", 1, "0190", NOBODY[:-1], None, True, [], {}, [NOBODY], 1e30, "٣" * 32, ""])
def test_a_malformed_id_in_a_body_is_a_400_that_names_the_field(world: World, bad: Any) -> None:
    response = create_client(world.sam).post("/messages/messages/read.json", {"id": bad})

    assert response.status_code == 400
    assert set(response.json()) == {"message", "errors"}
    assert list(response.json()["errors"]) == ["id"]


def test_a_refusal_that_nobody_has_listed_gets_the_status_of_the_one_it_is_like() -> None:
    class Booked(exceptions.Conflict):
        """A kind of conflict."""

    class Odd(exceptions.DomainError):
        """A kind of its own."""

    assert (get_status(Booked()), get_status(Odd()), handle_domain_error(Odd()).data) == (
        409,
        400,
        {"message": Odd.default},
    )
