"""What stops a process from starting, said in one sentence on its standard error, with exit status 1."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured


@contextmanager
def exit_on_setup_error() -> Iterator[None]:
    """Ends the process with a sentence where a setting is wrong or the database does not answer.

    A traceback of a hundred lines hides the one that an operator can act upon; `--traceback` still shows it.
    """
    try:
        yield
    except ImproperlyConfigured as error:
        exit_with_error(f"Cannot start: {error}", error)
    except Exception as error:
        if not is_database_away(error):
            raise
        exit_with_error(f"The database does not answer: {get_first_line(error)}. DATABASE_URL says where it is.", error)


def check_server() -> None:
    """For whoever starts the server: settings that are wrong and a database that does not answer, before any process.

    A server that was up answers 503 while its database is away; one that never was refuses to start, and whoever
    supervises it tries again.
    """
    with exit_on_setup_error():
        from django.conf import settings
        from django.db.utils import ConnectionHandler

        options = settings.DATABASES["default"].get("OPTIONS", {})
        # Without the pool, whose threads must not be born before the processes part.
        direct = {name: option for name, option in options.items() if name != "pool"}
        connection = ConnectionHandler({"default": settings.DATABASES["default"] | {"OPTIONS": direct}})["default"]
        connection.ensure_connection()
        connection.close()


def is_database_away(error: Exception) -> bool:
    """Whether it is Django's word for a connection that could not be made or was lost."""
    from django.db import InterfaceError, OperationalError  # needs the settings, which may be what is wrong

    return isinstance(error, (OperationalError, InterfaceError))


def get_first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def exit_with_error(sentence: str, error: Exception) -> None:
    if "--traceback" in sys.argv:
        raise error
    sys.exit(sentence)
