"""The WSGI application of the floor: `gunicorn --config config/gunicorn.py tests.bench.floor.app:application`.

A pool of connections with the options that Downwind has (config/databases.py), so that only the programs differ.
"""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from tests.bench.floor import calendar, class_view, my_trainings, own_account, paper, students, training_view
from tests.bench.floor.requests import Asked, Caller, Connection, find_caller, read_asked
from tests.bench.floor.wire import encode_json

Answer = Callable[[Connection, Caller, Asked], Any]
ID = "([0-9a-f-]{36})"
ROUTES: dict[tuple[str, str], Answer] = {
    ("GET", "/trainings.json"): my_trainings.answer,
    ("GET", rf"/trainings/trainings/view/{ID}\.json"): training_view.answer,
    ("GET", "/manager/trainings/students/list.json"): students.answer,
    ("GET", rf"/trainings/onsite/class/{ID}\.json"): class_view.answer,
    ("GET", rf"/trainings/exams/do/{ID}\.json"): paper.answer,
    ("POST", "/trainings/exams/answer.json"): paper.store_answer,
    ("GET", "/trainings/trainings/calendar.json"): calendar.answer,
    ("GET", "/users/view.json"): own_account.answer,
}
PATTERNS = [(method, re.compile(path), answer) for (method, path), answer in ROUTES.items()]


class Floor:
    """The application. The pool opens with the first request: its threads must not start before gunicorn forks."""

    def __init__(self) -> None:
        self.pool: ConnectionPool[Connection] = ConnectionPool(
            os.environ.get("DATABASE_URL", ""),  # a test imports `respond` without one
            open=False,
            min_size=1,
            max_size=16,
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "prepare_threshold": 2,
                "options": "-c statement_timeout=60000 -c jit=off -c random_page_cost=1.1",
            },
        )

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.pool.open()
        with self.pool.connection() as connection:
            status, tree = respond(connection, environ)
        body = encode_json(tree)
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]


def respond(connection: Connection, environ: dict[str, Any]) -> tuple[str, Any]:
    answer, id = find_answer(environ["REQUEST_METHOD"], environ["PATH_INFO"])
    caller = find_caller(connection, environ)
    if caller is None:
        return "401 Unauthorized", {"message": "Log in first."}
    tree = answer(connection, caller, read_asked(environ, id)) if answer else None
    return ("404 Not Found", {"message": "Not found."}) if tree is None else ("200 OK", tree)


def find_answer(method: str, path: str) -> tuple[Answer | None, str]:
    """The function of the screen, and the id in its path."""
    for expected, pattern, answer in PATTERNS:
        match = pattern.fullmatch(path)
        if match and method == expected:
            return answer, match[1] if pattern.groups else ""
    return None, ""


application = Floor()
