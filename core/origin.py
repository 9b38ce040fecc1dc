"""By which way an act came in: what the ledger tells beside who it was.

Set once at each edge and read by the ledger: the request log opens an origin for every request, authentication and the
admin site say what it is, and the operator's commands open one of their own.
"""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db.models import TextChoices

# Set to `cron` by deploy/cron.sh: the same commands, run by the clock and not by a person.
RUN_BY = "DOWNWIND_RUN_BY"


class Channel(TextChoices):
    SESSION = "session", "Session"
    KEY = "key", "API key"
    ADMIN = "admin", "Admin"
    COMMAND = "command", "Command"
    CRON = "cron", "By the clock"
    SERVER = "server", "Server"


# Those that a person of the school comes in by. What happens there in nobody's name, the server does of itself.
PERSONAL = frozenset({Channel.SESSION, Channel.KEY, Channel.ADMIN})


@dataclass
class Origin:
    """`operator` is the account at the operating system under which a command runs; empty elsewhere."""

    channel: Channel
    operator: str = ""


ORIGIN: ContextVar[Origin | None] = ContextVar("origin", default=None)


@contextmanager
def use_origin(channel: Channel, operator: str = "") -> Iterator[Origin]:
    """While the block runs, what this thread does came in by `channel`."""
    origin = Origin(channel, operator)
    token = ORIGIN.set(origin)
    try:
        yield origin
    finally:
        ORIGIN.reset(token)


def set_channel(channel: Channel) -> None:
    """From now on it is known how this request came in. Outside a request nothing happens."""
    origin = ORIGIN.get()
    if origin is not None:
        origin.channel = channel


def get_origin() -> Origin:
    """Where nothing was said, as in a thread of the server's own: the server."""
    return ORIGIN.get() or Origin(Channel.SERVER)


def detect_command_origin(environment: dict[str, str]) -> Origin:
    """A command's: the clock's when the environment says so, else that of whoever sits at the terminal."""
    channel = Channel.CRON if environment.get(RUN_BY) == "cron" else Channel.COMMAND
    return Origin(channel, get_account_name(environment))


def get_account_name(environment: dict[str, str]) -> str:
    """`maria`, or `maria as downwind` when she came there by sudo; the number of an account without a name."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = f"uid {os.getuid()}"
    person = environment.get("SUDO_USER", "")
    return f"{person} as {account}" if person and person != account else account
