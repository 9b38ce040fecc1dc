"""All rows of the tables that were empty in the migrated database: read as the database stores them, and put back."""

import pickle
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection

from tests.snapshots.emptying import build_question

Rows = Any  # of a table: tuples from SQLite, the text of COPY from PostgreSQL


def write_rows(path: Path) -> None:
    unfinished = path.with_suffix(".new")
    columns = list_columns()
    unfinished.write_bytes(pickle.dumps({table: read_table(table, columns[table]) for table in list_filled()}))
    unfinished.rename(path)


def put_back(path: Path) -> None:
    """Within a transaction. The tables come in any order, without the checks that their rows have passed before."""
    columns = list_columns()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table, rows in pickle.loads(path.read_bytes()).items():
            fill_table(table, columns[table], rows)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)


def list_filled() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(build_question())
        return [table for (table,) in cursor.fetchall()]


def list_columns() -> dict[str, list[str]]:
    """The columns of each table without generated ones, which nobody can write. All names are quoted."""
    quote = connection.ops.quote_name
    return {
        quote(model._meta.db_table): [
            quote(str(field.column)) for field in model._meta.concrete_fields if not field.generated
        ]
        for model in apps.get_models(include_auto_created=True)
    }


def read_table(table: str, columns: list[str]) -> Rows:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # With a sign an expression has no type, by which Django would convert what is stored.
            cursor.execute(f"SELECT {', '.join(f'+{column}' for column in columns)} FROM {table}")
            return cursor.fetchall()
        with cursor.copy(f"COPY {table} ({', '.join(columns)}) TO STDOUT") as copy:
            return b"".join(bytes(block) for block in copy)


def fill_table(table: str, columns: list[str], rows: Rows) -> None:
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
            return
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            copy.write(rows)
