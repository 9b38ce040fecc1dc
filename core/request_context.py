"""Which request is being answered, and for whom: what every line of the log tells."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Asking:
    """One request: its id, and the ids of the person and the school once it is known who asks."""

    request_id: str
    user_id: str | None = None
    company_id: str | None = None


NOW_ASKING: ContextVar[Asking | None] = ContextVar("now_asking", default=None)


@contextmanager
def asked(request_id: str) -> Iterator[Asking]:
    """While the block runs, this thread answers the request of this id."""
    asking = Asking(request_id)
    token = NOW_ASKING.set(asking)
    try:
        yield asking
    finally:
        NOW_ASKING.reset(token)


def caller_is(user_id: object, company_id: object) -> None:
    """From now on it is known who asks. Without a request, as in a command, nothing happens."""
    asking = NOW_ASKING.get()
    if asking is not None:
        asking.user_id, asking.company_id = str(user_id), str(company_id)
