"""Which database a query goes to: the primary, unless a block reads from the standby (`read_from_replica`)."""

from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from core.request_context import note_write

REPLICA = "replica"  # in DATABASES
READING: ContextVar[bool] = ContextVar("reading_from_replica", default=False)


class ReplicaRouter:
    """Django's router. Only reads outside of transactions leave the primary: what is read within one may be written."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return REPLICA if READING.get() and not connections[DEFAULT_DB_ALIAS].in_atomic_block else DEFAULT_DB_ALIAS

    def db_for_write(self, model: Any, **hints: Any) -> str:
        note_write()
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        """Rows of both are those of one database."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
