"""The context of the current request, which every log line carries."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class RequestContext:
    """The id of a request, the ids of its user and company once it is authenticated, and whether it may have written
    to the database (known only with a standby, core/replica)."""

    request_id: str
    user_id: str | None = None
    company_id: str | None = None
    has_written: bool = False


CURRENT_REQUEST: ContextVar[RequestContext | None] = ContextVar("current_request", default=None)


@contextmanager
def bind_request(request_id: str) -> Iterator[RequestContext]:
    """While the block runs, this thread handles the request of this id."""
    context = RequestContext(request_id)
    token = CURRENT_REQUEST.set(context)
    try:
        yield context
    finally:
        CURRENT_REQUEST.reset(token)


def set_caller(user_id: object, company_id: object) -> None:
    """Sets the caller of the current request. Without a request, as in a command, nothing happens."""
    context = CURRENT_REQUEST.get()
    if context is not None:
        context.user_id, context.company_id = str(user_id), str(company_id)


def note_write() -> None:
    """Notes that the current request may have written. Without a request, nothing happens."""
    context = CURRENT_REQUEST.get()
    if context is not None:
        context.has_written = True
