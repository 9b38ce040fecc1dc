"""What every test of the records needs."""

from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def guarded_again(db: None) -> Iterator[None]:
    """A test may take the checks of the database away (`unguard`); on SQLite that would outlive it."""
    yield
    if connection.vendor != "postgresql" and connection.connection is not None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
