"""The format of log lines: JSON in production, plain text in development (`LOG_FORMAT`)."""

import logging
import re
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from pythonjsonlogger.json import JsonFormatter

from core.request_context import CURRENT_REQUEST
from operations.secret_paths import get_logged_path

# PostgreSQL quotes a row that it rejects, which may hold a password hash or an answer in an exam.
QUOTED_ROW = re.compile(
    r"^(DETAIL|CONTEXT|HINT|LINE \d+):.*(?:\n(?!Traceback|  File|During|The above).*)*", re.MULTILINE
)


class Context(logging.Filter):
    """Adds the ids of the current request, its user and their company to every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = CURRENT_REQUEST.get()
        record.request_id = request.request_id if request else None
        record.user_id = request.user_id if request else None
        record.company_id = request.company_id if request else None
        return True


class SecretPaths(logging.Filter):
    """Replaces paths that are secrets in Django's own lines about a request, such as `Internal Server Error: %s`."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            # Django escapes what it logs.
            written = {request.path, request.path.encode("unicode_escape").decode("ascii")}
            record.args = tuple(get_logged_path(request) if value in written else value for value in record.args)
        return True


class WithoutRows(logging.Formatter):
    """Removes the rows that a database quotes in its error messages from tracebacks."""

    def formatException(self, ei: Any) -> str:
        return QUOTED_ROW.sub(r"\1: (left out)", super().formatException(ei))


class Plain(WithoutRows):
    pass


class Json(WithoutRows, JsonFormatter):
    """One JSON object for each line: time (ISO 8601, UTC), level, logger, message, ids, and the `extra` of the call."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
