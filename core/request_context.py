"""Which request is being answered, and for whom: what every line of the log tells."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class RequestContext:
    """One request: its id, and the ids of the person and the school once it is known who asks."""

    request_id: str
    user_id: str | None = None
    company_id: str | None = None


CURRENT_REQUEST: ContextVar[RequestContext | None] = ContextVar("now_asking", default=None)


@contextmanager
def bind_request(request_id: str) -> Iterator[RequestContext]:
    """While the block runs, this thread answers the request of this id."""
    asking = RequestContext(request_id)
    token = CURRENT_REQUEST.set(asking)
    try:
        yield asking
    finally:
        CURRENT_REQUEST.reset(token)


def set_caller(user_id: object, company_id: object) -> None:
    """From now on it is known who asks. Without a request, as in a command, nothing happens."""
    asking = CURRENT_REQUEST.get()
    if asking is not None:
        asking.user_id, asking.company_id = str(user_id), str(company_id)
