"""Every request has an id and one line of log, which tells nothing that a stranger may not read."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from config.logs import build_logging
from core.request_context import CURRENT_REQUEST
from operations.logs import Context, Json
from tests.factories import PASSWORD
from tests.office.browser import open_browser
from tests.world import Client, World, create_api_client, create_client


class Lines(logging.Handler):
    """Keeps what a production server would write."""

    def __init__(self) -> None:
        super().__init__()
        formatter = dict(build_logging("json", requests=True)["formatters"]["json"])
        formatter.pop("()")
        self.setFormatter(Json(**formatter))
        self.addFilter(Context())
        self.text: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.text.append(self.format(record))

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text]


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    root, requests = logging.getLogger(), logging.getLogger("downwind.requests")
    before = requests.level
    root.addHandler(handler)
    requests.setLevel(logging.INFO)
    yield handler
    requests.setLevel(before)
    root.removeHandler(handler)


def test_a_request_is_told_in_one_line(world: World, lines: Lines) -> None:
    create_client(world.sam).get("/trainings.json?page=1", headers={"x-request-id": "train-7.b_1"})

    (line,) = lines.all()
    assert line.pop("milliseconds") >= 0
    assert line.pop("at")
    assert line == {
        "level": "INFO",
        "logger": "downwind.requests",
        "message": "GET /trainings.json 200",
        "request_id": "train-7.b_1",
        "user_id": str(world.sam.pk),
        "company_id": str(world.alpine.pk),
        "method": "GET",
        "path": "/trainings.json",
        "route": "trainings.json",
        "status": 200,
    }


@pytest.mark.parametrize("sent", ["", "a b", "x" * 101, "né", "a\nb", '"{}'])
def test_an_id_that_is_no_plain_word_is_replaced(db: None, lines: Lines, sent: str) -> None:
    response = Client().get("/trainings.json", headers={"x-request-id": sent})

    assert response["X-Request-ID"] not in ("", sent)
    assert [line["request_id"] for line in lines.all()] == [response["X-Request-ID"]]


def test_who_works_in_the_admin_is_told(world: World, lines: Lines) -> None:
    open_browser(world.maria).get("/admin/")

    assert lines.all()[-1]["user_id"] == str(world.maria.pk)
    assert lines.all()[-1]["company_id"] == str(world.alpine.pk)


def test_no_password_token_or_answer_is_told(world: World, lines: Lines) -> None:
    world.sam.set_password(PASSWORD)
    world.sam.save()
    login = Client().post("/users/login.json", {"email": world.sam.email, "password": PASSWORD})
    token = login.json()["response"]["token"]
    client = Client(token)
    client.post("/manager/trainings/locations/edit.json", {"name": "the-name-of-a-place"})
    feed = client.post("/trainings/trainings/calendar_feed.json").json()["token"]
    client.get(f"/trainings/trainings/calendar.ics?token={feed}")
    client.get("/media/photos/2026/unguessable.png")
    client.get("/certificates/secret-code/")

    log = "\n".join(lines.text)
    assert len(lines.text) == 6
    for secret in (PASSWORD, token, feed, "the-name-of-a-place", "unguessable", "secret-code", world.sam.email):
        assert secret not in log


def test_a_defect_is_told_with_its_request_but_without_the_query(lines: Lines, sandbox_client: Client) -> None:
    response = sandbox_client.get("/trouble/defect.json?token=hush")

    defect, request = lines.all()
    assert response.status_code == 500
    assert defect["request_id"] == request["request_id"] == response["X-Request-ID"]
    assert "ZeroDivisionError" in defect["exc_info"]
    assert "hush" not in "".join(lines.text)


def test_a_row_that_the_database_quotes_is_left_out() -> None:
    text = (
        'psycopg.errors.NotNullViolation: null value in column "name"\n'
        "DETAIL:  Failing row contains (7, argon2$hash, response\nover two lines).\n\n"
        "The above exception was the direct cause of the following exception:\n"
    )
    try:
        raise ValueError(text)
    except ValueError as error:
        text = Json().formatException((ValueError, error, error.__traceback__))

    assert "null value in column" in text
    assert "The above exception" in text
    assert "argon2" not in text
    assert "two lines" not in text


def test_the_line_of_one_request_does_not_name_the_caller_of_another(world: World, lines: Lines) -> None:
    create_api_client(world.sam).get("/users/view.json")
    Client().get("/users/view.json")

    assert [line["user_id"] for line in lines.all()] == [str(world.sam.pk), None]
    assert CURRENT_REQUEST.get() is None
