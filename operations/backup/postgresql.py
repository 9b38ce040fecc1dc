"""Backing up PostgreSQL with its own pg_dump and pg_restore."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from core.exceptions import Conflict
from operations.backup.facts import DatabaseFacts, read_facts
from records.verification.run import use_one_snapshot

PORTABLE_OPTIONS = ["--no-owner", "--no-privileges"]  # the restored database belongs to whoever restores it


class Postgresql:
    name = "postgresql"
    file = "database.pgdump"

    def version(self) -> str:
        number = connection.pg_version  # type: ignore[attr-defined]
        return f"{number // 10_000}.{number % 10_000}"

    def check_tools(self) -> None:
        """pg_dump reads servers of its own version and older ones, never newer ones.

        It changes settings of its session, which PgBouncer would hand to the next client: so it is refused there.
        """
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            raise Conflict("This needs PostgreSQL itself: name it in DATABASE_URL, and leave DATABASE_POOLER unset.")
        server = parse_major(self.version())
        for program in ("pg_dump", "pg_restore"):
            if get_client_major(program) < server:
                raise Conflict(
                    f"{program} is of version {get_client_major(program)} and cannot speak with a PostgreSQL {server}. "
                    f"Install postgresql-client-{server}."
                )

    def tables(self) -> list[str]:
        return [name for (name,) in fetch_rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")]

    def facts(self) -> DatabaseFacts:
        with use_one_snapshot():
            run_statements("SET LOCAL statement_timeout = 0")
            return read_facts(fetch_rows, self.tables())

    def dump(self, path: Path) -> DatabaseFacts:
        """pg_dump works on the very snapshot in which the facts are counted."""
        with use_one_snapshot():
            run_statements("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
            ((snapshot,),) = fetch_rows("SELECT pg_export_snapshot()")
            run_program("pg_dump", "--format=custom", *PORTABLE_OPTIONS, f"--snapshot={snapshot}", f"--file={path}")
            return read_facts(fetch_rows, self.tables())

    def load(self, path: Path) -> None:
        run_program("pg_restore", *PORTABLE_OPTIONS, "--single-transaction", "--exit-on-error", str(path))


def fetch_rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def run_statements(statements: str) -> None:
    for statement in statements.split("; "):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def run_program(program: str, *options: str) -> None:
    """Runs a program of PostgreSQL against this database; the password goes through its environment, unseen."""
    psql, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    command = [program, *psql[1:-1], "--dbname", psql[-1], *options]
    outcome = subprocess.run(  # noqa: S603
        command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    if outcome.returncode:
        raise Conflict(f"{program} failed: {outcome.stderr.strip()}")


def get_client_major(program: str) -> int:
    path = shutil.which(program)
    if path is None:
        raise Conflict(f"{program} is not installed. Debian has it in postgresql-client.")
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    return parse_major(told)


def parse_major(text: str) -> int:
    """`pg_dump (PostgreSQL) 15.4` or `15.4` as 15."""
    found = re.search(r"(\d+)\.?\d*", text)
    return int(found[1]) if found else 0
