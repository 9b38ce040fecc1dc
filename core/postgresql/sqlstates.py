"""PostgreSQL's codes of errors (postgresql.org/docs/current/errcodes-appendix.html)."""

DEADLOCK_DETECTED = "40P01"
UNDEFINED_TABLE = "42P01"
UNDEFINED_COLUMN = "42703"
LOCK_NOT_AVAILABLE = "55P03"


def get_sqlstate(error: Exception) -> str | None:
    """The code of an error as Django raises it; None if it is not PostgreSQL's."""
    return getattr(error.__cause__, "sqlstate", None)
