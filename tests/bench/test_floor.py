"""The floor of `make bench` gives the bytes that Downwind gives: otherwise its figures would compare nothing.

Here both answer in this process, in the transaction of the test; `make bench` compares them again as they are served.
"""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from psycopg.rows import dict_row
from psycopg.types.json import JsonbLoader

from accounts.models import Token, User
from accounts.sign_in.sessions import issue_token
from demo.load_school.loading import load_school
from exams.models import AttemptQuestion
from tests.bench.comparing import hide_moving, show_first_difference
from tests.bench.floor.app import respond
from tests.bench.floor.wire import encode_json
from tests.bench.school import LOGINS, Facts, read_facts
from tests.bench.screens import Paper, Screen, get_paper_path, list_screens, read_paper
from tests.world import Client

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


class SharedConnection:
    """Django's connection with the rows of the floor's: it sees what the test has stored and not committed."""

    def execute(self, statement: Any, values: Any = None) -> Any:
        connection.ensure_connection()
        cursor = connection.connection.cursor(row_factory=dict_row)
        cursor.adapters.register_loader("jsonb", JsonbLoader)  # Django's leaves it as text
        return cursor.execute(statement, values)

    def transaction(self) -> Any:
        return connection.connection.transaction()


FLOOR: Any = SharedConnection()


@pytest.fixture
def facts(frozen_clock: time_machine.Traveller) -> Facts:
    """Of a school that is loaded at the moment that the database takes for the present one: the floor goes by it."""
    frozen_clock.move_to(FLOOR.execute("SELECT now()").fetchone()["now"])
    load_school(60)
    return read_facts(FLOOR)


@pytest.fixture
def tokens(facts: Facts) -> dict[str, str]:
    return {login: log_in(User.objects.get(email=email)) for login, email in LOGINS.items()}


def log_in(user: User) -> str:
    expires_at = timezone.now() + timedelta(days=1)
    return issue_token(user=user, kind=Token.Kind.SESSION, expires_at=expires_at).secret


def ask_floor(screen: Screen, token: str) -> bytes:
    path, _, query = screen.path.partition("?")
    body = screen.body or b""
    environ = {
        "REQUEST_METHOD": screen.method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "wsgi.input": io.BytesIO(body),
    }
    status, tree = respond(FLOOR, environ)
    assert status == "200 OK", screen.name
    return encode_json(tree)


def ask_downwind(screen: Screen, token: str) -> bytes:
    response = Client(token).generic(screen.method, screen.path, screen.body or b"", "application/json")
    assert response.status_code == 200, response.content
    content: bytes = response.content
    return content


def start_paper(facts: Facts, token: str) -> Paper:
    client = Client(token)
    attempt = client.post(facts.start_path).json()["attempt_id"]
    return read_paper(client.get(get_paper_path(attempt)).json())


def test_every_screen_of_the_floor_has_the_bytes_of_downwind(facts: Facts, tokens: dict[str, str]) -> None:
    differences = {}
    for screen in list_screens(facts, start_paper(facts, tokens["one"])):
        expected = hide_moving(screen, ask_downwind(screen, tokens[screen.person]))
        answer = hide_moving(screen, ask_floor(screen, tokens[screen.person]))
        if expected != answer:
            differences[screen.name] = show_first_difference(expected, answer)

    assert differences == {}


def test_an_answer_to_the_floor_is_stored(facts: Facts, tokens: dict[str, str]) -> None:
    paper = start_paper(facts, tokens["one"])
    (screen,) = (row for row in list_screens(facts, paper) if row.name == "exam answer")

    ask_floor(screen, tokens["one"])

    assert str(AttemptQuestion.objects.get(pk=paper.question).chosen_option_id) == paper.option


def test_what_depends_on_the_second_is_hidden_and_nothing_else() -> None:
    screen = Screen("exam do", "one", "/", moving=("remaining",))

    assert hide_moving(screen, b'{"remaining":14399,"total":20}') == b'{"remaining":0,"total":20}'


def test_nobody_reads_the_floor_without_a_token(facts: Facts) -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/trainings.json", "HTTP_AUTHORIZATION": "Bearer dws_wrong"}

    assert respond(FLOOR, environ)[0] == "401 Unauthorized"
