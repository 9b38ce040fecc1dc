"""Backs up PostgreSQL with its own pg_dump and pg_restore."""

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

PORTABLE_OPTIONS = ["--no-owner", "--no-privileges"]  # the role that restores owns the restored database
# A dump of a large school takes longer than the limits that keep web requests short (config/databases.py).
NO_TIMEOUTS = ("SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0")


class Postgresql:
    name = "postgresql"
    file = "database.pgdump"

    def get_version(self) -> str:
        number: int = connection.pg_version  # type: ignore[attr-defined]  # of the PostgreSQL wrapper only
        return f"{number // 10_000}.{number % 10_000}"

    def check_tools(self) -> None:
        """pg_dump reads servers of its own version and older ones, never newer ones.

        PgBouncer is rejected: pg_dump changes settings of its session, which would be passed on to the next client.
        """
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            raise Conflict(
                "This needs a direct connection to PostgreSQL: name the server itself in DATABASE_URL, and leave "
                "DATABASE_POOLER unset."
            )
        server = parse_major(self.get_version())
        for program in ("pg_dump", "pg_restore"):
            if get_client_major(program) < server:
                raise Conflict(
                    f"{program} {get_client_major(program)} does not support PostgreSQL {server}. "
                    f"Install postgresql-client-{server}."
                )

    def list_tables(self) -> list[str]:
        return [name for (name,) in fetch_rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")]

    def read_facts(self) -> DatabaseFacts:
        with use_one_snapshot():
            run_statements(*NO_TIMEOUTS)
            return read_facts(fetch_rows, self.list_tables())

    def dump(self, path: Path) -> DatabaseFacts:
        """Runs pg_dump on the same snapshot in which the facts are counted, so that they agree while people work."""
        with use_one_snapshot():
            run_statements(*NO_TIMEOUTS)
            ((snapshot,),) = fetch_rows("SELECT pg_export_snapshot()")
            run_program("pg_dump", "--format=custom", *PORTABLE_OPTIONS, f"--snapshot={snapshot}", f"--file={path}")
            return read_facts(fetch_rows, self.list_tables())

    def load(self, path: Path) -> None:
        run_program("pg_restore", *PORTABLE_OPTIONS, "--single-transaction", "--exit-on-error", str(path))


def fetch_rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def run_statements(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def run_program(program: str, *options: str) -> None:
    """Runs a PostgreSQL program on this database. The password goes into the environment: `ps` shows arguments.

    So does which of several hosts is meant, which Django does not pass on.
    """
    psql, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    target = connection.settings_dict["OPTIONS"].get("target_session_attrs", "any")
    command = [program, *psql[1:-1], "--dbname", psql[-1], *options]
    outcome = subprocess.run(  # noqa: S603  a program of PostgreSQL with options of ours
        command,
        env={**os.environ, "PGTARGETSESSIONATTRS": target, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode:
        raise Conflict(f"{program} failed: {outcome.stderr.strip()}")


def get_client_major(program: str) -> int:
    path = shutil.which(program)
    if path is None:
        raise Conflict(f"{program} is not installed. On Debian it is part of postgresql-client.")
    output = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    return parse_major(output)


def parse_major(text: str) -> int:
    """`pg_dump (PostgreSQL) 15.4` or `15.4` as 15."""
    match = re.search(r"(\d+)\.?\d*", text)
    return int(match[1]) if match else 0
