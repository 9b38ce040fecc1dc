"""Settings that make each supported database behave the same for the application."""

import warnings
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"
GUARDED_POSTGRESQL = "core.postgresql"  # the same, with a circuit breaker

# Long enough to wait for another request, short enough that a stuck transaction is an error and not a standstill. The
# web server waits less (config/gunicorn.py), because a request that waits keeps a thread from others.
LOCK_TIMEOUT_SECONDS = 20
CONNECT_TIMEOUT_SECONDS = 2  # the least that libpq takes
POOL_TIMEOUT_SECONDS = 10  # the web server waits less (config/gunicorn.py): it has no more threads than connections
# A machine that vanished answers nothing, not even that it is gone: its connections end after some ten seconds.
KEEPALIVES = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
WITHOUT_BRACKETS = str.maketrans("", "", "[]")  # those of IPv6 addresses, which belong to the URL
POOLERS = ("", "pgbouncer")
REPLICA_URL = "DATABASE_REPLICA_URL"
INVALID_HOSTS = "DATABASE_URL names several hosts: give each of them a port, or none: db1:5432,db2:5432."
INVALID_URL = (
    "{name} must be an address like postgres://user:password@host:5432/name or sqlite:////path/to/file. "
    "The characters :/?#[]@ of a password must be percent-encoded."
)


def build_databases(env: Environment, *, default: str) -> dict[str, dict[str, Any]]:
    """`DATABASES`: the primary, and its standby if `DATABASE_REPLICA_URL` names one. Raises ImproperlyConfigured."""
    primary = build_database_settings(env, default=default)
    replica = build_replica_settings(env)
    if replica and primary["ENGINE"] != GUARDED_POSTGRESQL:
        raise ImproperlyConfigured("DATABASE_REPLICA_URL needs a DATABASE_URL of PostgreSQL.")
    return {"default": primary} | ({"replica": replica} if replica else {})


def build_replica_settings(env: Environment) -> dict[str, Any]:
    """The entry for `DATABASE_REPLICA_URL`; empty without one. Raises ImproperlyConfigured unless it is one host of
    PostgreSQL: positions of two standbys must not be compared (core/replica)."""
    if not env.str(REPLICA_URL, ""):
        return {}
    config = build_database_settings(env, default="", name=REPLICA_URL)
    if config["ENGINE"] != GUARDED_POSTGRESQL or "," in config["HOST"]:
        raise ImproperlyConfigured(f"{REPLICA_URL} must be an address of PostgreSQL with one host.")
    options = KEEPALIVES | config["OPTIONS"]
    if "pool" in options:  # who gets no connection in time has the primary
        options["pool"] = options["pool"] | {"timeout": CONNECT_TIMEOUT_SECONDS}
    if "options" in options:
        options["options"] += " -c default_transaction_read_only=on"
    return config | {"OPTIONS": options, "TEST": {"MIRROR": "default"}}


def build_database_settings(env: Environment, *, default: str, name: str = "DATABASE_URL") -> dict[str, Any]:
    """The `DATABASES` entry for the address in `name`. Raises ImproperlyConfigured unless it is SQLite or
    PostgreSQL."""
    config = parse_url(env, default, name)
    pooler = env.str("DATABASE_POOLER", "")
    if pooler not in POOLERS:
        raise ImproperlyConfigured(f"DATABASE_POOLER is {pooler!r}; it can be 'pgbouncer', or stay unset.")
    if config.get("ENGINE") == SQLITE:
        return config | {"OPTIONS": build_sqlite_options() | config.get("OPTIONS", {})}
    if config.get("ENGINE") == POSTGRESQL:
        defaults = build_pgbouncer_options() if pooler else {"OPTIONS": build_postgresql_options(env)}
        hosts = config.get("HOST", "").translate(WITHOUT_BRACKETS)
        # Those in the URL take precedence.
        options = defaults["OPTIONS"] | build_standby_options(hosts, config["PORT"]) | config.get("OPTIONS", {})
        # Connections of the pool are checked without a statement (core/postgresql).
        always = {"ENGINE": GUARDED_POSTGRESQL, "CONN_HEALTH_CHECKS": "pool" not in options}
        return config | defaults | always | {"HOST": hosts, "OPTIONS": options}
    raise ImproperlyConfigured(INVALID_URL.format(name=name))


def parse_url(env: Environment, default: str, name: str) -> dict[str, Any]:
    try:
        with warnings.catch_warnings(action="ignore"):  # django-environ warns of schemes that are rejected below
            config: dict[str, Any] = env.db_url(name, default=default)
    except (ValueError, KeyError, UnicodeError) as error:
        # The message of the library may quote the password.
        raise ImproperlyConfigured(INVALID_URL.format(name=name)) from error
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

    Without JIT: it compiles for longer than our queries run. Rows are read at random as fast as in order: from memory,
    or from an SSD (ADR 51).
    """
    settings = f"-c statement_timeout={env.get_number('STATEMENT_TIMEOUT_SECONDS', 60) * 1000}"
    lock_seconds = env.get_number("LOCK_TIMEOUT_SECONDS", LOCK_TIMEOUT_SECONDS, at_least=1)
    # PostgreSQL limits each of the two waits for a row: for one's turn among those who wait, and then for the
    # transaction that has it.
    settings += f" -c lock_timeout={lock_seconds * 500} -c jit=off -c random_page_cost=1.1"
    options = {
        "options": settings,
        "server_side_binding": True,
        "prepare_threshold": 2,
        "connect_timeout": CONNECT_TIMEOUT_SECONDS,
    }
    return options | ({"pool": build_pool_options(env)} if env.bool("DATABASE_POOL", True) else {})


def build_pool_options(env: Environment) -> dict[str, Any]:
    """`timeout` is how long a request waits for a connection before it is told that the database is away.

    The pauses between the attempts of the pool to connect double. `reconnect_timeout` starts them anew, so that the
    server is back within seconds of the database, however long that was away.
    """
    return {
        "min_size": env.get_number("DATABASE_POOL_MIN", 1),
        "max_size": env.get_number("DATABASE_POOL_MAX", 16, at_least=1),
        "timeout": env.get_number("DATABASE_POOL_TIMEOUT_SECONDS", POOL_TIMEOUT_SECONDS, at_least=1),
        "reconnect_timeout": CONNECT_TIMEOUT_SECONDS,
    }


def build_standby_options(hosts: str, ports: Any) -> dict[str, Any]:
    """With several hosts, `db1,db2`: connections go to the one that accepts writes, whichever that is at the moment.

    Empty with one host. Raises ImproperlyConfigured if only some have a port: libpq would take it for all.
    """
    if "," not in hosts:
        return {}
    if ports and str(ports).count(",") != hosts.count(","):
        raise ImproperlyConfigured(INVALID_HOSTS)
    return {"target_session_attrs": "read-write", **KEEPALIVES}


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
