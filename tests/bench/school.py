"""The school that is measured: Load School in a database of its own, and the ids of the rows that the screens show."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from tests.bench.floor.requests import Connection, Row
from tests.demo_server import ROOT

DEFAULT = "postgres://postgres@127.0.0.1:5432/postgres"
PASSWORD = "demo-flight-1"
CAST = "full.load.example"
LOGINS = {
    "one": f"one@{CAST}",
    "thirty": f"thirty@{CAST}",
    "hundred": f"hundred@{CAST}",
    "instructor": "instructor@load.example",
    "manager": "manager@load.example",
}
COUNT = """SELECT count(*) FROM trainings_enrollment e JOIN accounts_company c ON c.id = e.company_id
    WHERE c.name = 'Load School'"""
ENROLLMENT = """SELECT e.id, e.training_id FROM trainings_enrollment e JOIN accounts_user u ON u.id = e.user_id
    JOIN trainings_training t ON t.id = e.training_id WHERE u.email = %s AND t.name = 'Full training 00'"""
# Of the classes that have begun, the latest: its month is full of others.
CLASS = """SELECT c.id, to_char(c.starts_at, 'YYYY-MM') AS month FROM onsite_classsession c
    JOIN trainings_subject s ON s.id = c.subject_id JOIN trainings_training t ON t.id = s.training_id
    WHERE t.name = 'Full training 01' ORDER BY c.starts_at OFFSET 60 LIMIT 1"""
# The last one, which the student has not passed.
EXAM = """SELECT x.id FROM exams_exam x JOIN trainings_subject s ON s.id = x.subject_id
    WHERE s.training_id = %s ORDER BY s."order" DESC LIMIT 1"""


@dataclass(frozen=True)
class Facts:
    """Ids of the school, and how many enrollments it has."""

    enrollments: int
    enrollment: str
    training: str
    class_id: str
    month: str
    exam: str

    @property
    def start_path(self) -> str:
        """Where the attempt is started, or resumed, that the screens of an exam are of."""
        return f"/trainings/exams/start/{self.enrollment}/{self.exam}.json"


@contextmanager
def create_database(server: str) -> Iterator[str]:
    """Creates an empty database on the server of this URL, yields its URL, and drops it at the end."""
    name = f"downwind_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def load_school(database: str, enrollments: int) -> None:
    """Migrates the database, and fills its Load School up to so many enrollments."""
    for command in (["migrate", "-v0"], ["seed_demo", "--json", "--enrollments", str(enrollments)]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": database},
            stdout=subprocess.DEVNULL,
            check=True,
        )


def is_loaded(database: str) -> bool:
    with psycopg.connect(database) as connection:
        if connection.execute("SELECT to_regclass('accounts_user') IS NULL").fetchone() == (True,):
            return False
        return (
            connection.execute("SELECT 1 FROM accounts_user WHERE email = %s", [LOGINS["one"]]).fetchone() is not None
        )


def read_school(database: str) -> Facts:
    with psycopg.connect(database, row_factory=dict_row) as connection:
        return read_facts(connection)


def read_facts(connection: Connection) -> Facts:
    enrolled = fetch_row(connection, ENROLLMENT, [LOGINS["one"]])
    held = fetch_row(connection, CLASS, [])
    return Facts(
        enrollments=fetch_row(connection, COUNT, [])["count"],
        enrollment=str(enrolled["id"]),
        training=str(enrolled["training_id"]),
        class_id=str(held["id"]),
        month=held["month"],
        exam=str(fetch_row(connection, EXAM, [enrolled["training_id"]])["id"]),
    )


def fetch_row(connection: Connection, statement: str, values: list[Any]) -> Row:
    row = connection.execute(statement.encode(), values).fetchone()
    if row is None:
        raise RuntimeError("This database holds no Load School with its cast: load it with seed_demo --enrollments.")
    return row
