"""The origin of an act: the channel by which it came in, which the ledger records with the actor.

The request log opens an origin for every request, authentication and the admin site set its channel, and the operator's
commands open one of their own.
"""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# The environment variable that deploy/cron.sh sets to `cron`: the same commands, not run by a person.
RUN_BY = "DOWNWIND_RUN_BY"


class Channel(TextChoices):
    SESSION = "session", _("Session")
    KEY = "key", _("API key")
    ADMIN = "admin", _("Admin")
    COMMAND = "command", _("Command")
    CRON = "cron", _("By the clock")
    SERVER = "server", _("Server")
    INSPECTOR = "inspector", _("Inspector access")


# The channels of the school's people. An act there without an actor is the server's own.
PERSONAL = frozenset({Channel.SESSION, Channel.KEY, Channel.ADMIN})


@dataclass
class Origin:
    """`operator` is the operating-system account under which a command runs; empty elsewhere."""

    channel: Channel
    operator: str = ""


ORIGIN: ContextVar[Origin | None] = ContextVar("origin", default=None)


@contextmanager
def use_origin(channel: Channel, operator: str = "") -> Iterator[Origin]:
    """While the block runs, whatever this thread records has this origin."""
    origin = Origin(channel, operator)
    token = ORIGIN.set(origin)
    try:
        yield origin
    finally:
        ORIGIN.reset(token)


def set_channel(channel: Channel) -> None:
    """Sets the channel of the current request. Without one, as in a test or a thread, nothing happens."""
    origin = ORIGIN.get()
    if origin is not None:
        origin.channel = channel


def get_origin() -> Origin:
    """The current origin; the server itself where none is open, as in a background thread."""
    return ORIGIN.get() or Origin(Channel.SERVER)


def detect_command_origin(environment: dict[str, str]) -> Origin:
    """The origin of a command: cron when the environment says so, else the person at the terminal."""
    channel = Channel.CRON if environment.get(RUN_BY) == "cron" else Channel.COMMAND
    return Origin(channel, get_account_name(environment))


def get_account_name(environment: dict[str, str]) -> str:
    """`maria`, or `maria as downwind` under sudo; `uid 1000` for an account without a name."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = f"uid {os.getuid()}"
    person = environment.get("SUDO_USER", "")
    return f"{person} as {account}" if person and person != account else account
