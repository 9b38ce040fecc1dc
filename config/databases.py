"""What each supported database needs so that it behaves the same for the application."""

import warnings
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"

LOCK_TIMEOUT_SECONDS = 20
POOLERS = ("", "pgbouncer")
ADDRESS_EXPECTED = (
    "DATABASE_URL must be an address like postgres://user:password@host:5432/name or sqlite:////path/to/file, "
    "with a password in percent-encoding where it holds one of :/?#[]@."
)


def build_database_settings(env: Environment, *, default: str) -> dict[str, Any]:
    """The `DATABASES` entry for `DATABASE_URL`; refuses every engine but SQLite and PostgreSQL."""
    config = parse_address(env, default)
    pooler = env.str("DATABASE_POOLER", "")
    if pooler not in POOLERS:
        raise ImproperlyConfigured(f"DATABASE_POOLER is {pooler!r}; it can be 'pgbouncer', or stay unset.")
    if config.get("ENGINE") == SQLITE:
        return config | {"OPTIONS": build_sqlite_options() | config.get("OPTIONS", {})}
    if config.get("ENGINE") == POSTGRESQL:
        ours = build_pgbouncer_options() if pooler else {"OPTIONS": build_postgresql_options(env)}
        return config | ours | {"CONN_HEALTH_CHECKS": True, "OPTIONS": ours["OPTIONS"] | config.get("OPTIONS", {})}
    raise ImproperlyConfigured(ADDRESS_EXPECTED)


def parse_address(env: Environment, default: str) -> dict[str, Any]:
    try:
        with warnings.catch_warnings(action="ignore"):  # of what is refused below, in words
            config: dict[str, Any] = env.db_url("DATABASE_URL", default=default)
    except (ValueError, KeyError, UnicodeError) as error:
        # Its own words may quote the password.
        raise ImproperlyConfigured(ADDRESS_EXPECTED) from error
    return config


def build_sqlite_options() -> dict[str, Any]:
    """A write waits for its turn instead of failing: IMMEDIATE takes the lock where a deferred one would deadlock."""
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": LOCK_TIMEOUT_SECONDS,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }


def build_postgresql_options(env: Environment) -> dict[str, Any]:
    """A pool per process, prepared statements, and limits that keep one bad query from stopping the school."""
    settings = f"-c statement_timeout={env.number('STATEMENT_TIMEOUT_SECONDS', 60) * 1000}"
    settings += f" -c lock_timeout={LOCK_TIMEOUT_SECONDS * 1000} -c jit=off"
    options = {"options": settings, "server_side_binding": True, "prepare_threshold": 2, "connect_timeout": 10}
    return options | ({"pool": build_pool_options(env)} if env.bool("DATABASE_POOL", True) else {})


def build_pool_options(env: Environment) -> dict[str, Any]:
    return {
        "min_size": env.number("DATABASE_POOL_MIN", 1),
        "max_size": env.number("DATABASE_POOL_MAX", 16, at_least=1),
        "timeout": 10,
    }


def build_pgbouncer_options() -> dict[str, Any]:
    """Nothing that outlives a transaction, for the next one may run on another connection of the server.

    So no prepared statements and no cursors of the server; no pool before a pool; and the limits, which PgBouncer
    refuses to pass on, belong to the role (docs/operations.md, PgBouncer).
    """
    return {
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": None},
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "CONN_MAX_AGE": 60,
    }
