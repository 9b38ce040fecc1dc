"""Reports in one sentence on stderr, with exit status 1, what keeps a process from starting."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured


@contextmanager
def exit_on_setup_error() -> Iterator[None]:
    """Ends the process with a sentence when a setting is wrong or the database is unreachable.

    A traceback of a hundred lines would hide the one line that an operator can act upon; `--traceback` shows it.
    """
    try:
        yield
    except ImproperlyConfigured as error:
        exit_with_error(f"Cannot start: {error}", error)
    except Exception as error:
        if not is_database_away(error):
            raise
        exit_with_error(f"The database is unreachable: {get_first_line(error)}. DATABASE_URL says where it is.", error)


def check_server() -> None:
    """Checks the settings and the database connection before the server starts its processes.

    A running server responds with 503 while its database is unreachable; a server that starts without one exits, and
    its supervisor restarts it.
    """
    with exit_on_setup_error():
        from django.conf import settings
        from django.db.utils import ConnectionHandler

        options = settings.DATABASES["default"].get("OPTIONS", {})
        # Without the pool: its threads must not start before the server forks.
        direct = {name: option for name, option in options.items() if name != "pool"}
        connection = ConnectionHandler({"default": settings.DATABASES["default"] | {"OPTIONS": direct}})["default"]
        connection.ensure_connection()
        connection.close()


def is_database_away(error: Exception) -> bool:
    """Whether the connection to the database could not be made or was lost."""
    from django.db import InterfaceError, OperationalError  # here, because it needs the settings, which may be wrong

    return isinstance(error, (OperationalError, InterfaceError))


def get_first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def exit_with_error(sentence: str, error: Exception) -> None:
    if "--traceback" in sys.argv:
        raise error
    sys.exit(sentence)
