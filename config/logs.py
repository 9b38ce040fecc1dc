"""Logging settings: the destination of log lines, and which are written."""

from typing import Any

# The first fields of every line, in this order; those of the request follow.
FIELDS = ("asctime", "levelname", "name", "message", "request_id", "user_id", "company_id")
# Attributes of log records that must not be logged: Django attaches the request, whose repr contains the query string.
OMITTED_FIELDS = ("request",)


def build_logging(format: str, *, requests: bool) -> dict[str, Any]:
    """The `LOGGING` setting of a server that writes `json` or `plain` lines to standard error.

    With `requests` it writes a line for each request; without, only warnings and errors.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "context": {"()": "operations.logs.Context"},
            "secret_paths": {"()": "operations.logs.SecretPaths"},
        },
        "formatters": {
            "plain": {
                "()": "operations.logs.Plain",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            },
            "json": build_json_logging(),
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": format, "filters": ["context", "secret_paths"]}
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "downwind.requests": {"level": "INFO" if requests else "ERROR"},
            "downwind.queue": {"level": "INFO" if requests else "WARNING"},
            "downwind.mail": {"level": "INFO"},  # the mails of a server without a mail server
            # 4xx responses are not logged as warnings: a client's mistake is no alarm for the operator.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # waitress writes a line for each request that waits for a thread; the request log has its duration.
            "waitress.queue": {"level": "ERROR"},
        },
    }


def build_gunicorn_logging(format: str) -> dict[str, Any]:
    """The same format for gunicorn's own messages: it starts, stops, or has lost a worker."""
    logging = build_logging(format, requests=False)
    names = ("version", "disable_existing_loggers", "filters", "formatters", "handlers")
    loggers = {"gunicorn.error": {"handlers": ["console"], "level": "INFO"}}
    return {**{name: logging[name] for name in names}, "root": {"handlers": []}, "loggers": loggers}


def build_json_logging() -> dict[str, Any]:
    from pythonjsonlogger.core import RESERVED_ATTRS

    return {
        "()": "operations.logs.Json",
        "fmt": FIELDS,
        "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
        "reserved_attrs": [*RESERVED_ATTRS, *OMITTED_FIELDS],
        "timestamp": False,
    }
