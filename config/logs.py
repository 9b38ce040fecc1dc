"""Where the log goes, and what is worth a line."""

from typing import Any

# What is told of every line, first; the request's own numbers follow.
FIELDS = ("asctime", "levelname", "name", "message", "request_id", "user_id", "company_id")
# Attributes of log records that are not for the log: Django hangs the whole request on its own, query and all.
OMITTED_FIELDS = ("request",)


def build_logging(format: str, *, requests: bool) -> dict[str, Any]:
    """The `LOGGING` of a server that writes `json` or `plain` lines to its standard error.

    With `requests`, one line for each request; else only what is wrong.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"context": {"()": "operations.logs.Context"}},
        "formatters": {
            "plain": {
                "()": "operations.logs.Plain",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            },
            "json": build_json_logging(),
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": format, "filters": ["context"]}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "downwind.requests": {"level": "INFO" if requests else "ERROR"},
            # Refusals are answered, not logged: a client's mistake is not the operator's alarm.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # How many requests wait for a thread, a line for each: the request log tells how long they waited.
            "waitress.queue": {"level": "ERROR"},
        },
    }


def build_gunicorn_logging(format: str) -> dict[str, Any]:
    """The same lines for what gunicorn itself has to say: that it starts, stops, and misses a worker."""
    ours = build_logging(format, requests=False)
    kept = {name: ours[name] for name in ("version", "disable_existing_loggers", "filters", "formatters", "handlers")}
    return {**kept, "root": {"handlers": []}, "loggers": {"gunicorn.error": {"handlers": ["console"], "level": "INFO"}}}


def build_json_logging() -> dict[str, Any]:
    from pythonjsonlogger.core import RESERVED_ATTRS

    return {
        "()": "operations.logs.Json",
        "fmt": FIELDS,
        "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
        "reserved_attrs": [*RESERVED_ATTRS, *OMITTED_FIELDS],
        "timestamp": False,
    }
