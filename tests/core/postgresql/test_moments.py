"""Moments that PostgreSQL sends are read fast, and are the same as those that Django reads."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg.adapt import Transformer
from psycopg.pq import Format

from core.postgresql.moments import build_adapters

pytestmark = pytest.mark.postgresql

TEXTS = [
    b"2026-03-18 10:00:00+00",
    b"2026-03-18 10:00:00.5+00",
    b"2026-03-18 10:00:00.123456+00",
    b"2024-02-29 23:59:59.999999+00",
    b"0001-01-01 00:00:00+00",
    b"9999-12-31 23:59:59+00",
    b"infinity",
    b"-infinity",
    b"0044-03-15 12:00:00+00 BC",
    b"10000-01-01 00:00:00+00",
]


def load(adapters: Any, text: bytes) -> Any:
    loader = adapters.get_loader(adapters.types["timestamptz"].oid, Format.TEXT)
    try:
        return loader(0, Transformer(adapters)).load(text)
    except Exception as error:  # whatever it is, it must be the same
        return type(error), str(error)


@pytest.mark.parametrize("text", TEXTS)
def test_the_moment_is_the_one_that_django_reads(text: bytes) -> None:
    template = get_adapters_template(True, UTC)

    assert load(build_adapters(template), text) == load(template, text)


@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["2026-03-18 10:00:00.25+13", "1969-12-31 23:59:59.999999+00"])
def test_a_connection_gives_moments_in_utc(moment: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, 'infinity'::timestamptz IS NULL", [moment])
        found = cursor.fetchone()[0]

    assert found == datetime.fromisoformat(moment)
    assert found.tzinfo is UTC


@pytest.mark.django_db
def test_a_session_with_another_zone_is_read_right_as_well() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Pacific/Auckland'")
        cursor.execute("SELECT TIMESTAMPTZ '2026-03-18 10:00:00+00'")
        found = cursor.fetchone()[0]

    assert found.isoformat() == "2026-03-18T10:00:00+00:00"
