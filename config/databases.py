"""Settings that make each supported database behave the same for the application."""

import warnings
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"

# Long enough to wait for another request, short enough that a stuck transaction is an error and not a standstill.
LOCK_TIMEOUT_SECONDS = 20
POOLERS = ("", "pgbouncer")
INVALID_URL = (
    "DATABASE_URL must be an address like postgres://user:password@host:5432/name or sqlite:////path/to/file. "
    "The characters :/?#[]@ of a password must be percent-encoded."
)


def build_database_settings(env: Environment, *, default: str) -> dict[str, Any]:
    """The `DATABASES` entry for `DATABASE_URL`. Raises ImproperlyConfigured unless it is SQLite or PostgreSQL."""
    config = parse_url(env, default)
    pooler = env.str("DATABASE_POOLER", "")
    if pooler not in POOLERS:
        raise ImproperlyConfigured(f"DATABASE_POOLER is {pooler!r}; it can be 'pgbouncer', or stay unset.")
    if config.get("ENGINE") == SQLITE:
        return config | {"OPTIONS": build_sqlite_options() | config.get("OPTIONS", {})}
    if config.get("ENGINE") == POSTGRESQL:
        defaults = build_pgbouncer_options() if pooler else {"OPTIONS": build_postgresql_options(env)}
        options = defaults["OPTIONS"] | config.get("OPTIONS", {})  # those in the URL take precedence
        return config | defaults | {"CONN_HEALTH_CHECKS": True, "OPTIONS": options}
    raise ImproperlyConfigured(INVALID_URL)


def parse_url(env: Environment, default: str) -> dict[str, Any]:
    try:
        with warnings.catch_warnings(action="ignore"):  # django-environ warns of schemes that are rejected below
            config: dict[str, Any] = env.db_url("DATABASE_URL", default=default)
    except (ValueError, KeyError, UnicodeError) as error:
        # The message of the library may quote the password.
        raise ImproperlyConfigured(INVALID_URL) from error
    return config


def build_sqlite_options() -> dict[str, Any]:
    """Makes writers wait instead of fail. A deferred transaction that reads first cannot wait: it would deadlock."""
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": LOCK_TIMEOUT_SECONDS,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }


def build_postgresql_options(env: Environment) -> dict[str, Any]:
    """A pool for each process, prepared statements, and limits that keep one bad query from stopping the school.

    Without JIT: it compiles for longer than our queries run.
    """
    settings = f"-c statement_timeout={env.get_number('STATEMENT_TIMEOUT_SECONDS', 60) * 1000}"
    settings += f" -c lock_timeout={LOCK_TIMEOUT_SECONDS * 1000} -c jit=off"
    options = {"options": settings, "server_side_binding": True, "prepare_threshold": 2, "connect_timeout": 10}
    return options | ({"pool": build_pool_options(env)} if env.bool("DATABASE_POOL", True) else {})


def build_pool_options(env: Environment) -> dict[str, Any]:
    return {
        "min_size": env.get_number("DATABASE_POOL_MIN", 1),
        "max_size": env.get_number("DATABASE_POOL_MAX", 16, at_least=1),
        "timeout": 10,
    }


def build_pgbouncer_options() -> dict[str, Any]:
    """Nothing that outlives a transaction, because the next one may run on another server connection.

    That excludes prepared statements and server-side cursors, and a pool in front of a pool. The limits are set for the
    role (docs/operations.md, PgBouncer): PgBouncer rejects connections with start-up options.
    """
    return {
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": None},
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "CONN_MAX_AGE": 60,
    }
