"""Web clients on other addresses, as far as the operator names them."""

from typing import Any

import pytest

from tests.world import Client, World, create_client

APP = "https://app.alpine.example"


@pytest.fixture(autouse=True)
def app_is_known(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [APP]


def send_request(origin: str, path: str = "/trainings.json", method: str = "GET") -> Any:
    return Client().options(
        path,
        headers={
            "origin": origin,
            "access-control-request-method": method,
            "access-control-request-headers": "authorization,idempotency-key,content-type,if-none-match",
        },
    )


def test_a_known_client_may_ask_and_read_what_it_needs(world: World) -> None:
    may = send_request(APP)
    assert may.status_code == 200
    assert may["Access-Control-Allow-Origin"] == APP
    assert {"authorization", "idempotency-key", "content-type", "if-none-match"} <= set(
        may["Access-Control-Allow-Headers"].split(", ")
    )
    assert "Access-Control-Allow-Credentials" not in may

    response = create_client(world.sam).get("/trainings.json", headers={"origin": APP})
    assert response["Access-Control-Allow-Origin"] == APP
    assert {"ETag", "Retry-After", "X-Request-ID"} <= set(response["Access-Control-Expose-Headers"].split(", "))


def test_a_refusal_can_be_read_too(db: None) -> None:
    response = Client().get("/trainings.json", headers={"origin": APP})

    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (401, APP)


@pytest.mark.parametrize("origin", ["https://evil.example", "http://app.alpine.example", "null", APP + ".evil.example"])
def test_nobody_else_is_let_in(db: None, origin: str) -> None:
    assert "Access-Control-Allow-Origin" not in send_request(origin)


def test_the_admin_is_open_to_no_other_address(db: None) -> None:
    assert "Access-Control-Allow-Origin" not in send_request(APP, "/admin/", "POST")
