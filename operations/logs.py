"""What a line of the log looks like: JSON in production, plain text at a desk (`LOG_FORMAT`)."""

import logging
import re
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from config.request_context import NOW_ASKING

# PostgreSQL quotes the row that it refuses: a password's hash, an answer in an exam.
QUOTED_ROW = re.compile(
    r"^(DETAIL|CONTEXT|HINT|LINE \d+):.*(?:\n(?!Traceback|  File|During|The above).*)*", re.MULTILINE
)

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Context(logging.Filter):
    """Adds who asks to every line that is written while a request is answered."""

    def filter(self, record: logging.LogRecord) -> bool:
        asking = NOW_ASKING.get()
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
    """One JSON object a line: time, level, logger, message, ids, and what the line adds."""
