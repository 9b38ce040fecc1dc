"""What a line of the log looks like: JSON in production, plain text at a desk (`LOG_FORMAT`)."""

import logging
import re
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from core.request_context import CURRENT_REQUEST

# PostgreSQL quotes the row that it refuses: a password's hash, an answer in an exam.
QUOTED_ROW = re.compile(
    r"^(DETAIL|CONTEXT|HINT|LINE \d+):.*(?:\n(?!Traceback|  File|During|The above).*)*", re.MULTILINE
)


class Context(logging.Filter):
    """Adds who asks to every line that is written while a request is answered."""

    def filter(self, record: logging.LogRecord) -> bool:
        asking = CURRENT_REQUEST.get()
        record.request_id = asking.request_id if asking else None
        record.user_id = asking.user_id if asking else None
        record.company_id = asking.company_id if asking else None
        return True


class WithoutRows(logging.Formatter):
    """Tracebacks without the rows that a database quotes in its errors."""

    def formatException(self, ei: Any) -> str:
        return QUOTED_ROW.sub(r"\1: (left out)", super().formatException(ei))


class Plain(WithoutRows):
    pass


class Json(WithoutRows, JsonFormatter):
    """One JSON object a line: time (ISO 8601, UTC), level, logger, message, ids, and what the line adds."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
