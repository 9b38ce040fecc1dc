"""`/healthz` and `/readyz`, as probes request them."""

from typing import Any

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse

from core.outages.breaker import PAUSE_SECONDS
from operations import health
from tests.world import Client

PATHS = ("/healthz", "/readyz")


@pytest.mark.parametrize("path", PATHS)
def test_a_probe_that_knows_no_host_name_and_no_tls_is_answered(db: None, settings: Any, path: str) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get(path, headers={"host": "10.0.0.7:8000"})

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert response["Cache-Control"] == "no-store"


def test_readiness_names_what_it_checked(db: None) -> None:
    assert Client().get("/readyz").json() == {"status": "ok", "database": "ok", "migrations": "ok"}


def test_a_database_that_is_away_makes_the_server_unready_but_alive(monkeypatch: Any) -> None:
    class Away:
        def cursor(self) -> Any:
            raise OperationalError("the server closed the connection")

        def close(self) -> None:
            pass

    monkeypatch.setattr(health, "connection", Away())

    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "does not answer", "migrations": "unknown"}
    assert Client().get("/healthz").status_code == 200


def test_a_migration_that_has_not_run_makes_the_server_unready(db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(health, "count_pending_migrations", lambda: 2)

    response = Client().get("/readyz")
    assert (response.status_code, response.json()["migrations"]) == (503, "2 to run")


def test_pending_migrations_are_counted(db: None) -> None:
    assert health.count_pending_migrations() == 0
    MigrationRecorder.Migration.objects.filter(app="accounts").latest("name").delete()
    assert health.count_pending_migrations() == 1


@pytest.mark.parametrize("error", [TimeoutError("nothing yet"), OperationalError("away")])
def test_probes_behind_one_that_was_not_answered_wait_for_nothing(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    asked = []

    def ask_in_vain() -> int:
        asked.append(error)
        raise error

    checks = health.HealthChecks(lambda request: HttpResponse())
    monkeypatch.setattr(health, "HAS_SERVER", True)
    monkeypatch.setattr(checks, "ask_in_time", ask_in_vain)
    monkeypatch.setattr(checks.breaker, "clock", lambda: 1000.0)

    assert [checks.run_checks()["database"] for _ in range(3)] == ["does not answer"] * 3
    assert len(asked) == 1

    monkeypatch.setattr(checks.breaker, "clock", lambda: 1000.0 + PAUSE_SECONDS)
    monkeypatch.setattr(checks, "ask_in_time", lambda: 0)
    assert checks.run_checks()["database"] == "ok"


@pytest.mark.parametrize("path", PATHS)
def test_nothing_but_reading_is_allowed(path: str) -> None:
    response = Client().post(path)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
