"""What the system knows of a connection that nobody is reading."""

import select
from typing import Protocol


class HasFileno(Protocol):
    def fileno(self) -> int: ...


def has_input(connection: HasFileno) -> bool:
    """Whether something has arrived that nobody has read: data, or the end of the connection.

    Costs a system call, and nothing of the other side.
    """
    watched = select.poll()
    watched.register(connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(watched.poll(0))
