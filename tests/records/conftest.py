"""Fixtures of all tests of the records."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def restore_constraints(db: None) -> Iterator[None]:
    """A test may switch off the constraints of the database (`drop_triggers`); on SQLite that outlives its rollback."""
    yield
    if connection.vendor != "postgresql" and connection.connection is not None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any) -> None:
    """Documents of credits are stored away from the uploads of a developer's own server."""
    settings.MEDIA_ROOT = tmp_path / "media"
