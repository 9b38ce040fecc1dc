"""How DATABASE_URL and DATABASE_POOLER become Django settings."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.databases import build_database_settings, build_databases
from config.environment import Environment
from core.replica.router import ReplicaRouter

URL = "postgres://u:p@db:5432/downwind"


def load_settings(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, object]:
    for name in ("DATABASE_URL", "DATABASE_REPLICA_URL", "DATABASE_POOLER", "STATEMENT_TIMEOUT_SECONDS"):
        monkeypatch.delenv(name, raising=False)
    for name, text in environment.items():
        monkeypatch.setenv(name, text)
    return build_database_settings(Environment(), default="sqlite:////tmp/x.sqlite3")


def test_postgresql_itself_gets_limits_a_pool_and_prepared_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    options = load_settings(monkeypatch, DATABASE_URL=URL, STATEMENT_TIMEOUT_SECONDS="0")["OPTIONS"]
    assert isinstance(options, dict)
    assert options["options"].startswith("-c statement_timeout=0 ")
    assert options["pool"]["max_size"] == 16
    assert options["prepare_threshold"] == 2


def test_behind_pgbouncer_nothing_outlives_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_settings(monkeypatch, DATABASE_URL=URL, DATABASE_POOLER="pgbouncer")
    assert config["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert config["OPTIONS"] == {"server_side_binding": True, "prepare_threshold": None}
    assert config["CONN_HEALTH_CHECKS"] is True


def test_options_in_the_url_take_precedence(monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_settings(monkeypatch, DATABASE_URL=f"{URL}?sslmode=require", DATABASE_POOLER="pgbouncer")
    assert isinstance(config["OPTIONS"], dict)
    assert config["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(("url", "pooler"), [(URL, "pgpool"), ("mysql://u@db/x", "")])
def test_anything_else_is_rejected_at_the_start(monkeypatch: pytest.MonkeyPatch, url: str, pooler: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_"):
        load_settings(monkeypatch, DATABASE_URL=url, DATABASE_POOLER=pooler)


def test_of_several_hosts_the_one_that_accepts_writes_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_settings(monkeypatch, DATABASE_URL="postgres://u:p@db1:5433,[::1]:5434/downwind")
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("db1,::1", "5433,5434", "downwind")
    assert isinstance(config["OPTIONS"], dict)
    assert config["OPTIONS"]["target_session_attrs"] == "read-write"
    assert config["OPTIONS"]["connect_timeout"] == 2

    config = load_settings(monkeypatch, DATABASE_URL="postgres://u:p@db1,db2/downwind?target_session_attrs=any")
    assert (config["HOST"], config["PORT"]) == ("db1,db2", "")
    assert isinstance(config["OPTIONS"], dict)
    assert config["OPTIONS"]["target_session_attrs"] == "any"


def test_one_host_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    options = load_settings(monkeypatch, DATABASE_URL=URL)["OPTIONS"]
    assert isinstance(options, dict)
    assert "target_session_attrs" not in options


def test_a_port_for_some_hosts_only_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="a port, or none"):
        load_settings(monkeypatch, DATABASE_URL="postgres://u:p@db1,db2:5433/downwind")


def load_databases(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, dict[str, Any]]:
    load_settings(monkeypatch, **environment)
    return build_databases(Environment(), default="sqlite:////tmp/x.sqlite3")


def test_a_standby_for_reads_has_the_same_limits_and_accepts_no_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(load_databases(monkeypatch, DATABASE_URL=URL)) == ["default"]
    replica = load_databases(monkeypatch, DATABASE_URL=URL, DATABASE_REPLICA_URL="postgres://u:p@db2/downwind")[
        "replica"
    ]
    assert (replica["HOST"], replica["TEST"]) == ("db2", {"MIRROR": "default"})
    assert replica["OPTIONS"]["options"].startswith("-c statement_timeout=60000 ")
    assert "default_transaction_read_only=on" in replica["OPTIONS"]["options"]
    assert replica["OPTIONS"]["pool"]["max_size"] == 16
    assert "target_session_attrs" not in replica["OPTIONS"]


@pytest.mark.parametrize(
    ("primary", "replica"), [(URL, "postgres://u:p@db2,db3/x"), (URL, "sqlite:////tmp/x"), ("sqlite:////tmp/x", URL)]
)
def test_a_standby_is_one_host_of_postgresql(monkeypatch: pytest.MonkeyPatch, primary: str, replica: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLICA_URL"):
        load_databases(monkeypatch, DATABASE_URL=primary, DATABASE_REPLICA_URL=replica)


def test_migrations_are_for_the_primary_alone() -> None:
    router = ReplicaRouter()
    assert router.allow_migrate("default", "records")
    assert not router.allow_migrate("replica", "records")
